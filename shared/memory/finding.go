package memory

import (
	"context"
	"time"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/trend"
)

// AddFinding writes a finding with its event. Lost when it is there already.
func (s *Store) AddFinding(_ context.Context, f trend.Finding, e event.Event) error {
	var x transaction
	s.state(&x, aggregate{event.Finding, f.ID}, 0, 1, f, []event.Event{e})
	return s.commit(&x)
}

// Findings gives up to limit findings made in [from, to), newest first, and where the next page begins.
func (s *Store) Findings(_ context.Context, from, to time.Time, after string, limit int) ([]trend.Finding, string, error) {
	if err := ranged(from, to); err != nil {
		return nil, "", err
	}
	var list []placed[trend.Finding]
	for _, f := range all[trend.Finding](s, event.Finding) {
		if within(f.At, from, to) {
			list = append(list, placed[trend.Finding]{layout.CreatedSK(f.At, f.ID), f})
		}
	}
	found, next := cut(list, true, after, limit)
	return found, next, nil
}
