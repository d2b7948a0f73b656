// Command timers starts a timer for a case's next clock.
package main

import (
	"context"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/sfn"

	"aftercare/shared/batch"
	"aftercare/shared/boot"
	"aftercare/shared/boot/env"
	"aftercare/shared/clock"
	"aftercare/shared/event"
	"aftercare/shared/states"
)

func main() {
	boot.Main(func(_ context.Context, b *boot.Boot) (any, error) {
		machine := states.Machine{Client: sfn.NewFromConfig(b.AWS()), ARN: b.Need(env.StateMachineARN)}
		return func(ctx context.Context, e events.SQSEvent) (events.SQSEventResponse, error) {
			return batch.Bus(ctx, e, func(ctx context.Context, d event.Detail) error {
				return clock.Arm(ctx, machine, d, b.Clock())
			}), nil
		}, nil
	})
}
