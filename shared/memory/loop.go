package memory

import (
	"context"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/loop"
)

// Loop gives a loop by its id. Missing when there is none.
func (s *Store) Loop(_ context.Context, id string) (loop.Loop, error) {
	return load[loop.Loop](s, aggregate{event.Loop, id})
}

// SaveLoop writes a change whole or not at all. Lost when the loop or the ticket was changed by another in between;
// Replayed when the receipt exists.
func (s *Store) SaveLoop(_ context.Context, c loop.Change) error {
	var x transaction
	s.state(&x, aggregate{event.Loop, c.Loop.ID}, c.Before, c.Loop.Seq, c.Loop, c.Events)
	if c.Ticket != nil {
		s.ticket(&x, *c.Ticket)
	}
	s.receipt(&x, c.Receipt)
	return s.commit(&x)
}

// Loops gives a page of the loops in a state, the oldest first, and where the next page begins; empty at the end.
func (s *Store) Loops(_ context.Context, in loop.State, after string, limit int) ([]loop.Loop, string, error) {
	list := s.loops(func(l loop.Loop) bool { return l.State == in })
	page, next := cut(list, false, after, limit)
	return page, next, nil
}

// CustomerLoops gives a customer's loops, newest first, at most limit.
func (s *Store) CustomerLoops(_ context.Context, customer string, limit int) ([]loop.Loop, error) {
	page, _ := cut(s.loops(func(l loop.Loop) bool { return l.CustomerID == customer }), true, "", limit)
	return page, nil
}

func (s *Store) loops(keep func(loop.Loop) bool) (list []placed[loop.Loop]) {
	for _, l := range all[loop.Loop](s, event.Loop) {
		if keep(l) {
			list = append(list, placed[loop.Loop]{layout.CreatedSK(l.OpenedAt, l.ID), l})
		}
	}
	return list
}
