package intake

import (
	"context"
	"encoding/json"
	"net/mail"
	"strings"
	"time"
	"unicode"

	"aftercare/shared/redact"
	"aftercare/shared/text"
	"aftercare/shared/ticket"
)

// Contact is the data of support.contact.received.
type Contact struct {
	Channel        ticket.Channel      `json:"channel"`
	Thread         string              `json:"thread"`
	Customer       Customer            `json:"customer"`
	Subject        string              `json:"subject"`
	Body           string              `json:"body"`
	Category       string              `json:"category"`
	DesiredOutcome string              `json:"desiredOutcome"`
	Transaction    *ticket.Transaction `json:"transaction"`
	Automatic      bool                `json:"automatic"`
}

// Tickets takes contacts in.
type Tickets interface {
	Contact(ctx context.Context, c ticket.Contact) (ticket.Done, error)
}

// IDs derives the ids that a key can have: the present one first, then those of before a change of secrets.
type IDs func(ctx context.Context, scope, key string) ([]string, error)

// Contacts turns support.contact.received into tickets and messages.
type Contacts struct {
	Tickets Tickets
	IDs     IDs
}

// Handle takes one message that was sent to the queue at sent.
func (h Contacts) Handle(ctx context.Context, m Message, sent time.Time) error {
	var c Contact
	if err := json.Unmarshal(m.Data, &c); err != nil {
		return malformed("the data of the contact cannot be read", err)
	}
	var check text.Checker
	thread := check.Name("data.thread", check.Required("data.thread", c.Thread, maxName), maxName)
	customer, others, err := Identify(ctx, &check, c.Customer, m.Source, thread, h.IDs)
	if err != nil {
		return err
	}
	if err := check.Err(); err != nil {
		return err
	}
	ids, err := h.IDs(ctx, "contact "+m.Source, m.ID)
	if err != nil {
		return err
	}
	_, err = h.Tickets.Contact(ctx, ticket.Contact{
		Source: m.Source, Message: m.ID, IDs: ids, Customers: others,
		Opening: ticket.Opening{
			ID: ids[0], Request: "contact", Subject: c.Subject, Body: c.Body, DesiredOutcome: c.DesiredOutcome,
			Channel: c.Channel, Category: c.Category, Language: customer.Language, Customer: customer,
			Transaction: c.Transaction, Automatic: c.Automatic,
			Thread:     &ticket.Thread{Source: m.Source, ID: thread},
			ReceivedAt: ticket.ClockStart(m.Time, sent),
		},
	})
	return err
}

// Identify gives the customer that another system names, and every id that they can have here. The system vouches
// for whom it names, so the address that it gives may be written to; it vouches for nobody whom it does not.
func Identify(ctx context.Context, check *text.Checker, c Customer, source, thread string, ids IDs) (ticket.Customer, []string, error) {
	known := []string{c.ID}
	if c.ID == "" {
		var err error
		scope, key := c.identity(source, thread)
		if known, err = ids(ctx, scope, key); err != nil {
			return ticket.Customer{}, nil, err
		}
	}
	if c.Email != "" {
		c.Email = strings.TrimSpace(c.Email)
		if !Address(c.Email) {
			check.Add("data.customer.email", "is not an e-mail address")
		}
	}
	name, _ := redact.Secrets(c.Name)
	assurance := ticket.Asserted
	if !c.named() {
		assurance = ticket.Unverified
	}
	return ticket.Customer{
		ID:       check.Name("data.customer.id", check.Required("data.customer.id", known[0], ticket.MaxCustomerID), ticket.MaxCustomerID),
		Name:     check.Optional("data.customer.name", name, text.MaxName),
		Email:    c.Email,
		Phone:    check.Name("data.customer.phone", c.Phone, 32),
		Language: check.Name("data.customer.language", c.Language, text.MaxLanguage),
		Tier:     check.Name("data.customer.tier", c.Tier, 64), Assurance: assurance, Reachable: c.Email != "",
	}, known, nil
}

// Lengths of an address and of its part before the @ (RFC 5321, 4.5.3.1).
const (
	maxAddress = 254
	maxLocal   = 64
)

// Address reports whether s is one bare mail address that a mail system takes, without anything in it that cannot be
// seen and without a secret.
func Address(s string) bool {
	if len(s) > maxAddress || strings.LastIndexByte(s, '@') > maxLocal {
		return false
	}
	parsed, err := mail.ParseAddress(s)
	return err == nil && parsed.Name == "" && parsed.Address == s && !redact.InName(s) &&
		!strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) })
}
