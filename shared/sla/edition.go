package sla

import (
	"cmp"
	"slices"
	"sort"
	"time"
)

// Edition is a calendar as it was set at one time. It holds from then on, the
// first one since ever.
type Edition struct {
	Version int          `json:"version"`
	From    time.Time    `json:"from"`
	Spec    CalendarSpec `json:"spec"`
}

// NamedEdition is the latest edition of a calendar, with its name.
type NamedEdition struct {
	ID string `json:"id"`
	Edition
}

// edition is one compiled, and when it holds: [from, to).
type edition struct {
	from, to int64
	zone     *time.Location
	week     [7][]window // by time.Weekday
	closed   []closedDays
	sets     []string
}

// window is [open, close) in seconds of the local day.
type window struct{ open, close int64 }

// closedDays are the days from one to another, both included.
type closedDays struct {
	from, to int64
	name     string
}

// disjoint sorts days and cuts off what an earlier entry covers already.
func disjoint(days []closedDays) []closedDays {
	slices.SortStableFunc(days, func(a, b closedDays) int { return cmp.Compare(a.from, b.from) })
	out := days[:0]
	for _, d := range days {
		if n := len(out); n > 0 && d.from <= out[n-1].to {
			d.from = out[n-1].to + 1
		}
		if d.from <= d.to {
			out = append(out, d)
		}
	}
	return out
}

// walk goes through the open stretches of an edition in order, day by day, and
// leaps over closed days.
type walk struct {
	*edition
	wall
	day  int64
	next int // window of the day

	closed     []closedDays // those not yet behind
	year       []closedDays // public holidays of the year of day, not yet behind
	lastOfYear int64

	trace bool // keep what was leapt over
	leapt []leap
}

// leap is a holiday that was leapt over, as instants.
type leap struct {
	closedDays
	start, stop int64
}

// walkFrom begins with the first window that may reach beyond an instant.
func (e *edition) walkFrom(at int64) walk {
	w := walk{edition: e, wall: wallFrom(e.zone, at), day: dayAt(e.zone, at)}
	first := sort.Search(len(e.closed), func(i int) bool { return e.closed[i].to >= w.day })
	w.closed = e.closed[first:]
	w.lastOfYear = w.day - 1
	return w
}

// holiday tells which closed days the present day belongs to.
func (w *walk) holiday() (closedDays, bool) {
	for len(w.closed) > 0 && w.closed[0].to < w.day {
		w.closed = w.closed[1:]
	}
	if len(w.closed) > 0 && w.closed[0].from <= w.day {
		return w.closed[0], true
	}
	if len(w.sets) == 0 {
		return closedDays{}, false
	}
	if w.day > w.lastOfYear {
		w.readYear()
	}
	for len(w.year) > 0 && w.year[0].to < w.day {
		w.year = w.year[1:]
	}
	if len(w.year) > 0 && w.year[0].from <= w.day {
		return w.year[0], true
	}
	return closedDays{}, false
}

func (w *walk) readYear() {
	year := time.Unix(w.day*secondsOfDay, 0).UTC().Year()
	w.lastOfYear = dayOf(year, time.December, 31)
	w.year = publicHolidays(w.sets[0], year)
	if len(w.sets) == 1 {
		return
	}
	w.year = slices.Clone(w.year)
	for _, set := range w.sets[1:] {
		w.year = append(w.year, publicHolidays(set, year)...)
	}
	w.year = disjoint(w.year)
}

// weekday of a day: 1970-01-01 was a Thursday.
func weekday(day int64) int {
	n := int((day + int64(time.Thursday)) % 7)
	if n < 0 {
		n += 7
	}
	return n
}

// stretch is the next window that is not empty, as instants; false when the
// next one begins after the limit.
func (w *walk) stretch(limit int64) (from, to int64, ok bool) {
	for {
		windows := w.week[weekday(w.day)]
		if w.next >= len(windows) {
			w.day, w.next = w.day+1, 0
			if w.instant(w.day*secondsOfDay) > limit {
				return 0, 0, false
			}
			continue
		}
		if w.next == 0 {
			if days, is := w.holiday(); is {
				w.leap(days)
				if w.instant(w.day*secondsOfDay) > limit {
					return 0, 0, false
				}
				continue
			}
		}
		at := windows[w.next]
		w.next++
		from = w.instant(w.day*secondsOfDay + at.open)
		if to = w.instant(w.day*secondsOfDay + at.close); from < to {
			return from, to, true
		}
	}
}

// business tells whether the present day has opening hours and is no holiday.
func (w *walk) business() bool {
	if _, closed := w.holiday(); closed {
		return false
	}
	for _, at := range w.week[weekday(w.day)] {
		if w.instant(w.day*secondsOfDay+at.open) < w.instant(w.day*secondsOfDay+at.close) {
			return true
		}
	}
	return false
}

// elapsed is the time open in [from, to).
func (e *edition) elapsed(from, to int64) int64 {
	sum := int64(0)
	for w := e.walkFrom(from); ; {
		first, last, ok := w.stretch(to)
		if !ok || first >= to {
			return sum
		}
		sum += max(0, min(last, to)-max(first, from))
	}
}

// leap goes on behind closed days. A single one that would not have been open
// anyway closes nothing.
func (w *walk) leap(days closedDays) {
	worked := days.to > days.from || len(w.week[weekday(w.day)]) > 0
	if w.trace && worked {
		start := w.instant(w.day * secondsOfDay)
		w.leapt = append(w.leapt, leap{days, start, w.instant((days.to + 1) * secondsOfDay)})
	}
	w.day = days.to + 1
}

// add is when so much has been open since from, or how much is missing still
// at the limit.
func (e *edition) add(from, left, limit int64) (at, missing int64) {
	for w := e.walkFrom(from); ; {
		first, last, ok := w.stretch(limit)
		if !ok || first >= limit {
			return limit, left
		}
		first, last = max(first, from), min(last, limit)
		if last-first >= left {
			return first + left, 0
		}
		left -= max(0, last-first)
	}
}
