// Command deadline looks at a case at the hour that a timer was armed for.
package main

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"aftercare/shared/boot"
	"aftercare/shared/boot/env"
	"aftercare/shared/clock"
	"aftercare/shared/dynamo"
	"aftercare/shared/event"
	"aftercare/shared/ticket"
)

func main() {
	boot.Main(func(_ context.Context, b *boot.Boot) (any, error) {
		table := dynamo.NewTable(dynamodb.NewFromConfig(b.AWS()), b.Need(env.TableName), b.Clock)
		wakers := clock.Wakers{event.Ticket: ticket.NewService(table, table, b.Clock)}
		return func(ctx context.Context, t clock.Timer) (clock.Timer, error) {
			return wakers.Fire(event.WithCorrelation(ctx, t.Name()), t, b.Clock())
		}, nil
	})
}
