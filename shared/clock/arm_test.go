package clock_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"aftercare/shared/clock"
	"aftercare/shared/event"
	"aftercare/shared/fault"
)

func TestNeeds_ATimerWhereNoneComesInTime(t *testing.T) {
	in := func(d time.Duration) time.Time { return now.Add(d) }
	none := time.Time{}
	for name, c := range map[string]struct {
		before, wake, armedFor time.Time
		want                   bool
	}{
		"appears":                         {none, in(5 * time.Minute), none, true},
		"appears at the end of the reach": {none, in(clock.Reach), none, true},
		"appears out of reach: sweep's":   {none, in(clock.Reach + time.Second), none, false},
		"disappears":                      {in(5 * time.Minute), none, none, false},
		"stays":                           {in(5 * time.Minute), in(5 * time.Minute), none, false},
		"stays overdue: its timer or sweep fires": {in(-time.Second), in(-time.Second), none, false},
		"comes nearer":                             {in(10 * time.Minute), in(5 * time.Minute), none, true},
		"comes within reach":                       {in(24 * time.Hour), in(5 * time.Minute), none, true},
		"moves away: the timer before it follows":  {in(5 * time.Minute), in(10 * time.Minute), none, false},
		"moves on from what has passed":            {in(-time.Second), in(10 * time.Minute), none, true},
		"appears after the timer that comes":       {none, in(10 * time.Minute), in(5 * time.Minute), false},
		"nears, yet after the timer that comes":    {in(24 * time.Hour), in(10 * time.Minute), in(5 * time.Minute), false},
		"appears with the timer that comes":        {none, in(5 * time.Minute), in(5 * time.Minute), false},
		"appears before the timer that comes":      {none, in(4 * time.Minute), in(5 * time.Minute), true},
		"appears after a timer that has ended":     {none, in(5 * time.Minute), in(-time.Second), true},
		"appears after a timer that ends any time": {none, in(5 * time.Minute), in(30 * time.Second), true},
		"appears after a timer that surely comes":  {none, in(5 * time.Minute), in(31 * time.Second), false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := clock.Needs(c.before, c.wake, c.armedFor, now); got != c.want {
				t.Errorf("needs a timer: %t", got)
			}
		})
	}
}

func TestArm_StartsATimerForWhatIsWithinReach(t *testing.T) {
	for name, c := range map[string]struct {
		wake    time.Time
		started bool
	}{
		"in five minutes":         {now.Add(5 * time.Minute), true},
		"at the end of the reach": {now.Add(clock.Reach), true},
		"just out of reach":       {now.Add(clock.Reach + time.Second), false},
		"in a year":               {now.AddDate(1, 0, 0), false},
	} {
		t.Run(name, func(t *testing.T) {
			var s timers
			must(t, clock.Arm(t.Context(), &s, armed(c.wake), now))
			var want []clock.Timer
			if c.started {
				want = []clock.Timer{timer("A", c.wake)}
			}
			if diff := cmp.Diff(want, s.started); diff != "" {
				t.Errorf("timers (-want +got):\n%s", diff)
			}
		})
	}
}

// The name of the wake's own second may be used up by a timer that came before the wake was saved.
func TestArm_StartsATimerForNowForWhatIsOverdue(t *testing.T) {
	var s timers
	must(t, clock.Arm(t.Context(), &s, armed(now.Add(-time.Second)), now.Add(time.Millisecond)))
	if diff := cmp.Diff([]clock.Timer{timer("A", now)}, s.started); diff != "" {
		t.Errorf("timers (-want +got):\n%s", diff)
	}
}

func TestArm_RefusesWhatIsNoAppointment(t *testing.T) {
	other := armed(now)
	other.Type = event.SLAMet
	broken := armed(now)
	broken.Data = json.RawMessage(`{"wakeAt":"soon"}`)
	for name, c := range map[string]struct {
		event event.Detail
		kind  fault.Kind
	}{
		"another event":    {other, fault.Unsupported},
		"no wake":          {armed(time.Time{}), fault.Malformed},
		"data of no sense": {broken, fault.Internal},
	} {
		t.Run(name, func(t *testing.T) {
			var s timers
			if err := clock.Arm(t.Context(), &s, c.event, now); !fault.Is(err, c.kind) {
				t.Errorf("got %v, want kind %d", err, c.kind)
			}
			if len(s.started) > 0 {
				t.Errorf("started %v", s.started)
			}
		})
	}
}

func TestArm_TellsThatATimerDidNotStart(t *testing.T) {
	if err := clock.Arm(t.Context(), &timers{fails: "A"}, armed(now), now); !errors.Is(err, errPassing) {
		t.Errorf("got %v", err)
	}
}

// Whoever starts it: timers, deadline or sweep.
func TestName_TheSameAppointmentHasTheSameName(t *testing.T) {
	a, b, later := timer("A", now), timer("A", now.In(time.FixedZone("", 3600))), timer("A", now.Add(time.Second))
	if a.Name() != b.Name() || a.Name() == later.Name() {
		t.Errorf("names are %s, %s and %s", a.Name(), b.Name(), later.Name())
	}
}
