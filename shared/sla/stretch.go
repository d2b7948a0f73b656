package sla

import (
	"iter"
	"slices"
	"time"
)

// Stretch is a time [From, To) in which a calendar is open, or closed.
type Stretch struct {
	From, To time.Time
	Open     bool
	// Why says what closes it, in order; nothing where it is open.
	Why []Closure
}

// Reason says what closes a calendar.
type Reason string

// The reasons.
const (
	OutsideHours Reason = "hours"
	OnHoliday    Reason = "holiday"
)

// Closure is a reason for which a calendar is closed. A holiday is on Date; one
// of several days lasts until Until.
type Closure struct {
	Reason Reason `json:"reason"`
	Name   string `json:"name,omitempty"`
	Date   string `json:"date,omitempty"`
	Until  string `json:"until,omitempty"`
}

// Open tells whether time counts at an instant, and why not.
func (c *Calendar) Open(at time.Time) (bool, Closure) {
	for s := range c.Stretches(at, at.Add(time.Second)) {
		if s.Open {
			return true, Closure{}
		}
		return false, s.Why[len(s.Why)-1]
	}
	return false, Closure{}
}

// Stretches cuts [from, to) into open and closed time by turns.
func (c *Calendar) Stretches(from, to time.Time) iter.Seq[Stretch] {
	return func(yield func(Stretch) bool) {
		first, last := from.Unix(), to.Unix()
		if first >= last {
			return
		}
		if c.always() {
			yield(Stretch{From: instantOf(first), To: instantOf(last), Open: true})
			return
		}
		j := joined{yield: yield}
		for i := c.at(first); i < len(c.editions) && first < last && !j.stopped; i++ {
			e := &c.editions[i]
			until := min(e.to, last)
			e.stretches(first, until, &j)
			first = until
		}
		j.flush()
	}
}

// stretches hands out all time in [from, to).
func (e *edition) stretches(from, to int64, j *joined) {
	w := e.walkFrom(from)
	w.trace = true
	for from < to && !j.stopped {
		first, last, ok := w.stretch(to)
		if !ok || first >= to {
			first, last = to, to
		}
		first, last = max(first, from), min(last, to)
		if from < first {
			j.add(from, first, false, because(w.leapt, from, first))
		}
		if first < last {
			j.add(first, last, true, nil)
		}
		if first < last || first == to {
			from, w.leapt = last, w.leapt[:0]
		}
	}
}

// because says why [from, to) is closed throughout: by holidays, and for the
// rest by the hours.
func because(leapt []leap, from, to int64) []Closure {
	rest := to - from
	why := []Closure{{Reason: OutsideHours}}
	for _, l := range leapt {
		if part := min(l.stop, to) - max(l.start, from); part > 0 {
			rest -= part
			why = append(why, l.closure())
		}
	}
	if rest == 0 {
		return why[1:]
	}
	return why
}

// joined makes one stretch of neighbours of a kind.
type joined struct {
	yield   func(Stretch) bool
	open    bool
	from    int64
	to      int64
	why     []Closure
	stopped bool
}

func (j *joined) add(from, to int64, open bool, why []Closure) {
	if j.from == j.to || j.open != open {
		j.flush()
		j.open, j.from = open, from
	}
	j.to = to
	for _, reason := range why {
		if !slices.Contains(j.why, reason) {
			j.why = append(j.why, reason)
		}
	}
}

func (j *joined) flush() {
	if j.from < j.to && !j.stopped {
		j.stopped = !j.yield(Stretch{From: instantOf(j.from), To: instantOf(j.to), Open: j.open, Why: j.why})
	}
	j.from, j.to, j.why = 0, 0, nil
}

func (d closedDays) closure() Closure {
	c := Closure{Reason: OnHoliday, Name: d.name, Date: dateOf(d.from)}
	if d.to > d.from {
		c.Until = dateOf(d.to)
	}
	return c
}

func instantOf(unix int64) time.Time { return time.Unix(unix, 0).UTC() }
