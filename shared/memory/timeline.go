package memory

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"aftercare/shared/event"
)

// Timeline gives up to limit events of an aggregate after a sequence number, in order; limit 0 means all.
func (s *Store) Timeline(_ context.Context, kind event.Kind, id string, after int64, limit int) ([]event.Event, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []event.Event
	for _, e := range s.events[aggregate{kind, id}] {
		if e.Seq > after && (limit <= 0 || len(out) < limit) {
			out = append(out, clone(e))
		}
	}
	return out, nil
}

// Record writes an event of something that has no state, such as a contact that was refused. An event that was
// written before is left as it is.
func (s *Store) Record(_ context.Context, e event.Event) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := aggregate{e.Aggregate.Kind, e.Aggregate.ID}
	for _, had := range s.events[at] {
		if had.Seq == e.Seq {
			return nil
		}
	}
	s.events[at] = append(s.events[at], clone(e))
	return nil
}

// clone gives an event as the table would give it back.
func clone(e event.Event) event.Event {
	e.Time = e.Time.UTC().Truncate(time.Second)
	e.Data, e.Private = slices.Clone(e.Data), slices.Clone(e.Private)
	if len(e.Data) == 0 {
		e.Data = json.RawMessage("{}")
	}
	if len(e.Private) == 0 {
		e.Private = nil
	}
	return e
}

// Receipt gives what a key was used for; false when it was not, or longer ago than it is remembered.
func (s *Store) Receipt(_ context.Context, scope, key string) (event.Receipt, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, found := s.receipts[outsideKey{scope, key}]
	if !found || !s.now().Before(r.expires) {
		return event.Receipt{}, false, nil
	}
	return r.Receipt, true, nil
}
