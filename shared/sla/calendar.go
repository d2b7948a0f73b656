package sla

import (
	"fmt"
	"math"
	"sort"
	"time"
)

// Calendar says when time counts. It is made of editions: each stretch of time
// is counted by the edition that held then, so that a change of the hours
// leaves what was counted as it was.
//
// A window is open from the first instant at which the clock on the wall, with
// its date, has come to its beginning, to the first at which it has come to its
// end. So a window that is skipped when clocks go forward counts nothing, one
// that is skipped in part counts what is left of it, and of a window that comes
// twice when they go back the first counts; one around the hour that comes
// twice is longer by it. What counts are always real seconds.
//
// A calendar does not change and is safe for use by many. A nil one is open
// around the clock, as [AlwaysOpen].
type Calendar struct {
	id       string
	version  int
	editions []edition // none: always open
}

// horizon is how far ahead is looked for open time, in seconds: a hundred
// years. What is not reached by then counts as reached then.
const horizon = 100 * 366 * secondsOfDay

// lastSecond is the last that RFC 3339 can write.
var lastSecond = time.Date(9999, time.December, 31, 23, 59, 59, 0, time.UTC).Unix()

// AlwaysOpen is the calendar that is open around the clock, every day.
func AlwaysOpen() *Calendar { return always }

var always = &Calendar{id: Always}

// Compile makes a calendar of all its editions so far, in the order in which
// they were set. The version is that of the last one. The error is a fault of
// kind Invalid where an edition is not valid.
func Compile(id string, editions []Edition) (*Calendar, error) {
	if len(editions) == 0 {
		return nil, fmt.Errorf("calendar %s has no edition", id)
	}
	c := &Calendar{id: id, editions: make([]edition, 0, len(editions))}
	for i, e := range editions {
		compiled, err := e.Spec.compile()
		if err != nil {
			return nil, err
		}
		compiled.from, compiled.to = beginning, end
		if i > 0 { // the times of different machines may differ a little: none holds before the one before
			before := &c.editions[i-1]
			compiled.from = max(whole(e.From).Unix(), before.from)
			before.to = compiled.from
		}
		c.editions = append(c.editions, compiled)
		c.version = e.Version
	}
	return c, nil
}

// ID is the calendar's name; policies name it so.
func (c *Calendar) ID() string {
	if c == nil {
		return Always
	}
	return c.id
}

// Version is that of the last edition; 0 for the calendar that is always open.
func (c *Calendar) Version() int {
	if c == nil {
		return 0
	}
	return c.version
}

func (c *Calendar) always() bool { return c == nil || len(c.editions) == 0 }

// at is the index of the edition that holds at an instant.
func (c *Calendar) at(instant int64) int {
	if len(c.editions) == 1 {
		return 0
	}
	return sort.Search(len(c.editions), func(i int) bool { return c.editions[i].to > instant })
}

// Elapsed is the time counted from one instant to a later one; zero when to is
// not after from.
func (c *Calendar) Elapsed(from, to time.Time) Duration {
	if !to.After(from) {
		return 0
	}
	if c.always() {
		return Duration(to.Sub(from))
	}
	first, last := from.Unix(), to.Unix()
	sum := int64(0)
	for i := c.at(first); i < len(c.editions) && first < last; i++ {
		e := &c.editions[i]
		until := min(e.to, last)
		sum += e.elapsed(first, until)
		first = until
	}
	return Duration(min(sum, math.MaxInt64/int64(time.Second))) * Duration(time.Second)
}

// Add is the first instant at which d has been counted since from. It undoes
// Elapsed: Elapsed(t, Add(t, d)) is d. A calendar that is not open for so long
// within a hundred years counts as having been at their end.
func (c *Calendar) Add(from time.Time, d Duration) time.Time {
	if d <= 0 || c.always() {
		return from.Add(time.Duration(max(d, 0)))
	}
	first, left := from.Unix(), d.seconds()
	limit := max(first, min(first+horizon, lastSecond))
	for i := c.at(first); i < len(c.editions) && first < limit; i++ {
		e := &c.editions[i]
		if first, left = e.add(first, left, min(e.to, limit)); left == 0 {
			break
		}
	}
	return time.Unix(first, 0).UTC()
}

// AddBusinessDays is the local end, 23:59:59, of the n-th business day after
// the day of from: a day with opening hours that is no holiday. Zero days end
// with the day of from itself.
func (c *Calendar) AddBusinessDays(from time.Time, n int) time.Time {
	first := from.Unix()
	if c.always() {
		return time.Unix((floorDay(first)+1+int64(max(n, 0)))*secondsOfDay-1, 0).UTC()
	}
	i := c.at(first)
	w := c.editions[i].walkFrom(first)
	limit := first + horizon
	for start := first; n > 0 && start < limit; {
		w.day++
		start = w.instant(w.day * secondsOfDay)
		if start >= c.editions[i].to { // another edition holds on that day
			i = c.at(start)
			day := w.day
			w = c.editions[i].walkFrom(start - secondsOfDay)
			w.day, w.lastOfYear = day, day-1
		}
		if w.business() {
			n--
		}
	}
	return time.Unix(w.instant((w.day+1)*secondsOfDay)-1, 0).UTC()
}
