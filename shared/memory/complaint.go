package memory

import (
	"context"

	"aftercare/shared/complaint"
	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/fault"
)

// Complaint gives a complaint as it is now. Missing when there is none.
func (s *Store) Complaint(_ context.Context, id string) (complaint.Complaint, error) {
	return load[complaint.Complaint](s, aggregate{event.Complaint, id})
}

// SaveComplaint writes a change whole or not at all. Lost when another command came first, to the complaint, the ledger
// or the ticket, or the complaint exists already (Before 0); Replayed, with its Result, when the receipt exists.
func (s *Store) SaveComplaint(_ context.Context, c complaint.Change) error {
	var x transaction
	s.state(&x, aggregate{event.Complaint, c.Complaint.ID}, c.Before, c.Complaint.Seq, c.Complaint, c.Events)
	s.receipt(&x, c.Receipt)
	s.line(&x, c.Line)
	s.ledger(&x, c.Ledger)
	s.precedent(&x, c.Precedent)
	if c.Ticket != nil {
		s.ticket(&x, *c.Ticket)
	}
	return s.commit(&x)
}

// Complaints lists complaints. Invalid for a list that has no index, or lacks what it is asked by.
func (s *Store) Complaints(_ context.Context, q complaint.Query) (complaint.Page, error) {
	var err error
	switch q.View {
	case complaint.ByCustomer:
		err = needs("customer", q.Customer)
	case complaint.OpenLessons:
	case complaint.Register:
		err = ranged(q.From, q.To)
	default:
		err = fault.InvalidField("view", "is no list that can be shown")
	}
	if err != nil {
		return complaint.Page{}, err
	}
	var list []placed[complaint.Complaint]
	for _, c := range all[complaint.Complaint](s, event.Complaint) {
		if q.Status != "" && c.Status != q.Status {
			continue
		}
		switch {
		case q.View == complaint.ByCustomer && c.Customer.ID == q.Customer:
			list = append(list, placed[complaint.Complaint]{layout.CreatedSK(c.CreatedAt, c.ID), c})
		case q.View == complaint.OpenLessons && !c.LessonDue().IsZero():
			list = append(list, placed[complaint.Complaint]{layout.DueSK(c.LessonDue(), c.ID), c})
		case q.View == complaint.Register && within(c.ReceivedAt, q.From, q.To):
			list = append(list, placed[complaint.Complaint]{layout.CreatedSK(c.ReceivedAt, c.ID), c})
		}
	}
	found, next := cut(list, q.View != complaint.OpenLessons, q.After, q.Limit)
	return complaint.Page{Complaints: found, Next: next}, nil
}
