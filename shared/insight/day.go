package insight

import (
	"fmt"
	"time"
)

// Day is a calendar day in UTC, as "2026-03-29". Days compare as strings do.
type Day string

// DayOf is the day of a moment.
func DayOf(at time.Time) Day { return Day(at.UTC().Format(time.DateOnly)) }

// ParseDay reads a day.
func ParseDay(s string) (Day, error) {
	at, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return "", fmt.Errorf("%q is not a day such as 2026-03-29", s)
	}
	return DayOf(at), nil
}

// Start is the first moment of the day; the zero time for what is no day.
func (d Day) Start() time.Time {
	at, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}
	}
	return at
}

// End is the first moment of the next day.
func (d Day) End() time.Time { return d.Start().AddDate(0, 0, 1) }

// Next is the day after.
func (d Day) Next() Day { return DayOf(d.End()) }

// Previous is the day before.
func (d Day) Previous() Day { return DayOf(d.Start().AddDate(0, 0, -1)) }
