package rescheduling

import (
	"time"

	"aftercare/shared/event"
)

// Terms are what a change of a rescheduling is made under.
type Terms struct {
	Now         time.Time
	Actor       event.Actor
	Correlation string
}

// Request makes the rescheduling of a new version, to be written in the transaction of the version itself.
func Request(c Cause, t Terms) (Change, error) {
	return Rescheduling{ID: c.Name()}.change(event.ReschedulingRequested, Requested{Cause: c}, nil, t)
}

// Page is what came of the tickets of a page.
type Page struct {
	Outcomes map[Outcome]int
	Failed   []string // their ids
	Next     string   // where the next page begins; empty at the end of the round
}

// Advance notes a page. The first round counts every ticket once, and leaves those that failed to the second, which
// counts what it changes and what fails again.
func Advance(r Rescheduling, p Page, t Terms) (Change, error) {
	next := Progress{Round: r.Round, Counts: r.Counts}
	next.Changed += p.Outcomes[Adopted]
	if r.Round < Rounds {
		next.Changed += p.Outcomes[Since]
		next.Unchanged += p.Outcomes[Alike]
	} else {
		next.Failed += len(p.Failed)
		next.FailedTickets = p.Failed
	}
	next.Seen = next.Changed + next.Unchanged + next.Failed
	if p.Next != "" {
		return r.change(event.ReschedulingAdvanced, next, Place{Position: p.Next}, t)
	}
	if r.Round < Rounds {
		next.Round++
		return r.change(event.ReschedulingAdvanced, next, nil, t)
	}
	return r.change(event.ReschedulingFinished, next, nil, t)
}

// Supersede ends a rescheduling whose rest a newer one does: that goes through all tickets, too, and brings them
// under everything that is in force.
func Supersede(r Rescheduling, by string, t Terms) (Change, error) {
	return r.change(event.ReschedulingFinished, Progress{Round: r.Round, Counts: r.Counts, SupersededBy: by}, nil, t)
}

// change makes one event happen. Time never runs back.
func (r Rescheduling) change(kind event.Type, data, private any, t Terms) (Change, error) {
	now := t.Now.UTC().Truncate(time.Second)
	if now.Before(r.UpdatedAt) {
		now = r.UpdatedAt
	}
	e := event.New(kind, now, t.Actor, data, private)
	e.Seq, e.Correlation = r.Seq+1, t.Correlation
	e.Aggregate = event.Aggregate{Kind: event.Rescheduling, ID: r.ID, Version: r.Version + 1}
	after, err := Apply(r, e)
	return Change{Before: r.Seq, Rescheduling: after, Events: []event.Event{e}}, err
}
