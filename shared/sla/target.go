package sla

import (
	"math"
	"slices"
	"time"
)

// live tells whether t still runs, paused or not.
func (t Target) live() bool { return t.Status == Running || t.Status == Paused }

// undone tells whether t was breached and has not been done since.
func (t Target) undone() bool { return t.Status == Breached && t.MetAt.IsZero() }

// over tells whether what t asks for was done, or is no longer asked for.
func (t Target) over() bool { return !t.live() && !t.undone() }

// canBreach tells whether t is not done and has a due time that can pass. One
// set by a person can pass in a pause, too.
func (t Target) canBreach() bool { return t.live() && !t.DueAt.IsZero() }

// counted is the time that counted until now.
func (t Target) counted(cal *Calendar, now time.Time) Duration {
	if t.Status != Running {
		return t.Counted
	}
	return t.Counted + cal.Elapsed(t.Since, now)
}

// warning is one that a policy asks for: at a fraction in thousandths, or so
// much before the due time.
type warning struct {
	thousandths int
	before      Duration
}

// warnAt is when the warning comes: when the fraction of all the time that
// counts until the due time has been counted, rounded up to the second, or
// when only so much of it is left. It may lie before Since where a change
// brought it forward. It does not come where there is no more time in all than
// what would be left.
func (c Clocks) warnAt(cal *Calendar, t *Target, w warning) (at time.Time, comes bool) {
	total := c.Rules[t.Name].Within.seconds()
	if t.Manual {
		total = t.counted(cal, t.DueAt).seconds()
	}
	wait := ceilThousandths(total, w.thousandths)
	if w.before > 0 {
		if wait = total - w.before.seconds(); wait <= 0 {
			return time.Time{}, false
		}
	}
	if wait -= t.Counted.seconds(); wait < 0 {
		return t.Since.Add(time.Duration(wait) * time.Second), true
	}
	return cal.Add(t.Since, Duration(time.Duration(wait)*time.Second)), true
}

// ceilThousandths is n*thousandths/1000, rounded up.
func ceilThousandths(n int64, thousandths int) int64 {
	return (n*int64(thousandths) + 999) / 1000
}

// thousandths makes a fraction exact.
func thousandths(fraction float64) int { return int(math.Round(fraction * 1000)) }

// unwarned lists the warnings that t has not had: fractions ascending, then
// times before the due time descending.
func (c Clocks) unwarned(t *Target) []warning {
	var out []warning
	for _, fraction := range c.WarnAt {
		if f := thousandths(fraction); !slices.Contains(t.Warned, f) {
			out = append(out, warning{thousandths: f})
		}
	}
	for _, before := range c.WarnBefore {
		if !slices.Contains(t.WarnedBefore, before) {
			out = append(out, warning{before: before})
		}
	}
	return out
}

// due is DueAt for a record.
func (t Target) due() *time.Time {
	if t.DueAt.IsZero() {
		return nil
	}
	at := t.DueAt
	return &at
}
