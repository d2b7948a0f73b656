// Package feedback asks customers how a case went, records what they answer, and sums it up.
package feedback

import (
	"crypto/sha256"
	"time"

	"aftercare/shared/ticket"
)

// State is how far the asking has come. It tells what may still be done after a crash; see Asker.
type State string

// The states of asking.
const (
	Planned State = "planned" // it is to be asked at WakeAt; without one, once its ticket is solved again
	Claimed State = "claimed" // the question surely was not sent yet
	Sending State = "sending" // it is being sent: after a crash nobody knows whether it was
	Sent    State = "sent"    // the mail system took it
	Dropped State = "dropped" // it will not be sent, or nobody knows whether it was: it is never tried again
)

// Survey is one question to one customer. What it says of people is as they stood when asked.
type Survey struct {
	ID         string `json:"id"`
	Revision   int64  `json:"revision"`      // rises by one with every change; 0 was never saved
	Seq        int64  `json:"seq,omitempty"` // of the last event of its own timeline; 0 where its ticket tells of it
	Kind       Kind   `json:"kind"`
	TicketID   string `json:"ticketId"` // what CSAT is about; empty for NPS
	CustomerID string `json:"customerId"`
	// Customer is whom to write to about it, as known when asked; nil where its ticket knows.
	Customer  *ticket.Customer `json:"customer,omitempty"`
	Team      string           `json:"team,omitempty"`
	Agent     string           `json:"agent,omitempty"`   // who the ticket was assigned to
	Language  string           `json:"language"`          // BCP 47
	TokenHash string           `json:"tokenHash"`         // of the token in the link; the token itself is kept nowhere
	Mailbox   string           `json:"mailbox,omitempty"` // that the link was mailed to, as [Mailbox] names it
	AskedAt   time.Time        `json:"askedAt"`
	ExpiresAt time.Time        `json:"expiresAt"` // from then on nothing is accepted

	State    State     `json:"state"`
	WakeAt   time.Time `json:"wakeAt,omitzero"`    // while planned: when it is to be asked
	Lease    time.Time `json:"lease,omitzero"`     // while claimed or sending: from then on another worker may step in
	Reason   string    `json:"reason,omitempty"`   // why it was dropped
	Recorded bool      `json:"recorded,omitempty"` // the ticket's timeline says what became of it

	Answer *Answer `json:"answer,omitempty"`
	// Unsubscribed says that by its link the customer refused further questions by mail, and did not take that back by it.
	Unsubscribed bool `json:"unsubscribed,omitempty"`
}

// Answer is what the customer said.
type Answer struct {
	Score   int       `json:"score"`
	Comment string    `json:"comment,omitempty"` // secrets removed
	FirstAt time.Time `json:"firstAt"`           // of the first answer: another may replace it within an hour
	At      time.Time `json:"at"`
	Changes int       `json:"changes,omitempty"` // how often it was replaced
}

// Life is how long a survey can be answered.
const Life = 14 * 24 * time.Hour

// Kept is how long after its asking a survey stays, for statistics, and its link with it: whoever has the mail still can
// refuse further ones by it.
const Kept = 3 * 365 * 24 * time.Hour

// Own reports whether the survey has a timeline of its own, as an aggregate of kind event.Survey. The satisfaction with
// a ticket is told on that ticket's timeline instead.
func (s Survey) Own() bool { return s.Kind != CSAT }

// Expired reports whether the time to answer is over.
func (s Survey) Expired(now time.Time) bool { return !now.Before(s.ExpiresAt) }

// Shown reports whether the company's own app shows the survey to its customer: one about no case also where its mail
// was refused.
func (s Survey) Shown() bool {
	return s.State == Sending || s.Asked() || s.Own() && s.State == Dropped
}

// Open reports whether the customer may answer still, or change the answer.
func (s Survey) Open(now time.Time) bool {
	return s.Shown() && !s.Expired(now) && !s.Settled(now)
}

// Settled reports whether an answer was given that no other replaces any more.
func (s Survey) Settled(now time.Time) bool {
	return s.Answer != nil && now.Sub(s.Answer.FirstAt) > Reconsider
}

// Praised reports whether the answer praises whoever had the case, in words.
func (s Survey) Praised() bool {
	return s.Answer != nil && s.Agent != "" && s.TicketID != "" && s.Kind.Praises(s.Answer.Score, s.Answer.Comment)
}

// Asked reports whether the customer was asked, as far as anybody knows: the survey counts in statistics.
func (s Survey) Asked() bool { return s.State == Sent || s.reached() }

// reached reports whether its link was used, so that its mail did leave.
func (s Survey) reached() bool { return s.Answer != nil || s.Unsubscribed }

// crockford is Douglas Crockford's base 32: no letter that reads like a digit. https://www.crockford.com/base32.html
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// SurveyID gives the id of the one survey of a kind about a ticket, 12 characters of Crockford's base 32. That it
// follows from the ticket makes a second survey impossible. It opens nothing: links hold a random token.
func SurveyID(kind Kind, ticketID string) string {
	sum := sha256.Sum256([]byte("aftercare survey\x00" + string(kind) + "\x00" + ticketID))
	id := make([]byte, 12)
	for i := range id {
		id[i] = crockford[sum[i]%32]
	}
	return string(id)
}
