package memory

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"aftercare/shared/clock"
	"aftercare/shared/complaint"
	"aftercare/shared/event"
	"aftercare/shared/ticket"
)

// Ticket gives a ticket as it is now. Missing when there is none.
func (s *Store) Ticket(_ context.Context, id string) (ticket.Ticket, error) {
	return load[ticket.Ticket](s, aggregate{event.Ticket, id})
}

// SaveTicket writes a change whole or not at all. Lost when another command came first, the ticket exists already
// (Before 0), or the thread points elsewhere; Replayed, with its Result, when the receipt exists.
func (s *Store) SaveTicket(_ context.Context, c ticket.Change) error {
	var x transaction
	s.ticket(&x, c)
	return s.commit(&x)
}

// SaveMerge writes the changes of two tickets whole or not at all.
func (s *Store) SaveMerge(_ context.Context, from, to ticket.Change) error {
	var x transaction
	s.ticket(&x, from)
	s.ticket(&x, to)
	return s.commit(&x)
}

// ticket writes a change of a ticket.
func (s *Store) ticket(x *transaction, c ticket.Change) {
	s.state(x, aggregate{event.Ticket, c.Ticket.ID}, c.Before, c.Ticket.Seq, c.Ticket, c.Events)
	s.receipt(x, c.Receipt)
	if c.Ticket.Team != "" {
		x.effect(func() { s.teams[c.Ticket.Team] = true })
	}
	if c.Thread == nil {
		return
	}
	thread := *c.Thread
	x.check(func() error {
		if s.threads[thread.Thread] != thread.Was {
			return lost("conversation")
		}
		return nil
	})
	x.effect(func() { s.threads[thread.Thread] = c.Ticket.ID })
}

// ThreadTicket gives the id of the ticket that the conversation continues; empty when it is new.
func (s *Store) ThreadTicket(_ context.Context, thread ticket.Thread) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.threads[thread], nil
}

// Teams gives every team that ever had a case, in order of name.
func (s *Store) Teams(context.Context) ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.teams)), nil
}

// Wakes gives the clocks that want to be looked at in [from, to), earliest first, at most limit; limit 0 means all.
func (s *Store) Wakes(_ context.Context, from, to time.Time, limit int) ([]clock.Wake, error) {
	var out []clock.Wake
	for _, t := range all[ticket.Ticket](s, event.Ticket) {
		out = append(out, clock.Wake{Kind: event.Ticket, ID: t.ID, At: t.WakeAt()})
	}
	for _, c := range all[complaint.Complaint](s, event.Complaint) {
		out = append(out, clock.Wake{Kind: event.Complaint, ID: c.ID, At: c.WakeAt()})
	}
	out = slices.DeleteFunc(out, func(w clock.Wake) bool {
		return w.At.IsZero() || w.At.Before(from) || !w.At.Before(to)
	})
	slices.SortFunc(out, func(a, b clock.Wake) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID))
	})
	if limit > 0 && len(out) > limit {
		out = out[:limit]
	}
	return out, nil
}
