package clock

import (
	"context"
	"errors"
	"fmt"
	"time"

	"aftercare/shared/event"
)

// Wake is a case that wants to be looked at.
type Wake struct {
	Kind event.Kind
	ID   string
	At   time.Time
}

// Index finds cases by when they want to be looked at.
type Index interface {
	// Wakes gives the wakes in [from, to), earliest first, at most limit.
	Wakes(ctx context.Context, from, to time.Time, limit int) ([]Wake, error)
}

// Sweeper finds what no timer came for.
type Sweeper struct {
	Cases  Wakers
	Index  Index
	Timers Starter
}

// Swept counts what a sweep did.
type Swept struct {
	Fired  int `json:"fired"`  // overdue cases looked at
	Late   int `json:"late"`   // those of them that a timer should have fired for: the rest only waited to be closed
	Armed  int `json:"armed"`  // timers started for what came within reach
	Failed int `json:"failed"` // cases that could not be looked at
}

// sweepAtMost bounds the cases of one kind of work in one sweep; the next sweep goes on.
const sweepAtMost = 5000

// Sweep fires what is overdue, through the same code as a timer, and arms what has come within reach. A case that
// fails does not hold back the others: its error is told at the end.
func (s Sweeper) Sweep(ctx context.Context, now time.Time) (Swept, error) {
	var swept Swept
	var failures []error
	overdue, err := s.Index.Wakes(ctx, time.Time{}, now, sweepAtMost)
	if err != nil {
		return swept, fmt.Errorf("find overdue clocks: %w", err)
	}
	for _, wake := range overdue {
		fired, late, err := s.fire(ctx, wake, now)
		if err != nil {
			swept.Failed++
			failures = append(failures, err)
			continue
		}
		swept.Fired += count(fired)
		swept.Late += count(late)
	}
	coming, err := s.Index.Wakes(ctx, now.Add(Horizon), now.Add(Reach), sweepAtMost)
	if err != nil {
		return swept, errors.Join(append(failures, fmt.Errorf("find clocks to arm: %w", err))...)
	}
	for _, wake := range coming {
		armed, err := s.arm(ctx, wake.Kind, wake.ID, now.Add(Reach))
		if err != nil {
			swept.Failed++
			failures = append(failures, err)
			continue
		}
		swept.Armed += count(armed)
	}
	return swept, errors.Join(failures...)
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// fire looks at a case that is due, and starts a timer for its next clock: the one that should have come may be
// gone. What a timer has been due for less than Grace is left to it. It reports whether the case was looked at, and
// whether a timer should have done that.
func (s Sweeper) fire(ctx context.Context, w Wake, now time.Time) (fired, late bool, err error) {
	waker, known := s.Cases[w.Kind]
	if !known {
		return false, false, fmt.Errorf("the wake index names a case of kind %q, which has no clocks", w.Kind)
	}
	_, at, err := waker.Timer(ctx, w.ID)
	if err != nil {
		return false, false, fmt.Errorf("read %s %s: %w", w.Kind, w.ID, err)
	}
	if w.At.Equal(at) && at.After(now.Add(-Grace)) {
		return false, false, nil
	}
	if _, _, err := waker.Wake(ctx, w.ID, 0); err != nil {
		return false, false, fmt.Errorf("wake %s %s: %w", w.Kind, w.ID, err)
	}
	late = !at.IsZero() && at.Before(now)
	_, err = s.arm(ctx, w.Kind, w.ID, now.Add(Reach))
	return true, late, err
}

// arm starts the timer that a case wants by now, if that is not after the limit, and reports whether it did.
func (s Sweeper) arm(ctx context.Context, kind event.Kind, id string, limit time.Time) (bool, error) {
	waker, known := s.Cases[kind]
	if !known {
		return false, fmt.Errorf("the wake index names a case of kind %q, which has no clocks", kind)
	}
	revision, at, err := waker.Timer(ctx, id)
	if err != nil {
		return false, fmt.Errorf("read %s %s: %w", kind, id, err)
	}
	if at.IsZero() || at.After(limit) {
		return false, nil
	}
	if err := s.Timers.Start(ctx, Timer{Kind: kind, ID: id, Revision: revision, WakeAt: at}); err != nil {
		return false, err
	}
	return true, nil
}
