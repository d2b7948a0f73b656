// Command deadline looks at a case at the time that a timer was armed for, and starts the timer for its next clock.
package main

import (
	"context"

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
		keeper := clock.Keeper{Cases: all.Wakers(), Timers: machine}
		return func(ctx context.Context, t clock.Timer) (clock.Looked, error) {
			return keeper.Fire(event.WithCorrelation(ctx, t.Name()), t, b.Clock())
		}, nil
	})
}
