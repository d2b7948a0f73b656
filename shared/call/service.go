package call

import (
	"context"
	"fmt"
	"slices"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/ticket"
)

// Tickets reads tickets.
type Tickets interface {
	// Ticket gives a ticket as it is now. Missing when there is none.
	Ticket(ctx context.Context, id string) (ticket.Ticket, error)
	// Tickets lists tickets.
	Tickets(ctx context.Context, q ticket.Query) (ticket.Page, error)
}

// Desk prepares what a call does to tickets, not saved yet.
type Desk interface {
	// Opening gives the change that opens a ticket, with replies on it of whoever spoke with the customer.
	Opening(ctx context.Context, o ticket.Opening, actor, by event.Actor, replies ...ticket.Reply) (ticket.Change, error)
	// Writing gives the change of a ticket by messages and notes.
	Writing(ctx context.Context, id string, actor event.Actor, replies ...ticket.Reply) (ticket.Change, error)
}

// Service records calls.
type Service struct {
	store   Store
	tickets Tickets
	desk    Desk
	zone    *time.Location // of times that people read
	now     func() time.Time
}

// NewService makes a service.
func NewService(store Store, tickets Tickets, desk Desk, zone *time.Location, now func() time.Time) *Service {
	return &Service{store: store, tickets: tickets, desk: desk, zone: zone, now: now}
}

// attempts is how often a call that lost a race against other changes of its ticket is tried.
const attempts = 16

// End records a call that ended, with what it does to a ticket. The same call again changes nothing; a call of which
// something else is told than before is a Conflict: what was told first stays.
func (s *Service) End(ctx context.Context, r Report) (Call, error) {
	note := r.Note
	r, secret, err := r.Check(s.now())
	if err != nil {
		return Call{}, err
	}
	for range attempts {
		if had, found, err := s.told(ctx, r); found || err != nil {
			return had, err
		}
		c, err := s.ended(ctx, r, secret, note)
		if err != nil {
			return Call{}, err
		}
		err = s.store.SaveCall(ctx, c)
		if fault.Is(err, fault.Lost) {
			continue
		}
		if err != nil {
			return Call{}, fmt.Errorf("save call: %w", err)
		}
		return c.Call, nil
	}
	return Call{}, fault.New(fault.Lost, "the customer's tickets change too fast: try again")
}

// told finds the call when it was told before.
func (s *Service) told(ctx context.Context, r Report) (Call, bool, error) {
	for _, id := range append([]string{r.ID}, r.Earlier...) {
		had, err := s.store.Call(ctx, id)
		switch {
		case fault.Is(err, fault.Missing):
			continue
		case err != nil:
			return Call{}, false, fmt.Errorf("read call: %w", err)
		case had.Request != r.Request:
			return Call{}, false, fault.New(fault.Conflict, "the call was told before, and otherwise: what was told first stays")
		}
		return had, true, nil
	}
	return Call{}, false, nil
}

// ended is the change that records a call. note is what the agent wrote, for the ticket, which takes secrets out itself
// and tells whom they endanger.
func (s *Service) ended(ctx context.Context, r Report, secret bool, note string) (Change, error) {
	live, last, err := s.live(ctx, r)
	if err != nil {
		return Change{}, err
	}
	what := decide(r, secret, live)
	out := Change{Call: Call{
		ID: r.ID, Seq: 1, Customer: r.Customer, QueuedAt: r.QueuedAt, AnsweredAt: r.AnsweredAt, EndedAt: r.EndedAt,
		Agent: r.Agent, Note: r.Note, Request: r.Request,
	}}
	if out.Ticket, err = s.ticket(ctx, r, what, note); err != nil {
		return Change{}, err
	}
	switch {
	case out.Ticket != nil:
		out.Call.TicketID = out.Ticket.Ticket.ID
	case what.join != "": // there is nothing to write on it
		out.Call.TicketID = what.join
	}
	if what.open && r.missed() {
		last.CustomerID, last.TicketID, last.At = r.Customer.ID, out.Call.TicketID, s.now().UTC().Truncate(time.Second)
		last.Revision++
		out.Callback = &last
	}
	data := Ended{
		QueuedAt: r.QueuedAt, AnsweredAt: r.AnsweredAt, EndedAt: r.EndedAt, Agent: r.Agent,
		TicketID: out.Call.TicketID, Redacted: secret,
	}
	if r.known() {
		data.CustomerID = r.Customer.ID
	}
	e := event.New(event.CallEnded, s.now().UTC().Truncate(time.Second), system, data, Private{Customer: r.Customer, Note: r.Note})
	e.Seq, e.Correlation = 1, event.CorrelationFrom(ctx)
	e.Aggregate = event.Aggregate{Kind: event.Call, ID: r.ID, Version: 1}
	out.Events = []event.Event{e}
	return out, nil
}

