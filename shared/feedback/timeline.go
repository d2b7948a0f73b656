package feedback

import (
	"context"
	"fmt"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/ticket"
)

// Whom gives who was asked by a survey that no ticket tells of, as known then, and the language. Missing when there is
// none.
func (s *Service) Whom(ctx context.Context, id string) (ticket.Customer, string, error) {
	v, err := s.store.Survey(ctx, id)
	if err != nil {
		return ticket.Customer{}, "", fmt.Errorf("read survey: %w", err)
	}
	if v.Customer == nil {
		return ticket.Customer{ID: v.CustomerID}, v.Language, nil
	}
	return *v.Customer, v.Language, nil
}

// Note records a delivery on the timeline of a survey that has one of its own. The same delivery again is not recorded
// again.
func (s *Service) Note(ctx context.Context, id string, kind event.Type, d ticket.Delivery) error {
	for range attempts {
		v, err := s.store.Survey(ctx, id)
		if err != nil {
			return fmt.Errorf("read survey: %w", err)
		}
		told, err := s.Told(ctx, id, kind, d.Notice)
		if told || err != nil {
			return err
		}
		v, e := Happened(v, kind, s.now(), system, event.CorrelationFrom(ctx), d, nil)
		v.Revision++
		err = s.store.SaveSurvey(ctx, Change{Survey: v, Events: []event.Event{e}})
		if !fault.Is(err, fault.Lost) {
			return err
		}
	}
	return changing()
}

// Told reports whether a survey's own timeline says of a notice what the type says.
func (s *Service) Told(ctx context.Context, id string, kind event.Type, notice string) (bool, error) {
	events, err := s.store.Timeline(ctx, event.Survey, id, 0, 0)
	if err != nil {
		return false, fmt.Errorf("read timeline: %w", err)
	}
	return ticket.Told(events, kind, notice)
}
