package ticket

import (
	"context"
	"time"

	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/sla"
)

// Change is what one command writes, in one transaction.
type Change struct {
	Before  int64 // the sequence number that the command started from; 0 for a ticket that must not exist yet
	Ticket  Ticket
	Events  []event.Event
	Receipt *event.Receipt // remembers the outside key; nil without one
	Thread  *ThreadChange  // takes the conversation's pointer; nil leaves it
}

// ThreadChange points a conversation at the change's ticket.
type ThreadChange struct {
	Thread Thread
	Was    string // the ticket that it pointed at; empty when it must not exist yet
}

// Store keeps tickets. Reads of one thing are consistent; every write is conditional.
type Store interface {
	// Ticket gives a ticket as it is now. Missing when there is none.
	Ticket(ctx context.Context, id string) (Ticket, error)
	// SaveTicket writes a change whole or not at all. Lost when another command came first, the ticket exists
	// already (Before 0), or the thread points elsewhere; Replayed, with its Result, when the receipt exists.
	// A receipt's hash is not compared: callers look at Receipt first.
	SaveTicket(ctx context.Context, c Change) error
	// SaveMerge writes the changes of two tickets whole or not at all, as SaveTicket writes one.
	SaveMerge(ctx context.Context, from, to Change) error
	// Receipt gives what a key was used for; false when it was not, or longer ago than it is remembered.
	Receipt(ctx context.Context, scope, key string) (event.Receipt, bool, error)
	// ThreadTicket gives the id of the ticket that the conversation continues; empty when it is new.
	ThreadTicket(ctx context.Context, thread Thread) (string, error)
	// Timeline gives up to limit events after the sequence number, in order; limit 0 means all.
	Timeline(ctx context.Context, kind event.Kind, id string, after int64, limit int) ([]event.Event, error)
	// Tickets lists tickets.
	Tickets(ctx context.Context, q Query) (Page, error)
}

// View names a list of tickets.
type View string

// The lists. Each but the exact ones stands on an index; none reads the whole table.
const (
	ByCustomer View = "customer"   // newest first
	Queue      View = "queue"      // not solved or closed, by next due time, those without one last
	Unassigned View = "unassigned" // not solved or closed, without an assignee, oldest first
	Mine       View = "mine"       // not solved or closed, of one assignee, by next due time
	ByDay      View = "day"        // opened between two times, newest first
	ByHash     View = "hash"       // about a transaction, newest first
	ByAddress  View = "address"    // about an address, newest first
)

// Query asks for one page of a list.
type Query struct {
	View     View
	Customer string    // for ByCustomer
	Team     string    // for Queue and Unassigned; empty means every team
	Assignee string    // for Mine
	Hash     string    // for ByHash
	Address  string    // for ByAddress
	From, To time.Time // for ByDay: [From, To), at most 31 days apart
	Status   Status    // only these; empty means all of the list
	Limit    int       // 1 to 100
	After    string    // where the last page ended, as Page.Next said; empty from the start
}

// Page is part of a list.
type Page struct {
	Tickets []Ticket
	Next    string // where the next page begins; empty at the end. Not for eyes outside: seal it
}

// PromiseStore keeps the policies, calendars and ladders that operators set.
type PromiseStore interface {
	// Policies gives the policies in force; the defaults, of version 0, when none were set.
	Policies(ctx context.Context) (sla.Policies, error)
	// PoliciesOf gives the policies as they were in a version. Missing when there was none.
	PoliciesOf(ctx context.Context, version int) (sla.Policies, error)
	// Calendar gives a calendar with all its editions so far. Missing when there is none of that id.
	Calendar(ctx context.Context, id string) (*sla.Calendar, error)
	// CalendarOf gives a calendar as it was in a version. Missing when there was none.
	CalendarOf(ctx context.Context, id string, version int) (*sla.Calendar, error)
	// Ladder gives a team's ladder; the company's own when the team has none. Team may be empty.
	Ladder(ctx context.Context, team string) (escalation.Ladder, error)
}
