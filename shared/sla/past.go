package sla

import (
	"slices"
	"time"
)

// past is what measuring anew needs of a history.
type past struct {
	statuses []statusFrom
	// answered tells whether the opening was: by a person in public, or by solving.
	answered bool
	// updated is when the latest cycle of updates began, updates its number.
	updated time.Time
	updates int
}

// statusFrom is a status of the case that holds until the next.
type statusFrom struct {
	at     time.Time
	status string
}

// pastOf reads a history that led to c. Where the two disagree about the
// status that the case has now, c holds since the last fact.
func pastOf(history []Fact, c Clocks) past {
	p := past{
		statuses: []statusFrom{{c.OpenedAt, statusNew}},
		updated:  c.OpenedAt,
		updates:  1,
	}
	at, status := c.OpenedAt, statusNew
	for _, f := range history {
		at = later(at, whole(f.At))
		before := status
		status = statusAfter(before, f)
		p.statuses = append(p.statuses, statusFrom{at, status})
		if f.Type == AgentReplied || status == statusSolved {
			p.answered = true
		}
		replied := f.Type == AgentReplied && before != statusSolved
		reopened := before == statusSolved && status != statusSolved && status != statusClosed
		if replied || reopened {
			p.updated = at
			p.updates++
		}
	}
	if status != c.CaseStatus {
		p.statuses = append(p.statuses, statusFrom{c.At, c.CaseStatus})
	}
	return p
}

// stretch is a time in which a target counted or did not; the last one is
// still open and has no end.
type stretch struct {
	from, to time.Time
	kind     stretchKind
}

type stretchKind uint8

const (
	counting stretchKind = iota
	pausing
	solved
)

// stretches cuts the time from one instant on by what it is to a target with
// those pauses. Neighbours of a kind are one.
func (p past) stretches(from time.Time, pauseOn []string) []stretch {
	var out []stretch
	for i, s := range p.statuses {
		last := i == len(p.statuses)-1
		if !last && !p.statuses[i+1].at.After(from) {
			continue
		}
		kind := counting
		switch {
		case s.status == statusSolved:
			kind = solved
		case slices.Contains(pauseOn, s.status):
			kind = pausing
		}
		at := later(s.at, from)
		if n := len(out); n > 0 {
			if out[n-1].kind == kind {
				continue
			}
			out[n-1].to = at
		}
		out = append(out, stretch{from: at, kind: kind})
	}
	return out
}
