package complaint

import (
	"context"
	"fmt"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/ticket"
)

// Investigate begins an investigation.
func (s *Service) Investigate(ctx context.Context, id string, i Inquiry, do Do) (Done, error) {
	return s.change(ctx, id, InvestigationStep, do, func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Investigate(c, i, terms)
	})
}

// Ask asks the customer for what is missing.
func (s *Service) Ask(ctx context.Context, id string, q Question, do Do) (Done, error) {
	return s.change(ctx, id, RequestStep, do, func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Ask(c, q, terms)
	})
}

// Reply answers an information request.
func (s *Service) Reply(ctx context.Context, id string, n int, answer string, do Do) (Done, error) {
	return s.change(ctx, id, AnswerStep, do, func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Reply(c, n, answer, terms)
	})
}

// Write adds a message.
func (s *Service) Write(ctx context.Context, id, body string, do Do) (Done, error) {
	return s.change(ctx, id, MessageStep, do, func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Write(c, body, terms)
	})
}

// Give adds evidence. The history of a ticket is hashed as it is now; the ticket must be the customer's.
func (s *Service) Give(ctx context.Context, id string, e Evidence, do Do) (Done, error) {
	return s.change(ctx, id, EvidenceStep, do, func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		history, err := s.history(ctx, c, e.TicketID)
		if err != nil {
			return c, nil, err
		}
		return Give(c, e, history, terms)
	})
}

// history gives the timeline of a ticket that is given as evidence; none for what is no ticket of the customer.
func (s *Service) history(ctx context.Context, c Complaint, id string) ([]event.Event, error) {
	if id == "" {
		return nil, nil
	}
	t, err := s.tickets.Ticket(ctx, id)
	if fault.Is(err, fault.Missing) || err == nil && t.Customer.ID != c.Customer.ID {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the ticket: %w", err)
	}
	timeline, err := s.store.Timeline(ctx, event.Ticket, id, 0, 0)
	if err != nil {
		return nil, fmt.Errorf("read the ticket's timeline: %w", err)
	}
	return timeline, nil
}

// Find says what the investigation came to.
func (s *Service) Find(ctx context.Context, id string, r Ruling, do Do) (Done, error) {
	return s.change(ctx, id, FindingsStep, do, func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Find(c, r, terms)
	})
}

// Similar gives the earlier decisions that a new one on the complaint is held against, newest first.
func (s *Service) Similar(ctx context.Context, id string, who Who) ([]Precedent, error) {
	c, err := s.Complaint(ctx, id, who)
	if err != nil {
		return nil, err
	}
	if !who.in(superior...) {
		return nil, fault.New(fault.Forbidden, "earlier decisions are for who decides")
	}
	return s.earlier(ctx, c)
}

// Propose decides a complaint.
func (s *Service) Propose(ctx context.Context, id string, p Proposal, do Do) (Done, error) {
	return s.change(ctx, id, SolutionStep, do, func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Propose(c, p, terms)
	})
}

// Approve judges a solution that waits.
func (s *Service) Approve(ctx context.Context, id string, a Approval, do Do) (Done, error) {
	return s.change(ctx, id, ApprovalStep, do, func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Approve(c, a, terms)
	})
}

// Accept takes the solution.
func (s *Service) Accept(ctx context.Context, id string, do Do) (Done, error) {
	return s.change(ctx, id, AcceptanceStep, do, Accept)
}

// Reject refuses the solution.
func (s *Service) Reject(ctx context.Context, id, reason string, do Do) (Done, error) {
	return s.change(ctx, id, RejectionStep, do, func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Reject(c, reason, terms)
	})
}

// Fulfil says that the solution was carried out.
func (s *Service) Fulfil(ctx context.Context, id, note string, do Do) (Done, error) {
	return s.change(ctx, id, FulfilmentStep, do, func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Fulfil(c, note, terms)
	})
}

// Follow takes what the customer says to it.
func (s *Service) Follow(ctx context.Context, id string, f FollowUp, do Do) (Done, error) {
	return s.change(ctx, id, FollowUpStep, do, func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Follow(c, f, terms)
	})
}

// Postpone notes that the decision comes late.
func (s *Service) Postpone(ctx context.Context, id string, p Postponement, do Do) (Done, error) {
	return s.change(ctx, id, DelayStep, do, func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Postpone(c, p, terms)
	})
}

// Learn draws a lesson.
func (s *Service) Learn(ctx context.Context, id string, l Learning, do Do) (Done, error) {
	return s.change(ctx, id, LessonStep, do, func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Learn(c, l, terms)
	})
}

// Complete notes that a lesson was put into practice.
func (s *Service) Complete(ctx context.Context, id string, done Completion, do Do) (Done, error) {
	return s.change(ctx, id, LessonDoneStep, do, func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Complete(c, done, terms)
	})
}

// Keep says whether the record must be kept beyond its time.
func (s *Service) Keep(ctx context.Context, id string, hold bool, reason string, do Do) (Done, error) {
	step := HoldStep
	if !hold {
		step = ReleaseStep
	}
	return s.change(ctx, id, step, do, func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Keep(c, hold, reason, terms)
	})
}

// Paid notes that the exchange paid a remedy; it was said before when nothing comes of it. Missing for a complaint or a
// remedy that does not exist.
func (s *Service) Paid(ctx context.Context, id, remedy string, at time.Time) (Done, error) {
	return s.change(ctx, id, PaymentStep, Do{Who: System, alone: true}, func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Pay(c, remedy, at, terms)
	})
}

var _ Linker = (*ticket.Service)(nil)
