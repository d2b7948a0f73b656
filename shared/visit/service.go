package visit

import (
	"context"
	"fmt"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/redact"
	"aftercare/shared/text"
	"aftercare/shared/ticket"
)

// Bounds of when a visit was: how far another system's clock may go ahead of ours, and how late a visit may be told.
const (
	ahead = 5 * time.Minute
	late  = 366 * 24 * time.Hour
)

const maxArticle = 255

// Service records visits.
type Service struct {
	store Store
	now   func() time.Time
}

// NewService makes a service.
func NewService(store Store, now func() time.Time) *Service { return &Service{store: store, now: now} }

// Check brings a visit into its form, and says what is wrong with it.
func (v Visit) Check(now time.Time) (Visit, error) {
	var c text.Checker
	v.StartedAt, v.EndedAt = v.StartedAt.UTC().Truncate(time.Second), v.EndedAt.UTC().Truncate(time.Second)
	switch {
	case v.EndedAt.IsZero():
		c.Add("data.endedAt", "is missing")
	case v.EndedAt.After(now.Add(ahead)):
		c.Add("data.endedAt", "lies in the future")
	case v.EndedAt.Before(now.Add(-late)):
		c.Add("data.endedAt", "is more than a year ago")
	case v.StartedAt.After(v.EndedAt):
		c.Add("data.startedAt", "is after endedAt")
	case !v.StartedAt.IsZero() && v.StartedAt.Before(now.Add(-late)):
		c.Add("data.startedAt", "is more than a year ago")
	}
	if v.Outcome == "" {
		v.Outcome = Unknown
	}
	c.OneOf("data.outcome", string(v.Outcome), Outcomes...)
	var secrets redact.Remover // what a page is called may be what was looked for
	v.Article = c.Name("data.article", secrets.Clean(v.Article), maxArticle)
	return v, c.Err()
}

// End records a visit that ended, which may have earlier ids from before a rotation of the secret. The same visit again
// changes nothing; one of which something else is told than before is a Conflict: what was told first stays.
func (s *Service) End(ctx context.Context, v Visit, earlier []string) (Visit, error) {
	now := s.now().UTC().Truncate(time.Second)
	v, err := v.Check(now)
	if err != nil {
		return Visit{}, err
	}
	ids := append([]string{v.ID}, earlier...)
	if had, found, err := s.told(ctx, ids, v.Request); found || err != nil {
		return had, err
	}
	v.Seq = 1
	data := Ended{Article: v.Article, Outcome: v.Outcome, StartedAt: v.StartedAt, EndedAt: v.EndedAt}
	if v.Customer.Assurance != ticket.Unverified {
		data.CustomerID = v.Customer.ID
	}
	e := event.New(event.VisitEnded, now, event.Actor{Kind: event.System}, data, Private{Customer: v.Customer})
	e.Seq, e.Correlation = 1, event.CorrelationFrom(ctx)
	e.Aggregate = event.Aggregate{Kind: event.Visit, ID: v.ID, Version: 1}
	err = s.store.AddVisit(ctx, v, e)
	if fault.Is(err, fault.Lost) { // another delivery came first
		had, found, again := s.told(ctx, ids, v.Request)
		if !found && again == nil {
			again = err
		}
		return had, again
	}
	if err != nil {
		return Visit{}, fmt.Errorf("save visit: %w", err)
	}
	return v, nil
}

// told finds the visit when it was told before.
func (s *Service) told(ctx context.Context, ids []string, request string) (Visit, bool, error) {
	for _, id := range ids {
		had, err := s.store.Visit(ctx, id)
		switch {
		case fault.Is(err, fault.Missing):
			continue
		case err != nil:
			return Visit{}, false, fmt.Errorf("read visit: %w", err)
		case had.Request != request:
			return Visit{}, false, fault.New(fault.Conflict, "the visit was told before, and otherwise: what was told first stays")
		}
		return had, true, nil
	}
	return Visit{}, false, nil
}
