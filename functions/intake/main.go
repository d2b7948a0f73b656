// Command intake turns what other systems report into tickets, messages and complaints.
package main

import (
	"context"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"aftercare/shared/batch"
	"aftercare/shared/boot"
	"aftercare/shared/boot/env"
	"aftercare/shared/call"
	"aftercare/shared/cases"
	"aftercare/shared/feedback"
	"aftercare/shared/incident"
	"aftercare/shared/intake"
	"aftercare/shared/queue"
	"aftercare/shared/visit"
)

func main() {
	boot.Main(func(_ context.Context, b *boot.Boot) (any, error) {
		all, err := cases.New(b)
		if err != nil {
			return nil, err
		}
		ids := boot.Secret(b).IDs
		incidents := intake.Incidents{Incidents: incident.NewService(all.Table, b.Clock), IDs: ids}
		desk := intake.Desk{
			Handlers: map[string]intake.Handler{
				intake.ContactReceived:   intake.Contacts{Tickets: all.Tickets, IDs: ids},
				intake.ComplaintReceived: intake.Complaints{Complaints: all.Complaints, IDs: ids},
				intake.RemedyPaid:        intake.Remedies{Complaints: all.Complaints},
				intake.CallEnded:         intake.Calls{Calls: call.NewService(all.Table, all.Table, all.Tickets, all.Zone, b.Clock), IDs: ids},
				intake.VisitEnded:        intake.Visits{Visits: visit.NewService(all.Table, b.Clock), IDs: ids},
				intake.IncidentNoticed:   incidents,
				intake.IncidentEnded:     incidents,
				intake.CustomerActive:    intake.Activities{Days: all.Table, IDs: ids, Now: b.Clock},
				intake.SurveyAnswered:    intake.Surveys{Feedback: feedback.NewService(all.Table, all.Tickets, b.Clock)},
			},
			Refusals: queue.Queue{Client: sqs.NewFromConfig(b.AWS()), URL: b.Need(env.RefusalsQueueURL)},
			Recorder: all.Table,
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
