// Command surveys asks customers how it went after their ticket was solved, or plans to; of a ticket in which a low answer
// was looked at, whether it is put right. What cannot be put right any more, as its ticket is spam, ends there.
package main

import (
	"context"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"aftercare/shared/asking"
	"aftercare/shared/batch"
	"aftercare/shared/boot"
	"aftercare/shared/boot/env"
	"aftercare/shared/dynamo"
	"aftercare/shared/event"
	"aftercare/shared/loop"
)

func main() {
	boot.Main(func(_ context.Context, b *boot.Boot) (any, error) {
		table := dynamo.NewTable(dynamodb.NewFromConfig(b.AWS()), b.Need(env.TableName), b.Clock)
		asker, err := asking.Asker(b, table)
		if err != nil {
			return nil, err
		}
		loops := loop.NewService(table, nil, nil, b.Clock)
		handle := func(ctx context.Context, e event.Detail) error {
			if follows, err := loops.Handle(ctx, e); follows || err != nil {
				return err
			}
			return asker.Handle(ctx, e)
		}
		return func(ctx context.Context, e events.SQSEvent) (events.SQSEventResponse, error) {
			return batch.Bus(ctx, e, handle), nil
		}, nil
	})
}
