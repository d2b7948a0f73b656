package feedback

import (
	"time"

	"aftercare/shared/event"
	"aftercare/shared/ticket"
)

// SentData is the data of survey.sent on a survey's own timeline. The time of the event is when it was asked.
type SentData struct {
	ticket.Delivery
	Kind       Kind      `json:"kind"`
	CustomerID string    `json:"customerId"`
	Team       string    `json:"team,omitempty"`
	Agent      string    `json:"agent,omitempty"`
	ExpiresAt  time.Time `json:"expiresAt"`
}

// Happened adds an event to a survey's own timeline: the survey as it then is, and the event. The answer to it is a
// ticket.Received with a ticket.Comment, as on the timeline of a ticket.
func Happened(s Survey, kind event.Type, at time.Time, actor event.Actor, correlation string, data, private any) (Survey, event.Event) {
	s.Seq++
	e := event.New(kind, at.Truncate(time.Second), actor, data, private)
	e.Seq, e.Aggregate, e.Correlation = s.Seq, event.Aggregate{Kind: event.Survey, ID: s.ID, Version: s.Seq}, correlation
	return s, e
}
