package dynamo

import (
	"context"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/ticket"
)

func ticketPK(id string) string { return layout.AggregatePK(event.Ticket, id) }

// Tickets lists tickets. Invalid for a list that has no index, or lacks what it is asked by.
func (t *Table) Tickets(ctx context.Context, q ticket.Query) (ticket.Page, error) {
	l, err := t.ticketList(ctx, q)
	if err != nil {
		return ticket.Page{}, err
	}
	l.after = q.After
	tickets, next, err := page(ctx, t, "ticket", l, q.Limit, func(found ticket.Ticket) bool { return listed(found, q) })
	return ticket.Page{Tickets: tickets, Next: next}, err
}

// ticketList says where a list of tickets is kept.
func (t *Table) ticketList(ctx context.Context, q ticket.Query) (list, error) {
	one := func(index layout.Index, pk string, descending bool) list {
		return list{index: index, groups: [][]string{{pk}}, descending: descending}
	}
	switch q.View {
	case ticket.ByCustomer:
		return one(layout.ByCustomer, layout.CustomerPK(event.Ticket, q.Customer), true), needs("customer", q.Customer)
	case ticket.Mine:
		return one(layout.ByAssignee, layout.AssigneePK(q.Assignee), false), needs("assignee", q.Assignee)
	case ticket.ByHash:
		return one(itself, layout.HashPK(q.Hash), true), needs("hash", q.Hash)
	case ticket.ByAddress:
		return one(itself, layout.AddressPK(q.Address), true), needs("address", q.Address)
	case ticket.Queue:
		return t.queue(ctx, layout.ByQueue, layout.QueuePK, q.Team)
	case ticket.Unassigned:
		return t.queue(ctx, layout.ByAssignee, layout.UnassignedPK, q.Team)
	case ticket.ByDay:
		return days(event.Ticket, q.From, q.To, q.After)
	default:
		return list{}, fault.InvalidField("view", "is no list that can be shown")
	}
}

func needs(name, value string) error {
	if value == "" {
		return fault.InvalidField(name, "is missing")
	}
	return nil
}

// queue is the list of a team, or of all of them and of what has none.
func (t *Table) queue(ctx context.Context, index layout.Index, pk func(team string, shard int) string, team string) (list, error) {
	teams := []string{team}
	if team == "" {
		known, err := t.Teams(ctx)
		if err != nil {
			return list{}, err
		}
		teams = append(teams, known...)
	}
	var all []string
	for _, team := range teams {
		for shard := range layout.Shards {
			all = append(all, pk(team, shard))
		}
	}
	return list{index: index, groups: [][]string{all}}, nil
}

// listed reports whether a ticket is still what a list is of: indexes lag behind, and look-ups are never removed.
func listed(t ticket.Ticket, q ticket.Query) bool {
	if q.Status != "" && t.Status != q.Status {
		return false
	}
	switch q.View {
	case ticket.ByCustomer:
		return t.Customer.ID == q.Customer
	case ticket.Queue, ticket.Unassigned:
		return t.Status.Live() && (q.Team == "" || t.Team == q.Team) && (q.View == ticket.Queue || t.Assignee == "")
	case ticket.Mine:
		return t.Status.Live() && t.Assignee == q.Assignee
	case ticket.ByHash:
		return t.Transaction != nil && layout.TransactionHash(t.Transaction.Hash) == layout.TransactionHash(q.Hash)
	case ticket.ByAddress:
		return t.Transaction != nil && layout.Address(t.Transaction.Address) == layout.Address(q.Address)
	default:
		return true
	}
}
