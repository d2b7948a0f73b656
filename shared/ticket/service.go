package ticket

import (
	"context"
	"errors"
	"fmt"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/sla"
)

// attempts is how often a command that lost a race is repeated from the load. Sixteen writers on one ticket each
// lose at most fifteen times before all others are through.
const attempts = 32

// Service carries commands out against storage.
type Service struct {
	store     Store
	promises  PromiseStore
	now       func() time.Time
	cache     promiseCache
	calendars calendarCache
}

// NewService makes a service. now gives the present time; nothing else asks for it.
func NewService(store Store, promises PromiseStore, now func() time.Time) *Service {
	return &Service{store: store, promises: promises, now: now}
}

// Store gives the storage for reading.
func (s *Service) Store() Store { return s.store }

// command is a pure command with its own values bound.
type command func(t Ticket, terms Terms) (Ticket, []event.Event, error)

// Do says for whom a command is carried out, and under which conditions.
type Do struct {
	Actor   event.Actor
	Version *int64         // from If-Match: Stale when the ticket has another
	Receipt *event.Receipt // outside key; a repetition gets the present ticket and Replay

	alone bool // the command asks neither what is promised nor for a ladder, so that they need not be read
}

// Done is what came of a command.
type Done struct {
	Ticket  Ticket
	Events  []event.Event // what this command made; none when it changed nothing
	Replay  bool          // the key was used before: nothing was done
	Receipt event.Receipt // what the key remembers
}

// change loads a ticket, lets the command act, and saves; a lost race is repeated from the load.
func (s *Service) change(ctx context.Context, id string, do Do, cmd command) (Done, error) {
	if do.Receipt != nil {
		done, replayed, err := s.Replay(ctx, id, *do.Receipt)
		if replayed || err != nil {
			return done, err
		}
	}
	for range attempts {
		t, err := s.store.Ticket(ctx, id)
		if err != nil {
			return Done{}, err
		}
		if do.Version != nil && *do.Version != t.Version {
			return Done{}, fault.New(fault.Stale, "the ticket has changed: read it again, its version is now %d", t.Version)
		}
		terms, err := s.termsOf(ctx, t, do)
		if err != nil {
			return Done{}, err
		}
		after, events, err := cmd(t, terms)
		if err != nil {
			return Done{}, err
		}
		if len(events) == 0 && do.Receipt == nil {
			return Done{Ticket: t}, nil
		}
		receipt := do.Receipt
		if receipt != nil {
			r := *receipt
			r.Result = result(events)
			receipt = &r
		}
		err = s.store.SaveTicket(ctx, Change{Before: t.Seq, Ticket: after, Events: events, Receipt: receipt})
		switch fault.KindOf(err) {
		case fault.Lost:
			continue
		case fault.Replayed:
			done, _, err := s.Replay(ctx, id, *do.Receipt)
			return done, err
		}
		if err != nil {
			return Done{}, fmt.Errorf("save ticket: %w", err)
		}
		done := Done{Ticket: after, Events: events}
		if receipt != nil {
			done.Receipt = *receipt
		}
		return done, nil
	}
	return Done{}, fault.New(fault.Lost, "the ticket changes too fast: try again")
}

// result names what a command made for its receipt: the sequence number of the message, or of the last event.
func result(events []event.Event) string {
	last := int64(0)
	for _, e := range events {
		last = e.Seq
		if e.Type == event.TicketReplied || e.Type == event.TicketNoted {
			break
		}
	}
	return fmt.Sprint(last)
}

// Replay answers a command whose key was used before. Another request under the same key is a misuse.
func (s *Service) Replay(ctx context.Context, id string, want event.Receipt) (Done, bool, error) {
	had, found, err := s.store.Receipt(ctx, want.Scope, want.Key)
	if err != nil || !found {
		return Done{}, false, err
	}
	if had.Hash != want.Hash {
		return Done{}, false, misused()
	}
	t, err := s.store.Ticket(ctx, id)
	return Done{Ticket: t, Replay: true, Receipt: had}, true, err
}

func misused() error {
	return fault.InvalidField("Idempotency-Key", "was used before with another request")
}

