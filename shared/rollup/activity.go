package rollup

import (
	"context"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/event"
	"aftercare/shared/insight"
	"aftercare/shared/ticket"
)

// Doings is where what customers did is looked up.
type Doings interface {
	// ActiveBetween reports whether a customer used the exchange on a day, in UTC, that [from, to) touches.
	ActiveBetween(ctx context.Context, customer string, from, to time.Time) (bool, error)
	Tickets(ctx context.Context, q ticket.Query) (ticket.Page, error)
	Complaints(ctx context.Context, q complaint.Query) (complaint.Page, error)
	Timeline(ctx context.Context, kind event.Kind, id string, after int64, limit int) ([]event.Event, error)
}

// Activity answers questions about customers.
type Activity struct{ Doings Doings }

// Active reports whether the customer did what the question asks, in [From, To).
func (a Activity) Active(ctx context.Context, q insight.Question) (bool, error) {
	if q.Asked == insight.OpenedTicket {
		return a.tickets(ctx, q, func(context.Context, ticket.Ticket) (bool, error) { return false, nil })
	}
	// Of a day on which the exchange was used nobody knows the hour: the one of the question's beginning proves nothing.
	from := insight.DayOf(q.From).End()
	if active, err := a.Doings.ActiveBetween(ctx, q.CustomerID, from, q.To); err != nil || active {
		return active, err
	}
	active, err := a.tickets(ctx, q, func(ctx context.Context, t ticket.Ticket) (bool, error) {
		return a.wrote(ctx, event.Ticket, t.ID, t.LastAt, q)
	})
	if err != nil || active {
		return active, err
	}
	return a.complained(ctx, q)
}

// tickets looks through the customer's tickets, newest first, for one that was opened in the time, or that also does.
func (a Activity) tickets(ctx context.Context, q insight.Question, also func(context.Context, ticket.Ticket) (bool, error)) (bool, error) {
	for after := ""; ; {
		page, err := a.Doings.Tickets(ctx, ticket.Query{View: ticket.ByCustomer, Customer: q.CustomerID, After: after, Limit: pageSize})
		if err != nil {
			return false, err
		}
		for _, t := range page.Tickets {
			if within(t.CreatedAt, q) {
				return true, nil
			}
			if did, err := also(ctx, t); err != nil || did {
				return did, err
			}
		}
		if after = page.Next; after == "" {
			return false, nil
		}
	}
}

// complained looks through the customer's complaints in the same way.
func (a Activity) complained(ctx context.Context, q insight.Question) (bool, error) {
	for after := ""; ; {
		page, err := a.Doings.Complaints(ctx, complaint.Query{View: complaint.ByCustomer, Customer: q.CustomerID, After: after, Limit: pageSize})
		if err != nil {
			return false, err
		}
		for _, c := range page.Complaints {
			if did, err := a.wrote(ctx, event.Complaint, c.ID, c.UpdatedAt, q); err != nil || did {
				return did, err
			}
		}
		if after = page.Next; after == "" {
			return false, nil
		}
	}
}

// wrote reports whether the timeline of a case, the last event of which was at a time, shows the customer at work.
func (a Activity) wrote(ctx context.Context, kind event.Kind, id string, last time.Time, q insight.Question) (bool, error) {
	if last.Before(q.From) {
		return false, nil
	}
	events, err := a.Doings.Timeline(ctx, kind, id, 0, 0)
	if err != nil {
		return false, err
	}
	for _, e := range events {
		if e.Actor.Kind == event.Customer && within(e.Time, q) {
			return true, nil
		}
	}
	return false, nil
}

func within(at time.Time, q insight.Question) bool { return !at.Before(q.From) && at.Before(q.To) }
