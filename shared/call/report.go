package call

import (
	"time"

	"aftercare/shared/redact"
	"aftercare/shared/text"
	"aftercare/shared/ticket"
)

// Report is what a call centre tells of a call.
type Report struct {
	ID         string
	Earlier    []string        // other ids that the same call can have had, from before a rotation of the secret
	Request    string          // hash of what is told
	Customer   ticket.Customer // unverified when nothing tells who called
	Customers  []string        // every id that the customer can have
	QueuedAt   time.Time
	AnsweredAt time.Time // zero: it was missed
	EndedAt    time.Time
	Agent      string // who answered
	Note       string // of the agent
	TicketID   string // the ticket that the call was about, where the agent knew
	FollowUp   bool   // something is left to do
	Sent       time.Time
}

// Bounds of when a call was: how far another system's clock may go ahead of ours, and how late a call may be told.
const (
	ahead = 5 * time.Minute
	late  = 366 * 24 * time.Hour
)

const (
	maxAgent = 128
	longest  = 24 * time.Hour // a call that is longer was never hung up in the books
)

// Check brings a report into its form, with secrets removed from the note, and says what is wrong with it.
func (r Report) Check(now time.Time) (checked Report, redacted bool, err error) {
	var c text.Checker
	moment := func(name string, at *time.Time, needed bool) {
		if needed && at.IsZero() {
			c.Add(name, "is missing")
			return
		}
		if at.IsZero() {
			return
		}
		*at = at.UTC().Truncate(time.Second)
		switch {
		case at.After(now.Add(ahead)):
			c.Add(name, "lies in the future")
		case at.Before(now.Add(-late)):
			c.Add(name, "is more than a year ago")
		}
	}
	moment("data.queuedAt", &r.QueuedAt, true)
	moment("data.answeredAt", &r.AnsweredAt, false)
	moment("data.endedAt", &r.EndedAt, true)
	switch {
	case r.EndedAt.Before(r.QueuedAt), !r.missed() && r.EndedAt.Before(r.AnsweredAt):
		c.Add("data.endedAt", "is before the call began")
	case r.EndedAt.Sub(r.QueuedAt) > longest:
		c.Add("data.endedAt", "is more than a day after queuedAt")
	case !r.missed() && r.AnsweredAt.Before(r.QueuedAt):
		c.Add("data.answeredAt", "is before queuedAt")
	}
	if r.missed() && r.Agent != "" {
		c.Add("data.agent", "answered no call that was missed")
	}
	if r.missed() && r.TicketID != "" {
		c.Add("data.ticketId", "is said of calls that were answered alone")
	}
	r.Agent = c.Name("data.agent", r.Agent, maxAgent)
	var secrets redact.Remover
	r.Note = c.Optional("data.note", secrets.Clean(r.Note), text.MaxBody)
	return r, len(secrets.Removed) > 0, c.Err()
}

func (r Report) missed() bool { return r.AnsweredAt.IsZero() }

// known reports whether it is told who called.
func (r Report) known() bool { return r.Customer.Assurance != ticket.Unverified }
