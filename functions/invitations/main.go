// Command invitations asks what was planned, once its time has come, and by calendar what customers think of the company.
package main

import (
	"context"
	"errors"
	"log/slog"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"aftercare/shared/asking"
	"aftercare/shared/boot"
	"aftercare/shared/boot/env"
	"aftercare/shared/dynamo"
	"aftercare/shared/event"
	"aftercare/shared/feedback"
)

// run is what calls: the schedule, or an operator who begins a wave by hand.
type run struct {
	events.EventBridgeEvent
	Begin bool `json:"begin"`
}

// done is what a run did.
type done struct {
	feedback.Invited
	NPS feedback.Polled `json:"nps"`
}

func main() {
	boot.Main(func(_ context.Context, b *boot.Boot) (any, error) {
		table := dynamo.NewTable(dynamodb.NewFromConfig(b.AWS()), b.Need(env.TableName), b.Clock)
		asker, err := asking.Asker(b, table)
		if err != nil {
			return nil, err
		}
		zone, err := b.Location(env.TimeZone)
		if err != nil {
			return nil, err
		}
		return func(ctx context.Context, r run) (done, error) {
			ctx = event.WithCorrelation(ctx, r.ID)
			planned, errPlanned := asker.Invite(ctx)
			polled, errPolled := asker.Poll(ctx, zone, r.Begin)
			b.Log.InfoContext(ctx, "invited", slog.Int("due", planned.Due), slog.Int("failed", planned.Failed),
				slog.Int("looked", polled.Looked), slog.Int("asked", polled.Asked))
			return done{planned, polled}, errors.Join(errPlanned, errPolled)
		}, nil
	})
}
