// Command sweep finds clocks that no timer fired for, and arms those that come within reach.
package main

import (
	"context"
	"errors"
	"log/slog"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/sfn"

	"aftercare/shared/boot"
	"aftercare/shared/boot/env"
	"aftercare/shared/cases"
	"aftercare/shared/clock"
	"aftercare/shared/event"
	"aftercare/shared/states"
)

func main() {
	boot.Main(func(_ context.Context, b *boot.Boot) (any, error) {
		all, err := cases.New(b)
		if err != nil {
			return nil, err
		}
		machine := states.Machine{Client: sfn.NewFromConfig(b.AWS()), ARN: b.Need(env.StateMachineARN)}
		sweep := clock.Sweeper{Cases: all.Wakers(), Index: all.Table, Timers: machine}
		metrics := boot.NewMetrics(b)
		return func(ctx context.Context, e events.EventBridgeEvent) (clock.Swept, error) {
			ctx = event.WithCorrelation(ctx, e.ID)
			swept, err := sweep.Sweep(ctx, b.Clock())
			b.Log.InfoContext(ctx, "swept", slog.Int("fired", swept.Fired), slog.Int("armed", swept.Armed), slog.Int("failed", swept.Failed))
			return swept, errors.Join(err, metrics.Put("LateWakes", float64(swept.Late), boot.Count, nil))
		}, nil
	})
}
