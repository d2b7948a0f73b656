package clock

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"aftercare/shared/event"
)

// Grace is how late a wake may be before sweep takes it for one that no timer fired for.
const Grace = time.Minute

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
	Armed  int `json:"armed"`  // cases within reach that have a timer now, as most had before
	Failed int `json:"failed"` // cases that could not be looked at
}

const (
	// sweepAtMost bounds the cases of one kind of work in one sweep, the most urgent first; the next sweep goes on.
	sweepAtMost = 20000
	// abreast is how many cases are looked at at once. Step Functions takes 300 new executions a second, 150 in the
	// smaller regions: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
	abreast = 8
)

// Sweep fires what is overdue, through the same code as a timer, and starts timers for what is within reach and has
// none. A case that fails does not hold back the others: its error is told at the end.
func (s Sweeper) Sweep(ctx context.Context, now time.Time) (Swept, error) {
	overdue, err := s.Index.Wakes(ctx, time.Time{}, now, sweepAtMost)
	if err != nil {
		return Swept{}, fmt.Errorf("find overdue clocks: %w", err)
	}
	var sum tally
	sum.each(overdue, func(w Wake, swept *Swept) error {
		fired, late, err := s.fire(ctx, w, now)
		swept.Fired, swept.Late = count(fired), count(late)
		return err
	})
	coming, err := s.Index.Wakes(ctx, now, now.Add(Reach), sweepAtMost)
	if err != nil {
		return sum.swept, errors.Join(append(sum.failures, fmt.Errorf("find clocks to arm: %w", err))...)
	}
	sum.each(coming, func(w Wake, swept *Swept) error {
		armed, err := s.arm(ctx, w.Kind, w.ID, now)
		swept.Armed = count(armed)
		return err
	})
	return sum.swept, errors.Join(sum.failures...)
}

// tally adds up what was done to many cases at once.
type tally struct {
	sync.Mutex
	swept    Swept
	failures []error
}

func (t *tally) each(wakes []Wake, do func(w Wake, swept *Swept) error) {
	var group errgroup.Group
	group.SetLimit(abreast)
	for _, w := range wakes {
		group.Go(func() error {
			var one Swept
			err := do(w, &one)
			t.Lock()
			defer t.Unlock()
			if err != nil {
				t.swept.Failed++
				t.failures = append(t.failures, err)
				return nil
			}
			t.swept.Fired += one.Fired
			t.swept.Late += one.Late
			t.swept.Armed += one.Armed
			return nil
		})
	}
	_ = group.Wait() // every failure is in the tally
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
	wants, err := waker.Timer(ctx, w.ID)
	if err != nil {
		return false, false, fmt.Errorf("read %s %s: %w", w.Kind, w.ID, err)
	}
	if w.At.Equal(wants.At) && wants.At.After(now.Add(-Grace)) {
		return false, false, nil
	}
	if _, err := waker.Wake(ctx, w.ID); err != nil {
		return false, false, fmt.Errorf("wake %s %s: %w", w.Kind, w.ID, err)
	}
	late = !wants.At.IsZero() && wants.At.Before(now)
	_, err = s.arm(ctx, w.Kind, w.ID, now)
	return true, late, err
}

// arm starts the timer that a case wants by now, if that is within reach, and reports whether it did. One that was
// started before has the same name, and costs nothing. A case whose timer comes earlier than its wake is left to that:
// it starts the next one, if that is still wanted then.
func (s Sweeper) arm(ctx context.Context, kind event.Kind, id string, now time.Time) (bool, error) {
	waker, known := s.Cases[kind]
	if !known {
		return false, fmt.Errorf("the wake index names a case of kind %q, which has no clocks", kind)
	}
	wants, err := waker.Timer(ctx, id)
	if err != nil {
		return false, fmt.Errorf("read %s %s: %w", kind, id, err)
	}
	if wants.At.IsZero() || wants.At.After(now.Add(Reach)) || wants.ArmedFor.After(now) && wants.ArmedFor.Before(wants.At) {
		return false, nil
	}
	return true, s.Timers.Start(ctx, Timer{Kind: kind, ID: id, WakeAt: wants.At})
}
