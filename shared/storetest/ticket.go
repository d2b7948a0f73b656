package storetest

import (
	"errors"
	"testing"
	"time"

	"aftercare/shared/escalation"
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

var receiptTests = map[string]func(*testing.T, *bench){
	"a receipt is remembered as it was given": func(t *testing.T, b *bench) {
		want := event.Receipt{Scope: "POST /v1/tickets alice", Key: "k-1", Hash: "abc", Result: "7"}
		c := opening(aTicket("T1"))
		c.Receipt = &want
		b.save(t, c)
		got, found, err := b.Receipt(t.Context(), want.Scope, want.Key)
		must(t, err)
		if !found || got != want {
			t.Fatalf("got %+v, %t", got, found)
		}
		for _, other := range [][2]string{{want.Scope, "k-2"}, {"other", want.Key}, {want.Scope + "k", "-1"}} {
			if _, found, err := b.Receipt(t.Context(), other[0], other[1]); err != nil || found {
				t.Fatalf("another key is taken for the same: %t, %v", found, err)
			}
		}
	},
	"a repetition names what the first made, and writes nothing": func(t *testing.T, b *bench) {
		first := b.save(t, opening(aTicket("T1")))
		c := later(first, 1)
		c.Receipt = &event.Receipt{Scope: "s", Key: "k", Hash: "h", Result: "2"}
		second := b.save(t, c)
		c = later(second, 1)
		c.Receipt = &event.Receipt{Scope: "s", Key: "k", Hash: "h", Result: "3"}
		isReplay(t, b.SaveTicket(t.Context(), c), "2")
		if events, err := b.Timeline(t.Context(), event.Ticket, "T1", 0, 0); err != nil || len(events) != 2 {
			t.Fatalf("%d events, want 2: %v", len(events), err)
		}
	},
	"a repetition that also lost its race is a repetition": func(t *testing.T, b *bench) {
		first := b.save(t, opening(aTicket("T1")))
		c := later(first, 1)
		c.Receipt = &event.Receipt{Scope: "s", Key: "k", Result: "2"}
		b.save(t, c)
		isReplay(t, b.SaveTicket(t.Context(), c), "2")
	},
	"a change may have a receipt and nothing else": func(t *testing.T, b *bench) {
		first := b.save(t, opening(aTicket("T1")))
		c := ticket.Change{Before: first.Seq, Ticket: first, Receipt: &event.Receipt{Scope: "s", Key: "k", Result: ""}}
		b.save(t, c)
		isReplay(t, b.SaveTicket(t.Context(), c), "")
	},
	"a receipt is forgotten after its life, to the second": func(t *testing.T, b *bench) {
		first := b.save(t, opening(aTicket("T1")))
		c := later(first, 1)
		c.Receipt = &event.Receipt{Scope: "s", Key: "k", Result: "2"}
		second := b.save(t, c)
		again := later(second, 1)
		again.Receipt = &event.Receipt{Scope: "s", Key: "k", Result: "3"}

		b.wait(event.ReceiptLife - time.Second)
		if _, found, err := b.Receipt(t.Context(), "s", "k"); err != nil || !found {
			t.Fatalf("forgotten too early: %v", err)
		}
		isReplay(t, b.SaveTicket(t.Context(), again), "2")
		b.wait(time.Second)
		if _, found, err := b.Receipt(t.Context(), "s", "k"); err != nil || found {
			t.Fatalf("not forgotten: %v", err)
		}
		b.save(t, again)
		got, found, err := b.Receipt(t.Context(), "s", "k")
		if err != nil || !found || got.Result != "3" {
			t.Fatalf("the key was not given anew: %+v %t %v", got, found, err)
		}
	},
}

func isReplay(t *testing.T, err error, result string) {
	t.Helper()
	refuses(t, err, fault.Replayed)
	if e, ok := errors.AsType[*fault.Error](err); !ok || e.Result != result {
		t.Fatalf("the first result was %q, told is %q", result, e.Result)
	}
}

var threadTests = map[string]func(*testing.T, *bench){
	"a conversation has no ticket until it is given one": func(t *testing.T, b *bench) {
		thread := ticket.Thread{Source: "chat", ID: "7"}
		points(t, b, thread, "")
		c := opening(aTicket("T1"))
		c.Thread = &ticket.ThreadChange{Thread: thread}
		b.save(t, c)
		points(t, b, thread, "T1")
		points(t, b, ticket.Thread{Source: "chat", ID: "8"}, "")
		points(t, b, ticket.Thread{Source: "social", ID: "7"}, "")
	},
	"of two openings of one conversation one is lost": func(t *testing.T, b *bench) {
		thread := ticket.Thread{Source: "chat", ID: "7"}
		for _, id := range []string{"T1", "T2"} {
			c := opening(aTicket(id))
			c.Thread = &ticket.ThreadChange{Thread: thread}
			err := b.SaveTicket(t.Context(), c)
			if id == "T1" {
				must(t, err)
				continue
			}
			refuses(t, err, fault.Lost)
		}
		points(t, b, thread, "T1")
		_, err := b.Ticket(t.Context(), "T2")
		refuses(t, err, fault.Missing)
	},
	"a conversation moves on only from where it was seen": func(t *testing.T, b *bench) {
		thread := ticket.Thread{Source: "chat", ID: "7"}
		for _, step := range []struct {
			id, was string
			moves   bool
		}{{"T1", "", true}, {"T2", "T1", true}, {"T3", "T1", false}, {"T4", "", false}, {"T5", "T2", true}} {
			c := opening(aTicket(step.id))
			c.Thread = &ticket.ThreadChange{Thread: thread, Was: step.was}
			err := b.SaveTicket(t.Context(), c)
			if step.moves {
				must(t, err)
				points(t, b, thread, step.id)
				continue
			}
			refuses(t, err, fault.Lost)
		}
		points(t, b, thread, "T5")
	},
}

func points(t *testing.T, b *bench, thread ticket.Thread, want string) {
	t.Helper()
	got, err := b.ThreadTicket(t.Context(), thread)
	if err != nil || got != want {
		t.Fatalf("the conversation points at %q, want %q: %v", got, want, err)
	}
}

var promiseTests = map[string]func(*testing.T, *bench){
	"policies are the defaults until they are set": func(t *testing.T, b *bench) {
		for _, read := range []func() (sla.Policies, error){
			func() (sla.Policies, error) { return b.Policies(t.Context()) },
			func() (sla.Policies, error) { return b.PoliciesOf(t.Context(), 0) },
		} {
			got, err := read()
			must(t, err)
			if diff := cmp.Diff(sla.Default(), got); diff != "" {
				t.Fatal(diff)
			}
		}
	},
	"every version of the policies is kept": func(t *testing.T, b *bench) {
		for version := 1; version <= 3; version++ {
			must(t, b.PutPolicies(t.Context(), version-1, policiesWithin(version)))
			refuses(t, b.PutPolicies(t.Context(), version-1, policiesWithin(99)), fault.Lost)
		}
		refuses(t, b.PutPolicies(t.Context(), 7, policiesWithin(99)), fault.Lost)
		current, err := b.Policies(t.Context())
		must(t, err)
		for version := 1; version <= 3; version++ {
			want := policiesWithin(version)
			want.Version = version
			got, err := b.PoliciesOf(t.Context(), version)
			must(t, err)
			if diff := cmp.Diff(want.List[0].Targets, got.List[0].Targets); diff != "" || got.Version != version {
				t.Fatalf("version %d says it is %d: %s", version, got.Version, diff)
			}
		}
		if current.Version != 3 {
			t.Fatalf("version %d is in force, want 3", current.Version)
		}
		_, err = b.PoliciesOf(t.Context(), 4)
		refuses(t, err, fault.Missing)
	},
	"a team without a ladder climbs the company's": func(t *testing.T, b *bench) {
		climbs := func(team string, want escalation.Ladder) {
			t.Helper()
			got, err := b.Ladder(t.Context(), team)
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Fatalf("ladder of %q: %v %s", team, err, diff)
			}
		}
		company := escalation.Ladder{{Role: "lead", Within: time.Minute}}
		own := escalation.Ladder{{Role: "lead", Within: time.Hour}, {Role: "admin", Within: 90 * time.Second}}
		climbs("payments", escalation.Default())
		must(t, b.PutLadder(t.Context(), "", 0, company))
		climbs("payments", company)
		must(t, b.PutLadder(t.Context(), "payments", 0, own))
		climbs("payments", own)
		climbs("", company)
		refuses(t, b.PutLadder(t.Context(), "payments", 0, company), fault.Lost)
		must(t, b.PutLadder(t.Context(), "payments", 1, company))
		if _, version, err := b.LadderOf(t.Context(), "payments"); err != nil || version != 2 {
			t.Fatalf("version %d, want 2: %v", version, err)
		}
		if _, version, err := b.LadderOf(t.Context(), "trading"); err != nil || version != 0 {
			t.Fatalf("version %d of what was never set: %v", version, err)
		}
	},
}

func policiesWithin(minutes int) sla.Policies {
	p := sla.Default()
	p.List = p.List[len(p.List)-1:]
	p.List[0].Targets = map[sla.Name]sla.Rule{sla.FirstReply: {Within: sla.Duration(time.Duration(minutes) * time.Minute)}}
	return p
}
