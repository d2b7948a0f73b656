package dynamo

import (
	"context"
	"fmt"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/ticket"
)

// Ticket gives a ticket as it is now. Missing when there is none.
func (t *Table) Ticket(ctx context.Context, id string) (ticket.Ticket, error) {
	return document[ticket.Ticket](ctx, t, "ticket", layout.AggregatePK(event.Ticket, id), layout.StateSK)
}

// SaveTicket writes a change whole or not at all. Lost when another command came first, the ticket exists already
// (Before 0), or the thread points elsewhere; Replayed, with its Result, when the receipt exists.
func (t *Table) SaveTicket(ctx context.Context, c ticket.Change) error {
	x := t.begin()
	x.ticket(ctx, c)
	return x.commit(ctx)
}

// SaveMerge writes the changes of two tickets whole or not at all.
func (t *Table) SaveMerge(ctx context.Context, from, to ticket.Change) error {
	x := t.begin()
	x.ticket(ctx, from)
	x.ticket(ctx, to)
	return x.commit(ctx)
}

// ticket writes a change of a ticket.
func (x *transaction) ticket(ctx context.Context, c ticket.Change) {
	if err := x.table.registerTeam(ctx, c.Ticket.Team); err != nil {
		x.fail(err)
		return
	}
	x.state(c.Before, state{
		what: "ticket", pk: layout.AggregatePK(event.Ticket, c.Ticket.ID),
		seq: c.Ticket.Seq, doc: c.Ticket, in: append(ticketLists(c.Ticket), x.changed(event.Ticket, c.Ticket.ID, c.Ticket.CreatedAt)...),
	})
	x.events(c.Events)
	x.receipt(c.Receipt)
	x.thread(c.Thread, c.Ticket.ID)
	if aboutAnother(c) {
		x.lookups(c.Ticket)
	}
}

// ticketLists gives the lists that a ticket stands in.
func ticketLists(t ticket.Ticket) []entry {
	shard, created := layout.Shard(t.ID), layout.CreatedSK(t.CreatedAt, t.ID)
	in := []entry{
		{layout.ByCustomer, layout.CustomerPK(event.Ticket, t.Customer.ID), created},
		{layout.ByDay, layout.DayPK(event.Ticket, t.CreatedAt, shard), created},
	}
	if t.Status.Live() {
		due := layout.DueSK(t.NextDue(), t.ID)
		work := entry{layout.ByAssignee, layout.AssigneePK(t.Assignee), due}
		if t.Assignee == "" { // by its opening, which no message moves: each move costs two writes
			work = entry{layout.ByAssignee, layout.UnassignedPK(t.Team, shard), created}
		}
		in = append(in, entry{layout.ByQueue, layout.QueuePK(t.Team, shard), due}, work)
	}
	return append(in, wakeList(event.Ticket, t.ID, t.WakeAt())...)
}

// aboutAnother reports whether a change gave the ticket its transaction on a chain.
func aboutAnother(c ticket.Change) bool {
	if c.Before == 0 {
		return true
	}
	for _, e := range c.Events {
		if e.Type != event.TicketChanged {
			continue
		}
		if changed, err := event.Decode[ticket.Changed](e); err == nil && changed.Transaction {
			return true
		}
	}
	return false
}

// lookups make the ticket found by the transaction and the address that it is about. They are never removed: a
// reader drops a ticket that has become about something else.
func (x *transaction) lookups(t ticket.Ticket) {
	if t.Transaction == nil {
		return
	}
	point := func(pk string) {
		item := key(pk, layout.CreatedSK(t.CreatedAt, t.ID))
		item[attrTicket] = text(t.ID)
		x.put(item, condition{})
	}
	if t.Transaction.Hash != "" {
		point(layout.HashPK(t.Transaction.Hash))
	}
	if t.Transaction.Address != "" {
		point(layout.AddressPK(t.Transaction.Address))
	}
}

// thread points a conversation at a ticket; nil leaves it.
func (x *transaction) thread(c *ticket.ThreadChange, id string) {
	if c == nil {
		return
	}
	item := key(layout.ThreadPK(c.Thread.Source, c.Thread.ID), layout.StateSK)
	item[attrTicket] = text(id)
	if c.Was == "" {
		x.put(item, absent(lost("conversation")))
		return
	}
	x.put(item, unchanged(attrTicket, text(c.Was), lost("conversation")))
}

// ThreadTicket gives the id of the ticket that the conversation continues; empty when it is new.
func (t *Table) ThreadTicket(ctx context.Context, thread ticket.Thread) (string, error) {
	item, err := t.get(ctx, "conversation", layout.ThreadPK(thread.Source, thread.ID), layout.StateSK)
	if err != nil || item == nil {
		return "", err
	}
	id, err := attributeText(stored(item), attrTicket)
	if err != nil {
		return "", fmt.Errorf("a stored conversation cannot be read: %w", err)
	}
	return id, nil
}
