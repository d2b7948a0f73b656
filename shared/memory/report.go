package memory

import (
	"context"
	"fmt"
	"slices"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/transparency"
)

// Report gives all editions of a month's report. Missing when there is none.
func (s *Store) Report(_ context.Context, m transparency.Month) (transparency.Filing, error) {
	return load[transparency.Filing](s, aggregate{event.Report, string(m)})
}

// Reports lists reports, the newest month first, and where the next page begins, which is empty at the end.
func (s *Store) Reports(_ context.Context, after string, limit int) ([]transparency.Filing, string, error) {
	var list []placed[transparency.Filing]
	for _, f := range all[transparency.Filing](s, event.Report) {
		list = append(list, placed[transparency.Filing]{string(f.Month), f})
	}
	page, next := cut(list, true, after, limit)
	return page, next, nil
}

func contentKey(m transparency.Month, edition int) documentKey {
	return documentKey{"report", fmt.Sprint(m, "#", edition)}
}

// ReportContent gives the bytes that were frozen in an edition. Missing when there is none.
func (s *Store) ReportContent(_ context.Context, m transparency.Month, edition int) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, there := s.documents[contentKey(m, edition)]
	if !there {
		return nil, fault.NotFound("report")
	}
	return slices.Clone(found.doc), nil
}

// SaveReport writes a change whole or not at all. Lost when another came first; Replayed when the receipt exists.
func (s *Store) SaveReport(_ context.Context, c transparency.Change) error {
	var x transaction
	s.state(&x, aggregate{event.Report, string(c.Filing.Month)}, c.Before, c.Filing.Seq, c.Filing, c.Events)
	if c.Content != nil {
		at, raw := contentKey(c.Content.Month, c.Content.Edition), slices.Clone(c.Content.Bytes)
		x.check(func() error {
			if s.documents[at].number != 0 {
				return lost("report")
			}
			return nil
		})
		x.effect(func() { s.documents[at] = revision{1, raw} })
	}
	s.receipt(&x, c.Receipt)
	return s.commit(&x)
}
