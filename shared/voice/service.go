package voice

import (
	"context"
	"fmt"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/limit"
	"aftercare/shared/ticket"
)

// Often is how often a customer may write unasked. Whoever has more to say has a ticket, which has no such limit.
var Often = limit.Rule{Most: 20, Within: 24 * time.Hour}

// attempts is how often a command that lost a race is repeated from the load.
const attempts = 16

// Tickets prepares what a problem does to a ticket.
type Tickets interface {
	// Opens gives the change that opens a ticket, not saved yet.
	Opens(ctx context.Context, o ticket.Opening, actor event.Actor) (ticket.Change, error)
	// Writes gives the change of a ticket by a message, not saved yet. Conflict for one that is closed.
	Writes(ctx context.Context, id string, r ticket.Reply, actor event.Actor) (ticket.Change, error)
}

// IDs gives the names of a key under the present secret first, such as those of package seal.
type IDs func(ctx context.Context, scope, key string) ([]string, error)

// Service takes voices in, and says what becomes of them.
type Service struct {
	store   Store
	tickets Tickets
	limits  *limit.Limiter
	ids     IDs
	now     func() time.Time
}

// NewService makes a service. Who only reads, or records deliveries, needs neither tickets nor limits nor ids.
func NewService(store Store, tickets Tickets, limits *limit.Limiter, ids IDs, now func() time.Time) *Service {
	return &Service{store: store, tickets: tickets, limits: limits, ids: ids, now: now}
}

// Store gives the storage for reading.
func (s *Service) Store() Store { return s.store }

// Give takes in what a customer wrote. The same again gives the same voice. Exhausted for more than Often.
func (s *Service) Give(ctx context.Context, g Giving, actor event.Actor) (Voice, error) {
	if _, _, err := g.check(); err != nil {
		return Voice{}, err
	}
	if had, found, err := s.given(ctx, g); found || err != nil {
		return had, err
	}
	if _, err := s.about(ctx, g); err != nil {
		return Voice{}, err
	}
	ids, err := s.ids(ctx, "feedback of a customer", g.Customer.ID)
	if err != nil {
		return Voice{}, err
	}
	if err := s.limits.Take(ctx, ids[0], Often); err != nil {
		return Voice{}, err
	}
	for range attempts {
		v, err := s.give(ctx, g, actor)
		if !fault.Is(err, fault.Lost) && !fault.Is(err, fault.Conflict) { // a ticket may be closed in between
			return v, err
		}
		if had, found, err := s.given(ctx, g); found || err != nil {
			return had, err
		}
	}
	return Voice{}, fault.New(fault.Lost, "the ticket changes too fast: try again")
}

func (s *Service) give(ctx context.Context, g Giving, actor event.Actor) (Voice, error) {
	about, err := s.about(ctx, g)
	if err != nil {
		return Voice{}, err
	}
	var change *ticket.Change
	if g.Kind == Problem {
		made, err := s.inTicket(ctx, g, about, actor)
		if err != nil {
			return Voice{}, err
		}
		change, g.TicketID = &made, made.Ticket.ID
	}
	if about != nil {
		g.agent, g.team = about.Assignee, about.Team
	}
	v, events, err := Give(g, Terms{Now: s.now(), Actor: actor, Correlation: event.CorrelationFrom(ctx)})
	if err != nil {
		return Voice{}, err
	}
	if err := s.store.SaveVoice(ctx, Change{Voice: v, Events: events, Ticket: change}); err != nil {
		return Voice{}, fmt.Errorf("save feedback: %w", err)
	}
	return v, nil
}

// about gives the ticket that a voice names; nil for none.
func (s *Service) about(ctx context.Context, g Giving) (*ticket.Ticket, error) {
	if g.TicketID == "" {
		return nil, nil
	}
	t, err := s.store.Ticket(ctx, g.TicketID)
	if fault.Is(err, fault.Missing) || err == nil && t.Customer.ID != g.Customer.ID {
		return nil, fault.InvalidField("ticketId", "is no ticket of this customer")
	}
	if err != nil {
		return nil, fmt.Errorf("read ticket: %w", err)
	}
	return &t, nil
}

