package story

import (
	"time"

	"aftercare/shared/ticket"
)

// Begun is the data of story.asked and story.allowed.
type Begun struct {
	Source     Source `json:"source"`
	CustomerID string `json:"customerId"`
	Language   string `json:"language"`
	TicketID   string `json:"ticketId,omitempty"`
}

// BegunText is the private part of the event that begins a story.
type BegunText struct {
	Words    string          `json:"words"`
	Customer ticket.Customer `json:"customer"`
}

// OfEdition is the data of story.edited, story.submitted, story.approved and story.published.
type OfEdition struct {
	Edition int `json:"edition"`
	// ExpiresAt is when the time to approve ends; in story.submitted.
	ExpiresAt time.Time `json:"expiresAt,omitzero"`
}

// EditedText is the private part of story.edited.
type EditedText struct {
	Text string `json:"text"`
}
