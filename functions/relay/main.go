// Command relay publishes what the table says has happened on the event bus.
package main

import (
	"context"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"aftercare/shared/batch"
	"aftercare/shared/boot"
	"aftercare/shared/boot/env"
	"aftercare/shared/bus"
	"aftercare/shared/dynamo"
	"aftercare/shared/dynamo/layout"
	"aftercare/shared/live"
	"aftercare/shared/outbox"
	"aftercare/shared/queue"
)

func main() {
	boot.Main(func(_ context.Context, b *boot.Boot) (any, error) {
		metrics := boot.NewMetrics(b)
		relay := outbox.Relay{
			Bus:      bus.Bus{Client: eventbridge.NewFromConfig(b.AWS()), Name: b.Need(env.EventBusName)},
			Failures: queue.Queue{Client: sqs.NewFromConfig(b.AWS()), URL: b.Need(env.FailuresQueueURL)},
			Now:      b.Clock,
			Count: live.Counting(func(f live.Figure) error {
				return metrics.Put(string(f.Metric), f.Value, boot.Unit(f.Unit), f.Dimensions())
			}),
		}
		return func(ctx context.Context, e events.DynamoDBEvent) (events.DynamoDBEventResponse, error) {
			return batch.Stream(ctx, e, func(ctx context.Context, stream []events.DynamoDBEventRecord) []error {
				records := make([]outbox.Record, len(stream))
				for i, r := range stream {
					records[i].Events, records[i].Poison = dynamo.DecodeEvents(r.Change.NewImage)
					records[i].Failure = outbox.Failure{
						SequenceNumber: r.Change.SequenceNumber,
						Partition:      r.Change.Keys[layout.PK].String(), Sort: r.Change.Keys[layout.SK].String(),
					}
				}
				return relay.Handle(ctx, records)
			}), nil
		}, nil
	})
}
