package rollup

import (
	"context"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/event"
	"aftercare/shared/feedback"
	"aftercare/shared/insight"
	"aftercare/shared/ticket"
	"aftercare/shared/voice"
)

// Doings is where what customers did is looked up.
type Doings interface {
	// ActiveBetween reports whether a customer used the exchange on a day, in UTC, that [from, to) touches.
	ActiveBetween(ctx context.Context, customer string, from, to time.Time) (bool, error)
	Tickets(ctx context.Context, q ticket.Query) (ticket.Page, error)
	Complaints(ctx context.Context, q complaint.Query) (complaint.Page, error)
	Timeline(ctx context.Context, kind event.Kind, id string, after int64, limit int) ([]event.Event, error)
	// ContactBetween reports whether a call or a visit to self-service of a customer was recorded in [from, to).
	ContactBetween(ctx context.Context, customer string, from, to time.Time) (bool, error)
	Voices(ctx context.Context, q voice.Query) (voice.Page, error)
	// CustomerSurveys gives a customer's surveys that are told on their own timelines, newest first, at most limit.
	CustomerSurveys(ctx context.Context, customer string, limit int) ([]feedback.Survey, error)
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
	for _, did := range []func() (bool, error){ // what costs least comes first
		func() (bool, error) { return a.Doings.ActiveBetween(ctx, q.CustomerID, from, q.To) },
		func() (bool, error) { return a.Doings.ContactBetween(ctx, q.CustomerID, q.From, q.To) },
		func() (bool, error) {
			return a.tickets(ctx, q, func(ctx context.Context, t ticket.Ticket) (bool, error) {
				return a.wrote(ctx, event.Ticket, t.ID, t.LastAt, q)
			})
		},
		func() (bool, error) { return a.complained(ctx, q) },
		func() (bool, error) { return a.said(ctx, q) },
		func() (bool, error) { return a.answered(ctx, q) },
	} {
		if active, err := did(); err != nil || active {
			return active, err
		}
	}
	return false, nil
}

// said looks for something that the customer wrote unasked.
func (a Activity) said(ctx context.Context, q insight.Question) (bool, error) {
	for after := ""; ; {
		page, err := a.Doings.Voices(ctx, voice.Query{
			View: voice.ByCustomer, Customer: q.CustomerID, From: q.From, To: q.To, Limit: pageSize, After: after,
		})
		if err != nil || len(page.Voices) > 0 {
			return len(page.Voices) > 0, err
		}
		if after = page.Next; after == "" {
			return false, nil
		}
	}
}

// answered looks for an answer to a question that no ticket tells of. The customer has one open at a time, for two weeks: a
// page of them is more than three years.
func (a Activity) answered(ctx context.Context, q insight.Question) (bool, error) {
	surveys, err := a.Doings.CustomerSurveys(ctx, q.CustomerID, pageSize)
	if err != nil {
		return false, err
	}
	for _, s := range surveys {
		if s.Answer == nil {
			continue
		}
		if did, err := a.wrote(ctx, event.Survey, s.ID, s.Answer.At, q); err != nil || did {
			return did, err
		}
	}
	return false, nil
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
