package complaint

import (
	"slices"
	"time"
)

// Name names a deadline.
type Name string

// The deadlines from the receipt. The first three are the company's own, published ones; the others are the law's
// beside them.
const (
	Acknowledgement   Name = "acknowledgement"
	Investigation     Name = "investigation"
	Decision          Name = "decision"
	DecisionStatutory Name = "decisionStatutory"
	// SummaryResolution is until when a complaint that is resolved needs no formal decision, where the law knows that.
	SummaryResolution Name = "summaryResolution"
)

// Statutory lists the deadlines that a jurisdiction can set.
var Statutory = []string{string(DecisionStatutory), string(SummaryResolution)}

// The deadlines that begin on the way, so that no state is without a clock. Each begins anew with the event that
// starts it, as a further cycle.
const (
	AnnouncedDecision Name = "announcedDecision" // the date that the notice of a delay gave
	Review            Name = "review"            // the new decision after a rejection
	Answer            Name = "answer"            // the customer's: silence closes the complaint
	Fulfilment        Name = "fulfilment"        // of an accepted solution
	Payment           Name = "payment"           // of a remedy with money, which closing does not end
	ClosureDue        Name = "closure"           // of what was not admissible
)

// quiet are the deadlines whose passing is no breach: the complaint then closes by itself.
var quiet = []Name{Answer, ClosureDue}

// Deadline is a time by which a step must be done. Met at exactly the due time is met. One that passed stays
// breached; doing it late adds MetAt.
type Deadline struct {
	Name        Name      `json:"name"`
	Cycle       int       `json:"cycle,omitempty"` // from 1; none for those from the receipt, which never begin again
	DueAt       time.Time `json:"dueAt"`
	MetAt       time.Time `json:"metAt,omitzero"`
	BreachedAt  time.Time `json:"breachedAt,omitzero"`  // the due time itself
	CancelledAt time.Time `json:"cancelledAt,omitzero"` // when the complaint no longer needed it, or the chance lapsed

	ExtensibleTo time.Time `json:"extensibleTo,omitzero"` // as far as the law lets a holding reply in time move it
	Lapses       bool      `json:"lapses,omitempty"`      // a chance and no duty: passing it is no breach
}

// Running reports whether the deadline can still be met in time or pass.
func (d Deadline) Running() bool {
	return d.MetAt.IsZero() && d.BreachedAt.IsZero() && d.CancelledAt.IsZero()
}

// Duty reports whether passing it is a breach of the company's: it is neither a time that the customer has nor a chance.
func (d Deadline) Duty() bool { return !d.Lapses && !slices.Contains(quiet, d.Name) }

// open reports whether what the deadline asks for is still to be done, in time or late.
func (d Deadline) open() bool { return d.MetAt.IsZero() && d.CancelledAt.IsZero() }

// cycle is how events count the deadline.
func (d Deadline) cycle() int { return max(1, d.Cycle) }

// ends reports whether closing ends the deadline. What the exchange was asked to pay is to be paid all the same.
func (d Deadline) ends() bool { return d.open() && d.Name != Payment }
