package loop

import (
	"context"
	"fmt"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/ticket"
)

// Handle does what an event of a ticket means for its loop, and reports whether that is all that is to be done about it.
// It may be called any number of times for an event.
func (s *Service) Handle(ctx context.Context, e event.Detail) (bool, error) {
	switch e.Type {
	case event.TicketSolved:
		return s.Solved(ctx, e)
	case event.TicketClosed, event.TicketMerged:
		return true, s.over(ctx, e)
	default:
		return false, nil
	}
}

// Solved asks the customer, when the ticket in which something is put right was solved, whether it is. It reports
// whether the ticket is such a one: then its customer is asked this and nothing else. It may be called any number of
// times for an event.
func (s *Service) Solved(ctx context.Context, e event.Detail) (bool, error) {
	solved, err := event.DecodeDetail[ticket.SolvedData](e)
	if err != nil || solved.FollowsSurvey == "" {
		return false, err
	}
	for range attempts {
		err := s.ask(ctx, solved.FollowsSurvey, e)
		if !fault.Is(err, fault.Lost) {
			return true, err
		}
	}
	return true, fault.New(fault.Lost, "the loop changes too fast: try again")
}

func (s *Service) ask(ctx context.Context, id string, e event.Detail) error {
	l, err := s.store.Loop(ctx, id)
	if fault.Is(err, fault.Missing) { // who opens it has not come to it yet, and opens none about spam
		t, readErr := s.store.Ticket(ctx, e.Aggregate.ID)
		if readErr == nil && t.Spam {
			return nil
		}
	}
	if err != nil {
		return fmt.Errorf("read loop of survey %s: %w", id, err)
	}
	if l.TicketID != e.Aggregate.ID {
		was, err := s.store.Ticket(ctx, l.TicketID)
		if err != nil {
			return fmt.Errorf("read ticket: %w", err)
		}
		if was.MergedInto != e.Aggregate.ID { // a follow-up that has one of its own by now
			return nil
		}
		l.TicketID, l.Solution = e.Aggregate.ID, 0
	}
	if l.State == Closed || l.State == Ended || l.Solution >= e.Seq {
		return nil
	}
	t, err := s.store.Ticket(ctx, l.TicketID)
	if err != nil {
		return fmt.Errorf("read ticket: %w", err)
	}
	if t.Status != ticket.StatusSolved { // it will be solved again
		return nil
	}
	now := s.now()
	before := l.Seq
	l.State, l.Solution, l.AskedAt, l.Answer = Asked, e.Seq, now, nil
	l, asked := happened(l, event.FeedbackLoopAsked, now, system, event.CorrelationFrom(ctx),
		AskedData{TicketID: l.TicketID, ExpiresAt: l.ExpiresAt()}, nil)
	if err := s.store.SaveLoop(ctx, Change{Before: before, Loop: l, Events: []event.Event{asked}}); err != nil {
		return fmt.Errorf("save loop: %w", err)
	}
	return nil
}
