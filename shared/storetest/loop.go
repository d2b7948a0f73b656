package storetest

import (
	"fmt"
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/loop"
	"aftercare/shared/ticket"

	"github.com/google/go-cmp/cmp"
)

// loopChange is the first change of a loop, or the one after another.
func loopChange(id string, seq int64, with ...func(*loop.Loop)) loop.Change {
	l := loop.Loop{
		ID: id, Seq: seq, Kind: "csat", Score: 1, Highest: 5, TicketID: "T1", CustomerID: "alice", Language: "en",
		State: loop.Open, OpenedAt: start,
	}
	for _, w := range with {
		w(&l)
	}
	e := event.New(event.FeedbackLoopOpened, start, event.Actor{Kind: event.System}, event.Empty{}, nil)
	e.Seq, e.Aggregate = seq, event.Aggregate{Kind: event.Loop, ID: id, Version: seq}
	return loop.Change{Before: seq - 1, Loop: l, Events: []event.Event{e}}
}

var loopTests = map[string]func(*testing.T, *bench){
	"a loop comes back as it was saved, and changes only from what was read": func(t *testing.T, b *bench) {
		c := loopChange("S1", 1)
		must(t, b.SaveLoop(t.Context(), c))
		got, err := b.Loop(t.Context(), "S1")
		if diff := cmp.Diff(c.Loop, got); err != nil || diff != "" {
			t.Fatalf("%v %s", err, diff)
		}
		refuses(t, b.SaveLoop(t.Context(), c), fault.Lost)
		refuses(t, b.SaveLoop(t.Context(), loopChange("S1", 3)), fault.Lost)
		must(t, b.SaveLoop(t.Context(), loopChange("S1", 2)))
		if events, err := b.Timeline(t.Context(), event.Loop, "S1", 0, 0); err != nil || len(events) != 2 {
			t.Fatalf("%d events, %v", len(events), err)
		}
		_, err = b.Loop(t.Context(), "S2")
		refuses(t, err, fault.Missing)
	},
	"a loop and what it does to its ticket are written together or not at all": func(t *testing.T, b *bench) {
		at := b.save(t, opening(aTicket("T1")))
		must(t, b.SaveLoop(t.Context(), loopChange("S1", 1)))
		change := later(at, 1, func(t *ticket.Ticket) { t.FollowsSurvey = "S1" })
		stale := later(at, 1)
		stale.Before, stale.Ticket.Seq = 7, 8
		c := loopChange("S1", 2)
		c.Ticket = &stale
		refuses(t, b.SaveLoop(t.Context(), c), fault.Lost)
		c.Ticket = &change
		c.Receipt = &event.Receipt{Scope: "loop S1", Key: "k", Hash: "h", Result: "first"}
		must(t, b.SaveLoop(t.Context(), c))
		rated, err := b.Ticket(t.Context(), "T1")
		if err != nil || rated.FollowsSurvey != "S1" {
			t.Fatalf("%+v, %v", rated, err)
		}
		again := loopChange("S1", 3)
		again.Receipt = c.Receipt
		refuses(t, b.SaveLoop(t.Context(), again), fault.Replayed)
	},
	"loops are listed by state and by customer": func(t *testing.T, b *bench) {
		for i := range 6 {
			must(t, b.SaveLoop(t.Context(), loopChange(fmt.Sprintf("S%d", i), 1, func(l *loop.Loop) {
				l.OpenedAt = start.Add(time.Duration(i) * time.Hour)
				l.State = []loop.State{loop.Open, loop.Closed}[i%2]
				l.CustomerID = []string{"alice", "wei", "alice"}[i%3]
			})))
		}
		must(t, b.SaveLoop(t.Context(), loopChange("S0", 2, func(l *loop.Loop) { l.State = loop.Asked })))
		var ids []string
		for after, first := "", true; first || after != ""; first = false {
			page, next, err := b.Loops(t.Context(), loop.Open, after, 1)
			must(t, err)
			for _, l := range page {
				ids = append(ids, l.ID)
			}
			after = next
		}
		if diff := cmp.Diff([]string{"S2", "S4"}, ids); diff != "" {
			t.Fatal(diff)
		}
		mine, err := b.CustomerLoops(t.Context(), "alice", 3)
		must(t, err)
		ids = nil
		for _, l := range mine {
			ids = append(ids, l.ID)
		}
		if diff := cmp.Diff([]string{"S5", "S3", "S2"}, ids); diff != "" {
			t.Fatal(diff)
		}
	},
}
