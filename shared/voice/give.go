package voice

import (
	"time"

	"aftercare/shared/event"
	"aftercare/shared/redact"
	"aftercare/shared/text"
	"aftercare/shared/ticket"
)

// Giving is what a customer writes.
type Giving struct {
	ID       string   // derived from the outside key, or random
	Earlier  []string // other ids that the same key can have had, from before a rotation of the secret
	Request  string   // hash of the request, for one with an outside key
	Kind     Kind
	Body     string
	Language string // BCP 47; empty: the customer's, or en
	TicketID string // a ticket of the same customer; the service sees to that
	Customer ticket.Customer

	agent, team string // of that ticket
}

// Terms are what a command is carried out under.
type Terms struct {
	Now         time.Time
	Actor       event.Actor
	Correlation string
}

var system = event.Actor{Kind: event.System}

// check brings what was written into its one form, and gives the kinds of secrets that were removed from it.
func (g Giving) check() (Giving, []string, error) {
	var c text.Checker
	var secrets redact.Remover
	c.OneOf("kind", string(g.Kind), Kinds...)
	g.Body = c.Required("body", secrets.Clean(g.Body), text.MaxBody)
	if g.Language == "" {
		g.Language = g.Customer.Language
	}
	g.Language = c.Language("language", g.Language)
	g.Customer.Name = secrets.Clean(g.Customer.Name)
	return g, secrets.Removed, c.Err()
}

// Give takes in what a customer wrote. Where a secret was removed the exchange is told, and the customer warned; of a
// problem its ticket does that, since the same words go there.
func Give(g Giving, terms Terms) (Voice, []event.Event, error) {
	g, removed, err := g.check()
	if err != nil {
		return Voice{}, nil, err
	}
	d := begin(Voice{ID: g.ID}, terms)
	d.emit(event.FeedbackGiven, Given{
		Kind: g.Kind, Status: Received, CustomerID: g.Customer.ID, Language: g.Language, TicketID: g.TicketID,
		Agent: g.agent, Team: g.team, Redacted: len(removed) > 0,
	}, GivenText{Body: g.Body, Customer: g.Customer, Terms: TermsOf(g.Body, g.Language, g.Customer.Name), Request: g.Request})
	if len(removed) > 0 && g.Kind != Problem {
		d.terms.Actor = system
		d.emit(event.SecretRedacted, ticket.Redacted{MessageSeq: 1, Opening: true, Kinds: removed}, nil)
		d.emit(event.CustomerAtRisk, ticket.AtRisk{CustomerID: g.Customer.ID, Cause: "secret"}, nil)
	}
	return d.Voice, d.events, d.err
}

// draft is a command at work: the voice as it becomes, and the events that make it so.
type draft struct {
	Voice
	terms   Terms
	now     time.Time
	version int64
	events  []event.Event
	err     error
}

// begin starts a command. Time never runs back: now is at least the last event's.
func begin(v Voice, terms Terms) *draft {
	now := terms.Now.UTC().Truncate(time.Second)
	if now.Before(v.LastAt) {
		now = v.LastAt
	}
	return &draft{Voice: v, terms: terms, now: now, version: v.Version + 1}
}

func (d *draft) emit(t event.Type, data, private any) {
	if d.err != nil {
		return
	}
	e := event.New(t, d.now, d.terms.Actor, data, private)
	e.Seq, e.Correlation = d.Seq+1, d.terms.Correlation
	e.Aggregate = event.Aggregate{Kind: event.Feedback, ID: d.ID, Version: d.version}
	if d.Voice, d.err = Apply(d.Voice, e); d.err == nil {
		d.events = append(d.events, e)
	}
}
