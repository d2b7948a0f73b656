package ticket

import (
	"slices"
	"strings"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/redact"
	"aftercare/shared/text"
)

// Opening is the command to open a ticket.
type Opening struct {
	ID             string // derived from the outside key, or random
	Subject        string // empty: made from the body
	Body           string
	DesiredOutcome string
	Channel        Channel
	Category       string // empty: other
	Language       string // BCP 47; empty: the customer's, or en
	Priority       Priority
	Team           string
	Tags           []string
	Customer       Customer
	Transaction    *Transaction
	Thread         *Thread
	FollowUpOf     string
	FollowsSurvey  string // the survey whose low answer is to be put right in it
	ComplaintID    string
	Automatic      bool
	ReceivedAt     time.Time // zero: now
	Request        string    // hash of the request, for an opening with an outside key
}

// maxDerivedSubject is how much of a body serves as the subject of a contact that has none.
const maxDerivedSubject = 80

// Check brings an opening's values into their one form, with secrets removed from every text, and says which are
// not valid. It gives the kinds of secrets that were removed.
func (o Opening) Check() (Opening, []string, error) {
	var r redact.Remover
	r.Together(&o.Subject, &o.Body, &o.DesiredOutcome)
	var c text.Checker
	derived := strings.TrimSpace(o.Subject) == ""
	o.Body = c.Required("body", o.Body, text.MaxBody)
	if derived {
		o.Subject = firstLine(o.Body)
	} else {
		o.Subject = c.Required("subject", o.Subject, text.MaxSubject)
	}
	o.DesiredOutcome = c.Optional("desiredOutcome", o.DesiredOutcome, text.MaxBody)
	o.Customer.Name = c.Optional("customer.name", r.Clean(o.Customer.Name), text.MaxName)
	if o.Priority == "" {
		o.Priority = Normal
	}
	if o.Category == "" {
		o.Category = "other"
	}
	if o.Language == "" {
		o.Language = o.Customer.Language
	}
	o.Language = c.Language("language", o.Language)
	c.OneOf("channel", string(o.Channel), Channels...)
	c.OneOf("category", o.Category, Categories...)
	c.OneOf("priority", string(o.Priority), Priorities...)
	o.Team = c.Name("team", o.Team, maxTeam)
	o.Tags = checkTags(&c, "tags", o.Tags, &r)
	o.Transaction = CheckTransaction(&c, "transaction", o.Transaction, &r)
	if o.Customer.ID == "" {
		c.Add("customerId", "is missing")
	}
	o.Customer.ID = c.Name("customerId", o.Customer.ID, MaxCustomerID)
	if o.Category == Security || len(r.Removed) > 0 {
		o.Priority = Urgent
	}
	return o, r.Removed, c.Err()
}

// Limits of what describes a ticket, in characters and counts.
const (
	// MaxCustomerID leaves room for the subject of any identity provider (OpenID Connect Core, 2: 255 characters).
	MaxCustomerID = 255

	maxTeam = 64
	maxTag  = 64
	maxTags = 20
)

func checkTags(c *text.Checker, name string, tags []string, r *redact.Remover) []string {
	if len(tags) > maxTags {
		c.Add(name, "are more than 20")
		return nil
	}
	out := slices.Clone(tags)
	each := make([]*string, len(out))
	for i := range out {
		each[i] = &out[i]
	}
	r.Together(each...) // twelve tags can be a phrase
	for i := range out {
		out[i] = c.Required(name, out[i], maxTag)
	}
	return out
}

// CheckTransaction gives the clean form of a transaction on a chain; nil for none.
func CheckTransaction(c *text.Checker, name string, tx *Transaction, r *redact.Remover) *Transaction {
	if tx == nil {
		return nil
	}
	clean := &Transaction{
		Chain:   c.Required(name+".chain", r.Field("chain", tx.Chain), 64),
		Hash:    c.Optional(name+".hash", r.Field("hash", tx.Hash), 128),
		Address: c.Optional(name+".address", r.Field("address", tx.Address), 128),
		Asset:   c.Optional(name+".asset", r.Field("asset", tx.Asset), 32),
	}
	if tx.Amount != "" {
		clean.Amount = c.Decimal(name+".amount", tx.Amount)
	}
	return clean
}

