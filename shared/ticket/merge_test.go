package ticket_test

import (
	"slices"
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/sla"
	"aftercare/shared/ticket"
)

// merged merges one ticket into another, and gives both lives after it.
func merged(t tb, source, into *life) {
	t.Helper()
	terms := func(l *life) ticket.Terms {
		return ticket.Terms{Now: l.now, Actor: bo, Policies: l.policies, Ladder: l.ladder, Promises: l.promises(), Calendar: l.calendar}
	}
	from, to, err := ticket.Merge(stored(source.Ticket), stored(into.Ticket), terms(source), terms(into))
	if err != nil {
		t.Fatalf("refused: %v", err)
	}
	for l, c := range map[*life]ticket.Change{source: from, into: to} {
		if c.Before != l.Seq {
			t.Fatalf("the change is based on event %d of %d", c.Before, l.Seq)
		}
		l.Ticket, l.last = stored(c.Ticket), c.Events
		l.events = append(l.events, c.Events...)
		l.wantReplays(t)
	}
}

// other is a second ticket, opened at the same time.
func other(t tb) *life { return opened(t, func(o *ticket.Opening) { o.ID = "T2" }) }

func TestMerge_ClosesTheSourceAndEndsItsClocks(t *testing.T) {
	source, into := opened(t), other(t)
	into.must(t, bo, reply("Which deposit?"))
	source.now = source.now.Add(time.Minute)
	into.now = source.now
	merged(t, source, into)
	if source.Status != ticket.StatusClosed || source.MergedInto != "T2" || !source.ClosedAt.Equal(source.now) || !source.WakeAt().IsZero() {
		t.Errorf("the source is %s, merged into %q, wakes at %s", source.Status, source.MergedInto, source.WakeAt())
	}
	if got, want := types(source.last), []event.Type{event.TicketMerged, event.TicketClosed, event.SLACancelled, event.SLACancelled}; !slices.Equal(got, want) {
		t.Errorf("on the source %v, want %v", got, want)
	}
	if d := data[ticket.Merged](t, into.last, event.TicketMerged); d.From != "T1" || !d.WaitingSince.Equal(start) {
		t.Errorf("on the target %+v", d)
	}
	if next := into.target(t, sla.NextReply); next.Status != sla.Running || !next.StartedAt.Equal(into.now) {
		t.Errorf("nextReply is %+v, want from the merge on", next)
	}
	if !into.WaitingSince.Equal(start) || into.Status == ticket.StatusClosed {
		t.Errorf("the target is %s and waits since %s", into.Status, into.WaitingSince)
	}
}

func TestMerge_OfAnsweredMessagesStartsNothing(t *testing.T) {
	source, into := opened(t), other(t)
	for _, l := range []*life{source, into} {
		l.must(t, bo, reply("We look into it."))
	}
	before := into.SLA.Targets
	merged(t, source, into)
	if !slices.EqualFunc(before, into.SLA.Targets, func(a, b sla.Target) bool { return a.Name == b.Name && a.DueAt.Equal(b.DueAt) }) {
		t.Errorf("the clocks of the target became %+v", into.SLA.Targets)
	}
	if !into.WaitingSince.IsZero() {
		t.Errorf("waits since %s", into.WaitingSince)
	}
}

func TestMerge_IsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		source, into *life
		want         fault.Kind
	}{
		"into itself":              {opened(t), opened(t), fault.Invalid},
		"of another customer":      {opened(t), opened(t, func(o *ticket.Opening) { o.ID, o.Customer.ID = "T2", "wei" }), fault.Conflict},
		"of what is closed":        {in(t, ticket.StatusClosed), other(t), fault.Conflict},
		"into what is solved":      {other(t), in(t, ticket.StatusSolved), fault.Conflict},
		"into what is over for us": {other(t), in(t, ticket.StatusClosed), fault.Conflict},
	} {
		terms := ticket.Terms{Now: c.source.now, Actor: bo}
		if _, _, err := ticket.Merge(c.source.Ticket, c.into.Ticket, terms, terms); !fault.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestService_MergesOnceAndTakesTheConversationAlong(t *testing.T) {
	d := newDesk(t)
	thread := ticket.Thread{Source: "/chat", ID: "1"}
	first := opening("T1")
	first.Thread = &thread
	if _, err := d.Open(t.Context(), first, alice, &ticket.ThreadChange{Thread: thread}); err != nil {
		t.Fatal(err)
	}
	d.opened(t, "T2")
	key := event.Receipt{Scope: "merge T1", Key: "k", Hash: "h"}
	for _, replay := range []bool{false, true} {
		done, err := d.Merge(t.Context(), "T1", "T2", ticket.Do{Actor: bo, Receipt: &key})
		if err != nil || done.Replay != replay || done.Ticket.MergedInto != "T2" {
			t.Fatalf("replay %t, merged into %q: %v", done.Replay, done.Ticket.MergedInto, err)
		}
	}
	if at, err := d.Store().ThreadTicket(t.Context(), thread); err != nil || at != "T2" {
		t.Errorf("the conversation goes on in %q: %v", at, err)
	}
	if got := only(d.timeline(t, "T2"), event.TicketMerged); len(got) != 1 {
		t.Errorf("%d merges on the target", len(got))
	}
	_, err := d.Merge(t.Context(), "T2", "T9", ticket.Do{Actor: bo})
	refused(t, err, fault.Invalid)
	stale := int64(99)
	_, err = d.Merge(t.Context(), "T2", "T1", ticket.Do{Actor: bo, Version: &stale})
	refused(t, err, fault.Stale)
}
