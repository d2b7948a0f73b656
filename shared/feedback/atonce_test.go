package feedback_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"aftercare/shared/feedback"
	"aftercare/shared/notice"
)

// stepping is a clinic that waits for a step before it writes or sends.
type stepping struct {
	*clinic
	step chan struct{}
}

func (s stepping) SaveSurvey(ctx context.Context, change feedback.Change) error {
	<-s.step
	return s.clinic.SaveSurvey(ctx, change)
}

func (s stepping) SaveWave(ctx context.Context, w feedback.Wave) error {
	<-s.step
	return s.clinic.SaveWave(ctx, w)
}

func (s stepping) Send(ctx context.Context, m notice.Mail) error {
	<-s.step
	return s.clinic.Send(ctx, m)
}

// However the steps of runs come between each other, none of them fails, and each customer is asked once.
func TestRunsOfInvitationsAtTheSameTimeGiveWayToEachOther(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := newClinic(r)
		c.calls(r, func(n *feedback.NPSRule) { n.Day, n.ActiveWithin = noon.Day()-1, hours(48) })
		customers := rapid.IntRange(1, 8).Draw(r, "customers")
		for i := range customers {
			c.writes(r, fmt.Sprint("T", i), fmt.Sprint("c", i))
		}
		steps, ends := map[string]chan struct{}{}, map[string]chan error{}
		going := []string{"begins", "goes on", "goes on too", "begins too"}
		for _, run := range going {
			steps[run], ends[run] = make(chan struct{}), make(chan error, 1)
			at := stepping{c, steps[run]}
			writer, err := notice.NewWriter(notice.House{Company: "Example Exchange", Zone: time.UTC})
			if err != nil {
				r.Fatal(err)
			}
			asker := feedback.NewAsker(at, c.Store, c.tickets, at, writer, "https://help.example.com", c.now)
			go func() {
				<-at.step
				_, err := asker.Invite(ctx)
				if err == nil {
					_, err = asker.Poll(ctx, time.UTC, run == "begins" || run == "begins too")
				}
				ends[run] <- err
			}()
		}
		for len(going) > 0 {
			run := rapid.SampledFrom(going).Draw(r, "steps")
			select {
			case steps[run] <- struct{}{}:
			case err := <-ends[run]:
				if err != nil {
					r.Fatalf("who %s failed: %v", run, err)
				}
				going = slices.DeleteFunc(going, func(other string) bool { return other == run })
			}
		}
		c.pass(time.Hour) // leases are over
		if _, err := c.asker.Invite(ctx); err != nil {
			r.Fatal(err)
		}
		c.poll(r, false)
		if got := c.inbox(); len(got) != customers || len(slices.Compact(slices.Clone(got))) != customers {
			r.Fatalf("mails to %q, want one to each of %d", got, customers)
		}
	})
}
