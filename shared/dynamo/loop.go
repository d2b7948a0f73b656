package dynamo

import (
	"context"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/loop"
)

// Loop gives a loop by its id. Missing when there is none.
func (t *Table) Loop(ctx context.Context, id string) (loop.Loop, error) {
	return document[loop.Loop](ctx, t, "loop", layout.AggregatePK(event.Loop, id), layout.StateSK)
}

// SaveLoop writes a change whole or not at all. Lost when the loop or the ticket was changed by another in between;
// Replayed when the receipt exists.
func (t *Table) SaveLoop(ctx context.Context, c loop.Change) error {
	x := t.begin()
	opened := layout.CreatedSK(c.Loop.OpenedAt, c.Loop.ID)
	x.state(c.Before, state{
		what: "loop", pk: layout.AggregatePK(event.Loop, c.Loop.ID), seq: c.Loop.Seq, doc: c.Loop,
		in: []entry{
			{layout.ByQueue, layout.LoopsPK(string(c.Loop.State)), opened},
			{layout.ByCustomer, layout.CustomerPK(event.Loop, c.Loop.CustomerID), opened},
		},
	})
	x.events(c.Events)
	if c.Ticket != nil {
		x.ticket(ctx, *c.Ticket)
	}
	x.receipt(c.Receipt)
	return x.commit(ctx)
}

// Loops gives a page of the loops in a state, the oldest first, and where the next page begins; empty at the end.
func (t *Table) Loops(ctx context.Context, in loop.State, after string, limit int) ([]loop.Loop, string, error) {
	l := list{index: layout.ByQueue, groups: [][]string{{layout.LoopsPK(string(in))}}, after: after}
	return page(ctx, t, "loop", l, limit, func(l loop.Loop) bool { return l.State == in }) // the index lags behind
}

// CustomerLoops gives a customer's loops, newest first, at most limit.
func (t *Table) CustomerLoops(ctx context.Context, customer string, limit int) ([]loop.Loop, error) {
	l := list{index: layout.ByCustomer, groups: [][]string{{layout.CustomerPK(event.Loop, customer)}}, descending: true}
	loops, _, err := page(ctx, t, "loop", l, limit, func(l loop.Loop) bool { return l.CustomerID == customer })
	return loops, err
}
