package complaint

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"time"

	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/ticket"
)

// attempts is how often a command that lost a race is repeated from the load.
const attempts = 32

// Service carries commands out against storage.
type Service struct {
	store   Store
	tickets Tickets
	ladders Ladders
	regime  Regime
	now     func() time.Time
}

// NewService makes a service for complaints filed under a regime. now gives the present time; nothing else asks for
// it.
func NewService(store Store, tickets Tickets, ladders Ladders, regime Regime, now func() time.Time) *Service {
	return &Service{store: store, tickets: tickets, ladders: ladders, regime: regime, now: now}
}

// Store gives the storage for reading by our own programs, who see everything.
func (s *Service) Store() Store { return s.store }

// Do says for whom a command is carried out, and under which conditions.
type Do struct {
	Who     Who
	Version *int64         // from If-Match: Stale when the complaint has another
	Receipt *event.Receipt // outside key; a repetition gets the present complaint and Replay

	alone bool // the command asks for no ladder, so that none needs to be read
}

// Done is what came of a command.
type Done struct {
	Complaint Complaint
	Events    []event.Event // what this command made; none when it changed nothing
	Replay    bool          // the key was used before: nothing was done
	Receipt   event.Receipt // what the key remembers
}

// command is a pure command with its own values bound.
type command func(c Complaint, terms Terms) (Complaint, []event.Event, error)

// change loads a complaint, lets the command act, and saves; a lost race is repeated from the load. Whoever may not
// see the complaint, or not take the step, learns nothing else about it.
func (s *Service) change(ctx context.Context, id string, step Step, do Do, cmd command) (Done, error) {
	for range attempts {
		c, err := s.permitted(ctx, id, step, do.Who)
		if err != nil {
			return Done{}, err
		}
		if do.Receipt != nil {
			had, used, err := s.used(ctx, *do.Receipt)
			if used || err != nil {
				return Done{Complaint: c, Replay: used, Receipt: had}, err
			}
		}
		if do.Version != nil && *do.Version != c.Version {
			return Done{}, fault.New(fault.Stale, "the complaint has changed: read it again, its version is now %d", c.Version)
		}
		var ladder escalation.Ladder
		if !do.alone {
			if ladder, err = s.ladders.Ladder(ctx, c.Team); err != nil {
				return Done{}, fmt.Errorf("read ladder: %w", err)
			}
		}
		after, events, err := cmd(c, Terms{Now: s.now(), Who: do.Who, Correlation: event.CorrelationFrom(ctx), Ladder: ladder})
		if err != nil {
			return Done{}, err
		}
		if len(events) == 0 && do.Receipt == nil {
			return Done{Complaint: c}, nil
		}
		done := Done{Complaint: after, Events: events}
		change := Change{Before: c.Seq, Complaint: after, Events: events, Line: altered(c, after)}
		if do.Receipt != nil {
			done.Receipt = *do.Receipt
			done.Receipt.Result = strconv.FormatInt(after.Seq, 10)
			change.Receipt = &done.Receipt
		}
		err = s.store.SaveComplaint(ctx, change)
		if fault.Is(err, fault.Lost) || fault.Is(err, fault.Replayed) {
			continue // from the load, where the receipt of a repetition is found
		}
		if err != nil {
			return Done{}, fmt.Errorf("save complaint: %w", err)
		}
		return done, nil
	}
	return Done{}, fault.New(fault.Lost, "the complaint changes too fast: try again")
}

// used finds out whether the key was used before. Another request under the same key is a misuse.
func (s *Service) used(ctx context.Context, want event.Receipt) (event.Receipt, bool, error) {
	had, found, err := s.store.Receipt(ctx, want.Scope, want.Key)
	if err != nil || !found {
		return event.Receipt{}, false, err
	}
	if had.Hash != want.Hash {
		return event.Receipt{}, false, misused()
	}
	return had, true, nil
}

func misused() error {
	return fault.InvalidField("Idempotency-Key", "was used before with another request")
}

// File files a complaint whose id was derived from an outside key or drawn at random. Filing the same id again with
// the same request is a replay; with another one it is a misuse of the key.
func (s *Service) File(ctx context.Context, f FilingCommand, who Who) (Done, error) {
	if f.Request != "" { // before the link is looked at, which may have changed since the first time
		if done, found, err := s.filed(ctx, f); found || err != nil {
			return done, err
		}
	}
	f, err := s.link(ctx, f)
	if err != nil {
		return Done{}, err
	}
	c, events, err := File(f, s.regime, Terms{Now: s.now(), Who: who, Correlation: event.CorrelationFrom(ctx)})
	if err != nil {
		return Done{}, err
	}
	err = s.store.SaveComplaint(ctx, Change{Complaint: c, Events: events, Line: altered(Complaint{}, c)})
	if fault.Is(err, fault.Lost) {
		done, found, again := s.filed(ctx, f)
		if !found && again == nil {
			again = err
		}
		return done, again
	}
	if err != nil {
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
func (s *Service) link(ctx context.Context, f FilingCommand) (FilingCommand, error) {
	silent := f.Customer.ID != "" && f.Customer.Email == "" && f.Customer.Phone == ""
	var known ticket.Customer
	if f.TicketID != "" {
		t, err := s.tickets.Ticket(ctx, f.TicketID)
		if fault.Is(err, fault.Missing) || err == nil && t.Customer.ID != f.Customer.ID {
			return f, fault.InvalidField("ticketId", "is no ticket of this customer")
		}
		if err != nil {
			return f, fmt.Errorf("read the linked ticket: %w", err)
		}
		f.Team, known = t.Team, t.Customer
	} else if silent {
		page, err := s.tickets.Tickets(ctx, ticket.Query{View: ticket.ByCustomer, Customer: f.Customer.ID, Limit: 1})
		if err != nil {
			return f, fmt.Errorf("read the customer's latest ticket: %w", err)
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
	return f, nil
}
