package tickets

import (
	"context"
	"strings"

	"aftercare/shared/fault"
	"aftercare/shared/seal"
	"aftercare/shared/ticket"
	"aftercare/shared/web"
)

// opening is the body of a request to open a ticket.
type opening struct {
	Subject        string              `json:"subject" minLength:"1" maxLength:"200"`
	Body           string              `json:"body" minLength:"1" maxLength:"20000"`
	Channel        string              `json:"channel,omitempty" enum:"web,chat,email,phone,social,api" doc:"Customers: web (the default) or chat. Staff: any."`
	Category       string              `json:"category,omitempty" enum:"account,security,deposit,withdrawal,trade,fees,verification,wallet,other" doc:"other when absent."`
	Language       string              `json:"language,omitempty" maxLength:"35" doc:"BCP 47, such as en or zh; the customer's when absent."`
	Transaction    *ticket.Transaction `json:"transaction,omitempty" doc:"The transfer on a chain that it is about."`
	DesiredOutcome string              `json:"desiredOutcome,omitempty" maxLength:"20000"`
	Priority       string              `json:"priority,omitempty" enum:"low,normal,high,urgent" doc:"Staff only."`
	CustomerID     string              `json:"customerId,omitempty" maxLength:"128" doc:"Staff only: on whose behalf."`
	Team           string              `json:"team,omitempty" maxLength:"64" doc:"Staff only."`
	Tags           []string            `json:"tags,omitempty" maxItems:"20" doc:"Staff only: each of at most 64 characters."`
}

type openInput struct {
	web.Idempotency
	Body opening
}

func (a API) open(ctx context.Context, in *openInput) (*web.Created[View], error) {
	c := web.CallerFrom(ctx)
	o, err := a.opening(ctx, c, in.Body)
	if err != nil {
		return nil, err
	}
	keys, err := a.Keys.Get(ctx)
	if err != nil {
		return nil, err
	}
	o.ID = seal.RandomID()
	if r := in.Receipt(ctx, c.ID); r != nil {
		ids := keys.IDs(r.Scope, r.Key)
		o.ID, o.Request = ids[0], r.Hash
		// Under the present secret the write itself finds the repetition; from before a rotation only a read does.
		before, err := a.Tickets.Opened(ctx, ids[1:], o.Request)
		if err != nil {
			return nil, err
		}
		if before != nil {
			return createdTicket(*before, c), nil
		}
	}
	done, err := a.Tickets.Open(ctx, o, c.Actor(), nil)
	if err != nil {
		return nil, err
	}
	return createdTicket(done.Ticket, c), nil
}

func createdTicket(t ticket.Ticket, c web.Caller) *web.Created[View] {
	return web.NewCreated(root+"/"+t.ID, viewOf(t, c), t.Version)
}

// opening gives the command that a request asks for. Customers open their own; staff on a customer's behalf.
func (a API) opening(ctx context.Context, c web.Caller, b opening) (ticket.Opening, error) {
	o := ticket.Opening{
		Subject: b.Subject, Body: b.Body, DesiredOutcome: b.DesiredOutcome, Channel: ticket.Channel(b.Channel),
		Category: b.Category, Language: b.Language, Transaction: b.Transaction,
	}
	if o.Channel == "" {
		o.Channel = ticket.Web
	}
	if !c.IsStaff() && (b.Priority != "" || b.CustomerID != "" || b.Team != "" || len(b.Tags) > 0 || o.Channel != ticket.Web && o.Channel != ticket.Chat) {
		return o, fault.New(fault.Forbidden, "customers set neither priority, customerId, team nor tags, and write by web or chat")
	}
	if strings.TrimSpace(b.Subject) == "" { // a contact's subject may be made from its body, a request's not
		return o, fault.InvalidField("subject", "is empty")
	}
	if c.IsStaff() {
		o.Priority, o.Team, o.Tags = ticket.Priority(b.Priority), b.Team, b.Tags
		var err error
		o.Customer, err = a.customer(ctx, b.CustomerID)
		return o, err
	}
	o.Customer = Customer(c)
	return o, nil
}

// Customer is the caller as a ticket's customer. Only a verified address is written to.
func Customer(c web.Caller) ticket.Customer {
	return ticket.Customer{
		ID: c.ID, Name: c.Name, Email: c.Email, Language: c.Locale, Tier: c.Tier,
		Assurance: ticket.Authenticated, Reachable: c.EmailVerified && c.Email != "",
	}
}

// customer finds how a customer was reached last, for staff who open a ticket on their behalf.
func (a API) customer(ctx context.Context, id string) (ticket.Customer, error) {
	if id == "" {
		return ticket.Customer{}, fault.InvalidField("customerId", "is missing: say on whose behalf")
	}
	page, err := a.Tickets.Store().Tickets(ctx, ticket.Query{View: ticket.ByCustomer, Customer: id, Limit: 1})
	if err != nil {
		return ticket.Customer{}, err
	}
	known := ticket.Customer{ID: id}
	if len(page.Tickets) > 0 {
		known = page.Tickets[0].Customer
	}
	known.Assurance = ticket.Asserted
	return known, nil
}
