// Command trends looks once a day for what complaints are about more often than before.
package main

import (
	"context"
	"log/slog"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"aftercare/shared/boot"
	"aftercare/shared/boot/env"
	"aftercare/shared/dynamo"
	"aftercare/shared/event"
	"aftercare/shared/trend"
)

func main() {
	boot.Main(func(_ context.Context, b *boot.Boot) (any, error) {
		table := dynamo.NewTable(dynamodb.NewFromConfig(b.AWS()), b.Need(env.TableName), b.Clock)
		return func(ctx context.Context, e events.EventBridgeEvent) error {
			ctx = event.WithCorrelation(ctx, e.ID)
			made, err := trend.Watch(ctx, table, b.Clock())
			b.Log.InfoContext(ctx, "looked for what rises", slog.Int("found", made))
			return err
		}, nil
	})
}
