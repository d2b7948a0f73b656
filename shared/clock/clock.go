// Package clock keeps appointments: it starts timers for the next clock of a case, looks at the case when a timer
// ends, and sweeps up what no timer came for. A timer is a hint, the table is the truth: early, late, double and
// stale timers are harmless. Every timer that ends starts the one for what then comes next, under a name that is the
// same whoever starts it, so that all timers of a case soon become one.
package clock

import (
	"context"
	"errors"
	"fmt"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
)

// Timer is what an execution of the state machine waits with: its input.
type Timer struct {
	Kind   event.Kind `json:"kind"`
	ID     string     `json:"id"`
	WakeAt time.Time  `json:"wakeAt"`
}

// Name is the execution's name. The same timer has the same name, however often and by whomever it is started.
func (t Timer) Name() string {
	return fmt.Sprintf("%s-%s-%d", t.Kind, t.ID, t.WakeAt.Unix())
}

// Starter starts timers. Starting one that was started before is a success.
type Starter interface {
	Start(ctx context.Context, t Timer) error
}

// Wanted is which timer a case wants.
type Wanted struct {
	At       time.Time // of the next wake; zero when it wants none, as one that only waits to be closed
	ArmedFor time.Time // of the timer that was last recorded as started
}

// Waker lets a case do what is due.
type Waker interface {
	// Wake does what is due by now, and gives when the case wants to be looked at again; zero for never.
	Wake(ctx context.Context, id string) (next time.Time, err error)
	// Timer gives the timer that the case wants at present.
	Timer(ctx context.Context, id string) (Wanted, error)
}

// Wakers are the cases that have clocks.
type Wakers map[event.Kind]Waker

// Looked is what came of a look at a case.
type Looked struct {
	// NextAt is the wake that a timer waits for now; zero when there is none, or it is out of reach.
	NextAt time.Time `json:"nextAt,omitzero"`
}

// Keeper looks at cases when their timers end.
type Keeper struct {
	Cases  Wakers
	Timers Starter
}

// errEarly is what a timer is told that came before its time by the clock here: the timer to follow it would have its
// own name. It is tried again.
var errEarly = errors.New("the timer came before its time")

// Fire does what is due for a timer that has ended, and then starts the one for the case's next wake, if that is
// within reach. Whoever dies in between has recorded what was due; repeated, it starts the next timer alone.
func (k Keeper) Fire(ctx context.Context, t Timer, now time.Time) (Looked, error) {
	waker, known := k.Cases[t.Kind]
	if !known {
		return Looked{}, fault.New(fault.Malformed, "no cases of kind %q have clocks", t.Kind)
	}
	next, err := waker.Wake(ctx, t.ID)
	switch {
	case err != nil:
		return Looked{}, fmt.Errorf("wake %s %s: %w", t.Kind, t.ID, err)
	case next.IsZero() || next.After(now.Add(Reach)):
		return Looked{}, nil
	case !next.After(t.WakeAt):
		return Looked{}, fmt.Errorf("wake %s %s: %w", t.Kind, t.ID, errEarly)
	}
	t.WakeAt = next
	return Looked{NextAt: next}, k.Timers.Start(ctx, t)
}
