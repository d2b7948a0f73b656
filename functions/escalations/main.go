// Command escalations moves a case one level up.
package main

import (
	"context"

	"github.com/aws/aws-lambda-go/events"

	"aftercare/shared/batch"
	"aftercare/shared/boot"
	"aftercare/shared/cases"
	"aftercare/shared/event"
)

func main() {
	boot.Main(func(_ context.Context, b *boot.Boot) (any, error) {
		all, err := cases.New(b)
		if err != nil {
			return nil, err
		}
		metrics := boot.NewMetrics(b)
		consumer := all.Escalating(boot.Secret(b), func(event.Kind) error {
			return metrics.Put("TopLevelUnacknowledged", 1, boot.Count, nil)
		})
		return func(ctx context.Context, e events.SQSEvent) (events.SQSEventResponse, error) {
			return batch.Bus(ctx, e, consumer.Handle), nil
		}, nil
	})
}
