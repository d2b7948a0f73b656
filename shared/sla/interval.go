package sla

import (
	"slices"
	"sort"
	"time"
)

// intervals cuts an era's time, until to, by what it was, and adds the pieces
// to those of the eras before.
func (p *past) intervals(out []Interval, in era, to time.Time) []Interval {
	first := sort.Search(len(p.statuses), func(i int) bool { return p.statuses[i].at.After(in.from) }) - 1
	for i := max(first, 0); i < len(p.statuses) && p.statuses[i].at.Before(to); i++ {
		s := p.statuses[i]
		from, until := later(s.at, in.from), to
		if i+1 < len(p.statuses) && p.statuses[i+1].at.Before(to) {
			until = p.statuses[i+1].at
		}
		switch kind := kindOf(s.status, in.pauseOn); kind {
		case solved:
			out = appended(out, Interval{From: from, To: until, Kind: SolvedTime})
		default:
			for piece := range in.cal.Stretches(from, until) {
				interval := Interval{From: piece.From, To: piece.To, Kind: CountedTime}
				switch {
				case !piece.Open:
					interval.Kind, interval.Why = ClosedTime, piece.Why
				case kind == pausing:
					interval.Kind, interval.Paused = PausedTime, []string{s.status}
				}
				out = appended(out, interval)
			}
		}
	}
	return out
}

// appended joins an interval to its neighbour of the same kind; an empty one is
// left out.
func appended(out []Interval, next Interval) []Interval {
	if !next.From.Before(next.To) {
		return out
	}
	if n := len(out); n > 0 && out[n-1].Kind == next.Kind && out[n-1].To.Equal(next.From) {
		last := &out[n-1]
		last.To = next.To
		for _, why := range next.Why {
			if !slices.Contains(last.Why, why) {
				last.Why = append(last.Why, why)
			}
		}
		for _, status := range next.Paused {
			if !slices.Contains(last.Paused, status) {
				last.Paused = append(last.Paused, status)
			}
		}
		return out
	}
	return append(out, next)
}
