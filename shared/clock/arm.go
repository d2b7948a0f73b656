package clock

import (
	"context"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
)

// Reach is the furthest wake that a timer is started for. Whatever is later is armed by sweep once it comes within
// reach: most promises of hours are kept long before, and then cost no timer at all. It is four runs of sweep long,
// so that a wake is armed in time when three of them fail, and longer than the promises of minutes, which so do not
// depend on sweep.
const Reach = 20 * time.Minute

// settling is how long a command may take from reading the time until it is saved. A timer that ends within it may
// look at the case before that, and so does not count as one that will see what the command did.
const settling = 30 * time.Second

// Needs reports whether a command that moved a case's next wake from one time to another, zero meaning none, has to
// start a timer for it. It does not where a timer comes no later than the wake, since every timer that ends looks at
// the case and starts the next one: that is the one which was last recorded as started (for the time armedFor), and
// whatever was to come for the wake before.
func Needs(before, wake, armedFor, now time.Time) bool {
	switch {
	case wake.IsZero() || wake.Equal(before) || wake.After(now.Add(Reach)):
		return false
	case armedFor.After(now.Add(settling)) && !armedFor.After(wake):
		return false
	default:
		return before.IsZero() || wake.Before(before) || !before.After(now)
	}
}

// Arm starts the timer of an sla.armed event, if its wake is within reach.
func Arm(ctx context.Context, s Starter, d event.Detail, now time.Time) error {
	if d.Type != event.SLAArmed {
		return fault.New(fault.Unsupported, "timers knows nothing of events of type %s", d.Type)
	}
	armed, err := event.DecodeDetail[struct {
		WakeAt time.Time `json:"wakeAt"`
	}](d)
	if err != nil {
		return err
	}
	if armed.WakeAt.IsZero() {
		return fault.New(fault.Malformed, "an sla.armed event without wakeAt")
	}
	if armed.WakeAt.After(now.Add(Reach)) {
		return nil // from a version that armed further ahead: sweep arms it in time
	}
	// A timer for this very second may have looked before the wake was saved, and has used the name up. What is due by
	// now has a timer for now.
	if now = now.UTC().Truncate(time.Second); armed.WakeAt.Before(now) {
		armed.WakeAt = now
	}
	return s.Start(ctx, Timer{Kind: d.Aggregate.Kind, ID: d.Aggregate.ID, WakeAt: armed.WakeAt})
}
