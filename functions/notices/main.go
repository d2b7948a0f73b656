// Command notices tells people by mail what happened to their cases.
package main

import (
	"context"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"aftercare/shared/batch"
	"aftercare/shared/boot"
	"aftercare/shared/boot/env"
	"aftercare/shared/cognito"
	"aftercare/shared/complaint"
	"aftercare/shared/dynamo"
	"aftercare/shared/event"
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
		regime, err := complaint.NewRegime(complaint.Jurisdiction(b.Need(env.Jurisdiction)), zone)
		if err != nil {
			return nil, err
		}
		mailer, err := ses.New(b.AWS(), b.Need(env.MailFrom))
		if err != nil {
			return nil, err
		}
		writer, err := notice.NewWriter(notice.House{
			Company: b.Need(env.CompanyName), ComplaintsEmail: b.Need(env.ComplaintsEmail),
			ComplaintsPhone: b.Setting(env.ComplaintsPhone, ""), Zone: zone,
		})
		if err != nil {
			return nil, err
		}
		tickets := ticket.NewService(table, table, b.Clock)
		timelines := map[event.Kind]notice.Timelines{
			event.Ticket: tickets, event.Complaint: complaint.NewService(table, table, tickets, regime, b.Clock),
		}
		staff := cognito.NewDirectory(cognitoidentityprovider.NewFromConfig(b.AWS()), b.Need(env.UserPoolID), b.Clock)
		notices := notice.NewNotices(notice.NewDesk(table, mailer, writer, timelines, b.Clock), table, table, staff)
		return func(ctx context.Context, e events.SQSEvent) (events.SQSEventResponse, error) {
			return batch.Bus(ctx, e, notices.Handle), nil
		}, nil
	})
}
