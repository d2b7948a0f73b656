package storetest

import (
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/sla"
	"aftercare/shared/ticket"

	"github.com/google/go-cmp/cmp"
)

var ticketTests = map[string]func(*testing.T, *bench){
	"a ticket comes back as it was saved": func(t *testing.T, b *bench) {
		want := aTicket("FULL", team("payments"), assigned("bo"), about("0xAB", "bc1q"), due(start.Add(time.Hour)), func(t *ticket.Ticket) {
			t.Tags = []string{"vip", "a \"quoted\" <tag>"}
			t.Thread = &ticket.Thread{Source: "chat", ID: "7"}
			t.Satisfaction = &ticket.Satisfaction{Score: 2, Comment: "slow", At: start}
			t.SLA = sla.Clocks{
				Policy: "standard", Version: 3, Calendar: sla.Always, CloseAfter: sla.DefaultCloseAfter, WarnAt: []float64{0.5},
				Targets: []sla.Target{{Name: sla.FirstReply, Cycle: 1, Status: sla.Running, StartedAt: start, DueAt: start.Add(time.Minute)}},
				Rules:   map[sla.Name]sla.Rule{sla.FirstReply: {Within: sla.Duration(time.Minute)}}, OpenedAt: start, At: start,
			}
			t.NextWake, t.ArmRevision = start.Add(time.Minute), 2
		})
		b.save(t, opening(want))
		got, err := b.Ticket(t.Context(), "FULL")
		must(t, err)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("saved and read differ (-saved +read):\n%s", diff)
		}
	},
	"a ticket that is absent is missing": func(t *testing.T, b *bench) {
		_, err := b.Ticket(t.Context(), "NONE")
		refuses(t, err, fault.Missing)
	},
	"a ticket is created once": func(t *testing.T, b *bench) {
		b.save(t, opening(aTicket("T1")))
		refuses(t, b.SaveTicket(t.Context(), opening(aTicket("T1", customer("wei")))), fault.Lost)
		got, err := b.Ticket(t.Context(), "T1")
		must(t, err)
		if got.Customer.ID != "alice" {
			t.Fatalf("the second opening took the ticket: customer %s", got.Customer.ID)
		}
	},
	"a change of what does not exist is lost": func(t *testing.T, b *bench) {
		refuses(t, b.SaveTicket(t.Context(), later(aTicket("T1"), 1)), fault.Lost)
	},
	"two tickets are merged whole or not at all": func(t *testing.T, b *bench) {
		source, into := b.save(t, opening(aTicket("T1"))), b.save(t, opening(aTicket("T2")))
		gone := later(source, 2, status(ticket.StatusClosed))
		moved := later(into, 1)
		b.save(t, moved)
		refuses(t, b.SaveMerge(t.Context(), gone, later(into, 1)), fault.Lost)
		if got, err := b.Ticket(t.Context(), "T1"); err != nil || got.Status == ticket.StatusClosed {
			t.Fatalf("half a merge: the source is %s: %v", got.Status, err)
		}
		must(t, b.SaveMerge(t.Context(), gone, later(moved.Ticket, 1)))
		for id, seq := range map[string]int64{"T1": 3, "T2": 3} {
			got, err := b.Ticket(t.Context(), id)
			must(t, err)
			events, err := b.Timeline(t.Context(), event.Ticket, id, 0, 0)
			must(t, err)
			if got.Seq != seq || len(events) != int(seq) {
				t.Fatalf("%s is at event %d of %d, want %d", id, got.Seq, len(events), seq)
			}
		}
	},
	"of two changes to the same state one is lost": func(t *testing.T, b *bench) {
		first := b.save(t, opening(aTicket("T1")))
		b.save(t, later(first, 2))
		refuses(t, b.SaveTicket(t.Context(), later(first, 1)), fault.Lost)
		got, err := b.Ticket(t.Context(), "T1")
		must(t, err)
		if got.Seq != 3 {
			t.Fatalf("seq is %d, want 3", got.Seq)
		}
	},
	"nothing is written when a condition fails": func(t *testing.T, b *bench) {
		thread := ticket.Thread{Source: "chat", ID: "7"}
		taken := opening(aTicket("OWNER"))
		taken.Thread = &ticket.ThreadChange{Thread: thread}
		b.save(t, taken)

		c := opening(aTicket("LOSER", team("payments"), about("0xAB", "bc1q"), func(t *ticket.Ticket) { t.NextWake = start }))
		c.Thread = &ticket.ThreadChange{Thread: thread}
		c.Receipt = &event.Receipt{Scope: "s", Key: "k", Hash: "h", Result: "1"}
		refuses(t, b.SaveTicket(t.Context(), c), fault.Lost)
		absent(t, b, "LOSER", "s", "k")
		if wakes, err := b.Wakes(t.Context(), time.Time{}, start.Add(time.Hour), 0); err != nil || len(wakes) != 0 {
			t.Fatalf("clocks of what was not written: %v, %v", wakes, err)
		}
		for _, q := range []ticket.Query{{View: ticket.ByHash, Hash: "0xAB"}, {View: ticket.Queue, Team: "payments"}} {
			if page, err := b.Tickets(t.Context(), q); err != nil || len(page.Tickets) != 0 {
				t.Fatalf("list %s has what was not written: %d, %v", q.View, len(page.Tickets), err)
			}
		}
	},
	"what was read is the reader's own": func(t *testing.T, b *bench) {
		c := opening(aTicket("T1", func(t *ticket.Ticket) { t.Tags = []string{"a"} }))
		b.save(t, c)
		c.Ticket.Tags[0] = "changed"
		got, err := b.Ticket(t.Context(), "T1")
		must(t, err)
		got.Tags[0] = "changed"
		again, err := b.Ticket(t.Context(), "T1")
		must(t, err)
		if again.Tags[0] != "a" {
			t.Fatal("storage shares memory with its callers")
		}
	},
}

// absent checks that a ticket, its events and its receipt were not written.
func absent(t *testing.T, b *bench, id, scope, key string) {
	t.Helper()
	_, err := b.Ticket(t.Context(), id)
	refuses(t, err, fault.Missing)
	if events, err := b.Timeline(t.Context(), event.Ticket, id, 0, 0); err != nil || len(events) != 0 {
		t.Fatalf("%d events of what was not written, %v", len(events), err)
	}
	if _, found, err := b.Receipt(t.Context(), scope, key); err != nil || found {
		t.Fatalf("a receipt of what was not written: %t, %v", found, err)
	}
}
