// Command notices tells people by mail what happened to their cases.
package main

import (
	"context"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"

	"aftercare/shared/batch"
	"aftercare/shared/boot"
	"aftercare/shared/boot/env"
	"aftercare/shared/cases"
	"aftercare/shared/cognito"
	"aftercare/shared/event"
	"aftercare/shared/feedback"
	"aftercare/shared/house"
	"aftercare/shared/link"
	"aftercare/shared/notice"
	"aftercare/shared/ses"
	"aftercare/shared/story"
	"aftercare/shared/voice"
)

func main() {
	boot.Main(func(_ context.Context, b *boot.Boot) (any, error) {
		all, err := cases.New(b)
		if err != nil {
			return nil, err
		}
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
		stories := story.NewService(all.Table, nil, nil, b.Clock)
		voices := voice.NewService(all.Table, nil, nil, nil, b.Clock)
		surveys := feedback.NewService(all.Table, nil, b.Clock)
		timelines := map[event.Kind]notice.Timelines{
			event.Ticket: all.Tickets, event.Complaint: all.Complaints, event.Feedback: voices, event.Story: stories, event.Survey: surveys,
		}
		staff := cognito.NewDirectory(cognitoidentityprovider.NewFromConfig(b.AWS()), b.Need(env.UserPoolID), b.Clock)
		desk := notice.NewDesk(all.Table, mailer, writer, timelines, b.Clock)
		notices := notice.NewNotices(desk, all.Table, all.Table, staff, notice.Letters{
			House: house.Of(b), Links: link.NewLinks(all.Table, b.Need(env.PublicURL), b.Clock),
		}).Hearing(all.Table).Telling(all.Table).Reading(surveys, all.Table)
		return func(ctx context.Context, e events.SQSEvent) (events.SQSEventResponse, error) {
			return batch.Bus(ctx, e, notices.Handle), nil
		}, nil
	})
}
