package complaint

import (
	"context"
	"fmt"
	"slices"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
)

// Complaint gives a complaint to somebody who may see it. Missing when there is none or it is not theirs to see.
func (s *Service) Complaint(ctx context.Context, id string, who Who) (Complaint, error) {
	c, err := s.store.Complaint(ctx, id)
	if fault.Is(err, fault.Missing) {
		return Complaint{}, absentToThem() // the same words as for what is not theirs
	}
	if err != nil {
		return Complaint{}, err
	}
	if err := s.see(ctx, c, who); err != nil {
		return Complaint{}, err
	}
	return c, nil
}

// Permit says whether somebody may take a step with a complaint, whatever its status: nil, Missing or Forbidden.
func (s *Service) Permit(ctx context.Context, id string, step Step, who Who) error {
	_, _, err := s.permitted(ctx, id, step, who)
	return err
}

// permitted loads a complaint for a step; without a step it only asks for sight. It gives who asks with what is known
// of them by then.
func (s *Service) permitted(ctx context.Context, id string, step Step, who Who) (Complaint, Who, error) {
	c, err := s.Complaint(ctx, id, who)
	if err != nil || step == "" {
		return c, who, err
	}
	if impartial(step) {
		if who.Worked, err = s.worked(ctx, c, who); err != nil {
			return c, who, err
		}
	}
	return c, who, permit(c, step, who)
}

// see is Missing unless the complaint is the customer's own, the member of staff handles complaints, took this one
// over, or has the ticket that it is linked to.
func (s *Service) see(ctx context.Context, c Complaint, who Who) error {
	switch {
	case who.Actor.Kind == event.System, who.in(Lead, Compliance, Admin):
		return nil
	case c.complainant(who.Actor.ID):
		return nil
	case who.in(Agent) && c.Assignee == who.Actor.ID: // a team's ladder may let agents take over
		return nil
	case who.in(Agent) && c.calls(who): // and who is called must see what for
		return nil
	case who.in(Agent) && c.TicketID != "":
		t, err := s.tickets.Ticket(ctx, c.TicketID)
		if err != nil && !fault.Is(err, fault.Missing) {
			return fmt.Errorf("read the linked ticket: %w", err)
		}
		if err == nil && t.Assignee != "" && t.Assignee == who.Actor.ID {
			return nil
		}
	}
	return absentToThem()
}

func absentToThem() error { return fault.NotFound("complaint") }

// Filter narrows a list. The zero values leave it as it is.
type Filter struct {
	Status   Status
	From, To time.Time // staff: of the receipt, [From, To); at most MaxSpan apart, by default the last that ends tomorrow
}

// List gives a page of what somebody may see: customers their own complaints, newest first; whoever handles
// complaints the register. It gives where the next page begins; empty at the end.
func (s *Service) List(ctx context.Context, who Who, f Filter, limit int, after string) (Page, error) {
	q := Query{View: ByCustomer, Customer: who.Actor.ID, Status: f.Status, Limit: limit, After: after}
	if who.Actor.Kind != event.Customer {
		if err := register(who); err != nil {
			return Page{}, err
		}
		from, to, err := s.span(f.From, f.To)
		if err != nil {
			return Page{}, err
		}
		q = Query{View: Register, From: from, To: to, Status: f.Status, Limit: limit, After: after}
	}
	return s.store.Complaints(ctx, q)
}

// span completes and checks the part of the register that is asked for.
func (s *Service) span(from, to time.Time) (time.Time, time.Time, error) {
	switch {
	case from.IsZero() && to.IsZero():
		// The end is of a whole day, so that the pages of one reading agree on it.
		to = s.now().UTC().Truncate(24*time.Hour).AddDate(0, 0, 1)
		from = to.Add(-MaxSpan)
	case from.IsZero():
		from = to.Add(-MaxSpan)
	case to.IsZero():
		to = from.Add(MaxSpan)
	case !to.After(from):
		return from, to, fault.InvalidField("to", "is not after from")
	case to.Sub(from) > MaxSpan:
		return from, to, fault.InvalidField("to", "is more than 31 days after from: ask for a part at a time")
	}
	return from.UTC(), to.UTC(), nil
}

// calls reports whether the present level of the ladder calls an agent to take the complaint over.
func (c Complaint) calls(who Who) bool {
	open := c.Escalation.Waiting() || c.Escalation.Abandoned()
	return open && (Party(c.LevelRole) == Agent || slices.Contains(c.LevelPeople, who.Actor.ID))
}
