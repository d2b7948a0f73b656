package web

import (
	"time"

	"aftercare/shared/fault"
)

const (
	day = 24 * time.Hour
	// MaxSpan is the longest time that a list of days goes over.
	MaxSpan = 31 * day
)

// Span completes and checks the time [from, to) that a list goes over: usual is how long it is where nobody says. Without
// either end it ends with the present day, so that all pages of one reading agree on it.
func Span(from, to, now time.Time, usual time.Duration) (time.Time, time.Time, error) {
	switch {
	case to.IsZero() && from.IsZero():
		to = now.UTC().Truncate(day).Add(day)
		from = to.Add(-usual)
	case from.IsZero():
		from = to.Add(-usual)
	case to.IsZero():
		to = from.Add(usual)
	}
	switch {
	case !to.After(from):
		return from, to, fault.InvalidField("to", "is not after from")
	case to.Sub(from) > MaxSpan:
		return from, to, fault.InvalidField("to", "is more than 31 days after from")
	}
	return from.UTC(), to.UTC(), nil
}
