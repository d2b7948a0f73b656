package loop

import (
	"context"

	"aftercare/shared/event"
	"aftercare/shared/ticket"
)

// Change is what one step writes, in one transaction.
type Change struct {
	Before  int64 // the loop's Seq as it was read; 0 for one that is new
	Loop    Loop
	Events  []event.Event
	Ticket  *ticket.Change // what the step does to its ticket; nil for nothing
	Receipt *event.Receipt // nil without an outside key
}

// Store keeps loops. Reads of one loop or ticket are consistent.
type Store interface {
	// Loop gives a loop by its id. Missing when there is none.
	Loop(ctx context.Context, id string) (Loop, error)
	// SaveLoop writes a change whole or not at all. Lost when the loop or the ticket was changed by another in between;
	// Replayed when the receipt exists.
	SaveLoop(ctx context.Context, c Change) error
	// Loops gives a page of the loops in a state, the oldest first, by an index that may lag some seconds behind, and
	// where the next page begins; empty at the end.
	Loops(ctx context.Context, state State, after string, limit int) ([]Loop, string, error)
	// CustomerLoops gives a customer's loops, newest first, at most limit, by an index that may lag.
	CustomerLoops(ctx context.Context, customer string, limit int) ([]Loop, error)
	// Receipt gives what a key was used for; false when it was not, or longer ago than it is remembered.
	Receipt(ctx context.Context, scope, key string) (event.Receipt, bool, error)
	// Ticket gives a ticket as it is now. Missing when there is none.
	Ticket(ctx context.Context, id string) (ticket.Ticket, error)
}

// Low is an answer that asks for another look.
type Low struct {
	SurveyID       string
	Kind           string // csat, nps or ces
	Score, Highest int
	Comment        string
	About          string // the ticket that was asked about; empty where it was none
	Customer       ticket.Customer
	Team, Agent    string
	Language       string
}

// Answers reads answers.
type Answers interface {
	// LowAnswer gives the answer to a survey, consistently. Missing when there is no such survey.
	LowAnswer(ctx context.Context, surveyID string) (Low, error)
}

// Tickets prepares what a loop does to tickets, and opens follow-ups.
type Tickets interface {
	// FollowUp gives the id of the ticket in which a low answer is looked at: opened once for a survey, unless it is
	// the rated ticket itself.
	FollowUp(ctx context.Context, f ticket.FollowUp) (string, error)
	// Contradicted gives the change of a ticket that was solved and did not put right what it should, not saved yet.
	Contradicted(ctx context.Context, id string, c ticket.Contradiction, actor event.Actor) (ticket.Change, error)
}
