// Package call records telephone calls that ended: which were answered, after how long, and which were missed, so that
// somebody calls back.
package call

import (
	"context"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/ticket"
)

// Call is a call that ended, as the call centre told it first. It never changes.
type Call struct {
	ID         string          `json:"id"` // follows from the call centre and its own id of the call
	Seq        int64           `json:"seq"`
	Customer   ticket.Customer `json:"customer"` // unverified when nothing tells who called, as for a withheld number
	QueuedAt   time.Time       `json:"queuedAt"`
	AnsweredAt time.Time       `json:"answeredAt,omitzero"` // zero: it was missed
	EndedAt    time.Time       `json:"endedAt"`
	Agent      string          `json:"agent,omitempty"`
	Note       string          `json:"note,omitempty"`     // secrets removed
	TicketID   string          `json:"ticketId,omitempty"` // the ticket that it opened, or joined
	Request    string          `json:"request"`            // hash of what was told: another story about the same call is refused
}

// Missed reports whether nobody answered.
func (c Call) Missed() bool { return c.AnsweredAt.IsZero() }

// Ended is the data of call.ended. Without AnsweredAt it was missed. Waiting goes from QueuedAt to AnsweredAt.
type Ended struct {
	CustomerID string    `json:"customerId,omitempty"` // missing when nothing tells who called
	QueuedAt   time.Time `json:"queuedAt"`
	AnsweredAt time.Time `json:"answeredAt,omitzero"`
	EndedAt    time.Time `json:"endedAt"`
	Agent      string    `json:"agent,omitempty"`
	TicketID   string    `json:"ticketId,omitempty"`
	Redacted   bool      `json:"redacted,omitempty"` // a secret was removed from its note
}

// Missed reports whether nobody answered.
func (e Ended) Missed() bool { return e.AnsweredAt.IsZero() }

// Private is the private part of call.ended.
type Private struct {
	Customer ticket.Customer `json:"customer"`
	Note     string          `json:"note,omitempty"`
}

// Change is what a call writes, in one transaction.
type Change struct {
	Call   Call
	Events []event.Event
	Ticket *ticket.Change // what it does to a ticket; nil for nothing
	// Callback is the ticket that it opens for a missed call, as it is remembered; nil where it opens none.
	Callback *Callback
}

// Callback is the ticket that was opened last to call a customer back. Lists of tickets lag some seconds behind: by this
// one a call that is missed in the same second finds the ticket of the first, and of several told at once one opens it.
type Callback struct {
	CustomerID string    `json:"customerId"`
	Revision   int64     `json:"revision"` // rises by one with every change; 0 was never saved
	TicketID   string    `json:"ticketId"`
	At         time.Time `json:"at"`
}

// CallbackKept is how long it is remembered: much longer than a list lags behind.
const CallbackKept = 24 * time.Hour

// Store keeps calls.
type Store interface {
	// Call gives a call. Missing when there is none.
	Call(ctx context.Context, id string) (Call, error)
	// Callback gives the ticket that was opened last to call a customer back; one of revision 0 when none is remembered.
	// The read is consistent.
	Callback(ctx context.Context, customerID string) (Callback, error)
	// SaveCall writes a new call whole or not at all. Lost when it is there already, or when the ticket or the callback
	// was changed by another in between. The callback may be forgotten from At + CallbackKept on. The call is listed under the day on which it ended.
	SaveCall(ctx context.Context, c Change) error
}
