package storetest

import (
	"errors"
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/ticket"
)

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
