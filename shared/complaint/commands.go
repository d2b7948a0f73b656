package complaint

import (
	"context"
	"time"

	"aftercare/shared/clock"
	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/ticket"
)

// Acknowledge judges a complaint admissible or not.
func (s *Service) Acknowledge(ctx context.Context, id string, v Verdict, do Do) (Done, error) {
	return s.change(ctx, id, AcknowledgementStep, do, func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Acknowledge(c, v, terms)
	})
}

// Escalate moves a complaint one level up, or notes the cause while a level waits.
func (s *Service) Escalate(ctx context.Context, id string, cause escalation.Cause, reason string, do Do) (Done, error) {
	return s.change(ctx, id, EscalationStep, do, func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Escalate(c, cause, reason, terms)
	})
}

// TakeOver makes the caller the one who holds the complaint at its present level.
func (s *Service) TakeOver(ctx context.Context, id string, do Do) (Done, error) {
	return s.change(ctx, id, TakeoverStep, do, TakeOver)
}

// Deescalate moves a complaint one level down.
func (s *Service) Deescalate(ctx context.Context, id, reason string, do Do) (Done, error) {
	return s.change(ctx, id, DeescalationStep, do, func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Deescalate(c, reason, terms)
	})
}

// Withdraw takes a complaint back, by its customer.
func (s *Service) Withdraw(ctx context.Context, id string, do Do) (Done, error) {
	return s.change(ctx, id, WithdrawalStep, do, Withdraw)
}

// Close closes a complaint with its outcome and reason.
func (s *Service) Close(ctx context.Context, id string, end Closure, do Do) (Done, error) {
	return s.change(ctx, id, ClosureStep, do, func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		return Close(c, end, terms)
	})
}

// Wake does what is due, and gives when the complaint wants to be looked at again; zero for never.
func (s *Service) Wake(ctx context.Context, id string) (time.Time, error) {
	done, err := s.change(ctx, id, "", Do{Who: System, alone: true}, Wake)
	if fault.Is(err, fault.Missing) {
		return time.Time{}, nil
	}
	return done.Complaint.NextWake, err
}

// Timer gives the timer that the complaint wants at present; none for a complaint that does not exist.
func (s *Service) Timer(ctx context.Context, id string) (clock.Wanted, error) {
	c, err := s.store.Complaint(ctx, id)
	if fault.Is(err, fault.Missing) {
		return clock.Wanted{}, nil
	}
	return clock.Wanted{At: c.NextWake, ArmedFor: c.ArmedFor}, err
}

// Raise moves a complaint one level up for a cause that the system found, or notes it while a level waits. The
// receipt's cause does so once. A complaint that is closed by now is left as it is. It gives where the complaint then
// stands.
func (s *Service) Raise(ctx context.Context, id string, cause escalation.Cause, receipt event.Receipt) (escalation.State, error) {
	done, err := s.Escalate(ctx, id, cause, "", Do{Who: System, Receipt: &receipt})
	return done.Complaint.Escalation, err
}

// Raised reports whether the receipt's cause has moved a complaint already.
func (s *Service) Raised(ctx context.Context, receipt event.Receipt) (bool, error) {
	_, found, err := s.store.Receipt(ctx, receipt.Scope, receipt.Key)
	return found, err
}

// Note records a delivery about the complaint: notice.sent or notice.failed. The same delivery again is not recorded
// again: the timeline itself tells, and a change that is based on it is only saved while nothing else has happened.
func (s *Service) Note(ctx context.Context, id string, kind event.Type, d Delivery) error {
	_, err := s.change(ctx, id, "", Do{Who: System, alone: true}, func(c Complaint, terms Terms) (Complaint, []event.Event, error) {
		if told, err := s.Told(ctx, id, kind, d.Notice); told || err != nil {
			return c, nil, err
		}
		return Note(c, kind, d, terms)
	})
	return err
}

// Told reports whether the complaint's timeline says of a notice what the type says.
func (s *Service) Told(ctx context.Context, id string, kind event.Type, notice string) (bool, error) {
	events, err := s.store.Timeline(ctx, event.Complaint, id, 0, 0)
	if err != nil {
		return false, err
	}
	return ticket.Told(events, kind, notice)
}
