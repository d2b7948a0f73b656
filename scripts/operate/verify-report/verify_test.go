package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"aftercare/scripts/operate/comparison"
	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/insight"
	"aftercare/shared/memory"
	"aftercare/shared/rollup"
	"aftercare/shared/ticket"
	"aftercare/shared/transparency"
)

func TestTellsWhetherAReportIsWhatItsCasesTell(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	store := memory.New(clock)
	desk := ticket.NewService(store, store, clock)
	open := func(n int) {
		for i := range n {
			if _, err := desk.Open(t.Context(), ticket.Opening{
				ID: fmt.Sprintf("T%d-%d", i, now.Day()), Subject: "Hello", Body: "Hello.", Channel: ticket.Web, Customer: ticket.Customer{ID: "alice", Assurance: ticket.Authenticated},
			}, event.Actor{Kind: event.Customer, ID: "alice"}, nil); err != nil {
				t.Fatal(err)
			}
		}
	}
	c := check{
		Store: store, Collector: transparency.Collector{Source: store, Shards: layout.Shards},
		Rebuild: rollup.Rebuild{Service: rollup.NewService(store, store, desk.Promises, clock), Begun: store.Begun, ShardOf: layout.Shard, Shards: layout.Shards},
	}
	freeze := func() {
		for shard := range layout.Shards {
			if _, err := c.Rebuild.Roll(t.Context(), shard, insight.DayOf(now)); err != nil {
				t.Fatal(err)
			}
		}
		reports := transparency.NewService(store, c.Collector, transparency.Settings{Company: "Example Exchange", Least: 5}, clock)
		if _, err := reports.Freeze(t.Context(), "2026-11", "to try", transparency.Do{Actor: event.Actor{Kind: event.Staff, ID: "ada"}}); err != nil {
			t.Fatal(err)
		}
	}
	open(6)
	now = now.Add(time.Minute)
	freeze()
	now = now.Add(24 * time.Hour)
	open(9) // after the cut-off
	run := func(arguments string) (string, error) {
		w, err := read(strings.Fields(arguments), io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		err = verify(t.Context(), c, w, &out)
		return out.String(), err
	}
	if said, err := run("2026-11"); err != nil || !strings.Contains(said, "the same, bit for bit") {
		t.Errorf("%s%v", said, err)
	}
	if said, err := run("--begun 2026-11-21 2026-11"); !errors.Is(err, comparison.ErrDiffers) || !strings.Contains(said, "volumes: channel") {
		t.Errorf("without its cases: %s%v", said, err)
	}
	if _, err := run("2026-10"); err == nil || errors.Is(err, comparison.ErrDiffers) {
		t.Error(err)
	}
}

func TestRefusesWhatItCannotMean(t *testing.T) {
	for _, arguments := range []string{"", "2026", "2026-13", "2026-10 2026-11", "--begun never 2026-10", "--all 2026-10"} {
		if w, err := read(strings.Fields(arguments), io.Discard); err == nil {
			t.Errorf("%q: %+v", arguments, w)
		}
	}
	var said bytes.Buffer
	if _, err := read([]string{"--help"}, &said); !errors.Is(err, flag.ErrHelp) || !strings.Contains(said.String(), "usage: scripts/verify-report") {
		t.Errorf("%v, said %s", err, said.String())
	}
}
