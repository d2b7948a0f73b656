package sla

import "time"

// calendar says when time counts. Both methods work on whole seconds, and add
// undoes elapsed: elapsed(t, add(t, d)) is d.
type calendar interface {
	// elapsed is the time counted from one instant to a later one; zero when
	// to is not after from.
	elapsed(from, to time.Time) Duration
	// add is the first instant at which d has been counted since from.
	add(from time.Time, d Duration) time.Time
}

// calendarOf finds the calendar of that name. Validated policies name known
// calendars only; without hours of their own, cases are counted around the clock.
func calendarOf(string) calendar { return always{} }

// always counts every second.
type always struct{}

func (always) elapsed(from, to time.Time) Duration {
	if !to.After(from) {
		return 0
	}
	return Duration(to.Sub(from))
}

func (always) add(from time.Time, d Duration) time.Time { return from.Add(time.Duration(d)) }
