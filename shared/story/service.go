package story

import (
	"context"
	"fmt"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/link"
	"aftercare/shared/ticket"
)

// attempts is how often a command that lost a race is repeated from the load.
const attempts = 16

// Service carries commands on stories out.
type Service struct {
	store   Store
	sources Sources
	links   *link.Links
	now     func() time.Time
}

// NewService makes a service. Who only records deliveries needs neither sources nor links.
func NewService(store Store, sources Sources, links *link.Links, now func() time.Time) *Service {
	return &Service{store: store, sources: sources, links: links, now: now}
}

// Store gives the storage for reading.
func (s *Service) Store() Store { return s.store }

// Do says for whom a command is carried out, and under which conditions.
type Do struct {
	Actor   event.Actor
	Version *int64         // from If-Match: Stale when the story has another
	Receipt *event.Receipt // outside key; a repetition gets the present story
}

// Command is a pure command with its own values bound.
type Command func(Story, Terms) (Story, []event.Event, error)

// Begin begins the story of a source, or goes on with it: staff ask, the customer allows.
func (s *Service) Begin(ctx context.Context, src Source, do Do) (Story, error) {
	by := ""
	if do.Actor.Kind == event.Customer {
		by = do.Actor.ID
	}
	b, err := s.beginning(ctx, src, by)
	if err != nil {
		return Story{}, err
	}
	return s.change(ctx, b.ID, do, func(v Story, terms Terms) (Story, []event.Event, error) {
		if by == "" {
			return Ask(v, b, terms)
		}
		return Allow(v, b, terms)
	})
}

// AllowBySurvey gives the permission of whoever holds the link of a survey, which they answered. The language to answer in
// comes with an error, too.
func (s *Service) AllowBySurvey(ctx context.Context, token string, receipt *event.Receipt) (told Story, language string, err error) {
	src, language, err := s.sources.SourceOf(ctx, token)
	if err != nil {
		return Story{}, language, err
	}
	b, err := s.sources.Said(ctx, src)
	if err != nil {
		return Story{}, language, fmt.Errorf("read survey: %w", err)
	}
	if b.Words == "" {
		return Story{}, language, fault.InState("unanswered", "there is nothing to quote: it is for whoever is satisfied, and says why")
	}
	do := Do{Actor: event.Actor{Kind: event.Customer, ID: b.Customer.ID}}
	if receipt != nil { // never the token itself, which is kept nowhere
		once := *receipt
		once.Scope = "story of survey " + src.ID
		do.Receipt = &once
	}
	told, err = s.Begin(ctx, src, do)
	return told, language, err
}

// Change carries a command out on a story.
func (s *Service) Change(ctx context.Context, id string, do Do, command Command) (Story, error) {
	return s.change(ctx, id, do, func(v Story, terms Terms) (Story, []event.Event, error) {
		if v.Seq == 0 {
			return v, nil, fault.NotFound("story")
		}
		return command(v, terms)
	})
}

// Enter gives the story that a token leads to. Missing and Gone as of [link.Links.Open].
func (s *Service) Enter(ctx context.Context, token string) (Story, link.Link, error) {
	l, err := s.links.Open(ctx, link.Story, token)
	if err != nil {
		return Story{}, l, err
	}
	v, err := s.store.Story(ctx, l.ID)
	if err != nil {
		return Story{}, l, fmt.Errorf("read the story of a link: %w", err)
	}
	return v, l, nil
}

// change loads a story, lets the command act, and saves; a lost race is repeated from the load. A story that there is not
// is handed to the command with the sequence number 0.
func (s *Service) change(ctx context.Context, id string, do Do, command Command) (Story, error) {
	for range attempts {
		if had, replayed, err := s.replay(ctx, id, do.Receipt); replayed || err != nil {
			return had, err
		}
		v, err := s.store.Story(ctx, id)
		if err != nil && !fault.Is(err, fault.Missing) {
			return Story{}, err
		}
		if do.Version != nil && *do.Version != v.Version {
			return v, fault.New(fault.Stale, "the story has changed: read it again, its version is now %d", v.Version)
		}
		terms := Terms{Now: s.now(), Actor: do.Actor, Correlation: event.CorrelationFrom(ctx)}
		after, events, err := command(v, terms)
		if err != nil || len(events) == 0 {
			return v, err
		}
		err = s.store.SaveStory(ctx, Change{Before: v.Seq, Story: after, Events: events, Receipt: do.Receipt})
		if fault.Is(err, fault.Lost) || fault.Is(err, fault.Replayed) {
			continue
		}
		if err != nil {
			return Story{}, fmt.Errorf("save story: %w", err)
		}
		return after, nil
	}
	return Story{}, fault.New(fault.Lost, "the story changes too fast: try again")
}

// replay answers a command whose key was used before. Another request under the same key is a misuse.
func (s *Service) replay(ctx context.Context, id string, want *event.Receipt) (Story, bool, error) {
	if want == nil {
		return Story{}, false, nil
	}
	had, found, err := s.store.Receipt(ctx, want.Scope, want.Key)
	if err != nil || !found {
		return Story{}, false, err
	}
	if had.Hash != want.Hash {
		return Story{}, false, fault.InvalidField("Idempotency-Key", "was used before with another request")
	}
	v, err := s.store.Story(ctx, id)
	return v, true, err
}

// Note records a delivery on the timeline. The same delivery again is not recorded again.
func (s *Service) Note(ctx context.Context, id string, kind event.Type, d ticket.Delivery) error {
	_, err := s.Change(ctx, id, Do{}, func(v Story, terms Terms) (Story, []event.Event, error) {
		if told, err := s.Told(ctx, id, kind, d.Notice); told || err != nil {
			return v, nil, err
		}
		return Note(v, kind, d, terms)
	})
	return err
}

// Told reports whether the timeline says of a notice what the type says.
func (s *Service) Told(ctx context.Context, id string, kind event.Type, notice string) (bool, error) {
	events, err := s.store.Timeline(ctx, event.Story, id, 0, 0)
	if err != nil {
		return false, err
	}
	return ticket.Told(events, kind, notice)
}
