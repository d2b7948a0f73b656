package sla

import (
	"encoding/json"
	"errors"
)

// CalendarSpec says in local time when a team works: what operators write and
// what is stored. [Compile] makes of it what counts time.
type CalendarSpec struct {
	// TimeZone is a name of the IANA time zone database, such as Europe/Berlin.
	TimeZone string `json:"timeZone"`
	// Hours are the opening hours by day of the week, mon to sun. A window such
	// as 09:00-17:00 includes its first second and not its last; one may end at
	// 24:00. Days without windows are closed.
	Hours map[string][]string `json:"hours"`
	// Holidays are days on which the windows do not hold.
	Holidays []Holiday `json:"holidays,omitempty"`
	// HolidaySets name the public holidays of countries, such as DE, DE-BY or
	// GB; see [HolidaySets].
	HolidaySets []string `json:"holidaySets,omitempty"`
}

// Holiday is one day, or all days from one to another, both included. Days are
// written as 2026-04-03.
type Holiday struct {
	From, To string
	Name     string // what the explanation calls it; may be empty
}

// errHoliday deliberately leaves out the text that was refused.
var errHoliday = errors.New(`not a holiday such as "2026-04-03" or {"from":"2026-12-21","to":"2027-01-31"}`)

// MarshalJSON writes a single day without a name as text, everything else as
// an object.
func (h Holiday) MarshalJSON() ([]byte, error) {
	if h.From == h.To && h.Name == "" {
		return json.Marshal(h.From)
	}
	return json.Marshal(holidayRange(h))
}

type holidayRange struct {
	From string `json:"from"`
	To   string `json:"to"`
	Name string `json:"name,omitempty"`
}

// UnmarshalJSON reads both forms; a range without an end is one day. The error
// does not repeat the text.
func (h *Holiday) UnmarshalJSON(text []byte) error {
	var day string
	if json.Unmarshal(text, &day) == nil {
		*h = Holiday{From: day, To: day}
		return nil
	}
	var r holidayRange
	if json.Unmarshal(text, &r) != nil {
		return errHoliday
	}
	if r.To == "" {
		r.To = r.From
	}
	*h = Holiday(r)
	return nil
}

// weekdays are the keys of hours, in the order of time.Weekday.
var weekdays = [7]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}
