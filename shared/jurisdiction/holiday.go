package jurisdiction

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Holiday is one day of each year on which nobody works, as a rule: on a date, some days from Easter Sunday, or on the
// n-th such day of a month.
type Holiday struct {
	Name string `json:"name"`

	On         string `json:"on,omitempty"`         // month and day, as in 12-25
	Substitute bool   `json:"substitute,omitempty"` // on a weekend, the next day that is free stands in for it

	Easter int `json:"easter,omitempty"` // days after Easter Sunday; before it when negative. Easter Sunday itself is no rule

	Month   time.Month `json:"month,omitempty"`
	Weekday string     `json:"weekday,omitempty"` // mon to sun
	Nth     int        `json:"nth,omitempty"`     // 1 for the month's first, -1 for its last
}

// Holidays are the days of a country or a part of one on which nobody works, weekends apart.
type Holidays struct {
	Source string    `json:"source"`
	Days   []Holiday `json:"days"`
	Once   []string  `json:"once"` // single days, as in 2023-05-08, such as those that are proclaimed
}

var weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// validate says what is wrong with the rules.
func (h Holidays) validate() error {
	for _, once := range h.Once {
		if _, err := time.Parse(time.DateOnly, once); err != nil {
			return fmt.Errorf("%q is no day such as 2023-05-08", once)
		}
	}
	for _, d := range h.Days {
		_, noDate := time.Parse("01-02", d.On)
		dated, moving := d.On != "" && noDate == nil, d.Easter != 0
		nth := d.Month >= time.January && d.Month <= time.December && slices.Contains(weekdays, d.Weekday) && d.Nth != 0 && d.Nth >= -4 && d.Nth <= 4
		if one := map[bool]int{true: 1}; one[dated]+one[moving]+one[nth] != 1 {
			return fmt.Errorf("%s has not one rule, a date, days from Easter or the n-th weekday of a month", d.Name)
		}
	}
	return nil
}

// in gives the holidays of a year, those that stand in for a day on a weekend beside it.
func (h Holidays) in(year int) map[string]bool {
	days := map[string]bool{}
	for _, d := range h.Days {
		days[key(d.in(year))] = true
	}
	for _, d := range h.Days {
		if day := d.in(year); d.Substitute && weekend(day) {
			for weekend(day) || days[key(day)] {
				day = day.AddDate(0, 0, 1)
			}
			days[key(day)] = true
		}
	}
	for _, once := range h.Once {
		if strings.HasPrefix(once, fmt.Sprintf("%04d-", year)) {
			days[once] = true
		}
	}
	return days
}

// in gives the holiday's own day in a year.
func (d Holiday) in(year int) time.Time {
	switch {
	case d.On != "":
		on, _ := time.Parse("01-02", d.On)
		return date(year, on.Month(), on.Day())
	case d.Easter != 0:
		return easter(year).AddDate(0, 0, d.Easter)
	}
	weekday := slices.Index(weekdays, d.Weekday)
	if d.Nth > 0 {
		first := date(year, d.Month, 1)
		return first.AddDate(0, 0, (weekday-int(first.Weekday())+7)%7+7*(d.Nth-1))
	}
	last := date(year, d.Month+1, 0)
	return last.AddDate(0, 0, -((int(last.Weekday())-weekday+7)%7)+7*(d.Nth+1))
}

// easter is Easter Sunday of the Gregorian calendar, by the Anonymous Gregorian algorithm (J. Meeus, Astronomical
// Algorithms, chapter 8). The letters are its own.
func easter(year int) time.Time {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (b - (b+8)/25 + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return date(year, time.Month(n/31), n%31+1)
}

func date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

func key(day time.Time) string { return day.Format(time.DateOnly) }

func weekend(day time.Time) bool {
	return day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
}
