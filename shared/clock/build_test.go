package clock_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"aftercare/shared/clock"
	"aftercare/shared/event"
)

// now is when every test looks.
var now = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

var errPassing = errors.New("the table did not answer")

// timers remembers which timers were started, and fails for the case that is named.
type timers struct {
	sync.Mutex
	started []clock.Timer
	fails   string
}

func (s *timers) Start(_ context.Context, t clock.Timer) error {
	s.Lock()
	defer s.Unlock()
	if t.ID == s.fails {
		return errPassing
	}
	s.started = append(s.started, t)
	return nil
}

// desk is cases with a clock each. Waking one moves it on to its next appointment.
type desk map[string]*appointment

type appointment struct {
	at, next time.Time
	armedFor time.Time // of the timer that was last recorded
	woken    int
	fails    error
}

func (d desk) Wake(_ context.Context, id string) (time.Time, error) {
	a := d[id]
	if a == nil {
		return time.Time{}, nil
	}
	if a.fails != nil {
		return time.Time{}, a.fails
	}
	a.woken++
	a.at = a.next
	return a.at, nil
}

func (d desk) Timer(_ context.Context, id string) (clock.Wanted, error) {
	if d[id] == nil {
		return clock.Wanted{}, nil
	}
	return clock.Wanted{At: d[id].at, ArmedFor: d[id].armedFor}, nil
}

// index finds wakes as the table's does.
type index []clock.Wake

func (x index) Wakes(_ context.Context, from, to time.Time, _ int) ([]clock.Wake, error) {
	return slices.DeleteFunc(slices.Clone(x), func(w clock.Wake) bool { return w.At.Before(from) || !w.At.Before(to) }), nil
}

func armed(at time.Time) event.Detail {
	e := event.New(event.SLAArmed, now, event.Actor{Kind: event.System}, map[string]any{"revision": 1, "wakeAt": at}, nil)
	e.Seq, e.Aggregate = 1, event.Aggregate{Kind: event.Ticket, ID: "A", Version: 1}
	return e.Publish()
}

func timer(id string, at time.Time) clock.Timer {
	return clock.Timer{Kind: event.Ticket, ID: id, WakeAt: at}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
