package feedback_test

import (
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/feedback"
	"aftercare/shared/insight"
)

// A question that goes out around midnight counts on one day, whoever counts it.
func TestAQuestionAtMidnightCountsOnOneDay(t *testing.T) {
	for name, early := range map[string]bool{"answered later": false, "answered before it was recorded": true} {
		t.Run(name, func(t *testing.T) {
			c := newClinic(t)
			midnight := noon.Add(12 * time.Hour)
			c.pass(12*time.Hour - time.Second)
			c.solved(t, first)
			c.outcome = func() error {
				c.time = midnight.Add(time.Second) // the mail takes two seconds
				return nil
			}
			c.crash = func(change feedback.Change) error {
				if early && change.Survey.State == feedback.Sent {
					return errCrash
				}
				return nil
			}
			_ = c.asker.Ask(ctx, first)
			c.crash = nil
			if early {
				if _, err := c.service.Answer(ctx, c.token(t), feedback.Reply{Score: 5}); err != nil {
					t.Fatal(err)
				}
				c.pass(feedback.Lease)
			}
			if err := c.asker.Ask(ctx, first); err != nil {
				t.Fatal(err)
			}
			events, err := c.Timeline(ctx, event.Ticket, first, 0, 0)
			if err != nil {
				t.Fatal(err)
			}
			seen, err := insight.Observe(insight.History{Events: events}, c.tickets.Promises(ctx))
			if err != nil {
				t.Fatal(err)
			}
			for from, want := range map[time.Time]int{midnight.Add(-24 * time.Hour): 1, midnight: 0} {
				sum, err := c.service.Statistics(ctx, feedback.Filter{Kind: feedback.CSAT, From: from, To: from.Add(24 * time.Hour)})
				if err != nil || sum.Asked != want {
					t.Errorf("statistics of %s: %d asked, %v", from, sum.Asked, err)
				}
				asked := 0
				for _, o := range seen {
					if o.Measure == insight.SurveysSent && o.Day == insight.DayOf(from) {
						asked++
					}
				}
				if asked != want {
					t.Errorf("figures of %s: %d asked", from, asked)
				}
			}
		})
	}
}
