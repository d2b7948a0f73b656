// Command surveys asks customers how it went after their ticket was solved.
package main

import (
	"context"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"aftercare/shared/batch"
	"aftercare/shared/boot"
	"aftercare/shared/boot/env"
	"aftercare/shared/dynamo"
	"aftercare/shared/feedback"
	"aftercare/shared/notice"
	"aftercare/shared/ses"
	"aftercare/shared/ticket"
)

func main() {
	boot.Main(func(_ context.Context, b *boot.Boot) (any, error) {
		table := dynamo.NewTable(dynamodb.NewFromConfig(b.AWS()), b.Need(env.TableName), b.Clock)
		zone, err := b.Location(env.TimeZone)
		if err != nil {
			return nil, err
		}
		mailer, err := ses.New(b.AWS(), b.Need(env.MailFrom))
		if err != nil {
			return nil, err
		}
		writer, err := notice.NewWriter(notice.House{Company: b.Need(env.CompanyName), Zone: zone})
		if err != nil {
			return nil, err
		}
		tickets := ticket.NewService(table, table, b.Clock)
		asker := feedback.NewAsker(table, table, tickets, mailer, writer, b.Need(env.PublicURL), b.Clock)
		return func(ctx context.Context, e events.SQSEvent) (events.SQSEventResponse, error) {
			return batch.Bus(ctx, e, asker.Handle), nil
		}, nil
	})
}
