package complaint

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
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

	linker    Linker // nil where no ticket is told
	causes    Causes // nil where findings may name any cause
	authority Authority
}

// NewService makes a service for complaints filed under a regime. now gives the present time; nothing else asks for
// it.
func NewService(store Store, tickets Tickets, ladders Ladders, regime Regime, now func() time.Time) *Service {
	return &Service{store: store, tickets: tickets, ladders: ladders, regime: regime, now: now, authority: DefaultAuthority()}
}

// Linking also tells the tickets that complaints name.
func (s *Service) Linking(l Linker) *Service {
	s.linker = l
	return s
}

// Knowing holds the causes that findings name to a tree.
func (s *Service) Knowing(c Causes) *Service {
	s.causes = c
	return s
}

// Granting sets how much money may be granted alone.
func (s *Service) Granting(a Authority) *Service {
	s.authority = a
	return s
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
		c, who, err := s.permitted(ctx, id, step, do.Who)
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
		terms, err := s.terms(ctx, c, step, who, do)
		if err != nil {
			return Done{}, err
		}
		after, events, err := cmd(c, terms)
		if err != nil {
			return Done{}, err
		}
		if len(events) == 0 && do.Receipt == nil {
			return Done{Complaint: c}, nil
		}
		done := Done{Complaint: after, Events: events}
		change, err := s.changed(ctx, c, after, events, terms)
		if err != nil {
			return Done{}, err
		}
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
