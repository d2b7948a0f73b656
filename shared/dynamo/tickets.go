package dynamo

import (
	"context"
	"time"

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

// maxDays is how long a range of days may be.
const maxDays = 31

// days is the list of what began in [from, to), newest first, as far as it comes after where a page ended.
func days(kind event.Kind, from, to time.Time, after string) (list, error) {
	if to.Sub(from) > maxDays*24*time.Hour {
		return list{}, fault.InvalidField("to", "is more than 31 days after from")
	}
	l := list{index: layout.ByDay, from: layout.Time(from), to: layout.Time(to), descending: true}
	if !from.Before(to) {
		return l, nil
	}
	first, last := from.UTC().Truncate(24*time.Hour), to.UTC().Add(-time.Second).Truncate(24*time.Hour)
	for day := last; !day.Before(first); day = day.AddDate(0, 0, -1) {
		if after != "" && day.Format(time.DateOnly) > after {
			continue // read by the pages before
		}
		var shards []string
		for shard := range layout.Shards {
			shards = append(shards, layout.DayPK(kind, day, shard))
		}
		l.groups = append(l.groups, shards)
	}
	return l, nil
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
