// Command rescheduling brings open tickets under promises that were changed, page by page.
package main

import (
	"context"
	"log/slog"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"aftercare/shared/batch"
	"aftercare/shared/boot"
	"aftercare/shared/boot/env"
	"aftercare/shared/cases"
	"aftercare/shared/queue"
	"aftercare/shared/rescheduling"
)

func main() {
	boot.Main(func(_ context.Context, b *boot.Boot) (any, error) {
		all, err := cases.New(b)
		if err != nil {
			return nil, err
		}
		runner := rescheduling.Runner{
			Store: all.Table, Tickets: rescheduling.Open{Service: all.Tickets}, Now: b.Clock,
			Later: queue.Queue{Client: sqs.NewFromConfig(b.AWS()), URL: b.Need(env.ReschedulingQueueURL)},
			Failed: func(ctx context.Context, id string, err error) {
				b.Log.ErrorContext(ctx, "a ticket was not rescheduled", slog.String("aggregate", "ticket "+id), slog.String("error", err.Error()))
			},
		}
		metrics := boot.NewMetrics(b)
		runner.Ended = func(r rescheduling.Rescheduling) error {
			return metrics.Put("FailedReschedulings", float64(r.Failed), boot.Count, nil)
		}
		return func(ctx context.Context, e events.SQSEvent) (events.SQSEventResponse, error) {
			return batch.Bus(ctx, e, runner.Handle), nil
		}, nil
	})
}
