package loop

import (
	"context"
	"fmt"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/ticket"
)

// Reason is why a loop ended without the customer's word.
type Reason string

// The reasons.
const (
	Spam Reason = "spam" // its ticket is: nobody is answered there
	// Merged says that its ticket goes on in one in which something else is to be put right: the customer is asked about that.
	Merged Reason = "merged"
)

// Ending gives why a loop cannot go on, by the ticket in which it is to be put right, or the one that was merged into;
// empty while it can, and once it is over.
func Ending(l Loop, t ticket.Ticket) Reason {
	switch {
	case l.State == Closed || l.State == Ended:
		return ""
	case t.Spam:
		return Spam
	case t.FollowsSurvey != l.ID:
		return Merged
	}
	return ""
}

// over ends the loop of a ticket that was marked as spam, or merged into another, if it cannot go on.
func (s *Service) over(ctx context.Context, e event.Detail) error {
	switch e.Type {
	case event.TicketClosed:
		closed, err := event.DecodeDetail[ticket.Closed](e)
		if err != nil || closed.Cause != ticket.ClosedAsSpam {
			return err
		}
	default:
		merged, err := event.DecodeDetail[ticket.Merged](e)
		if err != nil || merged.Into == "" { // the ticket that goes on
			return err
		}
	}
	t, err := s.store.Ticket(ctx, e.Aggregate.ID)
	if err != nil {
		return fmt.Errorf("read ticket: %w", err)
	}
	if t.FollowsSurvey == "" {
		return nil
	}
	return s.settle(ctx, t.FollowsSurvey)
}

// settle ends a loop that cannot go on. Where there is none yet, whoever opens it calls this afterwards: whichever of the
// two comes later sees what the other wrote.
func (s *Service) settle(ctx context.Context, id string) error {
	for range attempts {
		l, err := s.store.Loop(ctx, id)
		if fault.Is(err, fault.Missing) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read loop: %w", err)
		}
		t, err := s.where(ctx, l)
		if err != nil {
			return err
		}
		reason := Ending(l, t)
		if reason == "" {
			return nil
		}
		before := l.Seq
		l.State, l.Reason = Ended, reason
		l, ended := happened(l, event.FeedbackLoopEnded, s.now(), system, event.CorrelationFrom(ctx), EndedData{TicketID: l.TicketID, Reason: reason}, nil)
		err = s.store.SaveLoop(ctx, Change{Before: before, Loop: l, Events: []event.Event{ended}})
		if !fault.Is(err, fault.Lost) {
			return err
		}
	}
	return fault.New(fault.Lost, "the loop changes too fast: try again")
}

// where gives the ticket in which something is to be put right, or the one that it was merged into.
func (s *Service) where(ctx context.Context, l Loop) (ticket.Ticket, error) {
	t, err := s.store.Ticket(ctx, l.TicketID)
	for range attempts {
		if err != nil || t.MergedInto == "" {
			break
		}
		t, err = s.store.Ticket(ctx, t.MergedInto)
	}
	if err != nil {
		return t, fmt.Errorf("read ticket: %w", err)
	}
	return t, nil
}
