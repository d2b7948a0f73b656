package complaint

import (
	"context"
	"time"

	"aftercare/shared/cause"
	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/sla"
	"aftercare/shared/ticket"
)

// Change is what one command writes, in one transaction.
type Change struct {
	Before    int64 // the sequence number that the command started from; 0 for a complaint that must not exist yet
	Complaint Complaint
	Events    []event.Event
	Receipt   *event.Receipt // remembers the outside key; nil without one
	Line      *Line          // of the register, where the change alters it
	Ledger    *Ledger        // what somebody granted, as it becomes: its version is one above what was read; nil without money
	Precedent *Precedent     // the decision that is sent, for the next decider; nil without one
	Ticket    *ticket.Change // the linked ticket, which learns of the complaint; nil when it need not
}

// Store keeps complaints: the register. Reads of one thing are consistent; every write is conditional.
type Store interface {
	// Complaint gives a complaint as it is now. Missing when there is none.
	Complaint(ctx context.Context, id string) (Complaint, error)
	// SaveComplaint writes a change whole or not at all. Lost when another command came first, to the complaint, the
	// ledger or the ticket, or the complaint exists already (Before 0); Replayed, with its Result, when the receipt exists. A receipt's hash is not
	// compared: callers look at Receipt first. A change may have a receipt and no events.
	SaveComplaint(ctx context.Context, c Change) error
	// Receipt gives what a key was used for; false when it was not, or longer ago than it is remembered.
	Receipt(ctx context.Context, scope, key string) (event.Receipt, bool, error)
	// Timeline gives up to limit events after the sequence number, in order; limit 0 means all.
	Timeline(ctx context.Context, kind event.Kind, id string, after int64, limit int) ([]event.Event, error)
	// Ledger gives what somebody granted in a month; one of version 0 when that is nothing.
	Ledger(ctx context.Context, id LedgerID) (Ledger, error)
	// Precedents gives the latest decisions on the like, newest first, at most limit.
	Precedents(ctx context.Context, like Likeness, limit int) ([]Precedent, error)
	// Complaints lists complaints.
	Complaints(ctx context.Context, q Query) (Page, error)
	Lines
}

// View names a list of complaints.
type View string

// The lists. Each stands on an index; none reads the whole table.
const (
	ByCustomer  View = "customer" // of one customer, newest first by CreatedAt
	OpenLessons View = "lessons"  // with a lesson that is to be done, the earliest due first
	Register    View = "register" // received between two times (ReceivedAt), newest first
)

// MaxSpan is how much of the register one query covers.
const MaxSpan = 31 * 24 * time.Hour

// Query asks for one page of a list.
type Query struct {
	View     View
	Customer string    // for ByCustomer
	From, To time.Time // for Register: [From, To) of ReceivedAt, at most MaxSpan apart
	Status   Status    // only these; empty means all of the list
	Limit    int       // 1 to 100
	After    string    // where the last page ended, as Page.Next said; empty from the start
}

// Page is part of a list.
type Page struct {
	Complaints []Complaint
	Next       string // where the next page begins; empty at the end. Not for eyes outside: seal it
}

// Tickets finds the ticket that a complaint is linked to, and how a customer was reached last.
type Tickets interface {
	// Ticket gives a ticket as it is now. Missing when there is none.
	Ticket(ctx context.Context, id string) (ticket.Ticket, error)
	// Tickets lists tickets.
	Tickets(ctx context.Context, q ticket.Query) (ticket.Page, error)
}

// Causes keeps the tree of causes.
type Causes interface {
	// Causes gives the tree in force.
	Causes(ctx context.Context) (cause.Tree, error)
}

// Linker tells a ticket that a complaint names it.
type Linker interface {
	// Complained prepares the change, which is saved with the filing; one without events when there is nothing to do.
	Complained(ctx context.Context, t ticket.Ticket, complaint string, actor event.Actor) (ticket.Change, error)
}

// Ladders keeps the ladders that complaints climb, and the calendars that their levels name.
type Ladders interface {
	// Ladder gives a team's ladder; the company's own when the team has none. Team may be empty.
	Ladder(ctx context.Context, team string) (escalation.Ladder, error)
	// Calendar gives a calendar as it is now. Missing when there is none of that id.
	Calendar(ctx context.Context, id string) (*sla.Calendar, error)
}
