package memory

import (
	"cmp"
	"context"
	"slices"
	"time"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/ticket"
)

// placed is a thing with its sort key in a list.
type placed[T any] struct {
	key   string
	thing T
}

// cut gives the page of a list that comes after a key, and where the next page begins; empty at the end.
func cut[T any](list []placed[T], descending bool, after string, limit int) ([]T, string) {
	slices.SortFunc(list, func(a, b placed[T]) int {
		if descending {
			a, b = b, a
		}
		return cmp.Compare(a.key, b.key)
	})
	if limit <= 0 {
		limit = 25
	}
	limit = min(limit, 100)
	var page []T
	last := ""
	for _, p := range list {
		if after != "" && (descending && p.key >= after || !descending && p.key <= after) {
			continue
		}
		if len(page) == limit {
			return page, last
		}
		page, last = append(page, p.thing), p.key
	}
	return page, ""
}

// Tickets lists tickets. Invalid for a list that has no index, or lacks what it is asked by.
func (s *Store) Tickets(_ context.Context, q ticket.Query) (ticket.Page, error) {
	in, err := member(q)
	if err != nil {
		return ticket.Page{}, err
	}
	byDue := q.View == ticket.Queue || q.View == ticket.Mine
	var list []placed[ticket.Ticket]
	for _, t := range all[ticket.Ticket](s, event.Ticket) {
		if !in(t) || q.Status != "" && t.Status != q.Status {
			continue
		}
		key := layout.CreatedSK(t.CreatedAt, t.ID)
		if byDue {
			key = layout.DueSK(t.NextDue(), t.ID)
		}
		list = append(list, placed[ticket.Ticket]{key, t})
	}
	tickets, next := cut(list, !byDue && q.View != ticket.Unassigned, q.After, q.Limit)
	return ticket.Page{Tickets: tickets, Next: next}, nil
}

// member says which tickets are in a list.
func member(q ticket.Query) (func(ticket.Ticket) bool, error) {
	live := func(t ticket.Ticket) bool { return t.Status.Live() && (q.Team == "" || q.Team == t.Team) }
	switch q.View {
	case ticket.ByCustomer:
		return func(t ticket.Ticket) bool { return t.Customer.ID == q.Customer }, needs("customer", q.Customer)
	case ticket.Queue:
		return live, nil
	case ticket.Unassigned:
		return func(t ticket.Ticket) bool { return live(t) && t.Assignee == "" }, nil
	case ticket.Mine:
		return func(t ticket.Ticket) bool { return t.Status.Live() && t.Assignee == q.Assignee }, needs("assignee", q.Assignee)
	case ticket.ByDay:
		return func(t ticket.Ticket) bool { return within(t.CreatedAt, q.From, q.To) }, ranged(q.From, q.To)
	case ticket.ByHash:
		return func(t ticket.Ticket) bool {
			return t.Transaction != nil && layout.TransactionHash(t.Transaction.Hash) == layout.TransactionHash(q.Hash)
		}, needs("hash", q.Hash)
	case ticket.ByAddress:
		return func(t ticket.Ticket) bool {
			return t.Transaction != nil && layout.Address(t.Transaction.Address) == layout.Address(q.Address)
		}, needs("address", q.Address)
	default:
		return nil, fault.InvalidField("view", "is no list that can be shown")
	}
}

func needs(name, value string) error {
	if value == "" {
		return fault.InvalidField(name, "is missing")
	}
	return nil
}

func within(at, from, to time.Time) bool { return !at.Before(from) && at.Before(to) }

func ranged(from, to time.Time) error {
	if to.Sub(from) > 31*24*time.Hour {
		return fault.InvalidField("to", "is more than 31 days after from")
	}
	return nil
}
