package voice

import "aftercare/shared/ticket"

// Given is the data of feedback.given.
type Given struct {
	Kind       Kind   `json:"kind"`
	Status     Status `json:"status"`
	CustomerID string `json:"customerId"`
	Language   string `json:"language"`
	TicketID   string `json:"ticketId,omitempty"`
	Agent      string `json:"agent,omitempty"`
	Team       string `json:"team,omitempty"`
	Redacted   bool   `json:"redacted,omitempty"`
}

// GivenText is the private part of feedback.given.
type GivenText struct {
	Body     string          `json:"body"`
	Customer ticket.Customer `json:"customer"`
	Terms    []Term          `json:"terms,omitempty"`
	Request  string          `json:"request,omitempty"`
}

// Handled is the data of feedback.handled.
type Handled struct {
	Status   Status `json:"status"`
	Answered bool   `json:"answered,omitempty"` // with words for the customer
}

// HandledText is the private part of feedback.handled.
type HandledText struct {
	Answer string `json:"answer,omitempty"`
}
