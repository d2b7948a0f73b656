package ticket

import (
	"context"
	"fmt"

	"aftercare/shared/event"
	"aftercare/shared/sla"
)

// Opening is Open as a change that is prepared but not saved: package call saves it in one transaction with the call
// that it follows from. A note that is not empty is written on the ticket by its own actor, for staff alone.
func (s *Service) Opening(ctx context.Context, o Opening, actor event.Actor, note string, by event.Actor) (Change, error) {
	policies, err := s.promises.Policies(ctx)
	if err != nil {
		return Change{}, fmt.Errorf("read policies: %w", err)
	}
	terms := Terms{
		Now: s.now(), Actor: actor, Correlation: event.CorrelationFrom(ctx), Policies: policies,
		Calendar: func(id string) (*sla.Calendar, error) { return s.calendar(ctx, id) },
		Promises: s.finder(ctx, &policies),
	}
	t, events, err := Open(o, terms)
	if err != nil || note == "" {
		return Change{Ticket: t, Events: events}, err
	}
	terms.Actor = by
	terms.History = func() ([]sla.Fact, error) { return Facts(events) }
	t, noted, err := Write(t, Reply{Body: note, Internal: true}, terms)
	return Change{Ticket: t, Events: append(events, noted...)}, err
}

// Writing is Write as a change that is prepared but not saved, as Opening is. Several replies are one change.
func (s *Service) Writing(ctx context.Context, id string, actor event.Actor, replies ...Reply) (Change, error) {
	t, err := s.store.Ticket(ctx, id)
	if err != nil {
		return Change{}, err
	}
	terms, err := s.terms(ctx, t, actor)
	if err != nil {
		return Change{}, err
	}
	c := Change{Before: t.Seq, Ticket: t}
	stored := terms.History
	terms.History = func() ([]sla.Fact, error) {
		facts, err := stored()
		if err != nil {
			return nil, err
		}
		added, err := Facts(c.Events)
		return append(facts, added...), err
	}
	for _, r := range replies {
		after, events, err := Write(c.Ticket, r, terms)
		if err != nil {
			return Change{}, err
		}
		c.Ticket, c.Events = after, append(c.Events, events...)
	}
	return c, nil
}