// termsOf are the terms of a command that may need the least of them.
func (s *Service) termsOf(ctx context.Context, t Ticket, do Do) (Terms, error) {
	if do.alone {
		return Terms{Now: s.now(), Actor: do.Actor, Correlation: event.CorrelationFrom(ctx), Promises: s.Promises(ctx)}, nil
	}
	return s.terms(ctx, t, do.Actor)
}

// terms are what a command on the ticket is carried out under.
func (s *Service) terms(ctx context.Context, t Ticket, actor event.Actor) (Terms, error) {
	policies, ladder, err := s.current(ctx, t.Team)
	if err == nil && policies.Version < t.SLA.Version { // held since before somebody promised it by newer ones
		s.forget()
		policies, ladder, err = s.current(ctx, t.Team)
	}
	if err != nil {
		return Terms{}, err
	}
	return Terms{
		Now: s.now(), Actor: actor, Correlation: event.CorrelationFrom(ctx),
		Policies: policies, Ladder: ladder, Promises: s.Promises(ctx),
		Calendar: func(id string) (*sla.Calendar, error) { return s.calendarFor(ctx, t, id) },
		History: func() ([]sla.Fact, error) {
			events, err := s.store.Timeline(ctx, event.Ticket, t.ID, 0, 0)
			if err != nil {
				return nil, err
			}
			return Facts(events)
		},
	}, nil
}

// Open opens a ticket whose id was derived from an outside key or drawn at random. Opening the same id again with
// the same request is a replay; with another one it is a misuse of the key.
func (s *Service) Open(ctx context.Context, o Opening, actor event.Actor, thread *ThreadChange) (Done, error) {
	return s.open(ctx, o, actor, thread, nil)
}

// open also remembers what made it, so that it is Replayed where that was remembered before.
func (s *Service) open(ctx context.Context, o Opening, actor event.Actor, thread *ThreadChange, receipt *event.Receipt) (Done, error) {
	terms, err := s.openingTerms(ctx, actor)
	if err != nil {
		return Done{}, err
	}
	t, events, err := Open(o, terms)
	if err != nil {
		return Done{}, err
	}
	err = s.store.SaveTicket(ctx, Change{Ticket: t, Events: events, Thread: thread, Receipt: receipt})
	if fault.Is(err, fault.Lost) {
		return s.opened(ctx, o.ID, o.Request, err)
	}
	if err != nil {
		return Done{}, fmt.Errorf("save ticket: %w", err)
	}
	return Done{Ticket: t, Events: events}, nil
}

// openingTerms are what a ticket is opened under.
func (s *Service) openingTerms(ctx context.Context, actor event.Actor) (Terms, error) {
	policies, err := s.promises.Policies(ctx)
	if err != nil {
		return Terms{}, fmt.Errorf("read policies: %w", err)
	}
	return Terms{
		Now: s.now(), Actor: actor, Correlation: event.CorrelationFrom(ctx), Policies: policies,
		Calendar: func(id string) (*sla.Calendar, error) { return s.calendar(ctx, id) },
		Promises: s.finder(ctx, &policies),
	}, nil
}

// opened answers an opening that lost: the ticket of its id exists already, or its thread was taken by another.
func (s *Service) opened(ctx context.Context, id, request string, lost error) (Done, error) {
	t, err := s.store.Ticket(ctx, id)
	switch {
	case fault.Is(err, fault.Missing):
		return Done{}, lost
	case err != nil:
		return Done{}, err
	case t.Request == "" || t.Request != request:
		return Done{}, misused()
	}
	return Done{Ticket: t, Replay: true}, nil
}

// Opened finds the ticket that an opening under one of the ids made before. A nil ticket means none did; the key
// was misused when the request was another.
func (s *Service) Opened(ctx context.Context, ids []string, request string) (*Ticket, error) {
	for _, id := range ids {
		done, err := s.opened(ctx, id, request, errNotOpened)
		if errors.Is(err, errNotOpened) {
			continue
		}
		if err != nil {
			return nil, err
		}
		return &done.Ticket, nil
	}
	return nil, nil
}

var errNotOpened = errors.New("not opened yet")
