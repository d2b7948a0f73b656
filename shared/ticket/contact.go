package ticket

import (
	"context"
	"slices"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
)

// Contact is a message of a customer that another system passed on.
type Contact struct {
	Opening            // what it would open; its ID is derived from the message's own (source, id)
	IDs       []string // every id that an opening by this message can have had
	Customers []string // every id that its customer can have: several after a change of secrets
	Source    string   // the system
	Message   string   // the message's id there: the pair is handled once
}

// Contact takes a message in. The same (source, thread) continues its ticket; a different customer, or a closed
// ticket, opens a new one; the same (source, id) is handled once.
func (s *Service) Contact(ctx context.Context, c Contact) (Done, error) {
	receipt := event.Receipt{Scope: "contact " + c.Source, Key: c.Message}
	for range attempts {
		if had, err := s.handled(ctx, c, receipt); had != nil || err != nil {
			return Done{Ticket: deref(had), Replay: had != nil}, err
		}
		current, pointer, err := s.threadTicket(ctx, c)
		if err != nil {
			return Done{}, err
		}
		actor := event.Actor{Kind: event.Customer, ID: c.Customer.ID, Name: c.Customer.Name}
		var done Done
		if current != nil && current.Status != StatusClosed && c.by(current.Customer) {
			reply := Reply{Body: c.Body, Automatic: c.Automatic, ReceivedAt: c.ReceivedAt}
			done, err = s.Write(ctx, current.ID, reply, Do{Actor: actor, Receipt: &receipt})
			if fault.Is(err, fault.Conflict) { // it was closed in between: open a new one
				continue
			}
			return done, err
		}
		o := c.Opening
		if current != nil && current.Status == StatusClosed && c.by(current.Customer) {
			o.FollowUpOf = current.ID
		}
		done, err = s.open(ctx, o, actor, pointer, &receipt)
		if fault.Is(err, fault.Replayed) { // another delivery of the message was taken in meanwhile
			return Done{Replay: true}, nil
		}
		if fault.Is(err, fault.Lost) { // the thread was taken in between: continue the winner's ticket
			continue
		}
		return done, err
	}
	return Done{}, fault.New(fault.Lost, "the conversation changes too fast: try again")
}

// by reports whether the contact is the customer's.
func (c Contact) by(owner Customer) bool {
	return owner.ID == c.Customer.ID || slices.Contains(c.Customers, owner.ID)
}

// handled finds the ticket that the message made or went to when it came before.
func (s *Service) handled(ctx context.Context, c Contact, receipt event.Receipt) (*Ticket, error) {
	for _, id := range c.IDs {
		t, err := s.store.Ticket(ctx, id)
		if err == nil {
			return &t, nil
		}
		if !fault.Is(err, fault.Missing) {
			return nil, err
		}
	}
	_, found, err := s.store.Receipt(ctx, receipt.Scope, receipt.Key)
	if err != nil || !found {
		return nil, err
	}
	return &Ticket{}, nil
}

// threadTicket finds the ticket that the conversation has, and how its pointer would be changed.
func (s *Service) threadTicket(ctx context.Context, c Contact) (*Ticket, *ThreadChange, error) {
	if c.Thread == nil {
		return nil, nil, nil
	}
	id, err := s.store.ThreadTicket(ctx, *c.Thread)
	if err != nil {
		return nil, nil, err
	}
	pointer := &ThreadChange{Thread: *c.Thread, Was: id}
	if id == "" {
		return nil, pointer, nil
	}
	t, err := s.store.Ticket(ctx, id)
	if fault.Is(err, fault.Missing) {
		return nil, pointer, nil
	}
	return &t, pointer, err
}

func deref(t *Ticket) Ticket {
	if t == nil {
		return Ticket{}
	}
	return *t
}

// ClockStart gives when the clock of a contact starts: at the time that the message says, but not before 24 hours
// ahead of its sending, nor after it.
func ClockStart(said, sent time.Time) time.Time {
	if earliest := sent.Add(-24 * time.Hour); said.Before(earliest) {
		return earliest
	}
	if said.After(sent) {
		return sent
	}
	return said
}