func firstLine(body string) string {
	line, _, _ := strings.Cut(body, "\n")
	runes := []rune(strings.TrimSpace(line))
	if len(runes) > maxDerivedSubject {
		return string(runes[:maxDerivedSubject-1]) + "…"
	}
	return string(runes)
}

// Open opens a ticket. The clocks start when the customer wrote.
func Open(o Opening, terms Terms) (Ticket, []event.Event, error) {
	o, removed, err := o.Check()
	if err != nil {
		return Ticket{}, nil, err
	}
	d := start(Ticket{ID: o.ID}, terms)
	received := o.ReceivedAt.UTC().Truncate(time.Second)
	if o.ReceivedAt.IsZero() || received.After(d.now) {
		received = d.now
	}
	probe := Ticket{Channel: o.Channel, Priority: o.Priority, Category: o.Category, Language: o.Language, Customer: o.Customer}
	promise, err := terms.promise(probe.attributes())
	if err != nil {
		return Ticket{}, nil, err
	}
	d.emit(event.TicketOpened, Opened{
		Status: StatusNew, Priority: o.Priority, Channel: o.Channel, Category: o.Category, Language: o.Language,
		CustomerID: o.Customer.ID, Assurance: o.Customer.Assurance, Team: o.Team, FollowUpOf: o.FollowUpOf, FollowsSurvey: o.FollowsSurvey,
		ComplaintID: o.ComplaintID, Redacted: len(removed) > 0, Automatic: o.Automatic, ReceivedAt: received,
		Policy: promise.Policy.ID, PolicyVersion: promise.Version, CalendarVersion: promise.Calendar.Version(),
	}, OpeningText{
		Subject: o.Subject, Body: o.Body, DesiredOutcome: o.DesiredOutcome, Customer: o.Customer,
		Transaction: o.Transaction, Thread: o.Thread, Tags: o.Tags, Request: o.Request,
	})
	d.endanger(removed, 1, true)
	if len(removed) == 0 && o.Category == Security {
		d.emitAs(system, event.CustomerAtRisk, AtRisk{CustomerID: o.Customer.ID, Cause: "security"}, nil)
	}
	return d.finish(Ticket{})
}

// endanger notes that secrets were removed from the message of the event numbered seq: the exchange is told, so
// that it can freeze, and the customer is told to move the funds.
func (d *draft) endanger(removed []string, seq int64, opening bool) {
	if len(removed) == 0 {
		return
	}
	d.emitAs(system, event.SecretRedacted, Redacted{MessageSeq: seq, Opening: opening, Kinds: removed}, nil)
	d.emitAs(system, event.CustomerAtRisk, AtRisk{CustomerID: d.Customer.ID, Cause: "secret"}, nil)
}

// endangered is endanger for what was written later, by whomever: the ticket becomes urgent, too, unless it is over.
func (d *draft) endangered(removed []string, seq int64) {
	d.endanger(removed, seq, false)
	d.hasten(removed)
}

// hasten makes a ticket urgent that a secret was removed from, unless it is over.
func (d *draft) hasten(removed []string) {
	if len(removed) > 0 && d.Priority != Urgent && d.Status.Live() {
		d.change(Changed{Priority: &FieldChange{From: string(d.Priority), To: string(Urgent)}}, ChangedText{}, system)
	}
}

// closed is the answer to a command on a ticket whose life is over.
func closed(t Ticket) error {
	return fault.InState(string(t.Status), "the ticket is closed: open a new one, it can name this one in followUpOf")
}
