package feedback

import (
	"context"
	"fmt"
	"slices"

	"aftercare/shared/fault"
	"aftercare/shared/ticket"
)

// Cases is how the surveys about tickets are found, without a list of their own.
type Cases interface {
	// Tickets gives a page of a list of tickets.
	Tickets(ctx context.Context, q ticket.Query) (ticket.Page, error)
}

// most is how many tickets, and how many other surveys, of a customer are looked at for what is open.
const most = 100

// OpenFor gives what a customer was asked and may answer still, the newest first: of their latest hundred tickets and
// surveys. That is all of them, but for who has more than seven solved in a day.
func (s *Service) OpenFor(ctx context.Context, cases Cases, customer string) ([]Survey, error) {
	now := s.now()
	all, err := s.store.CustomerSurveys(ctx, customer, most)
	if err != nil {
		return nil, fmt.Errorf("list surveys: %w", err)
	}
	page, err := cases.Tickets(ctx, ticket.Query{View: ticket.ByCustomer, Customer: customer, Limit: most})
	if err != nil {
		return nil, fmt.Errorf("list tickets: %w", err)
	}
	for _, t := range page.Tickets {
		if !t.Surveyed || now.Sub(t.LastAt) > Life {
			continue
		}
		v, err := s.store.Survey(ctx, SurveyID(CSAT, t.ID))
		if fault.Is(err, fault.Missing) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read survey: %w", err)
		}
		all = append(all, v)
	}
	all = slices.DeleteFunc(all, func(v Survey) bool { return v.CustomerID != customer || !v.Open(now) })
	slices.SortStableFunc(all, func(a, b Survey) int { return b.AskedAt.Compare(a.AskedAt) })
	return all, nil
}

// Any gives a survey by its id, to staff. Missing when there is none.
func (s *Service) Any(ctx context.Context, id string) (Survey, error) {
	v, err := s.store.Survey(ctx, id)
	if err != nil {
		return v, fmt.Errorf("read survey: %w", err)
	}
	return v, nil
}

// Survey gives a survey of a customer by its id. Missing for one of another, and for one that nobody was asked yet.
func (s *Service) Survey(ctx context.Context, customer, id string) (Survey, error) {
	v, err := s.store.Survey(ctx, id)
	if fault.Is(err, fault.Missing) || err == nil && (v.CustomerID != customer || !v.Shown()) {
		return Survey{}, fault.NotFound("survey")
	}
	if err != nil {
		return Survey{}, fmt.Errorf("read survey: %w", err)
	}
	return v, nil
}
