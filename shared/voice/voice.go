// Package voice keeps what customers write unasked: suggestions, praise and problems, and what became of each.
//
// A problem never waits here: it is a message in the ticket that it names, or opens one, so that it has clocks and
// somebody who answers for it. Praise reaches whoever earned it. A suggestion stays until staff say what becomes of it,
// and the customer is told.
package voice

import (
	"time"

	"aftercare/shared/ticket"
)

// Kind says what a customer wrote.
type Kind string

// The kinds.
const (
	Suggestion Kind = "suggestion"
	Praise     Kind = "praise"
	Problem    Kind = "problem"
)

// Kinds lists them.
var Kinds = []string{string(Suggestion), string(Praise), string(Problem)}

// Status is what became of it.
type Status string

// The states. From each but received the others can still be reached: plans change, and the customer hears of it.
const (
	Received Status = "received"
	Planned  Status = "planned"
	Done     Status = "done"
	Declined Status = "declined"
)

// Statuses lists them.
var Statuses = []string{string(Received), string(Planned), string(Done), string(Declined)}

// Voice is one thing that a customer wrote, and what became of it. Times are UTC in whole seconds.
type Voice struct {
	ID       string          `json:"id"`
	Seq      int64           `json:"seq"`     // of the last event
	Version  int64           `json:"version"` // rises with commands, not with records of delivery
	Kind     Kind            `json:"kind"`
	Status   Status          `json:"status"`
	Body     string          `json:"body"` // secrets removed
	Language string          `json:"language"`
	Customer ticket.Customer `json:"customer"`
	// TicketID is the ticket that it is about, and for a problem the one in which it is handled.
	TicketID string `json:"ticketId,omitempty"`
	// Agent and Team are who that ticket was with when it was written.
	Agent     string    `json:"agent,omitempty"`
	Team      string    `json:"team,omitempty"`
	Terms     []Term    `json:"terms,omitempty"` // what it is about, to find others like it; see Alike
	Answer    string    `json:"answer,omitempty"`
	HandledBy string    `json:"handledBy,omitempty"`
	Redacted  bool      `json:"redacted,omitempty"`
	Request   string    `json:"request,omitempty"` // hash of the request, tells a replay from a misuse of its key
	CreatedAt time.Time `json:"createdAt"`
	UpdatedAt time.Time `json:"updatedAt"`
	LastAt    time.Time `json:"lastAt"` // of the last event of any kind: time never runs back
}
