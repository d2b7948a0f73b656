package storetest

import (
	"fmt"
	"sync"
	"testing"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/ticket"
)

const (
	writers   = 16
	eachWrite = 3
)

// changedTransaction is the event of a ticket that came to be about another transaction.
func changedTransaction(id string, seq int64) event.Event {
	e := happening(event.TicketChanged, event.Ticket, id, seq)
	made := event.New(event.TicketChanged, e.Time, e.Actor, ticket.Changed{Transaction: true}, nil)
	made.Seq, made.Aggregate = e.Seq, e.Aggregate
	return made
}

var raceTests = map[string]func(*testing.T, *bench){
	"sixteen writers on one ticket lose nothing": func(t *testing.T, b *bench) {
		b.save(t, opening(aTicket("T1")))
		together(t, writers, func(w int) error {
			for i := range eachWrite {
				if err := writeUntilDone(t, b, fmt.Sprintf("writer %d, %d", w, i)); err != nil {
					return err
				}
			}
			return nil
		})
		got, err := b.Ticket(t.Context(), "T1")
		must(t, err)
		events, err := b.Timeline(t.Context(), event.Ticket, "T1", 0, 0)
		must(t, err)
		if want := 1 + writers*eachWrite; got.Seq != int64(want) || len(events) != want || got.Version != int64(want) {
			t.Fatalf("seq %d, version %d and %d events, want %d of each", got.Seq, got.Version, len(events), want)
		}
		seen := map[string]bool{}
		for i, e := range events {
			if e.Seq != int64(i+1) {
				t.Fatalf("event %d stands at %d", e.Seq, i+1)
			}
			seen[e.Correlation] = true
		}
		if len(seen) != len(events) {
			t.Fatalf("%d different events of %d", len(seen), len(events))
		}
	},
	"of sixteen who open one ticket one does": func(t *testing.T, b *bench) {
		wins := b.compete(t, func(w int) ticket.Change { return opening(aTicket("T1", customer(fmt.Sprint(w)))) }, fault.Lost)
		if wins != 1 {
			t.Fatalf("%d of them opened it", wins)
		}
	},
	"of sixteen who take one conversation one does": func(t *testing.T, b *bench) {
		wins := b.compete(t, func(w int) ticket.Change {
			c := opening(aTicket(fmt.Sprintf("T%d", w), team("payments")))
			c.Thread = &ticket.ThreadChange{Thread: ticket.Thread{Source: "chat", ID: "7"}}
			return c
		}, fault.Lost)
		if wins != 1 {
			t.Fatalf("%d of them took it", wins)
		}
		if page, err := b.Tickets(t.Context(), ticket.Query{View: ticket.Queue, Team: "payments"}); err != nil || len(page.Tickets) != 1 {
			t.Fatalf("%d tickets: %v", len(page.Tickets), err)
		}
	},
	"of sixteen who use one key one does": func(t *testing.T, b *bench) {
		wins := b.compete(t, func(w int) ticket.Change {
			c := opening(aTicket(fmt.Sprintf("T%d", w)))
			c.Receipt = &event.Receipt{Scope: "s", Key: "k", Result: fmt.Sprint(w)}
			return c
		}, fault.Replayed)
		if wins != 1 {
			t.Fatalf("%d of them did", wins)
		}
	},
	"sixteen who open tickets of one team all do": func(t *testing.T, b *bench) {
		wins := b.compete(t, func(w int) ticket.Change {
			return opening(aTicket(fmt.Sprintf("T%d", w), team("payments"), about("0xAB", "bc1q")))
		}, fault.Lost)
		if wins != writers {
			t.Fatalf("%d of them did", wins)
		}
	},
}

// writeUntilDone adds a note to T1, again and again from the load while others come first.
func writeUntilDone(t *testing.T, b *bench, correlation string) error {
	for range 1000 {
		at, err := b.Ticket(t.Context(), "T1")
		if err != nil {
			return err
		}
		c := later(at, 1)
		c.Events[0].Correlation = correlation
		if err := b.SaveTicket(t.Context(), c); !fault.Is(err, fault.Lost) {
			return err
		}
	}
	return fmt.Errorf("%s never came through", correlation)
}

// compete lets all writers save at once, and gives how many did; the others must be refused with the kind.
func (b *bench) compete(t *testing.T, change func(w int) ticket.Change, refused fault.Kind) int {
	var mu sync.Mutex
	wins := 0
	together(t, writers, func(w int) error {
		err := b.SaveTicket(t.Context(), change(w))
		mu.Lock()
		defer mu.Unlock()
		if err == nil {
			wins++
			return nil
		}
		if fault.Is(err, refused) {
			return nil
		}
		return err
	})
	return wins
}

func together(t *testing.T, n int, do func(w int) error) {
	t.Helper()
	var group sync.WaitGroup
	for w := range n {
		group.Go(func() {
			if err := do(w); err != nil {
				t.Errorf("writer %d: %v", w, err)
			}
		})
	}
	group.Wait()
}
