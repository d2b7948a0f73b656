package rescheduling

import (
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"aftercare/shared/event"
	"aftercare/shared/fault"
)

// Store keeps reschedulings, and lists the tickets to look at.
type Store interface {
	// Rescheduling gives one as it is now. Missing when there is none.
	Rescheduling(ctx context.Context, id string) (Rescheduling, error)
	// SaveRescheduling writes a change whole or not at all. Lost when another change came first.
	SaveRescheduling(ctx context.Context, c Change) error
	// Reschedulings lists them, the newest first, and where the next page begins, which is empty at the end.
	Reschedulings(ctx context.Context, after string, limit int) ([]Rescheduling, string, error)
	// OpenTickets gives the ids of tickets that are not solved or closed, at most limit, and where the next page
	// begins, which is empty at the end. A ticket whose next due time and team do not change keeps its place; one
	// that stands still is never left out. A page may be short, even empty, with a next one.
	OpenTickets(ctx context.Context, after string, limit int) (ids []string, next string, err error)
}

// Tickets are what is rescheduled.
type Tickets interface {
	// Adopt brings a ticket under the newest promises, and says what came of it. One that is gone, solved or closed
	// by now is left as it is.
	Adopt(ctx context.Context, id string, at Rescheduling) (Outcome, error)
}

// Outcome says what came of a ticket.
type Outcome uint8

// What can come of it.
const (
	Alike   Outcome = iota // the change does not concern it
	Adopted                // it was brought under the change
	Since                  // it was brought under the change since the last page was saved: this page came before, and died
	Before                 // it was brought under the change before: it has moved in the list, or a command was faster
)

// Later brings an event again after a time.
type Later interface {
	Again(ctx context.Context, d event.Detail, after time.Duration) error
}

// Bounds of the work. A page follows the one before after PageDelay, the delivery delay of the queue, so that at most
// PageSize tickets are looked at in PageDelay: 50 a second.
const (
	PageSize  = 50
	PageDelay = time.Second

	atOnce   = 8 // tickets of a page
	attempts = 3 // for a ticket on a page
)

// Runner does the next page of a rescheduling, for the event that was saved with the one before.
type Runner struct {
	Store   Store
	Tickets Tickets
	Later   Later
	Now     func() time.Time
	Failed  func(ctx context.Context, ticket string, err error) // is told of each ticket that fails; for the log
	Ended   func(Rescheduling) error                            // is told of each rescheduling that is done; for a metric
}

// Handle takes one event. An event that is not the last one was handled before; the same event twice looks at the
// same tickets twice, which changes nothing, and is saved once.
func (r Runner) Handle(ctx context.Context, d event.Detail) error {
	if d.Aggregate.Kind != event.Rescheduling {
		return fault.New(fault.Unsupported, "a %s is not rescheduled page by page", d.Aggregate.Kind)
	}
	at, err := r.Store.Rescheduling(ctx, d.Aggregate.ID)
	if err != nil {
		return fmt.Errorf("read the rescheduling: %w", err)
	}
	if at.Status == Done || at.Seq != d.Seq {
		return nil
	}
	terms := Terms{Now: r.Now(), Actor: event.Actor{Kind: event.System}, Correlation: event.CorrelationFrom(ctx)}
	newer, err := r.newer(ctx, at)
	if err != nil {
		return err
	}
	var c Change
	if newer != "" {
		c, err = Supersede(at, newer, terms)
	} else {
		if wait := at.settled().Sub(terms.Now); wait > 0 && at.Round == Rounds {
			return r.Later.Again(ctx, d, wait)
		}
		var p Page
		if p, err = r.page(ctx, at); err != nil {
			return err
		}
		c, err = Advance(at, p, terms)
	}
	if err != nil {
		return err
	}
	switch err := r.Store.SaveRescheduling(ctx, c); {
	case fault.Is(err, fault.Lost): // the same event came twice
		return nil
	case err != nil:
		return fmt.Errorf("save the rescheduling: %w", err)
	case c.Rescheduling.Status == Done:
		return r.Ended(c.Rescheduling)
	}
	return nil
}

// newer finds the newest rescheduling, where that was requested after this one.
func (r Runner) newer(ctx context.Context, at Rescheduling) (string, error) {
	newest, _, err := r.Store.Reschedulings(ctx, "", 1)
	if err != nil {
		return "", fmt.Errorf("find the newest rescheduling: %w", err)
	}
	if len(newest) == 0 || !newest[0].RequestedAt.After(at.RequestedAt) {
		return "", nil
	}
	return newest[0].ID, nil
}

// page lets the tickets of a page adopt what is promised now. A ticket that fails does not hold back the others.
func (r Runner) page(ctx context.Context, at Rescheduling) (Page, error) {
	ids, next, err := r.Store.OpenTickets(ctx, at.Position, PageSize)
	if err != nil {
		return Page{}, fmt.Errorf("list open tickets: %w", err)
	}
	p := Page{Next: next, Outcomes: map[Outcome]int{}}
	var mu sync.Mutex
	var group errgroup.Group
	group.SetLimit(atOnce)
	for _, id := range ids {
		group.Go(func() error {
			outcome, err := r.adopt(ctx, id, at)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err != nil:
				p.Failed = append(p.Failed, id)
				r.Failed(ctx, id, err)
			default:
				p.Outcomes[outcome]++
			}
			return nil
		})
	}
	_ = group.Wait() // failures are on the page
	return p, ctx.Err()
}

func (r Runner) adopt(ctx context.Context, id string, at Rescheduling) (outcome Outcome, err error) {
	for range attempts {
		if outcome, err = r.Tickets.Adopt(ctx, id, at); err == nil {
			break
		}
	}
	return outcome, err
}
