package dynamo

import (
	"context"
	"fmt"
	"time"

	"aftercare/shared/call"
	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/ticket"
	"aftercare/shared/visit"
)

// Call gives a call. Missing when there is none.
func (t *Table) Call(ctx context.Context, id string) (call.Call, error) {
	return document[call.Call](ctx, t, "call", layout.AggregatePK(event.Call, id), layout.StateSK)
}

// SaveCall writes a new call whole or not at all. Lost when it is there already, or when the ticket or the callback was
// changed by another in between.
func (t *Table) SaveCall(ctx context.Context, c call.Change) error {
	x := t.begin()
	x.state(0, state{
		what: "call", pk: layout.AggregatePK(event.Call, c.Call.ID), seq: c.Call.Seq, doc: c.Call,
		in: append(x.dated(event.Call, c.Call.ID, c.Call.EndedAt), contactOf(event.Call, c.Call.ID, c.Call.Customer, c.Events)...),
	})
	x.events(c.Events)
	if c.Ticket != nil {
		x.ticket(ctx, *c.Ticket)
	}
	if l := c.Callback; l != nil {
		x.revision(revision{
			what: "last callback", pk: layout.CallbackPK(l.CustomerID), number: l.Revision, doc: *l, expires: expiry(l.At, call.CallbackKept),
		})
	}
	return x.commit(ctx)
}

// Callback gives the ticket that was opened last to call a customer back; one of revision 0 when none is remembered. One
// that has expired is there until DynamoDB deletes it, which does no harm: its ticket says whether anybody waits.
func (t *Table) Callback(ctx context.Context, customerID string) (call.Callback, error) {
	l, err := document[call.Callback](ctx, t, "last callback", layout.CallbackPK(customerID), layout.StateSK)
	if fault.Is(err, fault.Missing) {
		return call.Callback{CustomerID: customerID}, nil
	}
	return l, err
}

// Visit gives a visit. Missing when there is none.
func (t *Table) Visit(ctx context.Context, id string) (visit.Visit, error) {
	return document[visit.Visit](ctx, t, "visit", layout.AggregatePK(event.Visit, id), layout.StateSK)
}

// AddVisit writes a visit with its event. Lost when it is there already.
func (t *Table) AddVisit(ctx context.Context, v visit.Visit, e event.Event) error {
	x := t.begin()
	x.state(0, state{
		what: "visit", pk: layout.AggregatePK(event.Visit, v.ID), seq: v.Seq, doc: v,
		in: append(x.dated(event.Visit, v.ID, v.EndedAt), contactOf(event.Visit, v.ID, v.Customer, []event.Event{e})...),
	})
	x.events([]event.Event{e})
	return x.commit(ctx)
}

// contactOf lists a contact under its customer, by when it was recorded; nowhere if nobody knows who it was.
func contactOf(kind event.Kind, id string, customer ticket.Customer, events []event.Event) []entry {
	if customer.ID == "" || customer.Assurance == ticket.Unverified || len(events) == 0 {
		return nil
	}
	return []entry{{layout.ByCustomer, layout.CustomerPK(kind, customer.ID), layout.CreatedSK(events[0].Time, id)}}
}

// ContactBetween reports whether a call or a visit of a customer was recorded in [from, to). It reads one key of each list.
func (t *Table) ContactBetween(ctx context.Context, customer string, from, to time.Time) (bool, error) {
	if !from.Before(to) {
		return false, nil
	}
	l := list{index: layout.ByCustomer, from: layout.Bound(from), to: layout.Bound(to)}
	l.groups = [][]string{{layout.CustomerPK(event.Call, customer), layout.CustomerPK(event.Visit, customer)}}
	found, err := t.walk(l, 1).take(ctx, 1)
	if err != nil {
		return false, fmt.Errorf("list a customer's contacts: %w", err)
	}
	return len(found) > 0, nil
}
