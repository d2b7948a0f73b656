package storetest

import (
	"slices"
	"testing"
	"time"

	"aftercare/shared/call"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/ticket"
	"aftercare/shared/visit"

	"github.com/google/go-cmp/cmp"
)

// aCall is a call of alice that was answered.
func aCall(id string, ended time.Time) call.Change {
	return call.Change{
		Call: call.Call{
			ID: id, Seq: 1, Customer: ticket.Customer{ID: "alice", Phone: "+43 1 5550100", Assurance: ticket.Asserted},
			QueuedAt: ended.Add(-2 * time.Minute), AnsweredAt: ended.Add(-time.Minute), EndedAt: ended, Agent: "bo", Request: "r",
		},
		Events: []event.Event{happening(event.CallEnded, event.Call, id, 1)},
	}
}

func aVisit(id string, ended time.Time) visit.Visit {
	return visit.Visit{ID: id, Seq: 1, Customer: ticket.Customer{ID: "alice"}, Outcome: visit.Solved, Article: "a", EndedAt: ended, Request: "r"}
}

// begun gives the ids of a kind that began in [from, to), newest first.
func (b *bench) begun(t *testing.T, kind event.Kind, from, to time.Time) []string {
	t.Helper()
	var ids []string
	must(t, b.Begun(t.Context(), kind, from, to, func(id string) error { ids = append(ids, id); return nil }))
	return ids
}

var callTests = map[string]func(*testing.T, *bench){
	"a call is written once, with its event": func(t *testing.T, b *bench) {
		c := aCall("C1", start)
		must(t, b.SaveCall(t.Context(), c))
		refuses(t, b.SaveCall(t.Context(), c), fault.Lost)
		got, err := b.Call(t.Context(), "C1")
		if diff := cmp.Diff(c.Call, got); err != nil || diff != "" {
			t.Fatalf("%v %s", err, diff)
		}
		if events, err := b.Timeline(t.Context(), event.Call, "C1", 0, 0); err != nil || len(events) != 1 {
			t.Fatalf("%d events, %v", len(events), err)
		}
		_, err = b.Call(t.Context(), "C2")
		refuses(t, err, fault.Missing)
	},
	"whether a customer called or visited is told by when it was recorded": func(t *testing.T, b *bench) {
		c := aCall("C1", start.Add(-5*day)) // told late
		c.Events[0].Time = start
		must(t, b.SaveCall(t.Context(), c))
		v := aVisit("V1", start.Add(2*day))
		v.Customer = ticket.Customer{ID: "wei", Assurance: ticket.Asserted}
		e := happening(event.VisitEnded, event.Visit, "V1", 1)
		e.Time = start.Add(2 * day)
		must(t, b.AddVisit(t.Context(), v, e))
		v.ID, v.Customer = "V2", ticket.Customer{ID: "bo", Assurance: ticket.Unverified}
		e.Aggregate.ID = "V2"
		must(t, b.AddVisit(t.Context(), v, e))
		for _, w := range []struct {
			customer string
			from, to time.Time
			want     bool
		}{
			{"alice", start, start.Add(time.Second), true},
			{"alice", start.Add(-9 * day), start, false},
			{"alice", start.Add(time.Second), start.Add(9 * day), false},
			{"alice", start, start, false},
			{"wei", start.Add(2 * day), start.Add(3 * day), true},
			{"wei", start, start.Add(2 * day), false},
			{"bo", start, start.Add(9 * day), false},
		} {
			if got, err := b.ContactBetween(t.Context(), w.customer, w.from, w.to); err != nil || got != w.want {
				t.Errorf("%s in [%s, %s): %t, %v", w.customer, w.from, w.to, got, err)
			}
		}
	},
	"a call and its ticket are written together, or neither": func(t *testing.T, b *bench) {
		c, o := aCall("C1", start), opening(aTicket("T1"))
		c.Ticket = &o
		must(t, b.SaveCall(t.Context(), c))
		had, err := b.Ticket(t.Context(), "T1")
		must(t, err)
		b.save(t, later(had, 1))
		stale, second := later(had, 1), aCall("C2", start)
		second.Ticket = &stale
		refuses(t, b.SaveCall(t.Context(), second), fault.Lost)
		_, err = b.Call(t.Context(), "C2")
		refuses(t, err, fault.Missing)
	},
	"the ticket of a missed call is remembered with it, by one of several": func(t *testing.T, b *bench) {
		if l, err := b.Callback(t.Context(), "alice"); err != nil || l != (call.Callback{CustomerID: "alice"}) {
			t.Fatalf("%+v %v", l, err)
		}
		missed := func(id, ticketID string, revision int64) call.Change {
			c, o := aCall(id, start), opening(aTicket(ticketID))
			c.Ticket, c.Callback = &o, &call.Callback{CustomerID: "alice", Revision: revision, TicketID: ticketID, At: start}
			return c
		}
		must(t, b.SaveCall(t.Context(), missed("C1", "T1", 1)))
		refuses(t, b.SaveCall(t.Context(), missed("C2", "T2", 1)), fault.Lost)
		_, err := b.Ticket(t.Context(), "T2")
		refuses(t, err, fault.Missing)
		must(t, b.SaveCall(t.Context(), missed("C2", "T2", 2)))
		want := call.Callback{CustomerID: "alice", Revision: 2, TicketID: "T2", At: start}
		if l, err := b.Callback(t.Context(), "alice"); err != nil || !cmp.Equal(l, want) {
			t.Fatalf("%+v %v", l, err)
		}
	},
	"calls are found by the day on which they ended, whenever they were told": func(t *testing.T, b *bench) {
		must(t, b.SaveCall(t.Context(), aCall("C1", start.Add(-40*day))))
		must(t, b.SaveCall(t.Context(), aCall("C2", start.Add(-time.Hour))))
		must(t, b.SaveCall(t.Context(), aCall("C3", start)))
		if got, want := b.begun(t, event.Call, start.Add(-50*day), start), []string{"C2", "C1"}; !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	},
	"a visit is written once, with its event, and found by its day": func(t *testing.T, b *bench) {
		v, e := aVisit("V1", start), happening(event.VisitEnded, event.Visit, "V1", 1)
		must(t, b.AddVisit(t.Context(), v, e))
		refuses(t, b.AddVisit(t.Context(), v, e), fault.Lost)
		got, err := b.Visit(t.Context(), "V1")
		if diff := cmp.Diff(v, got); err != nil || diff != "" {
			t.Fatalf("%v %s", err, diff)
		}
		if events, err := b.Timeline(t.Context(), event.Visit, "V1", 0, 0); err != nil || len(events) != 1 {
			t.Fatalf("%d events, %v", len(events), err)
		}
		if got := b.begun(t, event.Visit, start, start.Add(time.Second)); !slices.Equal(got, []string{"V1"}) {
			t.Fatalf("got %v", got)
		}
		_, err = b.Visit(t.Context(), "V2")
		refuses(t, err, fault.Missing)
	},
}
