package dynamo

import (
	"context"

	"aftercare/shared/complaint"
	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/fault"
)

// Complaint gives a complaint as it is now. Missing when there is none.
func (t *Table) Complaint(ctx context.Context, id string) (complaint.Complaint, error) {
	return document[complaint.Complaint](ctx, t, "complaint", layout.AggregatePK(event.Complaint, id), layout.StateSK)
}

// SaveComplaint writes a change whole or not at all. Lost when another command came first, to the complaint, the ledger
// or the ticket, or the complaint exists already (Before 0); Replayed, with its Result, when the receipt exists.
func (t *Table) SaveComplaint(ctx context.Context, c complaint.Change) error {
	x := t.begin()
	x.state(c.Before, state{
		what: "complaint", pk: layout.AggregatePK(event.Complaint, c.Complaint.ID),
		seq: c.Complaint.Seq, doc: c.Complaint, in: append(complaintLists(c.Complaint), x.changed(event.Complaint, c.Complaint.ID, c.Complaint.ReceivedAt)...),
	})
	x.events(c.Events)
	x.receipt(c.Receipt)
	x.line(c.Line)
	x.ledger(c.Ledger)
	x.precedent(c.Precedent)
	if c.Ticket != nil {
		x.ticket(ctx, *c.Ticket)
	}
	return x.commit(ctx)
}

// complaintLists gives the lists that a complaint stands in: the register is by the day it was received, which may
// be before it was entered.
func complaintLists(c complaint.Complaint) []entry {
	in := []entry{
		{layout.ByCustomer, layout.CustomerPK(event.Complaint, c.Customer.ID), layout.CreatedSK(c.CreatedAt, c.ID)},
		{layout.ByDay, layout.DayPK(event.Complaint, c.ReceivedAt, layout.Shard(c.ID)), layout.CreatedSK(c.ReceivedAt, c.ID)},
	}
	if due := c.LessonDue(); !due.IsZero() {
		in = append(in, entry{layout.ByQueue, layout.LessonsPK(layout.Shard(c.ID)), layout.DueSK(due, c.ID)})
	}
	return append(in, wakeList(event.Complaint, c.ID, c.WakeAt())...)
}

// Complaints lists complaints. Invalid for a list that has no index, or lacks what it is asked by.
func (t *Table) Complaints(ctx context.Context, q complaint.Query) (complaint.Page, error) {
	var l list
	var err error
	switch q.View {
	case complaint.ByCustomer:
		l = list{index: layout.ByCustomer, groups: [][]string{{layout.CustomerPK(event.Complaint, q.Customer)}}, descending: true}
		err = needs("customer", q.Customer)
	case complaint.OpenLessons:
		l = list{index: layout.ByQueue}
		var shards []string
		for shard := range layout.Shards {
			shards = append(shards, layout.LessonsPK(shard))
		}
		l.groups = [][]string{shards}
	case complaint.Register:
		l, err = days(event.Complaint, q.From, q.To, q.After)
	default:
		err = fault.InvalidField("view", "is no list that can be shown")
	}
	if err != nil {
		return complaint.Page{}, err
	}
	l.after = q.After
	found, next, err := page(ctx, t, "complaint", l, q.Limit, func(c complaint.Complaint) bool {
		return (q.Status == "" || c.Status == q.Status) && (q.View != complaint.ByCustomer || c.Customer.ID == q.Customer) &&
			(q.View != complaint.OpenLessons || !c.LessonDue().IsZero())
	})
	return complaint.Page{Complaints: found, Next: next}, err
}
