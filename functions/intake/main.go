// Command intake turns contacts from other systems into tickets and messages.
package main

import (
	"context"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"aftercare/shared/batch"
	"aftercare/shared/boot"
	"aftercare/shared/boot/env"
	"aftercare/shared/dynamo"
	"aftercare/shared/intake"
	"aftercare/shared/queue"
	"aftercare/shared/ticket"
)

func main() {
	boot.Main(func(_ context.Context, b *boot.Boot) (any, error) {
		table := dynamo.NewTable(dynamodb.NewFromConfig(b.AWS()), b.Need(env.TableName), b.Clock)
		tickets := ticket.NewService(table, table, b.Clock)
		desk := intake.Desk{
			Handlers: map[string]intake.Handler{
				"support.contact.received": intake.Contacts{Tickets: tickets, IDs: boot.Secret(b).IDs},
			},
			Refusals: queue.Queue{Client: sqs.NewFromConfig(b.AWS()), URL: b.Need(env.RefusalsQueueURL)},
			Now:      b.Clock,
		}
		return func(ctx context.Context, e events.SQSEvent) (events.SQSEventResponse, error) {
			return batch.SQS(ctx, e, func(ctx context.Context, m batch.Message) error {
				sent, err := m.SentAt()
				if err != nil {
					return err
				}
				return desk.Handle(ctx, m.ID, []byte(m.Body), sent)
			}), nil
		}, nil
	})
}
