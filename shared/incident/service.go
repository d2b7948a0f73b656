package incident

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/text"
	"aftercare/shared/ticket"
)

// Service takes in what is told of incidents.
type Service struct {
	store Store
	now   func() time.Time
}

// NewService makes a service.
func NewService(store Store, now func() time.Time) *Service { return &Service{store: store, now: now} }

// Bounds of when an incident was: how far another system's clock may go ahead of ours, and how late it may be told.
const (
	ahead = 5 * time.Minute
	late  = 366 * 24 * time.Hour
)

// The lengths of names, as those of a ticket's transaction, and how long the end of an incident waits for its notice:
// the queue may turn them around.
const (
	maxName  = 255
	maxChain = 64
	maxAsset = 32
	patience = 3 * time.Minute // less than the queue tries for
)

// attempts is how often a change that lost a race for the board is tried.
const attempts = 16

var system = event.Actor{Kind: event.System}

// Check brings what is told of an incident into its form, and says what is wrong with it.
func (i Incident) Check(now time.Time) (Incident, error) {
	var c text.Checker
	i.Name = c.Name("data.incidentId", c.Required("data.incidentId", i.Name, maxName), maxName)
	i.StartedAt, i.NoticedAt = i.StartedAt.UTC().Truncate(time.Second), i.NoticedAt.UTC().Truncate(time.Second)
	switch {
	case i.StartedAt.IsZero():
		c.Add("data.startedAt", "is missing")
	case i.NoticedAt.IsZero():
		c.Add("data.noticedAt", "is missing")
	case i.NoticedAt.Before(i.StartedAt):
		c.Add("data.noticedAt", "is before startedAt")
	case i.NoticedAt.After(now.Add(ahead)):
		c.Add("data.noticedAt", "lies in the future")
	case i.StartedAt.Before(now.Add(-late)):
		c.Add("data.startedAt", "is more than a year ago")
	}
	c.OneOf("data.severity", string(i.Severity), Severities...)
	i.Chain = c.Name("data.chain", i.Chain, maxChain)
	i.Asset = c.Name("data.asset", i.Asset, maxAsset)
	if len(i.Categories) > len(ticket.Categories) {
		c.Add("data.categories", "are more than there are")
		return i, c.Err()
	}
	for _, name := range i.Categories {
		c.OneOf("data.categories", name, ticket.Categories...)
	}
	i.Categories = slices.Compact(slices.Sorted(slices.Values(i.Categories)))
	return i, c.Err()
}

// Notice records an incident that was noticed, which may have earlier ids from before a rotation of the secret. The same
// notice again changes nothing; another one about the same incident is a Conflict: what was told first stays.
func (s *Service) Notice(ctx context.Context, i Incident, earlier []string) (Incident, error) {
	now := s.now().UTC().Truncate(time.Second)
	i, err := i.Check(now)
	if err != nil {
		return Incident{}, err
	}
	for range attempts {
		had, found, err := s.find(ctx, append([]string{i.ID}, earlier...))
		if err != nil {
			return Incident{}, err
		}
		if found && had.Request != i.Request {
			return Incident{}, fault.New(fault.Conflict, "the incident was told before, and otherwise: what was told first stays")
		}
		if found {
			return had, nil
		}
		i.Seq = 1
		err = s.save(ctx, 0, i, event.New(event.IncidentNoticed, now, system, i.Facts, Private{Name: i.Name}))
		if !fault.Is(err, fault.Lost) {
			return i, err
		}
	}
	return Incident{}, changing()
}

// End records that an incident is over. Its end told again changes nothing; another time is a Conflict. The end of one
// that was not noticed is tried again for some minutes after it was sent, and then Missing.
func (s *Service) End(ctx context.Context, ids []string, endedAt, sent time.Time) (Incident, error) {
	now := s.now().UTC().Truncate(time.Second)
	endedAt = endedAt.UTC().Truncate(time.Second)
	if endedAt.IsZero() {
		return Incident{}, fault.InvalidField("data.endedAt", "is missing")
	}
	for range attempts {
		i, found, err := s.find(ctx, ids)
		switch {
		case err != nil:
			return Incident{}, err
		case !found && now.Before(sent.Add(patience)):
			return Incident{}, errors.New("an incident that ended was not noticed yet: its notice may be on its way")
		case !found:
			return Incident{}, fault.NotFound("incident")
		case i.EndedAt.Equal(endedAt):
			return i, nil
		case !i.EndedAt.IsZero():
			return Incident{}, fault.New(fault.Conflict, "the incident ended before, at another time: what was told first stays")
		case endedAt.Before(i.StartedAt):
			return Incident{}, fault.InvalidField("data.endedAt", "is before the incident started")
		case endedAt.After(now.Add(ahead)):
			return Incident{}, fault.InvalidField("data.endedAt", "lies in the future")
		}
		before := i.Seq
		i.Seq, i.EndedAt = i.Seq+1, endedAt
		err = s.save(ctx, before, i, event.New(event.IncidentEnded, now, system, i.Facts, nil))
		if !fault.Is(err, fault.Lost) {
			return i, err
		}
	}
	return Incident{}, changing()
}

func changing() error { return fault.New(fault.Lost, "incidents change too fast: try again") }

// find finds an incident by the ids that it can have.
func (s *Service) find(ctx context.Context, ids []string) (Incident, bool, error) {
	for _, id := range ids {
		i, err := s.store.Incident(ctx, id)
		if err == nil {
			return i, true, nil
		}
		if !fault.Is(err, fault.Missing) {
			return Incident{}, false, fmt.Errorf("read incident: %w", err)
		}
	}
	return Incident{}, false, nil
}

// save writes an incident with what happened to it, and shows it on the board.
func (s *Service) save(ctx context.Context, before int64, i Incident, e event.Event) error {
	board, err := s.store.Board(ctx)
	if err != nil {
		return fmt.Errorf("read the board of incidents: %w", err)
	}
	e.Seq, e.Correlation = i.Seq, event.CorrelationFrom(ctx)
	e.Aggregate = event.Aggregate{Kind: event.Incident, ID: i.ID, Version: i.Seq}
	if err := s.store.SaveIncident(ctx, Change{Before: before, Incident: i, Events: []event.Event{e}, Board: board.With(i)}); err != nil {
		return fmt.Errorf("save incident: %w", err)
	}
	return nil
}