// inTicket is what a problem does: it is a message in the ticket that it names, or opens one; of a closed ticket a
// follow-up, as any other message does.
func (s *Service) inTicket(ctx context.Context, g Giving, about *ticket.Ticket, actor event.Actor) (ticket.Change, error) {
	if about != nil && about.Status != ticket.StatusClosed {
		return s.tickets.Writes(ctx, about.ID, ticket.Reply{Body: g.Body}, actor)
	}
	o := ticket.Opening{
		ID: g.ID, Body: g.Body, Channel: ticket.Web, Language: g.Language, Customer: g.Customer, Request: g.Request,
	}
	if about != nil {
		o.FollowUpOf, o.Subject, o.Category, o.Team, o.Transaction = about.ID, about.Subject, about.Category, about.Team, about.Transaction
	}
	return s.tickets.Opens(ctx, o, actor)
}

// given finds the voice that the same key made before.
func (s *Service) given(ctx context.Context, g Giving) (Voice, bool, error) {
	if g.Request == "" {
		return Voice{}, false, nil
	}
	for _, id := range append([]string{g.ID}, g.Earlier...) {
		v, err := s.store.Voice(ctx, id)
		switch {
		case fault.Is(err, fault.Missing):
			continue
		case err != nil:
			return Voice{}, false, fmt.Errorf("read feedback: %w", err)
		case v.Request != g.Request:
			return Voice{}, false, fault.InvalidField("Idempotency-Key", "was used before with another request")
		}
		return v, true, nil
	}
	return Voice{}, false, nil
}

// Handle says what becomes of a voice. Stale when it has another version than expected; nil expects any.
func (s *Service) Handle(ctx context.Context, id string, h Handling, version *int64, actor event.Actor) (Voice, error) {
	return s.change(ctx, id, version, func(v Voice) (Voice, []event.Event, error) {
		return Handle(v, h, Terms{Now: s.now(), Actor: actor, Correlation: event.CorrelationFrom(ctx)})
	})
}

func (s *Service) change(ctx context.Context, id string, version *int64, command func(Voice) (Voice, []event.Event, error)) (Voice, error) {
	for range attempts {
		v, err := s.store.Voice(ctx, id)
		if err != nil {
			return Voice{}, err
		}
		if version != nil && *version != v.Version {
			return Voice{}, fault.New(fault.Stale, "the feedback has changed: read it again, its version is now %d", v.Version)
		}
		after, events, err := command(v)
		if err != nil || len(events) == 0 {
			return v, err
		}
		err = s.store.SaveVoice(ctx, Change{Before: v.Seq, Voice: after, Events: events})
		if fault.Is(err, fault.Lost) {
			continue
		}
		if err != nil {
			return Voice{}, fmt.Errorf("save feedback: %w", err)
		}
		return after, nil
	}
	return Voice{}, fault.New(fault.Lost, "the feedback changes too fast: try again")
}

// Note records a delivery on the timeline. The same delivery again is not recorded again.
func (s *Service) Note(ctx context.Context, id string, kind event.Type, d ticket.Delivery) error {
	_, err := s.change(ctx, id, nil, func(v Voice) (Voice, []event.Event, error) {
		if told, err := s.Told(ctx, id, kind, d.Notice); told || err != nil {
			return v, nil, err
		}
		return Note(v, kind, d, Terms{Now: s.now(), Correlation: event.CorrelationFrom(ctx)})
	})
	return err
}

// Told reports whether the timeline says of a notice what the type says.
func (s *Service) Told(ctx context.Context, id string, kind event.Type, notice string) (bool, error) {
	events, err := s.store.Timeline(ctx, event.Feedback, id, 0, 0)
	if err != nil {
		return false, err
	}
	return ticket.Told(events, kind, notice)
}
