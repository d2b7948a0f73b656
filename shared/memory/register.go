package memory

import (
	"context"
	"maps"
	"slices"
	"time"

	"aftercare/shared/complaint"
)

// line writes a line of the register; nil writes none.
func (s *Store) line(x *transaction, l *complaint.Line) {
	if l == nil {
		return
	}
	place, raw := l.Place(), encode(l)
	x.effect(func() { s.lines[place] = raw })
}

// Lines gives up to limit lines of complaints received in [from, to), by ReceivedAt and id, after the place of one.
func (s *Store) Lines(_ context.Context, from, to time.Time, after string, limit int) ([]complaint.Line, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []complaint.Line
	for _, place := range slices.Sorted(maps.Keys(s.lines)) {
		if len(out) == limit {
			break
		}
		if l := decode[complaint.Line](s.lines[place]); place > after && within(l.ReceivedAt, from, to) {
			out = append(out, l)
		}
	}
	return out, nil
}
