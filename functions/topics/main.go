// Command topics looks once a day for what customers write about more often than before.
package main

import (
	"context"
	"log/slog"

	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"aftercare/shared/boot"
	"aftercare/shared/boot/env"
	"aftercare/shared/cognito"
	"aftercare/shared/dynamo"
	"aftercare/shared/event"
	"aftercare/shared/topic"
	"aftercare/shared/writing"
)

// call is what the function is called with: the schedule's event, or by hand the last day that is looked at.
type call struct {
	ID      string `json:"id"`
	Through string `json:"through"` // such as 2026-11-22, which may be today
}

func main() {
	boot.Main(func(_ context.Context, b *boot.Boot) (any, error) {
		table := dynamo.NewTable(dynamodb.NewFromConfig(b.AWS()), b.Need(env.TableName), b.Clock)
		directory := cognito.NewDirectory(cognitoidentityprovider.NewFromConfig(b.AWS()), b.Need(env.UserPoolID), b.Clock)
		service := topic.Service{Store: table, Sources: writing.All(table), Names: topic.StaffNames(directory)}
		return func(ctx context.Context, c call) (topic.Seen, error) {
			now := b.Clock()
			midnight, err := topic.Midnight(c.Through, now)
			if err != nil {
				return topic.Seen{}, err
			}
			ctx = event.WithCorrelation(ctx, c.ID)
			seen, err := service.Look(ctx, midnight, now)
			b.Log.InfoContext(ctx, "looked for topics", slog.Int("texts", seen.Texts), slog.Int("grown", seen.Grown), slog.Int("told", seen.Told))
			return seen, err
		}, nil
	})
}
