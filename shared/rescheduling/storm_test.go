package rescheduling_test

import (
	"fmt"
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/rescheduling"
)

// armed gives when timers were asked for since an instant.
func (c *company) armed(t *testing.T, since time.Time) (times []time.Time) {
	t.Helper()
	for i := range thousand {
		events, err := c.Timeline(t.Context(), event.Ticket, fmt.Sprintf("T%03d", i), 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			if e.Type == event.SLAArmed && e.Time.After(since) {
				times = append(times, e.Time)
			}
		}
	}
	return times
}

const thousand = 1000

// A thousand open tickets under other promises: later ones ask for no timer at all, earlier ones for one each, and for
// no more of them in a second than a page holds.
func TestNewPromisesStartNoStormOfTimers(t *testing.T) {
	c := many(t, thousand)
	for _, step := range []struct {
		within time.Duration
		want   int
	}{{48 * time.Hour, 0}, {15 * time.Minute, thousand}} {
		since := c.now
		c.promises(t, step.within)
		c.run(t)
		if r := c.is(t, fmt.Sprintf("policies-%d", c.version)); r.Changed != thousand || r.Failed > 0 {
			t.Fatalf("%s: %+v", step.within, r.Counts)
		}
		times := c.armed(t, since)
		if len(times) != step.want {
			t.Errorf("promised within %s, %d timers are asked for, want %d", step.within, len(times), step.want)
		}
		perSecond := map[time.Time]int{}
		for _, at := range times {
			if perSecond[at]++; perSecond[at] > rescheduling.PageSize {
				t.Fatalf("more than %d timers in the second of %s", rescheduling.PageSize, at)
			}
		}
	}
}
