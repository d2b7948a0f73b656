// Command surveys asks customers how it went after their ticket was solved, or plans to.
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
)

func main() {
	boot.Main(func(_ context.Context, b *boot.Boot) (any, error) {
		table := dynamo.NewTable(dynamodb.NewFromConfig(b.AWS()), b.Need(env.TableName), b.Clock)
		asker, err := asking.Asker(b, table)
		if err != nil {
			return nil, err
		}
		return func(ctx context.Context, e events.SQSEvent) (events.SQSEventResponse, error) {
			return batch.Bus(ctx, e, asker.Handle), nil
		}, nil
	})
}
