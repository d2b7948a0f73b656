// Command sweep finds clocks that no timer fired for, and arms those that come within reach.
package main

import (
	"context"
	"log/slog"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sfn"

	"aftercare/shared/boot"
	"aftercare/shared/boot/env"
	"aftercare/shared/clock"
	"aftercare/shared/dynamo"
	"aftercare/shared/event"
	"aftercare/shared/states"
	"aftercare/shared/ticket"
)

func main() {
	boot.Main(func(_ context.Context, b *boot.Boot) (any, error) {
		table := dynamo.NewTable(dynamodb.NewFromConfig(b.AWS()), b.Need(env.TableName), b.Clock)
		sweep := clock.Sweeper{
			Cases:  clock.Wakers{event.Ticket: ticket.NewService(table, table, b.Clock)},
			Index:  table,
			Timers: states.Machine{Client: sfn.NewFromConfig(b.AWS()), ARN: b.Need(env.StateMachineARN)},
		}
		metrics := boot.NewMetrics(b)
		return func(ctx context.Context, e events.EventBridgeEvent) (clock.Swept, error) {
			ctx = event.WithCorrelation(ctx, e.ID)
			swept, err := sweep.Sweep(ctx, b.Clock())
			b.Log.InfoContext(ctx, "swept", slog.Int("fired", swept.Fired), slog.Int("armed", swept.Armed), slog.Int("failed", swept.Failed))
			if late := metrics.Put("LateWakes", float64(swept.Fired), boot.Count, nil); late != nil && err == nil {
				err = late
			}
			return swept, err
		}, nil
	})
}
