package sla

import (
	"math"
	"time"
)

const secondsOfDay = 24 * 60 * 60

// Instants are seconds since 1970 in UTC, local times the same of the clock on
// the wall: local = instant + offset. These stand for "ever".
const (
	beginning = math.MinInt64 / 4
	end       = math.MaxInt64 / 4
)

// period is a time [from, to) in which a zone keeps one offset. It may keep it
// for longer.
type period struct{ from, to, offset int64 }

func periodAt(zone *time.Location, at int64) period {
	t := time.Unix(at, 0).In(zone)
	_, offset := t.Zone()
	p := period{from: beginning, to: end, offset: int64(offset)}
	first, last := t.ZoneBounds()
	if !first.IsZero() {
		p.from = first.Unix()
	}
	if !last.IsZero() {
		p.to = last.Unix()
	}
	// Where a rule goes on behind the last change that the database lists, Go takes every year for one of 365 days:
	// on the last day of a leap year it says that the period is over already (go1.26, time.tzset).
	p.from = min(p.from, at)
	if p.to <= at {
		p.to = at + secondsOfDay
	}
	return p
}

// wall finds the instants of local times that are asked for in rising order.
type wall struct {
	zone *time.Location
	period
}

// wallFrom begins far enough before an instant for every local time of its
// day: no zone has ever put its clocks back by more than a day.
func wallFrom(zone *time.Location, at int64) wall {
	return wall{zone, periodAt(zone, at-2*secondsOfDay)}
}

// instant is the first one at which the clock on the wall, with its date, has
// come to the local time or has gone past it. So a time that is skipped is the
// moment of the change, and of a time that comes twice it is the first.
func (w *wall) instant(local int64) int64 {
	for w.to < end && w.to+w.offset <= local {
		next := periodAt(w.zone, w.to)
		next.from = w.to
		w.period = next
	}
	return max(w.from, local-w.offset)
}

// dayAt is the local day of an instant.
func dayAt(zone *time.Location, at int64) int64 {
	_, offset := time.Unix(at, 0).In(zone).Zone()
	return floorDay(at + int64(offset))
}

func floorDay(local int64) int64 {
	day := local / secondsOfDay
	if local%secondsOfDay < 0 {
		day--
	}
	return day
}
