package ticket

import (
	"context"
	"time"

	"aftercare/shared/clock"
	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/sla"
)

// Write adds a message or a note.
func (s *Service) Write(ctx context.Context, id string, r Reply, do Do) (Done, error) {
	return s.change(ctx, id, do, func(t Ticket, terms Terms) (Ticket, []event.Event, error) { return Write(t, r, terms) })
}

// Edit changes fields.
func (s *Service) Edit(ctx context.Context, id string, p Patch, do Do) (Done, error) {
	return s.change(ctx, id, do, func(t Ticket, terms Terms) (Ticket, []event.Event, error) { return Edit(t, p, terms) })
}

// Solve ends the work, with a last public reply when body is not empty.
func (s *Service) Solve(ctx context.Context, id, body string, do Do) (Done, error) {
	return s.change(ctx, id, do, func(t Ticket, terms Terms) (Ticket, []event.Event, error) { return Solve(t, body, terms) })
}

// Reopen takes a solved ticket up again.
func (s *Service) Reopen(ctx context.Context, id, reason string, do Do) (Done, error) {
	return s.change(ctx, id, do, func(t Ticket, terms Terms) (Ticket, []event.Event, error) {
		return Reopen(t, "reopening", reason, terms)
	})
}

// Escalate moves a ticket one level up, or notes the cause while a level waits.
func (s *Service) Escalate(ctx context.Context, id string, cause escalation.Cause, reason string, do Do) (Done, error) {
	return s.change(ctx, id, do, func(t Ticket, terms Terms) (Ticket, []event.Event, error) {
		return Escalate(t, cause, reason, terms)
	})
}

// TakeOver makes the caller, of the given groups, the one who holds the case at its present level.
func (s *Service) TakeOver(ctx context.Context, id string, groups []string, do Do) (Done, error) {
	return s.change(ctx, id, do, func(t Ticket, terms Terms) (Ticket, []event.Event, error) { return TakeOver(t, groups, terms) })
}

// Deescalate moves a ticket one level down.
func (s *Service) Deescalate(ctx context.Context, id, reason string, do Do) (Done, error) {
	return s.change(ctx, id, do, func(t Ticket, terms Terms) (Ticket, []event.Event, error) { return Deescalate(t, reason, terms) })
}

// Adopt puts an open ticket under what is promised now, whatever is held in memory.
func (s *Service) Adopt(ctx context.Context, id string, do Do) (Done, error) {
	s.forget()
	return s.change(ctx, id, do, Adopt)
}

// Wake does what is due, and gives when the ticket wants to be looked at again; zero for never.
func (s *Service) Wake(ctx context.Context, id string) (time.Time, error) {
	done, err := s.change(ctx, id, Do{Actor: system, alone: true}, Fire)
	if fault.Is(err, fault.Missing) {
		return time.Time{}, nil
	}
	return done.Ticket.NextWake, err
}

// Timer gives the timer that the ticket wants at present; none for a ticket that does not exist.
func (s *Service) Timer(ctx context.Context, id string) (clock.Wanted, error) {
	t, err := s.store.Ticket(ctx, id)
	if fault.Is(err, fault.Missing) {
		return clock.Wanted{}, nil
	}
	return clock.Wanted{At: t.NextWake, ArmedFor: t.ArmedFor}, err
}

// Explain says of every clock of a ticket where it stands, and why.
func (s *Service) Explain(ctx context.Context, id string) (sla.Explanation, error) {
	events, err := s.store.Timeline(ctx, event.Ticket, id, 0, 0)
	if err != nil {
		return sla.Explanation{}, err
	}
	return Explain(events, s.Promises(ctx), s.now())
}

// Note records a delivery about the ticket. The same delivery is recorded once: the timeline itself tells, and a
// change that is based on it is only saved while nothing else has happened.
func (s *Service) Note(ctx context.Context, id string, kind event.Type, d Delivery) error {
	_, err := s.change(ctx, id, Do{Actor: system, alone: true}, func(t Ticket, terms Terms) (Ticket, []event.Event, error) {
		if told, err := s.Told(ctx, id, kind, d.Notice); told || err != nil {
			return t, nil, err
		}
		return Note(t, kind, d, terms)
	})
	return err
}

// Told reports whether the ticket's timeline says of a notice what the type says.
func (s *Service) Told(ctx context.Context, id string, kind event.Type, notice string) (bool, error) {
	events, err := s.store.Timeline(ctx, event.Ticket, id, 0, 0)
	if err != nil {
		return false, err
	}
	return Told(events, kind, notice)
}

// Noted is Note as a change that is prepared but not saved: package feedback saves it in one transaction with the
// survey that was sent, which is what keeps it from being recorded twice.
func (s *Service) Noted(ctx context.Context, id string, kind event.Type, d Delivery) (Change, error) {
	t, err := s.store.Ticket(ctx, id)
	if err != nil {
		return Change{}, err
	}
	terms, err := s.termsOf(ctx, t, Do{Actor: system, alone: true})
	if err != nil {
		return Change{}, err
	}
	after, events, err := Note(t, kind, d, terms)
	return Change{Before: t.Seq, Ticket: after, Events: events}, err
}

// Rated is a command to record feedback, prepared but not saved: package feedback saves it in one transaction with
// the survey that it answers.
func (s *Service) Rated(ctx context.Context, id string, f Feedback, actor event.Actor) (Change, error) {
	t, err := s.store.Ticket(ctx, id)
	if err != nil {
		return Change{}, err
	}
	terms, err := s.terms(ctx, t, actor)
	if err != nil {
		return Change{}, err
	}
	after, events, err := Rate(t, f, terms)
	return Change{Before: t.Seq, Ticket: after, Events: events}, err
}

// Opens is a command to open a ticket, prepared but not saved: package voice saves it in one transaction with the problem
// that it is about.
func (s *Service) Opens(ctx context.Context, o Opening, actor event.Actor) (Change, error) {
	terms, err := s.openingTerms(ctx, actor)
	if err != nil {
		return Change{}, err
	}
	t, events, err := Open(o, terms)
	return Change{Ticket: t, Events: events}, err
}

// Writes is a message, prepared but not saved, as Opens is.
func (s *Service) Writes(ctx context.Context, id string, r Reply, actor event.Actor) (Change, error) {
	t, err := s.store.Ticket(ctx, id)
	if err != nil {
		return Change{}, err
	}
	terms, err := s.terms(ctx, t, actor)
	if err != nil {
		return Change{}, err
	}
	after, events, err := Write(t, r, terms)
	return Change{Before: t.Seq, Ticket: after, Events: events}, err
}
