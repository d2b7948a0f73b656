package complaint

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
)

// Tally counts complaints as Article 8 of Delegated Regulation (EU) 2025/294 asks: how many came in, what they are
// about and how they came out; and for each step how long it took and how often the limit was passed. Tallies of parts
// of the register add up to that of the whole.
type Tally struct {
	Received int            // all
	Open     int            // of these, not closed by now
	Late     int            // of these, with one limit or more passed; a delay that was notified is late all the same
	Outcomes map[string]int // of the closed ones
	Topics   map[string]int
	Steps    map[Name]StepTally
}

// StepTally counts one step, by its deadline.
type StepTally struct {
	Done      int           // how often it was done
	Took      time.Duration // all of these together, from receipt to the step: the limits count from receipt too
	OverLimit int           // how often the limit was passed: done late, or not done by now
}

// Mean is how long the step took on average; false when it was never done.
func (s StepTally) Mean() (time.Duration, bool) {
	if s.Done == 0 {
		return 0, false
	}
	return s.Took / time.Duration(s.Done), true
}

// unclassified is the topic of what nobody has given a category yet.
const unclassified = "unclassified"

// counted are the steps that are always in a tally; others, such as those of a statute, are where there was one.
var counted = []Name{Acknowledgement, Investigation, Decision}

// NewTally counts nothing yet.
func NewTally() Tally {
	t := Tally{Outcomes: map[string]int{}, Topics: map[string]int{}, Steps: map[Name]StepTally{}}
	for _, name := range counted {
		t.Steps[name] = StepTally{}
	}
	return t
}

// Count adds a complaint as it stands at a time.
func (t *Tally) Count(l Line, now time.Time) {
	t.Received++
	if l.ClosedAt.IsZero() {
		t.Open++
	} else {
		t.Outcomes[l.Outcome]++
	}
	t.Topics[cmp.Or(l.Topic, unclassified)]++
	late := false
	for _, d := range l.Deadlines {
		if !d.Duty() {
			continue // a chance, or the customer's own time: nobody here is late
		}
		s := t.Steps[d.Name]
		if !d.MetAt.IsZero() {
			s.Done++
			s.Took += d.MetAt.Sub(l.ReceivedAt)
		}
		if d.passed(now) {
			s.OverLimit++
			late = true
		}
		t.Steps[d.Name] = s
	}
	if late {
		t.Late++
	}
}

// Add adds the tally of another part of the register.
func (t *Tally) Add(o Tally) {
	t.Received, t.Open, t.Late = t.Received+o.Received, t.Open+o.Open, t.Late+o.Late
	for name, n := range o.Outcomes {
		t.Outcomes[name] += n
	}
	for name, n := range o.Topics {
		t.Topics[name] += n
	}
	for name, s := range o.Steps {
		had := t.Steps[name]
		t.Steps[name] = StepTally{Done: had.Done + s.Done, Took: had.Took + s.Took, OverLimit: had.OverLimit + s.OverLimit}
	}
}

// passed reports whether the limit was passed by a time: it stays passed when the step was done late, or is no longer
// needed, and counts at once, not only when a clock has recorded it.
func (d Deadline) passed(now time.Time) bool {
	if d.Lapses { // a chance, and no limit
		return false
	}
	return !d.BreachedAt.IsZero() || d.MetAt.After(d.DueAt) || d.Running() && now.After(d.DueAt)
}

// linesAtOnce is how many lines are read in one go.
const linesAtOnce = 1000

// Statistics counts the complaints received in [from, to), as they stand now. Any span will do; without from it is the
// 31 days that end with to, without to it ends now.
func (s *Service) Statistics(ctx context.Context, who Who, from, to time.Time) (Tally, time.Time, time.Time, error) {
	if err := register(who); err != nil {
		return Tally{}, from, to, err
	}
	now := s.now()
	if to.IsZero() {
		to = now.Add(time.Second) // what came in this very second is in
	}
	if from.IsZero() {
		from = to.Add(-MaxSpan)
	}
	from, to = from.UTC(), to.UTC()
	if !to.After(from) {
		return Tally{}, from, to, fault.InvalidField("to", "is not after from")
	}
	t := NewTally()
	last := now.Add(24 * time.Hour) // nothing is received later than now
	if to.Before(last) {
		last = to
	}
	err := EachLine(ctx, s.store, from, last, func(l Line) error {
		t.Count(l, now)
		return nil
	})
	return t, from, to, err
}

// Lines finds the lines of the register.
type Lines interface {
	// Lines gives up to limit lines of complaints received in [from, to), by ReceivedAt and id, after the place of
	// one; an empty place is before all. It sees everything that was saved.
	Lines(ctx context.Context, from, to time.Time, after string, limit int) ([]Line, error)
}

// EachLine hands out every line of [from, to) in order. An error of give ends it and comes back as it is.
func EachLine(ctx context.Context, lines Lines, from, to time.Time, give func(Line) error) error {
	for after := ""; ; {
		page, err := lines.Lines(ctx, from, to, after, linesAtOnce)
		if err != nil {
			return fmt.Errorf("read the register: %w", err)
		}
		for _, l := range page {
			if err := give(l); err != nil {
				return err
			}
		}
		if len(page) < linesAtOnce {
			return nil
		}
		after = page[len(page)-1].Place()
	}
}

// Place is where the line stands in the register: text that sorts by receipt and id.
func (l Line) Place() string { return l.ReceivedAt.UTC().Format(time.RFC3339) + "#" + l.ID }

// register lets those read the register, and what is made from it, who handle complaints.
func register(who Who) error {
	if who.Actor.Kind == event.Customer || !who.in(Lead, Compliance, Admin) {
		return fault.New(fault.Forbidden, "the register of complaints is for compliance, leads and administrators")
	}
	return nil
}
