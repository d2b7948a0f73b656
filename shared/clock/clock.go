// Package clock keeps appointments: it starts timers for the next clock of a case, looks at the case when a timer
// ends, and sweeps up what no timer came for. A timer is a hint, the table is the truth: early, late, double and
// stale timers are harmless.
package clock

import (
	"context"
	"fmt"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
)

// Reach is the furthest wake that a timer is started for. Whatever is later is armed by sweep, each time it looks,
// once it is between Horizon and Reach ahead: the hour between the two is many sweeps long, so that none is missed.
const (
	Horizon = 24 * time.Hour
	Reach   = Horizon + time.Hour
	// Grace is how late a wake may be before sweep takes it for one that no timer fired for.
	Grace = time.Minute
)

// Timer is what an execution of the state machine waits with: its input, and what deadline answers. An answer
// without WakeAt ends the execution.
type Timer struct {
	Kind     event.Kind `json:"kind"`
	ID       string     `json:"id"`
	Revision int64      `json:"revision"`
	WakeAt   time.Time  `json:"wakeAt,omitzero"`
}

// Name is the execution's name. The same timer has the same name however often it is started.
func (t Timer) Name() string {
	return fmt.Sprintf("%s-%s-%d-%d", t.Kind, t.ID, t.Revision, t.WakeAt.Unix())
}

// Starter starts timers. Starting one that was started before is a success.
type Starter interface {
	Start(ctx context.Context, t Timer) error
}

// Waker lets a case do what is due. It gives when the case wants to be looked at again (zero for never), and
// whether the timer of the revision is still the one to do that.
type Waker interface {
	Wake(ctx context.Context, id string, revision int64) (next time.Time, current bool, err error)
	// Timer gives the revision and the wake of the timer that the case wants at present; the zero time when it
	// wants none, as one that only waits to be closed.
	Timer(ctx context.Context, id string) (revision int64, at time.Time, err error)
}

// Wakers are the cases that have clocks.
type Wakers map[event.Kind]Waker

// Arm starts the timer of an sla.armed event, if its wake is within reach.
func Arm(ctx context.Context, s Starter, d event.Detail, now time.Time) error {
	if d.Type != event.SLAArmed {
		return fault.New(fault.Unsupported, "timers knows nothing of events of type %s", d.Type)
	}
	armed, err := event.DecodeDetail[struct {
		Revision int64     `json:"revision"`
		WakeAt   time.Time `json:"wakeAt"`
	}](d)
	if err != nil {
		return err
	}
	if armed.WakeAt.IsZero() || armed.Revision < 1 {
		return fault.New(fault.Malformed, "an sla.armed event without revision or wakeAt")
	}
	if armed.WakeAt.After(now.Add(Reach)) {
		return nil
	}
	return s.Start(ctx, Timer{Kind: d.Aggregate.Kind, ID: d.Aggregate.ID, Revision: armed.Revision, WakeAt: armed.WakeAt})
}

// Fire does what is due for a timer, and answers with the next wake, or with none when the timer has ended: it was
// replaced by one of a later revision, nothing is to come, or what is to come is out of reach.
func (w Wakers) Fire(ctx context.Context, t Timer, now time.Time) (Timer, error) {
	waker, known := w[t.Kind]
	if !known {
		return Timer{}, fault.New(fault.Malformed, "no cases of kind %q have clocks", t.Kind)
	}
	next, current, err := waker.Wake(ctx, t.ID, t.Revision)
	if err != nil {
		return Timer{}, fmt.Errorf("wake %s %s: %w", t.Kind, t.ID, err)
	}
	t.WakeAt = next
	if !current || next.After(now.Add(Reach)) {
		t.WakeAt = time.Time{}
	}
	return t, nil
}
