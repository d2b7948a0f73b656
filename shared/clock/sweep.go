package clock

import (
	"context"
	"errors"
	"fmt"
	"time"

	"aftercare/shared/ticket"
)

// Index finds cases by when they want to be looked at.
type Index interface {
	// Wakes gives the wakes in [from, to), earliest first, at most limit.
	Wakes(ctx context.Context, from, to time.Time, limit int) ([]ticket.Wake, error)
}

// Swept counts what a sweep did.
type Swept struct {
	Fired  int // overdue cases looked at
	Armed  int // timers started for what came within reach
	Failed int // cases that could not be looked at
}

// sweepAtMost bounds the cases of one kind of work in one sweep; the next sweep goes on.
const sweepAtMost = 500

// Sweep fires what is overdue, through the same code as a timer, and arms what has come within reach. A case that
// fails does not hold back the others: its error is told at the end.
func (w Wakers) Sweep(ctx context.Context, index Index, s Starter, revision Revisions, now time.Time) (Swept, error) {
	var swept Swept
	var failures []error
	overdue, err := index.Wakes(ctx, time.Time{}, now.Add(-Grace), sweepAtMost)
	if err != nil {
		return swept, fmt.Errorf("find overdue clocks: %w", err)
	}
	for _, wake := range overdue {
		if err := w.fireOverdue(ctx, s, wake, revision, now); err != nil {
			swept.Failed++
			failures = append(failures, err)
			continue
		}
		swept.Fired++
	}
	coming, err := index.Wakes(ctx, now.Add(Horizon), now.Add(Horizon+Reach), sweepAtMost)
	if err != nil {
		return swept, fmt.Errorf("find clocks to arm: %w", errors.Join(append(failures, err)...))
	}
	for _, wake := range coming {
		timer, err := revision(ctx, wake)
		if err == nil && !timer.WakeAt.IsZero() && !timer.WakeAt.After(now.Add(Horizon+Reach)) {
			err = s.Start(ctx, timer)
			swept.Armed++
		}
		if err != nil {
			swept.Failed++
			failures = append(failures, err)
		}
	}
	return swept, errors.Join(failures...)
}

// Revisions gives the timer that a case wants at present; without WakeAt when it wants none, as one that only
// waits to be closed.
type Revisions func(ctx context.Context, w ticket.Wake) (Timer, error)

// fireOverdue looks at a case that no timer came for, and starts a timer for its next wake.
func (w Wakers) fireOverdue(ctx context.Context, s Starter, wake ticket.Wake, revision Revisions, now time.Time) error {
	waker, known := w[wake.Kind]
	if !known {
		return fmt.Errorf("the wake index names a case of kind %q, which has no clocks", wake.Kind)
	}
	if _, _, err := waker.Wake(ctx, wake.ID, 0); err != nil {
		return fmt.Errorf("wake %s %s: %w", wake.Kind, wake.ID, err)
	}
	next, err := revision(ctx, wake)
	if err != nil || next.WakeAt.IsZero() || next.WakeAt.After(now.Add(Horizon)) {
		return err
	}
	return s.Start(ctx, next)
}
