// Package visit records visits to self-service that ended, such as to an article of the help pages: whether the
// customer found what they came for, or needed a person all the same.
package visit

import (
	"context"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/ticket"
)

// Outcome says what became of what the customer came for.
type Outcome string

// The outcomes. Unknown is a visit that said nothing of it.
const (
	Solved   Outcome = "solved"
	Unsolved Outcome = "unsolved"
	Unknown  Outcome = "unknown"
)

// Outcomes lists them.
var Outcomes = []string{string(Solved), string(Unsolved), string(Unknown)}

// Visit is a visit that ended, as it was told first. It never changes.
type Visit struct {
	ID        string          `json:"id"` // follows from the other system and its own id of the visit
	Seq       int64           `json:"seq"`
	Customer  ticket.Customer `json:"customer"`          // with language, and an address that may be written to if Reachable; unverified when nobody is named
	Article   string          `json:"article,omitempty"` // the other system's name of what was read
	Outcome   Outcome         `json:"outcome"`
	StartedAt time.Time       `json:"startedAt,omitzero"`
	EndedAt   time.Time       `json:"endedAt"`
	Request   string          `json:"request"` // hash of what was told: another story about the same visit is refused
}

// Ended is the data of visit.ended.
type Ended struct {
	CustomerID string    `json:"customerId,omitempty"` // missing when nobody is named
	Article    string    `json:"article,omitempty"`
	Outcome    Outcome   `json:"outcome"`
	StartedAt  time.Time `json:"startedAt,omitzero"`
	EndedAt    time.Time `json:"endedAt"`
}

// Private is the private part of visit.ended.
type Private struct {
	Customer ticket.Customer `json:"customer"`
}

// Store keeps visits.
type Store interface {
	// Visit gives a visit. Missing when there is none.
	Visit(ctx context.Context, id string) (Visit, error)
	// AddVisit writes a visit with its event. Lost when it is there already. It is listed under the day on which it ended.
	AddVisit(ctx context.Context, v Visit, e event.Event) error
}
