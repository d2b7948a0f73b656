package complaints

import (
	"cmp"
	"context"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/fault"
	"aftercare/shared/jurisdiction"
	"aftercare/shared/seal"
	"aftercare/shared/ticket"
	"aftercare/shared/web"
)

// filing is the body of a request to file a complaint: the fields of the template in the Annex of Delegated
// Regulation (EU) 2025/294, and what staff add for letters and calls.
type filing struct {
	Subject          string              `json:"subject" minLength:"1" maxLength:"200"`
	Statement        string              `json:"statement" minLength:"1" maxLength:"20000" doc:"What happened."`
	DesiredRemedy    string              `json:"desiredRemedy,omitempty" maxLength:"20000" doc:"What would put it right."`
	OccurredAt       time.Time           `json:"occurredAt,omitzero" doc:"When it happened."`
	Loss             *moneyView          `json:"loss,omitempty" doc:"What it cost."`
	ServiceReference string              `json:"serviceReference,omitempty" maxLength:"200" doc:"The service, order or transaction that it is about."`
	Service          string              `json:"service,omitempty" enum:"cryptoAsset,payment" doc:"The kind of service that it is about: cryptoAsset, the default, or payment for payment services and electronic money. Some laws give them other times."`
	Language         string              `json:"language,omitempty" maxLength:"35" doc:"BCP 47, such as en or zh; the customer's when absent."`
	TicketID         string              `json:"ticketId,omitempty" maxLength:"64" doc:"A ticket of the same customer that it grew out of: its id or reference."`
	Evidence         []evidenceInput     `json:"evidence,omitempty" maxItems:"20"`
	Representative   *representativeView `json:"representative,omitempty" doc:"Who acts for the customer, on what ground."`
	CustomerID       string              `json:"customerId,omitempty" doc:"Staff only: on whose behalf." maxLength:"128"`
	Channel          string              `json:"channel,omitempty" enum:"web,chat,email,phone,social,api,letter" doc:"Staff only: how it came; web when absent."`
	ReceivedAt       time.Time           `json:"receivedAt,omitzero" doc:"Staff only: when it arrived, not in the future. The deadlines count from then."`
}

type fileInput struct {
	web.Idempotency
	Body filing
}

func (a API) file(ctx context.Context, in *fileInput) (*web.Created[View], error) {
	c := web.CallerFrom(ctx)
	f, err := in.Body.command(c)
	if err != nil {
		return nil, err
	}
	f.ID = seal.RandomID()
	if receipt := in.Receipt(ctx, c.ID); receipt != nil {
		keys, err := a.Keys.Get(ctx)
		if err != nil {
			return nil, err
		}
		ids := keys.IDs(receipt.Scope, receipt.Key)
		f.ID, f.Earlier, f.Request = ids[0], ids[1:], receipt.Hash
	}
	done, err := a.Complaints.File(ctx, f, who(ctx))
	if err != nil {
		return nil, err
	}
	filed := done.Complaint
	return web.NewCreated(root+"/"+filed.ID, viewOf(filed, c), filed.Version), nil
}

// command gives the command that a request asks for. Customers file their own; staff on a customer's behalf.
func (b filing) command(c web.Caller) (complaint.FilingCommand, error) {
	f := complaint.FilingCommand{
		FilingText: complaint.FilingText{
			Subject: b.Subject, Statement: b.Statement, DesiredRemedy: b.DesiredRemedy, OccurredAt: b.OccurredAt,
			Loss: (*complaint.Money)(b.Loss), ServiceReference: b.ServiceReference, Language: b.Language,
			Representative: (*complaint.Representative)(b.Representative),
		},
		Channel: ticket.Channel(cmp.Or(b.Channel, string(ticket.Web))), ReceivedAt: b.ReceivedAt, Service: jurisdiction.Service(b.Service),
	}
	for _, e := range b.Evidence {
		f.Evidence = append(f.Evidence, complaint.Evidence{Name: e.Name, URL: e.URL, Text: e.Text})
	}
	if c.IsStaff() {
		if b.CustomerID == "" {
			return f, fault.InvalidField("customerId", "is missing: say on whose behalf")
		}
		f.Customer = ticket.Customer{ID: b.CustomerID, Assurance: ticket.Asserted}
	} else {
		if b.CustomerID != "" || b.Channel != "" || !b.ReceivedAt.IsZero() {
			return f, fault.New(fault.Forbidden, "customers set neither customerId, channel nor receivedAt")
		}
		f.Customer = ticket.Customer{
			ID: c.ID, Name: c.Name, Email: c.Email, Language: c.Locale, Tier: c.Tier,
			Assurance: ticket.Authenticated, Reachable: c.EmailVerified && c.Email != "",
		}
	}
	if b.TicketID != "" {
		id, ok := seal.ParseID(b.TicketID)
		if !ok {
			return f, fault.InvalidField("ticketId", "is no ticket of this customer")
		}
		f.TicketID = id
	}
	return f, nil
}
