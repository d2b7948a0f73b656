package voices

import (
	"time"

	"aftercare/shared/redact"
	"aftercare/shared/seal"
	"aftercare/shared/voice"
	"aftercare/shared/web"
)

// View is what a customer wrote unasked, and what became of it. Customers do not see what staff alone know of it.
type View struct {
	ID        string    `json:"id"`
	Reference string    `json:"reference" doc:"The id in groups, for people."`
	Version   int64     `json:"version"`
	Kind      string    `json:"kind" enum:"suggestion,praise,problem"`
	Status    string    `json:"status" enum:"received,planned,done,declined" doc:"What becomes of it. A problem is handled in its ticket, whatever stands here."`
	Body      string    `json:"body" doc:"Without secrets."`
	Language  string    `json:"language" doc:"The customer's (BCP 47)."`
	TicketID  string    `json:"ticketId,omitempty" doc:"The ticket that it is about; of a problem, the one in which it is handled."`
	Answer    string    `json:"answer,omitempty" doc:"What the customer was told of it."`
	Redacted  bool      `json:"redacted" doc:"A secret was removed from it."`
	CreatedAt time.Time `json:"createdAt"`
	UpdatedAt time.Time `json:"updatedAt"`

	Customer  *Customer `json:"customer,omitempty" doc:"Staff only."`
	Agent     string    `json:"agent,omitempty" doc:"Staff only: who the ticket was with."`
	Team      string    `json:"team,omitempty" doc:"Staff only: the same."`
	Terms     []string  `json:"terms,omitempty" doc:"Staff only: what it is about, to find others like it."`
	HandledBy string    `json:"handledBy,omitempty" doc:"Staff only."`
}

// Customer is who wrote it, as staff see them.
type Customer struct {
	ID    string `json:"id"`
	Name  string `json:"name,omitempty"`
	Email string `json:"email,omitempty" doc:"Masked."`
	Tier  string `json:"tier,omitempty"`
}

func viewOf(v voice.Voice, c web.Caller) View {
	view := View{
		ID: v.ID, Reference: seal.Reference(v.ID), Version: v.Version, Kind: string(v.Kind), Status: string(v.Status), Body: v.Body,
		Language: v.Language, TicketID: v.TicketID, Answer: v.Answer, Redacted: v.Redacted, CreatedAt: v.CreatedAt, UpdatedAt: v.UpdatedAt,
	}
	if c.IsStaff() {
		view.Customer = &Customer{ID: v.Customer.ID, Name: v.Customer.Name, Email: redact.Mask(v.Customer.Email), Tier: v.Customer.Tier}
		view.Agent, view.Team, view.HandledBy = v.Agent, v.Team, v.HandledBy
		for _, t := range v.Terms {
			view.Terms = append(view.Terms, t.Text)
		}
	}
	return view
}
