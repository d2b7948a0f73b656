package clock_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"aftercare/shared/clock"
	"aftercare/shared/event"
	"aftercare/shared/fault"
)

func TestArm_StartsATimerForWhatIsWithinReach(t *testing.T) {
	for name, c := range map[string]struct {
		wake    time.Time
		started bool
	}{
		"in five minutes":          {now.Add(5 * time.Minute), true},
		"overdue":                  {now.Add(-time.Minute), true},
		"in a day":                 {now.Add(24 * time.Hour), true},
		"in a day and a second":    {now.Add(24*time.Hour + time.Second), true},
		"at the end of the reach":  {now.Add(25 * time.Hour), true},
		"just out of reach":        {now.Add(25*time.Hour + time.Second), false},
		"in a year: sweep arms it": {now.AddDate(1, 0, 0), false},
	} {
		t.Run(name, func(t *testing.T) {
			var s timers
			must(t, clock.Arm(t.Context(), &s, armed(3, c.wake), now))
			var want []clock.Timer
			if c.started {
				want = []clock.Timer{{Kind: event.Ticket, ID: "A", Revision: 3, WakeAt: c.wake}}
			}
			if diff := cmp.Diff(want, s.started); diff != "" {
				t.Errorf("timers (-want +got):\n%s", diff)
			}
		})
	}
}

func TestArm_RefusesWhatIsNoAppointment(t *testing.T) {
	other := armed(1, now)
	other.Type = event.SLAMet
	broken := armed(1, now)
	broken.Data = json.RawMessage(`{"revision":"one"}`)
	for name, c := range map[string]struct {
		event event.Detail
		kind  fault.Kind
	}{
		"another event":    {other, fault.Unsupported},
		"no wake":          {armed(1, time.Time{}), fault.Malformed},
		"no revision":      {armed(0, now), fault.Malformed},
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
	if err := clock.Arm(t.Context(), &timers{fails: "A"}, armed(1, now), now); !errors.Is(err, errPassing) {
		t.Errorf("got %v", err)
	}
}

func TestArm_TheSameAppointmentHasTheSameName(t *testing.T) {
	var s timers
	must(t, clock.Arm(t.Context(), &s, armed(2, now), now))
	must(t, clock.Arm(t.Context(), &s, armed(2, now), now.Add(time.Minute)))
	must(t, clock.Arm(t.Context(), &s, armed(3, now), now))
	if a, b, later := s.started[0].Name(), s.started[1].Name(), s.started[2].Name(); a != b || a == later {
		t.Errorf("names are %s, %s and %s", a, b, later)
	}
}

func TestFire_AnswersWithTheNextWakeOfTheTimerThatHolds(t *testing.T) {
	soon := now.Add(time.Hour)
	for name, c := range map[string]struct {
		revision int64
		next     time.Time
		want     time.Time
	}{
		"waits again":               {2, soon, soon},
		"a stale timer dies out":    {1, soon, time.Time{}},
		"nothing more to come":      {2, time.Time{}, time.Time{}},
		"at the end of the reach":   {2, now.Add(25 * time.Hour), now.Add(25 * time.Hour)},
		"out of reach, sweep's job": {2, now.Add(25*time.Hour + time.Second), time.Time{}},
	} {
		t.Run(name, func(t *testing.T) {
			d := desk{"A": {revision: 2, at: now, next: c.next}}
			fired, err := clock.Wakers{event.Ticket: d}.Fire(t.Context(), clock.Timer{Kind: event.Ticket, ID: "A", Revision: c.revision, WakeAt: now}, now)
			must(t, err)
			if want := (clock.Timer{Kind: event.Ticket, ID: "A", Revision: c.revision, WakeAt: c.want}); fired != want {
				t.Errorf("got %v, want %v", fired, want)
			}
			if d["A"].woken != 1 {
				t.Errorf("the case was looked at %d times", d["A"].woken)
			}
		})
	}
}

func TestFire_EndsTheExecutionByLeavingOutItsWake(t *testing.T) {
	raw, err := json.Marshal(clock.Timer{Kind: event.Ticket, ID: "A", Revision: 1})
	must(t, err)
	if want := `{"kind":"ticket","id":"A","revision":1}`; string(raw) != want {
		t.Errorf("got %s, want %s: the state machine asks whether wakeAt is present", raw, want)
	}
}

func TestFire_RefusesCasesWithoutClocks(t *testing.T) {
	_, err := clock.Wakers{}.Fire(t.Context(), clock.Timer{Kind: "contact", ID: "A"}, now)
	if !fault.Is(err, fault.Malformed) {
		t.Errorf("got %v", err)
	}
}

func TestFire_TellsWhatFailedSoThatItIsRetried(t *testing.T) {
	d := desk{"A": {fails: errPassing}}
	_, err := clock.Wakers{event.Ticket: d}.Fire(context.Background(), clock.Timer{Kind: event.Ticket, ID: "A"}, now)
	if !errors.Is(err, errPassing) {
		t.Errorf("got %v", err)
	}
}
