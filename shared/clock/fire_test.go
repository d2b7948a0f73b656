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

func TestFire_StartsTheTimerForWhatComesNext(t *testing.T) {
	for name, c := range map[string]struct {
		next    time.Time
		started bool
	}{
		"soon":                      {now.Add(90 * time.Second), true},
		"nothing more to come":      {time.Time{}, false},
		"at the end of the reach":   {now.Add(clock.Reach), true},
		"out of reach, sweep's job": {now.Add(clock.Reach + time.Second), false},
	} {
		t.Run(name, func(t *testing.T) {
			d := desk{"A": {at: now, next: c.next}}
			var s timers
			looked, err := clock.Keeper{Cases: clock.Wakers{event.Ticket: d}, Timers: &s}.Fire(t.Context(), timer("A", now), now)
			must(t, err)
			var want []clock.Timer
			var at time.Time
			if c.started {
				want, at = []clock.Timer{timer("A", c.next)}, c.next
			}
			if diff := cmp.Diff(want, s.started); diff != "" {
				t.Errorf("timers (-want +got):\n%s", diff)
			}
			if !looked.NextAt.Equal(at) || d["A"].woken != 1 {
				t.Errorf("answers %v, looked %d times", looked, d["A"].woken)
			}
		})
	}
}

// An execution of the machine as it was before, which waited again while the answer held a wakeAt, ends with this.
func TestFire_AnswersWithoutAWakeAtOfItsOwn(t *testing.T) {
	raw, err := json.Marshal(clock.Looked{NextAt: now})
	must(t, err)
	if want := `{"nextAt":"2026-11-22T09:00:00Z"}`; string(raw) != want {
		t.Errorf("got %s, want %s", raw, want)
	}
}

// The timer to follow would have the name of the one that has just ended, and never start.
func TestFire_IsTriedAgainWhenTheTimerIsAheadOfTheClockHere(t *testing.T) {
	wake := now.Add(time.Second)
	d := desk{"A": {at: wake, next: wake}}
	var s timers
	if _, err := (clock.Keeper{Cases: clock.Wakers{event.Ticket: d}, Timers: &s}).Fire(t.Context(), timer("A", wake), now); err == nil || len(s.started) > 0 {
		t.Errorf("started %v: %v", s.started, err)
	}
}

func TestFire_RefusesCasesWithoutClocks(t *testing.T) {
	_, err := clock.Keeper{}.Fire(t.Context(), clock.Timer{Kind: "contact", ID: "A"}, now)
	if !fault.Is(err, fault.Malformed) {
		t.Errorf("got %v", err)
	}
}

func TestFire_TellsWhatFailedSoThatItIsRetried(t *testing.T) {
	for name, c := range map[string]struct {
		looked appointment
		timers *timers
	}{
		"the look":       {appointment{fails: errPassing}, &timers{}},
		"the next timer": {appointment{at: now, next: now.Add(time.Minute)}, &timers{fails: "A"}},
	} {
		t.Run(name, func(t *testing.T) {
			k := clock.Keeper{Cases: clock.Wakers{event.Ticket: desk{"A": &c.looked}}, Timers: c.timers}
			if _, err := k.Fire(t.Context(), timer("A", now), now); !errors.Is(err, errPassing) {
				t.Errorf("got %v", err)
			}
		})
	}
}
