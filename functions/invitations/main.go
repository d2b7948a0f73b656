// Command invitations asks what was planned, once its time has come.
package main

import (
	"context"
	"log/slog"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"aftercare/shared/asking"
	"aftercare/shared/boot"
	"aftercare/shared/boot/env"
	"aftercare/shared/dynamo"
	"aftercare/shared/event"
	"aftercare/shared/feedback"
)

func main() {
	boot.Main(func(_ context.Context, b *boot.Boot) (any, error) {
		table := dynamo.NewTable(dynamodb.NewFromConfig(b.AWS()), b.Need(env.TableName), b.Clock)
		asker, err := asking.Asker(b, table)
		if err != nil {
			return nil, err
		}
		return func(ctx context.Context, e events.EventBridgeEvent) (feedback.Invited, error) {
			ctx = event.WithCorrelation(ctx, e.ID)
			done, err := asker.Invite(ctx)
			b.Log.InfoContext(ctx, "invited", slog.Int("due", done.Due), slog.Int("failed", done.Failed))
			return done, err
		}, nil
	})
}
