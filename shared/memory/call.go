package memory

import (
	"context"
	"time"

	"aftercare/shared/activity"
	"aftercare/shared/call"
	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/incident"
	"aftercare/shared/ticket"
	"aftercare/shared/visit"
)

// Call gives a call. Missing when there is none.
func (s *Store) Call(_ context.Context, id string) (call.Call, error) {
	return load[call.Call](s, aggregate{event.Call, id})
}

// SaveCall writes a new call whole or not at all. Lost when it is there already, or when the ticket or the callback was
// changed by another in between.
func (s *Store) SaveCall(_ context.Context, c call.Change) error {
	var x transaction
	s.state(&x, aggregate{event.Call, c.Call.ID}, 0, c.Call.Seq, c.Call, c.Events)
	if c.Ticket != nil {
		s.ticket(&x, *c.Ticket)
	}
	if l := c.Callback; l != nil {
		s.revise(&x, documentKey{callback, l.CustomerID}, l.Revision, *l)
	}
	return s.commit(&x)
}

const callback = "last callback"

// Callback gives the ticket that was opened last to call a customer back; one of revision 0 when none is remembered.
func (s *Store) Callback(_ context.Context, customerID string) (call.Callback, error) {
	l, err := revised[call.Callback](s, documentKey{callback, customerID})
	if fault.Is(err, fault.Missing) {
		return call.Callback{CustomerID: customerID}, nil
	}
	return l, err
}

// Visit gives a visit. Missing when there is none.
func (s *Store) Visit(_ context.Context, id string) (visit.Visit, error) {
	return load[visit.Visit](s, aggregate{event.Visit, id})
}

// AddVisit writes a visit with its event. Lost when it is there already.
func (s *Store) AddVisit(_ context.Context, v visit.Visit, e event.Event) error {
	var x transaction
	s.state(&x, aggregate{event.Visit, v.ID}, 0, v.Seq, v, []event.Event{e})
	return s.commit(&x)
}

// ContactBetween reports whether a call or a visit of a customer was recorded in [from, to).
func (s *Store) ContactBetween(_ context.Context, customer string, from, to time.Time) (bool, error) {
	known := map[aggregate]ticket.Customer{}
	for _, c := range all[call.Call](s, event.Call) {
		known[aggregate{event.Call, c.ID}] = c.Customer
	}
	for _, v := range all[visit.Visit](s, event.Visit) {
		known[aggregate{event.Visit, v.ID}] = v.Customer
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for at, who := range known {
		if who.ID == customer && who.Assurance != ticket.Unverified && within(s.events[at][0].Time, from, to) {
			return true, nil
		}
	}
	return false, nil
}

// board names the board of the latest incidents.
var board = documentKey{"board of incidents", ""}

// Incident gives an incident. Missing when there is none.
func (s *Store) Incident(_ context.Context, id string) (incident.Incident, error) {
	return load[incident.Incident](s, aggregate{event.Incident, id})
}

// Board gives the board of the latest incidents; one of revision 0 before the first.
func (s *Store) Board(context.Context) (incident.Board, error) {
	b, err := revised[incident.Board](s, board)
	if fault.Is(err, fault.Missing) {
		return incident.Board{}, nil
	}
	return b, err
}

// SaveIncident writes a change whole or not at all. Lost when another came first, or changed the board.
func (s *Store) SaveIncident(_ context.Context, c incident.Change) error {
	var x transaction
	s.state(&x, aggregate{event.Incident, c.Incident.ID}, c.Before, c.Incident.Seq, c.Incident, c.Events)
	s.revise(&x, board, c.Board.Revision, c.Board)
	return s.commit(&x)
}

// Incidents gives up to limit incidents noticed in [from, to), newest first, and where the next page begins.
func (s *Store) Incidents(_ context.Context, from, to time.Time, after string, limit int) ([]incident.Incident, string, error) {
	if err := ranged(from, to); err != nil {
		return nil, "", err
	}
	var list []placed[incident.Incident]
	for _, i := range all[incident.Incident](s, event.Incident) {
		if within(i.NoticedAt, from, to) {
			list = append(list, placed[incident.Incident]{layout.CreatedSK(i.NoticedAt, i.ID), i})
		}
	}
	found, next := cut(list, true, after, limit)
	return found, next, nil
}

// active names a day on which a customer was active.
func active(customer string, at time.Time) documentKey {
	return documentKey{layout.ActivePK(customer), layout.ActiveSK(at)}
}

// AddActive writes a day unless the customer was active on it already.
func (s *Store) AddActive(_ context.Context, d activity.Day) error {
	var x transaction
	s.revise(&x, active(d.Customer.ID, d.At), 1, d)
	if err := s.commit(&x); err != nil && !fault.Is(err, fault.Lost) {
		return err
	}
	return nil
}

// days gives every day on which a customer was active.
func (s *Store) days() []activity.Day {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []activity.Day
	for at, doc := range s.documents {
		if d := decode[activity.Day](doc.doc); at == active(d.Customer.ID, d.At) {
			out = append(out, d)
		}
	}
	return out
}

// ActiveBetween reports whether a customer was active on a day, in UTC, that [from, to) touches.
func (s *Store) ActiveBetween(_ context.Context, customer string, from, to time.Time) (bool, error) {
	if !from.Before(to) {
		return false, nil
	}
	first, last := layout.ActiveSK(from), layout.ActiveSK(to.Add(-time.Nanosecond))
	for _, d := range s.days() {
		if on := layout.ActiveSK(d.At); d.Customer.ID == customer && on >= first && on <= last {
			return true, nil
		}
	}
	return false, nil
}

// Active gives up to limit days of customers who were active in [from, to), newest first, and where the next page
// begins.
func (s *Store) Active(_ context.Context, from, to time.Time, after string, limit int) ([]activity.Day, string, error) {
	if err := ranged(from, to); err != nil {
		return nil, "", err
	}
	var list []placed[activity.Day]
	for _, d := range s.days() {
		if within(d.At, from, to) {
			list = append(list, placed[activity.Day]{layout.CreatedSK(d.At, d.Customer.ID), d})
		}
	}
	found, next := cut(list, true, after, limit)
	return found, next, nil
}
