package ticket

import (
	"context"
	"slices"

	"aftercare/shared/event"
)

// Complain notes that a complaint names the ticket: the latest one counts. The same complaint again changes nothing.
func Complain(t Ticket, complaint string, terms Terms) (Ticket, []event.Event, error) {
	if t.ComplaintID == complaint {
		return t, nil, nil
	}
	d := begin(t, terms, terms.Now)
	d.emit(event.TicketChanged, Changed{ComplaintID: complaint}, nil)
	return d.finish(t)
}

// Complained is Complain as a change that is prepared but not saved: package complaint saves it in one transaction
// with the filing.
func (s *Service) Complained(ctx context.Context, t Ticket, complaint string, actor event.Actor) (Change, error) {
	terms, err := s.terms(ctx, t, actor)
	if err != nil {
		return Change{}, err
	}
	after, events, err := Complain(t, complaint, terms)
	return Change{Before: t.Seq, Ticket: after, Events: events}, err
}

// Worked reports whether a member of staff worked a ticket with a timeline: as its assignee, or by writing or solving
// there.
func Worked(t Ticket, timeline []event.Event, staff string) bool {
	if staff == "" {
		return false
	}
	return t.Assignee == staff || slices.ContainsFunc(timeline, func(e event.Event) bool {
		switch e.Type {
		case event.TicketReplied, event.TicketNoted, event.TicketSolved:
			return e.Actor.Kind == event.Staff && e.Actor.ID == staff
		}
		return false
	})
}
