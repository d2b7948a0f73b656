// Package loop sees to it that what a customer was not satisfied with is put right: a low answer has a ticket in which
// somebody looks at it again, and it is over when the customer says so, not when that ticket is solved.
package loop

import "time"

// State is how far it is.
type State string

// The states. Open waits for the ticket to be solved; asked for the customer's word; contradicted for the ticket to be
// solved once more, for the customer said that nothing was put right; ended is over without the customer's word.
const (
	Open         State = "open"
	Asked        State = "asked"
	Closed       State = "closed"
	Contradicted State = "contradicted"
	Ended        State = "ended"
)

// States lists them.
var States = []string{string(Open), string(Asked), string(Closed), string(Contradicted), string(Ended)}

// Loop is what became of one low answer. What it says of people is as they stood when they were asked.
type Loop struct {
	ID         string `json:"id"`  // of the survey
	Seq        int64  `json:"seq"` // of the last event
	Kind       string `json:"kind"`
	Score      int    `json:"score"`           // of the answer that began it
	Highest    int    `json:"highest"`         // score that there was
	About      string `json:"about,omitempty"` // the ticket that was asked about
	TicketID   string `json:"ticketId"`        // in which it is put right: that ticket itself, or a follow-up
	CustomerID string `json:"customerId"`
	Team       string `json:"team,omitempty"`
	Agent      string `json:"agent,omitempty"` // who had the case
	Language   string `json:"language"`

	State    State     `json:"state"`
	Reason   Reason    `json:"reason,omitempty"` // why it ended
	OpenedAt time.Time `json:"openedAt"`
	// Solution is the number of the event by which TicketID was solved when the customer was asked last, at AskedAt.
	Solution int64     `json:"solution,omitempty"`
	AskedAt  time.Time `json:"askedAt,omitzero"`
	Answer   *Answer   `json:"answer,omitempty"` // to the question asked then
}

// Answer is what the customer said.
type Answer struct {
	Satisfied bool      `json:"satisfied"`
	Comment   string    `json:"comment,omitempty"` // secrets removed
	FirstAt   time.Time `json:"firstAt"`           // of the first: another may replace it within an hour
	At        time.Time `json:"at"`
	Changes   int       `json:"changes,omitempty"` // how often it was replaced
}

// Reconsider is how long after the first answer another may replace it.
const Reconsider = time.Hour

// MaxChanges is how often the answer to one question may be replaced; see feedback.MaxChanges.
const MaxChanges = 20

// Life is how long the question can be answered.
const Life = 14 * 24 * time.Hour

// ExpiresAt is when the question asked last can be answered no more; zero when none was.
func (l Loop) ExpiresAt() time.Time {
	if l.AskedAt.IsZero() {
		return time.Time{}
	}
	return l.AskedAt.Add(Life)
}

// Settled reports whether an answer was given that no other replaces any more.
func (l Loop) Settled(now time.Time) bool {
	return l.Answer != nil && now.Sub(l.Answer.FirstAt) > Reconsider
}
