package sla

import (
	"cmp"
	"slices"
	"time"
)

// Advance records the warnings and breaches that lie strictly before the
// second of now, as every command must before it acts. Without any, nothing
// changes.
func (c Clocks) Advance(now time.Time, cal *Calendar) (Clocks, []Record) {
	now = whole(now)
	return c.pass(cal, now, now)
}

// Fire records what has passed by now, for a wake without a command: warnings
// of this very second, too, and breaches, which begin one second after their
// due time. A wake that is early, late, double or stale is harmless: without
// anything to record, nothing changes.
func (c Clocks) Fire(now time.Time, cal *Calendar) (Clocks, []Record) {
	now = whole(now)
	return c.pass(cal, now.Add(time.Second), now)
}

// pass records warnings before one time and breaches of due times before the
// other.
func (c Clocks) pass(cal *Calendar, warnings, breaches time.Time) (Clocks, []Record) {
	r := c.run(cal, c.At)
	r.pass(warnings, breaches)
	return r.done()
}

func (r *run) pass(warnings, breaches time.Time) {
	earlier := len(r.records)
	for i := range r.Targets {
		t := &r.Targets[i]
		if t.Status == Running && r.warns(t, warnings) {
			for _, w := range r.unwarned(t) {
				if at, comes := r.warnAt(r.cal, t, w); comes && at.Before(warnings) {
					r.warn(t, w, at)
				}
			}
		}
		if t.canBreach() && t.DueAt.Before(breaches) {
			r.breach(t, t.DueAt)
		}
	}
	slices.SortStableFunc(r.records[earlier:], func(a, b Record) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(rank(a), rank(b)), cmp.Compare(a.Fraction, b.Fraction), cmp.Compare(b.Before, a.Before))
	})
}

// rank orders what happens in one second.
func rank(r Record) int {
	switch {
	case r.Kind == BreachedRecord:
		return 2
	case r.Before > 0:
		return 1
	}
	return 0
}

// NextWake is the next time at which [Clocks.Fire] must look: the second of a
// warning that somebody receives, or the one after a due time. It is zero when
// there is none. What nobody receives is recorded by whatever looks next, with
// its true time.
func (c Clocks) NextWake(cal *Calendar) time.Time {
	var next time.Time
	for i := range c.Targets {
		t := &c.Targets[i]
		if t.canBreach() {
			next = earlier(next, t.DueAt.Add(time.Second))
		}
		if t.Status != Running || c.silent() {
			continue
		}
		for _, w := range c.unwarned(t) {
			if at, comes := c.warnAt(cal, t, w); comes {
				next = earlier(next, at)
			}
		}
	}
	return next
}

// silent tells whether nobody receives warnings.
func (c Clocks) silent() bool { return c.WarnTo != nil && len(c.WarnTo) == 0 }

// NextDue is the earliest due time of what is not done yet; zero when there is
// none. A breach that passed is no longer ahead and does not count.
func (c Clocks) NextDue() time.Time {
	var next time.Time
	for _, t := range c.Targets {
		if t.canBreach() {
			next = earlier(next, t.DueAt)
		}
	}
	return next
}

// earlier is the earlier of two times, of which zero means none.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || (!b.IsZero() && b.Before(a)) {
		return b
	}
	return a
}
