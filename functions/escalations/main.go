// Command escalations moves a case one level up.
package main

import (
	"context"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"aftercare/shared/batch"
	"aftercare/shared/boot"
	"aftercare/shared/boot/env"
	"aftercare/shared/dynamo"
	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/ticket"
)

func main() {
	boot.Main(func(_ context.Context, b *boot.Boot) (any, error) {
		table := dynamo.NewTable(dynamodb.NewFromConfig(b.AWS()), b.Need(env.TableName), b.Clock)
		tickets := ticket.NewService(table, table, b.Clock)
		consumer := escalation.Consumer{
			Cases:     map[event.Kind]escalation.Cases{event.Ticket: tickets},
			FollowUps: ticket.FollowUps{Service: tickets, IDs: boot.Secret(b).IDs},
		}
		return func(ctx context.Context, e events.SQSEvent) (events.SQSEventResponse, error) {
			return batch.Bus(ctx, e, consumer.Handle), nil
		}, nil
	})
}
