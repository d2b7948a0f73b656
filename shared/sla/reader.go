package sla

import (
	"sort"
	"time"
)

// Reader follows a case step by step, and says how much time counted between two moments that it has passed. It counts
// as [Explain] does, and stays linear however often it is asked.
type Reader struct{ e *explaining }

// Read begins with the opening, which has what the case was opened under.
func Read(opening Step) *Reader { return &Reader{begin(opening, 0)} }

// Step goes on to the next step.
func (r *Reader) Step(s Step) {
	r.e.step(s)
	r.e.records, r.e.seen = r.e.records[:0], 0 // told by the timeline already
}

// Now is how far it has come: time never runs back.
func (r *Reader) Now() time.Time { return r.e.At }

// Counted is the time between two moments as the clock of a promise counts it by what holds now: open hours, without
// its pauses and without the time that the case stood solved. A promise that is not made never pauses.
func (r *Reader) Counted(name Name, from, to time.Time) Duration {
	l := r.e.past.ledger(r.e.cal, r.e.Rules[name].PauseOn)
	return l.until(to) - l.until(from)
}

// until is what has counted from the opening to a time.
func (l *ledger) until(at time.Time) Duration {
	i := sort.Search(len(l.lines), func(i int) bool { return l.lines[i].at.After(at) }) - 1
	if i < 0 {
		return 0
	}
	return l.lines[i].before + l.since(l.lines[i], at)
}
