package storetest

import (
	"strings"
	"testing"

	"aftercare/shared/event"
	"aftercare/shared/ticket"

	"github.com/google/go-cmp/cmp"
)

var timelineTests = map[string]func(*testing.T, *bench){
	"events come back as they were saved, in order": func(t *testing.T, b *bench) {
		c := opening(aTicket("T1"))
		first := b.save(t, c)
		want := c.Events
		c = later(first, 11)
		b.save(t, c)
		want = append(want, c.Events...)
		got, err := b.Timeline(t.Context(), event.Ticket, "T1", 0, 0)
		must(t, err)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("saved and read differ (-saved +read):\n%s", diff)
		}
	},
	"every way of paging a timeline gives every event once": func(t *testing.T, b *bench) {
		b.save(t, later(b.save(t, opening(aTicket("T1"))), 10))
		for limit := 1; limit <= 12; limit++ {
			after, seen := int64(0), int64(0)
			for {
				page, err := b.Timeline(t.Context(), event.Ticket, "T1", after, limit)
				must(t, err)
				for _, e := range page {
					if seen++; e.Seq != seen {
						t.Fatalf("limit %d: event %d came where %d belongs", limit, e.Seq, seen)
					}
					after = e.Seq
				}
				if len(page) < limit {
					break
				}
			}
			if seen != 11 {
				t.Fatalf("limit %d: %d events, want 11", limit, seen)
			}
		}
	},
	"a timeline larger than one answer of the database comes whole": func(t *testing.T, b *bench) {
		at := b.save(t, opening(aTicket("T1")))
		for range 14 {
			c := later(at, 1)
			c.Events[0] = event.New(event.TicketNoted, start, event.Actor{Kind: event.System}, event.Empty{}, ticket.Message{Body: strings.Repeat("x", 100_000)})
			c.Events[0].Seq, c.Events[0].Aggregate = c.Ticket.Seq, event.Aggregate{Kind: event.Ticket, ID: "T1", Version: 2}
			at = b.save(t, c)
		}
		if got, err := b.Timeline(t.Context(), event.Ticket, "T1", 0, 0); err != nil || len(got) != 15 {
			t.Fatalf("%d events, want 15: %v", len(got), err)
		}
	},
	"timelines do not mix": func(t *testing.T, b *bench) {
		b.save(t, opening(aTicket("T1")))
		b.save(t, opening(aTicket("T12")))
		must(t, b.Record(t.Context(), happening(event.ContactRefused, event.Contact, "T1", 1)))
		for kind, want := range map[event.Kind]int{event.Ticket: 1, event.Contact: 1, event.Complaint: 0} {
			if got, err := b.Timeline(t.Context(), kind, "T1", 0, 0); err != nil || len(got) != want {
				t.Fatalf("%d events of %s T1, want %d: %v", len(got), kind, want, err)
			}
		}
		if got, err := b.Timeline(t.Context(), event.Ticket, "T1", 1, 0); err != nil || len(got) != 0 {
			t.Fatalf("%d events after the last: %v", len(got), err)
		}
	},
	"an event alone is recorded once": func(t *testing.T, b *bench) {
		e := happening(event.ContactRefused, event.Contact, "C1", 1)
		must(t, b.Record(t.Context(), e))
		must(t, b.Record(t.Context(), e))
		if got, err := b.Timeline(t.Context(), event.Contact, "C1", 0, 0); err != nil || len(got) != 1 || got[0].Type != event.ContactRefused {
			t.Fatalf("got %d events: %v", len(got), err)
		}
	},
}
