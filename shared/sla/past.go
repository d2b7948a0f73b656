package sla

import (
	"slices"
	"sort"
	"time"
)

// past is what measuring anew and explaining need of a history.
type past struct {
	statuses []statusFrom
	// at and status are where the history has come to.
	at     time.Time
	status string
	// answered tells whether the opening was: by a person in public, or by solving.
	answered bool
	// updated is when the latest cycle of updates began, updates its number.
	updated time.Time
	updates int

	ledgers map[ledgerKey]*ledger
}

// statusFrom is a status of the case that holds until the next.
type statusFrom struct {
	at     time.Time
	status string
}

func newPast(opened time.Time) *past {
	return &past{
		statuses: []statusFrom{{opened, statusNew}}, at: opened, status: statusNew,
		updated: opened, updates: 1, ledgers: map[ledgerKey]*ledger{},
	}
}

// pastOf reads a history that led to c. Where the two disagree about the
// status that the case has now, c holds since the last fact.
func pastOf(history []Fact, c Clocks) *past {
	p := newPast(c.OpenedAt)
	for _, f := range history {
		p.add(f)
	}
	if p.status != c.CaseStatus {
		p.enter(c.At, c.CaseStatus)
	}
	return p
}

func (p *past) add(f Fact) {
	p.at = later(p.at, whole(f.At))
	before, status := p.status, statusAfter(p.status, f)
	p.enter(p.at, status)
	if f.Type == AgentReplied || status == statusSolved {
		p.answered = true
	}
	replied := f.Type == AgentReplied && before != statusSolved
	reopened := before == statusSolved && status != statusSolved && status != statusClosed
	if replied || reopened {
		p.updated = p.at
		p.updates++
	}
}

func (p *past) enter(at time.Time, status string) {
	if status != p.status {
		p.status = status
		p.statuses = append(p.statuses, statusFrom{at, status})
	}
}

// stretchKind says what a time is to a target.
type stretchKind uint8

const (
	counting stretchKind = iota
	pausing
	solved
)

func kindOf(status string, pauseOn []string) stretchKind {
	switch {
	case status == statusSolved:
		return solved
	case slices.Contains(pauseOn, status):
		return pausing
	}
	return counting
}

// ledger adds up the time counted under one way to count, from the opening on.
// It is written on as far as it is read, so that measuring anew at every event
// of a long history does not read that again each time.
type ledger struct {
	cal     *Calendar
	pauseOn []string
	read    int // of past.statuses
	lines   []line
}

type ledgerKey struct {
	cal           *Calendar
	pending, hold bool
}

// line is a stretch of one kind that lasts to the next line; neighbours of a
// kind are one. before is what had counted when it began.
type line struct {
	at     time.Time
	kind   stretchKind
	before Duration
}

func (p *past) ledger(cal *Calendar, pauseOn []string) *ledger {
	key := ledgerKey{cal, slices.Contains(pauseOn, statusPending), slices.Contains(pauseOn, statusHold)}
	l, there := p.ledgers[key]
	if !there {
		l = &ledger{cal: cal, pauseOn: slices.Clone(pauseOn)}
		p.ledgers[key] = l
	}
	for ; l.read < len(p.statuses); l.read++ {
		s := p.statuses[l.read]
		next := line{at: s.at, kind: kindOf(s.status, l.pauseOn)}
		if n := len(l.lines); n > 0 {
			last := l.lines[n-1]
			if last.kind == next.kind {
				continue
			}
			next.before = last.before + l.since(last, s.at)
		}
		l.lines = append(l.lines, next)
	}
	return l
}

// since is what counts of a line until a time within it.
func (l *ledger) since(from line, to time.Time) Duration {
	if from.kind != counting {
		return 0
	}
	return l.cal.Elapsed(from.at, to)
}

// standing is where the counting from one time on has come to.
type standing struct {
	counted Duration  // before since
	since   time.Time // when the present stretch began
	kind    stretchKind
	// spent is when the time allowed was used up, if that was before since.
	spent time.Time
}

// from counts from a time on, with so much time allowed.
func (l *ledger) from(start time.Time, within Duration) standing {
	first := sort.Search(len(l.lines), func(i int) bool { return l.lines[i].at.After(start) }) - 1
	last := len(l.lines) - 1
	if first == last {
		return standing{since: start, kind: l.lines[last].kind}
	}
	before := l.lines[first].before + l.since(l.lines[first], start)
	s := standing{counted: l.lines[last].before - before, since: l.lines[last].at, kind: l.lines[last].kind}
	if s.counted >= within {
		s.spent = l.spent(first, start, before, within)
	}
	return s
}

// spent is when the time allowed was used up, if a line ended after that: in
// closed hours it may have ended long after, and nothing more have counted.
func (l *ledger) spent(first int, start time.Time, before, within Duration) time.Time {
	last := len(l.lines) - 1
	i := first + sort.Search(last-first, func(i int) bool { return l.lines[first+i+1].before-before >= within })
	for ; i < last; i++ {
		at, left := later(l.lines[i].at, start), within-max(0, l.lines[i].before-before)
		if left < 0 {
			break
		}
		if l.lines[i].kind != counting {
			continue
		}
		if spent := l.cal.Add(at, left); spent.Before(l.lines[i+1].at) {
			return spent
		}
	}
	return time.Time{}
}
