package audit

import (
	"context"
	"fmt"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/rescheduling"
	"aftercare/shared/ticket"
)

// Store is where cases are read from.
type Store interface {
	Ticket(ctx context.Context, id string) (ticket.Ticket, error)
	Complaint(ctx context.Context, id string) (complaint.Complaint, error)
	Rescheduling(ctx context.Context, id string) (rescheduling.Rescheduling, error)
	// Timeline gives up to limit events after the sequence number, in order; limit 0 means all.
	Timeline(ctx context.Context, kind event.Kind, id string, after int64, limit int) ([]event.Event, error)
	// Begun hands out the id of every case of a kind that began in [from, to).
	Begun(ctx context.Context, kind event.Kind, from, to time.Time, give func(id string) error) error
	// Misplaced names the lists in which a case stands elsewhere than its state says, or does not stand at all.
	Misplaced(ctx context.Context, kind event.Kind, id string) ([]string, error)
}

// Checker compares cases with their timelines.
type Checker struct {
	Store    Store
	Promises func(ctx context.Context) ticket.Promises // finds what tickets were promised
}

// Check gives the fields in which a case differs from what its timeline tells; none when all is well. Missing when
// there is no such case. What happens meanwhile does not disturb: the timeline is read as far as the state has come.
func (c Checker) Check(ctx context.Context, kind event.Kind, id string) ([]Difference, error) {
	stored, seq, err := c.stored(ctx, kind, id)
	if err != nil {
		return nil, err
	}
	events, err := c.Store.Timeline(ctx, kind, id, 0, 0)
	if err != nil {
		return nil, fmt.Errorf("read the timeline: %w", err)
	}
	for len(events) > 0 && events[len(events)-1].Seq > seq {
		events = events[:len(events)-1]
	}
	told, err := c.told(ctx, kind, events)
	if err != nil {
		return []Difference{{Field: "timeline", Told: err.Error()}}, nil
	}
	differences, err := Compare(stored, told)
	if err != nil {
		return nil, err
	}
	misplaced, err := c.Store.Misplaced(ctx, kind, id)
	if err != nil {
		return nil, err
	}
	for _, list := range misplaced {
		differences = append(differences, Difference{Field: "list " + list, Hidden: true})
	}
	return differences, nil
}

func (c Checker) stored(ctx context.Context, kind event.Kind, id string) (state any, seq int64, err error) {
	switch kind {
	case event.Ticket:
		t, err := c.Store.Ticket(ctx, id)
		return t, t.Seq, err
	case event.Complaint:
		co, err := c.Store.Complaint(ctx, id)
		return co, co.Seq, err
	case event.Rescheduling:
		r, err := c.Store.Rescheduling(ctx, id)
		return r, r.Seq, err
	default:
		return nil, 0, fault.New(fault.Unsupported, "a %s is no fold over its events", kind)
	}
}

func (c Checker) told(ctx context.Context, kind event.Kind, events []event.Event) (any, error) {
	switch kind {
	case event.Ticket:
		return ticket.Replay(events, c.Promises(ctx))
	case event.Complaint:
		return complaint.Replay(events)
	default:
		return rescheduling.Replay(events)
	}
}
