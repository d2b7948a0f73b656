package clock_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"aftercare/shared/clock"
	"aftercare/shared/event"
)

// now is when every test looks.
var now = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

var errPassing = errors.New("the table did not answer")

// timers remembers which timers were started, and fails for those named.
type timers struct {
	started []clock.Timer
	fails   string
}

func (s *timers) Start(_ context.Context, t clock.Timer) error {
	if t.ID == s.fails {
		return errPassing
	}
	s.started = append(s.started, t)
	return nil
}

// desk is cases with a clock each. Waking one moves it on to its next appointment.
type desk map[string]*appointment

type appointment struct {
	revision int64
	at, next time.Time
	woken    int
	fails    error
}

func (d desk) Wake(_ context.Context, id string, revision int64) (time.Time, bool, error) {
	a := d[id]
	if a == nil {
		return time.Time{}, false, nil
	}
	if a.fails != nil {
		return time.Time{}, false, a.fails
	}
	a.woken++
	a.at = a.next
	return a.at, a.revision == revision, nil
}

func (d desk) Timer(_ context.Context, id string) (int64, time.Time, error) {
	if d[id] == nil {
		return 0, time.Time{}, nil
	}
	return d[id].revision, d[id].at, nil
}

// index finds wakes as the table's does.
type index []clock.Wake

func (x index) Wakes(_ context.Context, from, to time.Time, _ int) ([]clock.Wake, error) {
	return slices.DeleteFunc(slices.Clone(x), func(w clock.Wake) bool { return w.At.Before(from) || !w.At.Before(to) }), nil
}

func armed(revision int64, at time.Time) event.Detail {
	e := event.New(event.SLAArmed, now, event.Actor{Kind: event.System}, map[string]any{"revision": revision, "wakeAt": at}, nil)
	e.Seq, e.Aggregate = 1, event.Aggregate{Kind: event.Ticket, ID: "A", Version: 1}
	return e.Publish()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
