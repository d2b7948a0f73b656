package clock_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"aftercare/shared/clock"
	"aftercare/shared/event"
)

// swept is what a sweep did over one case that the index gives at its appointment.
func sweep(t *testing.T, id string, a *appointment) (clock.Swept, []clock.Timer) {
	t.Helper()
	var s timers
	x := index{{Kind: event.Ticket, ID: id, At: a.at}}
	got, err := clock.Sweeper{Cases: clock.Wakers{event.Ticket: desk{id: a}}, Index: x, Timers: &s}.Sweep(t.Context(), now)
	must(t, err)
	return got, s.started
}

func TestSweep_FiresWhatATimerMissed(t *testing.T) {
	next := now.Add(3 * time.Hour)
	got, started := sweep(t, "A", &appointment{revision: 4, at: now.Add(-2 * time.Minute), next: next})
	if want := (clock.Swept{Fired: 1, Late: 1}); got != want {
		t.Errorf("swept %+v, want %+v", got, want)
	}
	if diff := cmp.Diff([]clock.Timer{{Kind: event.Ticket, ID: "A", Revision: 4, WakeAt: next}}, started); diff != "" {
		t.Errorf("timers for what comes next (-want +got):\n%s", diff)
	}
}

func TestSweep_LeavesToItsTimerWhatIsHardlyDue(t *testing.T) {
	for name, at := range map[string]time.Time{
		"just due": now.Add(-time.Second), "not due": now.Add(time.Second), "in a day less a second": now.Add(clock.Horizon - time.Second),
	} {
		t.Run(name, func(t *testing.T) {
			a := &appointment{revision: 1, at: at}
			if got, started := sweep(t, "A", a); got != (clock.Swept{}) || len(started) > 0 || a.woken > 0 {
				t.Errorf("swept %+v, started %v, woken %d times", got, started, a.woken)
			}
		})
	}
}

func TestSweep_ClosesWhatOnlyWaitedForIt(t *testing.T) {
	d := desk{"A": {revision: 1}} // no timer is wanted: it waits for its closing alone
	x := index{{Kind: event.Ticket, ID: "A", At: now.Add(-time.Second)}}
	got, err := clock.Sweeper{Cases: clock.Wakers{event.Ticket: d}, Index: x, Timers: &timers{}}.Sweep(t.Context(), now)
	must(t, err)
	if want := (clock.Swept{Fired: 1}); got != want || d["A"].woken != 1 {
		t.Errorf("swept %+v, woken %d times", got, d["A"].woken)
	}
}

func TestSweep_ArmsWhatCameWithinReach(t *testing.T) {
	for name, c := range map[string]struct {
		ahead time.Duration
		armed bool
	}{
		"nearer: armed already": {clock.Horizon - time.Second, false},
		"a day ahead":           {clock.Horizon, true},
		"nearly out of reach":   {clock.Reach - time.Second, true},
		"out of reach":          {clock.Reach, false},
	} {
		t.Run(name, func(t *testing.T) {
			at := now.Add(c.ahead)
			got, started := sweep(t, "A", &appointment{revision: 7, at: at})
			if c.armed != (got == clock.Swept{Armed: 1}) || c.armed != slices.Contains(started, clock.Timer{Kind: event.Ticket, ID: "A", Revision: 7, WakeAt: at}) {
				t.Errorf("swept %+v, started %v", got, started)
			}
		})
	}
}

func TestSweep_NoAppointmentFallsBetweenArmingAndSweeping(t *testing.T) {
	const every = 5 * time.Minute // the schedule of sweep
	for ahead := clock.Horizon - time.Hour; ahead <= clock.Reach+2*time.Hour; ahead += 7 * time.Second {
		var s timers
		wake := now.Add(ahead)
		must(t, clock.Arm(t.Context(), &s, armed(1, wake), now))
		sweeper := clock.Sweeper{
			Cases: clock.Wakers{event.Ticket: desk{"A": {revision: 1, at: wake}}}, Timers: &s,
			Index: index{{Kind: event.Ticket, ID: "A", At: wake}},
		}
		for at := now.Add(every / 2); len(s.started) == 0 && at.Before(wake); at = at.Add(every) {
			_, err := sweeper.Sweep(t.Context(), at)
			must(t, err)
		}
		if len(s.started) == 0 {
			t.Fatalf("no timer was started for a wake %s ahead", ahead)
		}
	}
}

func TestSweep_CountsOnlyTimersThatStarted(t *testing.T) {
	d := desk{"A": {revision: 1, at: now.Add(time.Minute)}, "B": {revision: 1}}
	far := now.Add(clock.Horizon)
	x := index{{Kind: event.Ticket, ID: "B", At: far}} // waits for its closing: nothing to arm
	got, err := clock.Sweeper{Cases: clock.Wakers{event.Ticket: d}, Index: x, Timers: &timers{}}.Sweep(t.Context(), now)
	must(t, err)
	if got != (clock.Swept{}) {
		t.Errorf("swept %+v, want nothing", got)
	}
}

func TestSweep_TheFailureOfOneHoldsBackNoOther(t *testing.T) {
	late := now.Add(-time.Hour)
	d := desk{
		"bad": {at: late, fails: errPassing}, "good": {revision: 1, at: late},
		"unarmed": {revision: 1, at: now.Add(clock.Horizon)}, "armed": {revision: 1, at: now.Add(clock.Horizon)},
	}
	s := timers{fails: "unarmed"}
	x := index{
		{Kind: "contact", ID: "alien", At: late}, {Kind: event.Ticket, ID: "bad", At: late}, {Kind: event.Ticket, ID: "good", At: late},
		{Kind: event.Ticket, ID: "unarmed", At: now.Add(clock.Horizon)}, {Kind: event.Ticket, ID: "armed", At: now.Add(clock.Horizon)},
	}
	got, err := clock.Sweeper{Cases: clock.Wakers{event.Ticket: d}, Index: x, Timers: &s}.Sweep(t.Context(), now)
	if want := (clock.Swept{Fired: 1, Late: 1, Armed: 1, Failed: 3}); got != want {
		t.Errorf("swept %+v, want %+v", got, want)
	}
	if !errors.Is(err, errPassing) {
		t.Errorf("the failures are told as %v", err)
	}
}

func TestSweep_LooksAtTheCaseAndNotAtTheIndexWhichMayLag(t *testing.T) {
	a := &appointment{revision: 2, at: now.Add(2 * time.Hour)} // answered meanwhile: its wake moved on
	x := index{{Kind: event.Ticket, ID: "A", At: now.Add(-time.Hour)}}
	a.next = a.at
	var s timers
	got, err := clock.Sweeper{Cases: clock.Wakers{event.Ticket: desk{"A": a}}, Index: x, Timers: &s}.Sweep(t.Context(), now)
	must(t, err)
	if got.Late != 0 {
		t.Errorf("swept %+v: nothing was late", got)
	}
}

func TestSweep_TellsThatTheIndexFailed(t *testing.T) {
	got, err := clock.Sweeper{Index: broken{}}.Sweep(t.Context(), now)
	if !errors.Is(err, errPassing) || got != (clock.Swept{}) {
		t.Errorf("swept %+v: %v", got, err)
	}
}

type broken struct{}

func (broken) Wakes(context.Context, time.Time, time.Time, int) ([]clock.Wake, error) {
	return nil, errPassing
}
