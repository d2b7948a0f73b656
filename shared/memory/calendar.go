package memory

import (
	"context"
	"maps"
	"slices"

	"aftercare/shared/fault"
	"aftercare/shared/rescheduling"
	"aftercare/shared/sla"
)

// Calendar gives a calendar with all its editions so far. Missing when there is none of that name.
func (s *Store) Calendar(ctx context.Context, id string) (*sla.Calendar, error) {
	if id == sla.Always {
		return sla.AlwaysOpen(), nil
	}
	latest, err := s.Edition(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.CalendarOf(ctx, id, latest.Version)
}

// CalendarOf gives a calendar as it was in a version. Missing when there was none.
func (s *Store) CalendarOf(ctx context.Context, id string, version int) (*sla.Calendar, error) {
	if id == sla.Always && version == 0 {
		return sla.AlwaysOpen(), nil
	}
	editions, err := s.Editions(ctx, id, version)
	if err != nil {
		return nil, err
	}
	return sla.Compile(id, editions)
}

// Edition gives the latest edition of a calendar. Missing when there is none of that name.
func (s *Store) Edition(_ context.Context, id string) (sla.Edition, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	versions := s.calendars[id]
	if len(versions) == 0 {
		return sla.Edition{}, fault.NotFound("calendar")
	}
	return decode[sla.Edition](versions[len(versions)-1]), nil
}

// Calendars gives up to limit calendars by name, those after a name; limit 0 means all.
func (s *Store) Calendars(_ context.Context, after string, limit int) ([]sla.NamedEdition, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []sla.NamedEdition
	for _, id := range slices.Sorted(maps.Keys(s.calendars)) {
		if id > after && (limit == 0 || len(out) < limit) {
			versions := s.calendars[id]
			out = append(out, sla.NamedEdition{ID: id, Edition: decode[sla.Edition](versions[len(versions)-1])})
		}
	}
	return out, nil
}

// Editions gives the editions of a calendar up to a version, oldest first. Missing when there is no such version.
func (s *Store) Editions(_ context.Context, id string, version int) ([]sla.Edition, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	versions := s.calendars[id]
	if version < 1 || version > len(versions) {
		return nil, fault.NotFound("version of the calendar")
	}
	var out []sla.Edition
	for _, raw := range versions[:version] {
		out = append(out, decode[sla.Edition](raw))
	}
	return out, nil
}

// PutCalendar sets a calendar, as the version after before, which is 0 for a new one; e.Version is overwritten with
// it. What brings open tickets under it is written with it. Lost when the version in force is another than before.
func (s *Store) PutCalendar(_ context.Context, id string, before int, e sla.Edition, r rescheduling.Change) error {
	e.Version = before + 1
	raw := encode(e)
	var x transaction
	x.check(func() error {
		if before != len(s.calendars[id]) {
			return lost("calendar")
		}
		return nil
	})
	x.effect(func() { s.calendars[id] = append(s.calendars[id], raw) })
	s.rescheduling(&x, r)
	return s.commit(&x)
}