var system = event.Actor{Kind: event.System}

// looked is how many of a customer's latest tickets are looked at for those that are not solved.
const looked = 10

// live gives the ticket that the agent named, else the customer's tickets that are not solved, with the one that was opened
// last to call them back, which the list may not have yet.
func (s *Service) live(ctx context.Context, r Report) ([]ticket.Ticket, Callback, error) {
	if r.TicketID != "" {
		t, err := s.tickets.Ticket(ctx, r.TicketID)
		if fault.Is(err, fault.Missing) || err == nil && r.known() && !slices.Contains(r.Customers, t.Customer.ID) {
			return nil, Callback{}, notTheirs()
		}
		return []ticket.Ticket{t}, Callback{}, err
	}
	if !r.known() {
		return nil, Callback{}, nil
	}
	var live []ticket.Ticket
	for _, id := range r.Customers {
		page, err := s.tickets.Tickets(ctx, ticket.Query{View: ticket.ByCustomer, Customer: id, Limit: looked})
		if err != nil {
			return nil, Callback{}, fmt.Errorf("list the customer's tickets: %w", err)
		}
		for _, t := range page.Tickets {
			if t.Status.Live() {
				live = append(live, t)
			}
		}
	}
	last, err := s.store.Callback(ctx, r.Customer.ID)
	if err != nil {
		return nil, last, fmt.Errorf("read the last callback: %w", err)
	}
	listed := func(t ticket.Ticket) bool { return t.ID == last.TicketID }
	if last.TicketID == "" || slices.ContainsFunc(live, listed) {
		return live, last, nil
	}
	t, err := s.tickets.Ticket(ctx, last.TicketID)
	if err != nil {
		return nil, last, fmt.Errorf("read ticket: %w", err)
	}
	if t.Status.Live() && slices.Contains(r.Customers, t.Customer.ID) {
		live = append(live, t)
	}
	return live, last, nil
}

func notTheirs() error { return fault.InvalidField("data.ticketId", "is no ticket of this customer") }

// ticket is what a call does to a ticket; nil for nothing.
func (s *Service) ticket(ctx context.Context, r Report, what plan, note string) (*ticket.Change, error) {
	said := wordsFor(r.Customer.Language, s.zone)
	customer := event.Actor{Kind: event.Customer, ID: r.Customer.ID, Name: r.Customer.Name}
	by := r.by()
	var replies []ticket.Reply
	switch what.words {
	case calledAgain:
		_, body := said.missed(r)
		by, replies = customer, append(replies, ticket.Reply{Body: body, ReceivedAt: ticket.ClockStart(r.EndedAt, r.Sent)})
	case spoke:
		replies = append(replies, ticket.Reply{Body: said.spoken(r), ReceivedAt: ticket.ClockStart(r.AnsweredAt, r.Sent)})
	}
	if r.Note != "" {
		replies = append(replies, ticket.Reply{Body: note, Internal: true})
	}
	switch {
	case what.open:
		// The clock of a missed call starts when the customer hung up. Of one that was answered, the first reply was given
		// before there was a ticket: it is met at once, however late the call is told.
		subject, body := said.missed(r)
		began := ticket.ClockStart(r.EndedAt, r.Sent)
		if !r.missed() {
			subject, body = said.answered(r)
			began = time.Time{}
		}
		change, err := s.desk.Opening(ctx, ticket.Opening{
			ID: r.ID, Request: "call", Subject: subject, Body: body, Channel: ticket.Phone, Language: r.Customer.Language,
			Customer: r.Customer, FollowUpOf: what.follows, ReceivedAt: began,
		}, customer, by, replies...)
		return &change, err
	case what.join == "" || len(replies) == 0:
		return nil, nil
	}
	change, err := s.desk.Writing(ctx, what.join, by, replies...)
	return &change, err
}

// by is who spoke with the customer, and wrote the note.
func (r Report) by() event.Actor { return event.Actor{Kind: event.Staff, ID: r.Agent} }
