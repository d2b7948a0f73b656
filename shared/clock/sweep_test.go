package clock_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"aftercare/shared/clock"
	"aftercare/shared/event"
)

// sweep gives what a sweep did over one case that the index gives at its appointment.
func sweep(t *testing.T, id string, a *appointment) (clock.Swept, []clock.Timer) {
	t.Helper()
	var s timers
	x := index{{Kind: event.Ticket, ID: id, At: a.at}}
	got, err := clock.Sweeper{Cases: clock.Wakers{event.Ticket: desk{id: a}}, Index: x, Timers: &s}.Sweep(t.Context(), now)
	must(t, err)
	return got, s.started
}

func TestSweep_FiresWhatATimerMissed(t *testing.T) {
	for name, c := range map[string]struct {
		next time.Duration
		want []clock.Timer
	}{
		"what comes next is near": {3 * time.Minute, []clock.Timer{timer("A", now.Add(3*time.Minute))}},
		"it is far":               {3 * time.Hour, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got, started := sweep(t, "A", &appointment{at: now.Add(-2 * time.Minute), next: now.Add(c.next)})
			if want := (clock.Swept{Fired: 1, Late: 1}); got != want {
				t.Errorf("swept %+v, want %+v", got, want)
			}
			if diff := cmp.Diff(c.want, started); diff != "" {
				t.Errorf("timers for what comes next (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSweep_LeavesToItsTimerWhatIsHardlyDue(t *testing.T) {
	a := &appointment{at: now.Add(-time.Second)}
	if got, started := sweep(t, "A", a); got != (clock.Swept{}) || len(started) > 0 || a.woken > 0 {
		t.Errorf("swept %+v, started %v, woken %d times", got, started, a.woken)
	}
}

func TestSweep_ClosesWhatOnlyWaitedForIt(t *testing.T) {
	d := desk{"A": {}} // no timer is wanted: it waits for its closing alone
	x := index{{Kind: event.Ticket, ID: "A", At: now.Add(-time.Second)}}
	got, err := clock.Sweeper{Cases: clock.Wakers{event.Ticket: d}, Index: x, Timers: &timers{}}.Sweep(t.Context(), now)
	must(t, err)
	if want := (clock.Swept{Fired: 1}); got != want || d["A"].woken != 1 {
		t.Errorf("swept %+v, woken %d times", got, d["A"].woken)
	}
}

func TestSweep_ArmsWhatIsWithinReachAndHasNoTimer(t *testing.T) {
	const ahead = 10 * time.Minute
	for name, c := range map[string]struct {
		at, armedFor time.Duration
		armed        bool
	}{
		"now":                                  {0, 0, true},
		"soon":                                 {ahead, 0, true},
		"nearly out of reach":                  {clock.Reach - time.Second, 0, true},
		"out of reach":                         {clock.Reach, 0, false},
		"its timer may be lost: the same name": {ahead, ahead, true},
		"its timer comes before, and follows":  {ahead, ahead - time.Second, false},
		"its timer should have followed":       {ahead, -time.Second, true},
		"its timer comes later":                {ahead, ahead + time.Second, true},
	} {
		t.Run(name, func(t *testing.T) {
			at := now.Add(c.at)
			got, started := sweep(t, "A", &appointment{at: at, armedFor: now.Add(c.armedFor)})
			var want []clock.Timer
			if c.armed {
				want = []clock.Timer{timer("A", at)}
			}
			if diff := cmp.Diff(want, started); diff != "" || got != (clock.Swept{Armed: len(want)}) {
				t.Errorf("swept %+v, timers (-want +got):\n%s", got, diff)
			}
		})
	}
}

func TestSweep_CountsOnlyTimersThatAreWanted(t *testing.T) {
	d := desk{"A": {at: now.Add(time.Minute)}, "B": {}}
	x := index{{Kind: event.Ticket, ID: "B", At: now.Add(time.Minute)}} // waits for its closing: nothing to arm
	got, err := clock.Sweeper{Cases: clock.Wakers{event.Ticket: d}, Index: x, Timers: &timers{}}.Sweep(t.Context(), now)
	must(t, err)
	if got != (clock.Swept{}) {
		t.Errorf("swept %+v, want nothing", got)
	}
}

func TestSweep_TheFailureOfOneHoldsBackNoOther(t *testing.T) {
	late, soon := now.Add(-time.Hour), now.Add(time.Minute)
	d := desk{
		"bad": {at: late, fails: errPassing}, "good": {at: late}, "unarmed": {at: soon}, "armed": {at: soon},
	}
	s := timers{fails: "unarmed"}
	x := index{
		{Kind: "contact", ID: "alien", At: late}, {Kind: event.Ticket, ID: "bad", At: late}, {Kind: event.Ticket, ID: "good", At: late},
		{Kind: event.Ticket, ID: "unarmed", At: soon}, {Kind: event.Ticket, ID: "armed", At: soon},
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
	a := &appointment{at: now.Add(2 * time.Hour)} // answered meanwhile: its wake moved on
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
