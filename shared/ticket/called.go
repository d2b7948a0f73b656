package ticket

import (
	"context"
	"fmt"

	"aftercare/shared/event"
	"aftercare/shared/sla"
)

// Opening is Open as a change that is prepared but not saved: package call saves it in one transaction with the call
// that it follows from. The replies are of whoever spoke with the customer.
func (s *Service) Opening(ctx context.Context, o Opening, actor, by event.Actor, replies ...Reply) (Change, error) {
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
	if err != nil {
		return Change{}, err
	}
	terms.Actor, terms.History = by, func() ([]sla.Fact, error) { return nil, nil }
	return written(Change{Ticket: t, Events: events}, terms, replies)
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
	return written(Change{Before: t.Seq, Ticket: t}, terms, replies)
}

// written adds replies to a change. What measures anew on the way sees those before it.
func written(c Change, terms Terms, replies []Reply) (Change, error) {
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
