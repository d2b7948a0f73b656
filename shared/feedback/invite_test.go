package feedback_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"aftercare/shared/feedback"
	"aftercare/shared/notice"
	"aftercare/shared/ticket"

	"pgregory.net/rapid"
)

func TestAPlannedQuestionThatSurelyWasNotSentIsTriedAgain(t *testing.T) {
	c := newClinic(t)
	c.rule(t, func(r *feedback.CSATRule) { r.Delay = hours(1) })
	c.solved(t, first)
	c.ask(t, first, 0)
	c.pass(time.Hour)
	c.outcome = func() error { return notice.ErrNotSent }
	if done, err := c.asker.Invite(t.Context()); !errors.Is(err, notice.ErrNotSent) || done != (feedback.Invited{Due: 1, Failed: 1}) {
		t.Fatalf("%+v %v", done, err)
	}
	c.outcome = nil
	c.invite(t, 0) // at once it would only fail again
	c.pass(10 * time.Minute)
	c.invite(t, 1)
	c.wantTimeline(t, first, "survey.sent")
}

func TestARunEndsBeforeItsTimeIsOver(t *testing.T) {
	c := newClinic(t)
	c.rule(t, func(r *feedback.CSATRule) { r.Delay = hours(1) })
	c.solved(t, first)
	c.ask(t, first, 0)
	c.pass(time.Hour)
	short, cancel := context.WithDeadline(ctx, c.now().Add(5*time.Second))
	defer cancel()
	if done, err := c.asker.Invite(short); err != nil || done.Due != 0 {
		t.Fatalf("%+v %v", done, err)
	}
	c.invite(t, 1)
}

func TestWorkersThatDieAskAtMostOnceAndLeaveNothingUnsaid(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		c := newClinic(t)
		c.rule(t, func(rule *feedback.CSATRule) {
			rule.Delay = hours(rapid.IntRange(0, 2).Draw(r, "delay"))
			rule.QuietPeriod = hours(rapid.IntRange(0, 1).Draw(r, "quiet"))
		})
		c.solved(t, first)
		dies := rapid.SliceOfN(rapid.IntRange(0, 3), 0, 12).Draw(r, "deaths") // 1: before a write; 2: after it; 3: in the mail system
		next := func(kind int) bool {
			if len(dies) == 0 {
				return false
			}
			hit := dies[0] == kind
			if hit || kind == 2 {
				dies = dies[1:]
			}
			return hit
		}
		after := false
		c.crash = func(change feedback.Change) error {
			if next(1) {
				return errCrash
			}
			if after = next(2); after {
				if err := c.Store.SaveSurvey(ctx, change); err != nil {
					return err
				}
				return errCrash
			}
			return nil
		}
		c.outcome = func() error {
			if next(3) {
				return notice.ErrNotSent
			}
			return nil
		}
		// The event comes again until it is done; the schedule comes every now and then, whatever happened.
		delivered := false
		reopened := rapid.Bool().Draw(r, "reopened")
		for i := range 60 {
			if !delivered {
				delivered = c.asker.Ask(ctx, first) == nil
			}
			_, _ = c.asker.Invite(ctx)
			if i == 3 && reopened {
				if at, err := c.Ticket(ctx, first); err == nil && at.Status == ticket.StatusSolved {
					_, _ = c.tickets.Reopen(ctx, first, "no", ticket.Do{Actor: bo})
					_, _ = c.tickets.Solve(ctx, first, "", ticket.Do{Actor: bo})
					delivered = false
				}
			}
			c.pass(5 * time.Minute)
		}
		s := c.survey(r, first)
		if len(c.mails) > 1 || !s.Recorded || !s.WakeAt.IsZero() || s.State == feedback.Sent && len(c.mails) != 1 {
			r.Fatalf("%d mails, survey %+v", len(c.mails), s)
		}
		var said []string
		for _, of := range c.timeline(t, first) {
			if of != "ticket.reopened" {
				said = append(said, of)
			}
		}
		want := map[feedback.State]string{feedback.Sent: "survey.sent", feedback.Dropped: "notice.failed interrupted"}[s.State]
		if len(said) != 1 || said[0] != want {
			r.Fatalf("the timeline says %q of a survey that is %s", said, s.State)
		}
	})
}
