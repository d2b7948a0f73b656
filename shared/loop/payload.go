package loop

import (
	"time"

	"aftercare/shared/event"
)

// OpenedData is the data of feedback.loopOpened.
type OpenedData struct {
	Kind       string `json:"kind"`
	Score      int    `json:"score"`
	Highest    int    `json:"highest"`
	TicketID   string `json:"ticketId"`
	About      string `json:"about,omitempty"`
	CustomerID string `json:"customerId"`
	Team       string `json:"team,omitempty"`
	Agent      string `json:"agent,omitempty"`
}

// AskedData is the data of feedback.loopAsked.
type AskedData struct {
	TicketID  string    `json:"ticketId"`
	ExpiresAt time.Time `json:"expiresAt"`
}

// EndedData is the data of feedback.loopEnded.
type EndedData struct {
	TicketID string `json:"ticketId"`
	Reason   Reason `json:"reason"`
}

// AnsweredData is the data of feedback.loopClosed and feedback.loopContradicted.
type AnsweredData struct {
	TicketID string `json:"ticketId"`           // in which it is put right from now on
	Changed  bool   `json:"changed,omitempty"`  // replaces an earlier answer
	Redacted bool   `json:"redacted,omitempty"` // a secret was removed from it
}

// Words is the private part of feedback.loopClosed and feedback.loopContradicted.
type Words struct {
	Comment string `json:"comment,omitempty"`
}

// happened adds an event.
func happened(l Loop, kind event.Type, at time.Time, actor event.Actor, correlation string, data, private any) (Loop, event.Event) {
	l.Seq++
	e := event.New(kind, at.UTC().Truncate(time.Second), actor, data, private)
	e.Seq, e.Aggregate, e.Correlation = l.Seq, event.Aggregate{Kind: event.Loop, ID: l.ID, Version: l.Seq}, correlation
	return l, e
}
