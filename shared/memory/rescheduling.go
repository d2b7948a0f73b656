package memory

import (
	"cmp"
	"context"
	"slices"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/rescheduling"
	"aftercare/shared/ticket"
)

// Rescheduling gives a rescheduling as it is now. Missing when there is none.
func (s *Store) Rescheduling(_ context.Context, id string) (rescheduling.Rescheduling, error) {
	return load[rescheduling.Rescheduling](s, aggregate{event.Rescheduling, id})
}

// SaveRescheduling writes a change whole or not at all. Lost when another change came first.
func (s *Store) SaveRescheduling(_ context.Context, c rescheduling.Change) error {
	var x transaction
	s.rescheduling(&x, c)
	return s.commit(&x)
}

// rescheduling writes a change of a rescheduling; one that is empty writes nothing.
func (s *Store) rescheduling(x *transaction, c rescheduling.Change) {
	if len(c.Events) > 0 {
		s.state(x, aggregate{event.Rescheduling, c.Rescheduling.ID}, c.Before, c.Rescheduling.Seq, c.Rescheduling, c.Events)
	}
}

// Reschedulings lists them, the newest first, and where the next page begins, which is empty at the end.
func (s *Store) Reschedulings(_ context.Context, after string, limit int) ([]rescheduling.Rescheduling, string, error) {
	var list []placed[rescheduling.Rescheduling]
	for _, r := range all[rescheduling.Rescheduling](s, event.Rescheduling) {
		list = append(list, placed[rescheduling.Rescheduling]{layout.CreatedSK(r.RequestedAt, r.ID), r})
	}
	page, next := cut(list, true, after, limit)
	return page, next, nil
}

// OpenTickets gives the ids of tickets that are not solved or closed, at most limit, and where the next page begins,
// which is empty at the end. They come as in the table: by team, shard and next due time.
func (s *Store) OpenTickets(_ context.Context, after string, limit int) ([]string, string, error) {
	var list []placed[string]
	for _, t := range all[ticket.Ticket](s, event.Ticket) {
		if t.Status.Live() {
			list = append(list, placed[string]{layout.QueuePK(t.Team, layout.Shard(t.ID)) + " " + layout.DueSK(t.NextDue(), t.ID), t.ID})
		}
	}
	slices.SortFunc(list, func(a, b placed[string]) int { return cmp.Compare(a.key, b.key) })
	ids, next := cut(list, false, after, limit)
	return ids, next, nil
}
