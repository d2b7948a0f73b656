package feedback

import (
	"context"
	"errors"
	"fmt"
	"time"

	"aftercare/shared/fault"
)

// invitesAtMost bounds the planned surveys of one run, the earliest first; the next run goes on.
const invitesAtMost = 500

// Invited counts what a run did.
type Invited struct {
	Due    int `json:"due"`    // planned surveys whose time had come
	Failed int `json:"failed"` // those of them that could not be looked at
}

// Invite asks, or plans anew, what was planned and is due. A survey that fails does not hold back the others: its error
// is told at the end. It ends between two surveys, before its time is over.
func (a *Asker) Invite(ctx context.Context) (Invited, error) {
	var sum Invited
	ids, err := a.store.PlannedSurveys(ctx, a.now().Add(1), invitesAtMost) // what is due now counts
	if err != nil {
		return sum, fmt.Errorf("find planned surveys: %w", err)
	}
	var failures []error
	for _, id := range ids {
		if !a.timeLeft(ctx) {
			break
		}
		sum.Due++
		if err := a.invite(ctx, id); err != nil && !errors.Is(err, ErrBusy) && !fault.Is(err, fault.Lost) {
			sum.Failed++
			failures = append(failures, err)
		}
	}
	return sum, errors.Join(failures...)
}

// invite goes on with one planned survey.
func (a *Asker) invite(ctx context.Context, id string) error {
	s, err := a.store.Survey(ctx, id)
	if err != nil {
		return fmt.Errorf("read survey: %w", err)
	}
	if s.WakeAt.IsZero() || a.now().Before(s.WakeAt) { // the index lags behind
		return nil
	}
	if !s.Own() {
		return a.Ask(ctx, s.TicketID)
	}
	over, err := a.resume(ctx, s)
	if over || err != nil {
		return err
	}
	return a.again(ctx, s)
}

// margin is what a run leaves of its time: longer than one question takes.
const margin = 10 * time.Second

// timeLeft reports whether a run may begin another question.
func (a *Asker) timeLeft(ctx context.Context) bool {
	end, bounded := ctx.Deadline()
	return ctx.Err() == nil && (!bounded || a.now().Add(margin).Before(end))
}
