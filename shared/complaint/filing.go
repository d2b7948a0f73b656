package complaint

import (
	"cmp"
	"context"
	"fmt"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/ticket"
)

// File files a complaint whose id was derived from an outside key or drawn at random. Filing the same id again with
// the same request is a replay; with another one it is a misuse of the key.
func (s *Service) File(ctx context.Context, f FilingCommand, who Who) (Done, error) {
	if f.Request != "" { // before the link is looked at, which may have changed since the first time
		if done, found, err := s.filed(ctx, f); found || err != nil {
			return done, err
		}
	}
	for range attempts {
		done, err := s.file(ctx, f, who)
		if !fault.Is(err, fault.Lost) {
			return done, err
		}
		if done, found, err := s.filed(ctx, f); found || err != nil {
			return done, err
		} // else the linked ticket changed meanwhile
	}
	return Done{}, fault.New(fault.Lost, "the linked ticket changes too fast: try again")
}

// file files a complaint once.
func (s *Service) file(ctx context.Context, f FilingCommand, who Who) (Done, error) {
	f, linked, err := s.link(ctx, f)
	if err != nil {
		return Done{}, err
	}
	c, events, err := File(f, s.regime, Terms{Now: s.now(), Who: who, Correlation: event.CorrelationFrom(ctx)})
	if err != nil {
		return Done{}, err
	}
	change := Change{Complaint: c, Events: events, Line: altered(Complaint{}, c)}
	if linked != nil && s.linker != nil {
		told, err := s.linker.Complained(ctx, *linked, c.ID, who.Actor)
		if err != nil {
			return Done{}, fmt.Errorf("tell the linked ticket: %w", err)
		}
		if len(told.Events) > 0 {
			change.Ticket = &told
		}
	}
	if err := s.store.SaveComplaint(ctx, change); err != nil {
		return Done{}, fmt.Errorf("save complaint: %w", err)
	}
	return Done{Complaint: c, Events: events}, nil
}

// filed finds the complaint that a filing with the same key made before.
func (s *Service) filed(ctx context.Context, f FilingCommand) (Done, bool, error) {
	for _, id := range append([]string{f.ID}, f.Earlier...) {
		c, err := s.store.Complaint(ctx, id)
		switch {
		case fault.Is(err, fault.Missing):
			continue
		case err != nil:
			return Done{}, false, err
		case c.Request == "" || c.Request != f.Request:
			return Done{}, false, misused()
		}
		return Done{Complaint: c, Replay: true}, true, nil
	}
	return Done{}, false, nil
}

// link looks at the ticket that the complaint names: it must be the same customer's, and its team is the
// complaint's. Where the filing does not say how the customer is reached, the linked or the latest ticket does.
func (s *Service) link(ctx context.Context, f FilingCommand) (FilingCommand, *ticket.Ticket, error) {
	silent := f.Customer.ID != "" && f.Customer.Email == "" && f.Customer.Phone == ""
	var known ticket.Customer
	var linked *ticket.Ticket
	if f.TicketID != "" {
		t, err := s.tickets.Ticket(ctx, f.TicketID)
		if fault.Is(err, fault.Missing) || err == nil && t.Customer.ID != f.Customer.ID {
			return f, nil, fault.InvalidField("ticketId", "is no ticket of this customer")
		}
		if err != nil {
			return f, nil, fmt.Errorf("read the linked ticket: %w", err)
		}
		f.Team, known, linked = t.Team, t.Customer, &t
	} else if silent {
		page, err := s.tickets.Tickets(ctx, ticket.Query{View: ticket.ByCustomer, Customer: f.Customer.ID, Limit: 1})
		if err != nil {
			return f, nil, fmt.Errorf("read the customer's latest ticket: %w", err)
		}
		if len(page.Tickets) > 0 {
			known = page.Tickets[0].Customer
		}
	}
	if silent && known.ID != "" {
		said := f.Customer
		f.Customer = known
		f.Customer.Assurance = said.Assurance
		f.Customer.Name = cmp.Or(said.Name, known.Name)
		f.Customer.Language = cmp.Or(said.Language, known.Language)
		f.Customer.Tier = cmp.Or(said.Tier, known.Tier)
	}
	return f, linked, nil
}

// Filed finds the complaint that the same filing made before; false for a new one, or one without a key. It is a misuse
// of the key with another request.
func (s *Service) Filed(ctx context.Context, f FilingCommand) (Done, bool, error) {
	if f.Request == "" {
		return Done{}, false, nil
	}
	return s.filed(ctx, f)
}
