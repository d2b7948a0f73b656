package sla

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"aftercare/shared/fault"
)

// Limits of calendars.
const (
	maxWindows  = 12  // of one day
	maxHolidays = 500 // days and ranges
	maxSets     = 10  // of public holidays
	maxZone     = 64  // characters of a zone's name; the longest has 32
	firstYear   = 1970
	lastYear    = 2199
	// maxClosed bounds how long holidays may close on end: so a calendar opens again, and soon enough to be searched.
	maxClosed = 3 * 366
)

// Validate checks a calendar. The error is a fault of kind Invalid that names
// every field at fault, such as "hours.mon[1]", and repeats no value.
func (s CalendarSpec) Validate() error {
	_, err := s.compile()
	return err
}

// ValidateAs is Validate with every field under a name, such as
// "calendars.night".
func (s CalendarSpec) ValidateAs(field string) []fault.Field {
	var bad problems
	s.read(field+".", &bad)
	return bad
}

func (s CalendarSpec) compile() (edition, error) {
	var bad problems
	e := s.read("", &bad)
	return e, fault.InvalidFields(bad)
}

// read makes an edition of what is valid, and says what is not.
func (s CalendarSpec) read(prefix string, bad *problems) edition {
	e := edition{zone: readZone(s.TimeZone, prefix+"timeZone", bad)}
	before := len(*bad)
	for i, day := range weekdays {
		e.week[i] = readWindows(s.Hours[day], prefix+"hours."+day, bad)
	}
	for day := range s.Hours {
		if !slices.Contains(weekdays[:], day) { // not repeated: it came from outside like any value
			bad.add(prefix+"hours", "has a day that is none of mon, tue, wed, thu, fri, sat and sun")
			break
		}
	}
	if len(*bad) == before && !slices.ContainsFunc(e.week[:], func(w []window) bool { return len(w) > 0 }) {
		bad.add(prefix+"hours", "must have at least one window: the calendar would never be open")
	}
	e.closed = readHolidays(s.Holidays, prefix+"holidays", bad)
	e.sets = readSets(s.HolidaySets, prefix+"holidaySets", bad)
	return e
}

func readZone(name, field string, bad *problems) *time.Location {
	zone, err := time.LoadLocation(name)
	if name == "" || name == "Local" || len(name) > maxZone || err != nil {
		bad.add(field, "is not a time zone of the IANA database, such as Europe/Berlin")
		return time.UTC
	}
	return zone
}

func readWindows(texts []string, field string, bad *problems) []window {
	if len(texts) > maxWindows {
		bad.add(field, fmt.Sprintf("must hold at most %d windows", maxWindows))
		return nil
	}
	var out []window
	for i, text := range texts {
		at := fmt.Sprintf("%s[%d]", field, i)
		w, ok := readWindow(text)
		switch {
		case !ok:
			bad.add(at, "is not a window such as 09:00-17:00")
			continue
		case w.open >= w.close:
			bad.add(at, "must end after it begins; what goes on over midnight is two windows")
			continue
		case slices.ContainsFunc(out, func(o window) bool { return w.open < o.close && o.open < w.close }):
			bad.add(at, "overlaps another window of its day")
			continue
		}
		out = append(out, w)
	}
	slices.SortFunc(out, func(a, b window) int { return cmp.Compare(a.open, b.open) })
	return out
}

// readWindow reads HH:MM-HH:MM.
func readWindow(text string) (window, bool) {
	from, to, cut := strings.Cut(text, "-")
	opens, ok := readClock(from)
	closes, also := readClock(to)
	return window{opens, closes}, cut && ok && also
}

// readClock reads 00:00 to 24:00 as seconds of the day.
func readClock(text string) (int64, bool) {
	if len(text) != 5 || text[2] != ':' {
		return 0, false
	}
	digit := func(i int) int64 { return int64(text[i]) - '0' }
	for _, i := range []int{0, 1, 3, 4} {
		if d := digit(i); d < 0 || d > 9 {
			return 0, false
		}
	}
	hour, minute := 10*digit(0)+digit(1), 10*digit(3)+digit(4)
	seconds := hour*3600 + minute*60
	return seconds, minute < 60 && seconds <= secondsOfDay
}

func readHolidays(list []Holiday, field string, bad *problems) []closedDays {
	if len(list) > maxHolidays {
		bad.add(field, fmt.Sprintf("must hold at most %d days and ranges", maxHolidays))
		return nil
	}
	out := make([]closedDays, 0, len(list))
	for i, h := range list {
		at := fmt.Sprintf("%s[%d]", field, i)
		from, ok := readDay(h.From)
		to, also := readDay(h.To)
		switch {
		case !ok || !also:
			bad.add(at, fmt.Sprintf("is not a day such as 2026-04-03, of the years %d to %d", firstYear, lastYear))
		case from > to:
			bad.add(at, "ends before it begins")
		case h.Name != "" && !plain(h.Name):
			bad.add(at+".name", fmt.Sprintf("must have 1 to %d characters and no others than visible ones", maxText))
		default:
			out = append(out, closedDays{from, to, h.Name})
		}
	}
	out = disjoint(out)
	first := int64(0)
	for i, d := range out {
		if i == 0 || out[i-1].to+1 < d.from {
			first = d.from
		}
		if d.to-first >= maxClosed {
			bad.add(field, "close the calendar for more than three years on end")
			break
		}
	}
	return out
}

func readDay(text string) (int64, bool) {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil || at.Year() < firstYear || at.Year() > lastYear {
		return 0, false
	}
	return dayOf(at.Date()), true
}

func readSets(names []string, field string, bad *problems) []string {
	if len(names) > maxSets {
		bad.add(field, fmt.Sprintf("must hold at most %d names", maxSets))
		return nil
	}
	for i, name := range names {
		if _, known := holidaySets[name]; !known {
			bad.add(fmt.Sprintf("%s[%d]", field, i), "is not a country or part of one that is known, such as DE, DE-BY or GB")
		}
	}
	return slices.Clone(names)
}
