package intake

import (
	"context"
	"encoding/json"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/event"
	"aftercare/shared/jurisdiction"
	"aftercare/shared/seal"
	"aftercare/shared/text"
	"aftercare/shared/ticket"
)

// Complaint is the data of support.complaint.received: the body of POST /v1/complaints, with the customer.
type Complaint struct {
	Customer         Customer                  `json:"customer"`
	Channel          ticket.Channel            `json:"channel"`
	ReceivedAt       time.Time                 `json:"receivedAt"` // of what came on paper or by call; zero: the message's time
	Subject          string                    `json:"subject"`
	Statement        string                    `json:"statement"`
	DesiredRemedy    string                    `json:"desiredRemedy"`
	OccurredAt       time.Time                 `json:"occurredAt"`
	Loss             *complaint.Money          `json:"loss"`
	ServiceReference string                    `json:"serviceReference"`
	Service          jurisdiction.Service      `json:"service"`
	Language         string                    `json:"language"`
	TicketID         string                    `json:"ticketId"`
	Evidence         []complaint.Evidence      `json:"evidence"`
	Representative   *complaint.Representative `json:"representative"`
}

// Filer takes complaints in.
type Filer interface {
	File(ctx context.Context, f complaint.FilingCommand, who complaint.Who) (complaint.Done, error)
}

// Complaints turns support.complaint.received into complaints.
type Complaints struct {
	Complaints Filer
	IDs        IDs
}

// Handle takes one message that was sent to the queue at sent. The complaint was received when its data says, or at
// the message's time within the same bounds as a contact's clock.
func (h Complaints) Handle(ctx context.Context, m Message, sent time.Time) error {
	var c Complaint
	if err := json.Unmarshal(m.Data, &c); err != nil {
		return malformed("the data of the complaint cannot be read", err)
	}
	var check text.Checker
	if !c.Customer.named() {
		check.Add("data.customer", "names neither id, email nor phone")
	}
	if c.TicketID != "" {
		id, ok := seal.ParseID(c.TicketID)
		if !ok {
			check.Add("data.ticketId", "is no ticket of this customer")
		}
		c.TicketID = id
	}
	customer, _, err := Identify(ctx, &check, c.Customer, m.Source, m.ID, h.IDs)
	if err != nil {
		return err
	}
	if err := check.Err(); err != nil {
		return err
	}
	ids, err := h.IDs(ctx, "complaint "+m.Source, m.ID)
	if err != nil {
		return err
	}
	if c.Channel == "" {
		c.Channel = ticket.API
	}
	if c.ReceivedAt.IsZero() {
		c.ReceivedAt = ticket.ClockStart(m.Time, sent)
	}
	_, err = h.Complaints.File(ctx, complaint.FilingCommand{
		ID: ids[0], Earlier: ids[1:], Request: "message",
		FilingText: complaint.FilingText{
			Subject: c.Subject, Statement: c.Statement, DesiredRemedy: c.DesiredRemedy, OccurredAt: c.OccurredAt,
			Loss: c.Loss, ServiceReference: c.ServiceReference, Language: c.Language, Evidence: c.Evidence,
			Representative: c.Representative,
		},
		Customer: customer, Channel: c.Channel, Service: c.Service, TicketID: c.TicketID, ReceivedAt: c.ReceivedAt,
	}, complaint.Who{Actor: event.Actor{Kind: event.Customer, ID: customer.ID, Name: customer.Name}})
	return err
}
