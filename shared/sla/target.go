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
func (t Target) counted(cal calendar, now time.Time) Duration {
	if t.Status != Running {
		return t.Counted
	}
	return t.Counted + cal.elapsed(t.Since, now)
}

// warnAt is when the fraction, in thousandths of all the time that counts
// until the due time, has been counted, rounded up to the second. It may lie
// before Since where a change brought it forward.
func (t Target) warnAt(cal calendar, thousandths int) time.Time {
	total := t.counted(cal, t.DueAt).seconds()
	wait := ceilThousandths(total, thousandths) - t.Counted.seconds()
	if wait < 0 {
		return t.Since.Add(time.Duration(wait) * time.Second)
	}
	return cal.add(t.Since, Duration(time.Duration(wait)*time.Second))
}

// ceilThousandths is n*thousandths/1000, rounded up.
func ceilThousandths(n int64, thousandths int) int64 {
	return (n*int64(thousandths) + 999) / 1000
}

// thousandths makes a fraction exact.
func thousandths(fraction float64) int { return int(math.Round(fraction * 1000)) }

// unwarned lists the fractions in thousandths, ascending, that t has not been
// warned at.
func (t Target) unwarned(warnAt []float64) []int {
	var out []int
	for _, fraction := range warnAt {
		if f := thousandths(fraction); !slices.Contains(t.Warned, f) {
			out = append(out, f)
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
