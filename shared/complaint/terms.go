package complaint

import (
	"context"
	"fmt"
	"slices"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/sla"
	"aftercare/shared/ticket"
)

// terms are what a command is carried out under: as much as its step needs is read.
func (s *Service) terms(ctx context.Context, c Complaint, step Step, who Who, do Do) (Terms, error) {
	terms := Terms{
		Now: s.now(), Who: who, Correlation: event.CorrelationFrom(ctx), Authority: s.authority,
		Calendar: func(id string) (*sla.Calendar, error) { return s.ladders.Calendar(ctx, id) },
	}
	var err error
	if !do.alone {
		if terms.Ladder, err = s.ladders.Ladder(ctx, c.Team); err != nil {
			return Terms{}, fmt.Errorf("read ladder: %w", err)
		}
	}
	switch step {
	case AcknowledgementStep:
		if law, unknown := NewRegime(c.Jurisdiction, s.regime.zone); unknown == nil {
			terms.Regime = law
		}
	case FindingsStep:
		if s.causes != nil {
			tree, err := s.causes.Causes(ctx)
			if err != nil {
				return Terms{}, fmt.Errorf("read causes: %w", err)
			}
			terms.Causes = &tree
		}
		terms.Linked, err = s.linked(ctx, c)
	case SolutionStep:
		now := terms.Now
		if now.Before(c.LastAt) {
			now = c.LastAt
		}
		if terms.Spent, err = s.store.Ledger(ctx, LedgerOf(who.Actor.ID, now)); err != nil {
			return Terms{}, fmt.Errorf("read ledger: %w", err)
		}
		terms.Earlier, err = s.earlier(ctx, c)
	}
	return terms, err
}

// changed gives what a command writes beside the complaint: the ledger that its remedy counts in, and the decision for
// the next decider.
func (s *Service) changed(ctx context.Context, before, after Complaint, events []event.Event, terms Terms) (Change, error) {
	change := Change{Before: before.Seq, Complaint: after, Events: events, Line: altered(before, after)}
	if id, differs := booked(before.Remedies, after.Remedies); differs {
		ledger := terms.Spent // the one that the limits were held against, where it is the same
		if ledger.LedgerID != id {
			var err error
			if ledger, err = s.store.Ledger(ctx, id); err != nil {
				return Change{}, fmt.Errorf("read ledger: %w", err)
			}
		}
		ledger = ledger.book(before.Remedies, after.Remedies)
		change.Ledger = &ledger
	}
	if sent := after.Solution; sent != nil && (before.Solution == nil || before.Solution.N != sent.N) {
		if decided, comparable := after.precedent(); comparable {
			change.Precedent = &decided
		}
	}
	return change, nil
}

// linked gives what the linked ticket tells of the complaint.
func (s *Service) linked(ctx context.Context, c Complaint) (Linked, error) {
	if c.TicketID == "" {
		return Linked{}, nil
	}
	t, err := s.tickets.Ticket(ctx, c.TicketID)
	if fault.Is(err, fault.Missing) {
		return Linked{}, nil
	}
	if err != nil {
		return Linked{}, fmt.Errorf("read the linked ticket: %w", err)
	}
	linked := Linked{Category: t.Category}
	if t.Transaction != nil {
		linked.Asset = t.Transaction.Asset
	}
	return linked, nil
}

// earlier gives the latest decisions on the like, those on this complaint left out.
func (s *Service) earlier(ctx context.Context, c Complaint) ([]Precedent, error) {
	like, ok := c.Like()
	if !ok {
		return nil, nil
	}
	found, err := s.store.Precedents(ctx, like, Compared+maxOwn)
	if err != nil {
		return nil, fmt.Errorf("read earlier decisions: %w", err)
	}
	found = slices.DeleteFunc(found, func(p Precedent) bool { return p.Complaint == c.ID })
	return found[:min(len(found), Compared)], nil
}

// worked reports whether somebody worked the ticket that the complaint is about.
func (s *Service) worked(ctx context.Context, c Complaint, who Who) (bool, error) {
	if c.TicketID == "" || who.Actor.Kind != event.Staff {
		return false, nil
	}
	t, err := s.tickets.Ticket(ctx, c.TicketID)
	if fault.Is(err, fault.Missing) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read the linked ticket: %w", err)
	}
	timeline, err := s.store.Timeline(ctx, event.Ticket, c.TicketID, 0, 0)
	if err != nil {
		return false, fmt.Errorf("read the linked ticket's timeline: %w", err)
	}
	return ticket.Worked(t, timeline, who.Actor.ID), nil
}
