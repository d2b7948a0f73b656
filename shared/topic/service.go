package topic

import (
	"context"
	"fmt"
	"slices"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/staff"
)

// Source is where texts of customers come from.
type Source interface {
	// Kind is what the texts stand in.
	Kind() event.Kind
	// Each hands out the texts written in [from, to), in any order. An error of give ends it and comes back.
	Each(ctx context.Context, from, to time.Time, give func(Text) error) error
	// Text gives one text by the id of what it stands in. Missing when there is none any more.
	Text(ctx context.Context, id string) (Text, error)
}

// Service finds topics, shows them and takes decisions on them.
type Service struct {
	Store   Store
	Sources []Source
	// Names gives the names of the staff, which are no terms, and are hidden in quotes. Nil gives none.
	Names func(context.Context) (Names, error)
	// Known reports whether somebody works here, or a team is there, by id. Nil knows nobody.
	Known func(ctx context.Context, id string) (bool, error)
}

// Quotes gives a function that quotes texts for a topic, with no name of the staff or of who wrote.
func (s Service) Quotes(ctx context.Context, t Topic) (func(Text) string, error) {
	names, err := s.names(ctx)
	if err != nil {
		return nil, err
	}
	return func(from Text) string { return t.Quote(from, names) }, nil
}

func (s Service) names(ctx context.Context) (Names, error) {
	if s.Names == nil {
		return NamesOf(), nil
	}
	names, err := s.Names(ctx)
	if err != nil {
		return Names{}, fmt.Errorf("read the names of the staff: %w", err)
	}
	return names, nil
}

// Present gives the topics that were found of late and were not dismissed: those that a text may belong to.
func (s Service) Present(ctx context.Context, now time.Time) ([]Topic, error) {
	all, err := s.present(ctx, now)
	var out []Topic
	for _, t := range all {
		if t.Status != Dismissed {
			out = append(out, t)
		}
	}
	return out, err
}

func (s Service) present(ctx context.Context, now time.Time) ([]Topic, error) {
	q := Query{From: now.Add(-Present), To: now.Add(time.Second), Limit: 100} // what was found in this second counts
	var all []Topic
	for {
		page, next, err := s.Store.Topics(ctx, q)
		if err != nil {
			return nil, fmt.Errorf("list topics: %w", err)
		}
		all = append(all, page...)
		if next == "" {
			return all, nil
		}
		q.After = next
	}
}

// TextOf gives the text of a case; false for one that is gone, or that no source knows.
func (s Service) TextOf(ctx context.Context, c Case) (Text, bool, error) {
	for _, source := range s.Sources {
		if source.Kind() != c.Kind {
			continue
		}
		text, err := source.Text(ctx, c.ID)
		if fault.Is(err, fault.Missing) {
			return Text{}, false, nil
		}
		return text, err == nil, err
	}
	return Text{}, false, nil
}

// StaffNames reads the names of the staff from a directory.
func StaffNames(d staff.Directory) func(context.Context) (Names, error) {
	return func(ctx context.Context) (Names, error) {
		members, err := staff.Everyone(ctx, d)
		if err != nil {
			return Names{}, err
		}
		names := make([]string, len(members))
		for i, m := range members {
			names[i] = m.Name
		}
		return NamesOf(names...), nil
	}
}

// Teams lists the teams that tickets were given to.
type Teams interface {
	Teams(ctx context.Context) ([]string, error)
}

// KnownBy knows the staff of a directory by their ids, and teams.
func KnownBy(d staff.Directory, teams Teams) func(context.Context, string) (bool, error) {
	return func(ctx context.Context, id string) (bool, error) {
		members, err := staff.Everyone(ctx, d)
		if err != nil || slices.ContainsFunc(members, func(m staff.Member) bool { return m.ID == id }) {
			return err == nil, err
		}
		names, err := teams.Teams(ctx)
		return slices.Contains(names, id), err
	}
}

// Midnight gives the end of the seven days that are looked at through a day, such as 2026-11-22, which may be the present
// one: then it is not over yet. Without a day it is the end of yesterday. Invalid for what is none, or lies ahead.
func Midnight(through string, now time.Time) (time.Time, error) {
	today := now.UTC().Truncate(oneDay)
	if through == "" {
		return today, nil
	}
	last, err := time.Parse(time.DateOnly, through)
	if err != nil || last.After(today) {
		return time.Time{}, fault.InvalidField("through", "is no day such as 2026-11-22 that has begun")
	}
	return last.Add(oneDay), nil
}
