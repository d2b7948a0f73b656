package voice

import (
	"context"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/ticket"
)

// Change is what one command writes, in one transaction.
type Change struct {
	Before int64 // the sequence number that the command started from; 0 for one that must not exist yet
	Voice  Voice
	Events []event.Event
	Ticket *ticket.Change // what a problem does to its ticket; nil for all else
}

// Store keeps voices. Reads of one are consistent.
type Store interface {
	// Voice gives one as it is now. Missing when there is none.
	Voice(ctx context.Context, id string) (Voice, error)
	// SaveVoice writes a change whole or not at all. Lost when another command came first, to the voice or the ticket,
	// or the voice exists already (Before 0).
	SaveVoice(ctx context.Context, c Change) error
	// Voices lists them. Invalid for a list that has no index, or lacks what it is asked by.
	Voices(ctx context.Context, q Query) (Page, error)
	// EachVoice hands each that was given in [from, to), newest first, by an index that may lag some seconds behind. The
	// caller bounds the range. An error of each ends it and comes back.
	EachVoice(ctx context.Context, from, to time.Time, each func(Voice) error) error
	// Ticket gives a ticket as it is now. Missing when there is none.
	Ticket(ctx context.Context, id string) (ticket.Ticket, error)
	// Timeline gives up to limit events after the sequence number, in order; limit 0 means all.
	Timeline(ctx context.Context, kind event.Kind, id string, after int64, limit int) ([]event.Event, error)
}

// View names a list, each of which stands on an index.
type View string

// The lists.
const (
	ByCustomer View = "customer" // newest first
	ByAgent    View = "agent"    // about tickets of this person, newest first
	Waiting    View = "waiting"  // received, and nobody said yet what becomes of it; oldest first
	ByDay      View = "day"      // given between two times, newest first
)

// Query asks for one page of a list. What narrows it further is looked for in the list.
type Query struct {
	View     View
	Customer string    // for ByCustomer
	Agent    string    // for ByAgent; narrows the others
	From, To time.Time // for ByDay: [From, To), at most 31 days apart; narrows the others where they are set
	Kind     Kind
	Status   Status
	Like     []Term // those that are alike to these
	Limit    int    // 1 to 100
	After    string // where the last page ended, as Page.Next said; empty from the start
}

// Page is part of a list.
type Page struct {
	Voices []Voice
	Next   string // where the next page begins; empty at the end. Not for eyes outside: seal it
}

// Takes reports whether a voice is in the list. Storage asks it, for an index may lag behind.
func (q Query) Takes(v Voice) bool {
	in := map[View]bool{
		ByCustomer: v.Customer.ID == q.Customer, ByAgent: v.Agent == q.Agent, Waiting: v.Status == Received, ByDay: true,
	}[q.View]
	return in && (q.Agent == "" || v.Agent == q.Agent) && (q.Kind == "" || v.Kind == q.Kind) && (q.Status == "" || v.Status == q.Status) &&
		(q.From.IsZero() || !v.CreatedAt.Before(q.From)) && (q.To.IsZero() || v.CreatedAt.Before(q.To)) &&
		(q.Like == nil || Alike(q.Like, v.Terms))
}
