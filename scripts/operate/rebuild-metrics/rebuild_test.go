package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"aftercare/scripts/operate/comparison"
	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/memory"
	"aftercare/shared/rollup"
	"aftercare/shared/ticket"
)

func TestComparesAndMends(t *testing.T) {
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	store := memory.New(clock)
	desk := ticket.NewService(store, store, clock)
	for i := range 5 {
		if _, err := desk.Open(t.Context(), ticket.Opening{
			ID: fmt.Sprintf("T%d", i), Subject: "Hello", Body: "Hello.", Channel: ticket.Web, Customer: ticket.Customer{ID: "alice", Assurance: ticket.Authenticated},
		}, event.Actor{Kind: event.Customer, ID: "alice"}, nil); err != nil {
			t.Fatal(err)
		}
	}
	now = now.Add(48 * time.Hour)
	r := rollup.Rebuild{
		Service: rollup.NewService(store, store, desk.Promises, clock), Begun: store.Begun, ShardOf: layout.Shard, Shards: layout.Shards,
	}
	run := func(arguments string) (string, error) {
		span, err := read(strings.Fields(arguments), now, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		err = rebuild(t.Context(), r, span, &out)
		return regexp.MustCompile(`[0-9a-f]{16}`).ReplaceAllString(out.String(), "HASH"), err
	}
	const days = "2026-11-19 same         0 cases  HASH\n2026-11-20 %s      5 cases  HASH%s\n2026-11-21 %s      0 cases  HASH%s\n3 days, %s\n"
	differing := fmt.Sprintf(days, "differs", "  backlog opened resolutionRate", "differs", "  backlog", "2 differ")
	for _, c := range []struct{ arguments, want string }{
		{"--from 2026-11-19", differing},
		{"--from 2026-11-19 --write", strings.Replace(differing, "2 differ\n", "2 differ, written\n", 1)},
		{"--from 2026-11-19", fmt.Sprintf(days, "same   ", "", "same   ", "", "0 differ")},
		{"--from 2026-11-21 --to 2026-11-21", "2026-11-21 same         0 cases  HASH\n1 days, 0 differ\n"},
	} {
		said, err := run(c.arguments)
		// A new measure may be seen on the day, too.
		said = regexp.MustCompile(`(2026-11-20 differs.*HASH  )[^\n]*`).ReplaceAllString(said, "${1}backlog opened resolutionRate")
		var wantErr error
		if strings.HasSuffix(c.want, "2 differ\n") {
			wantErr = comparison.ErrDiffers
		}
		if said != c.want || !errors.Is(err, wantErr) {
			t.Errorf("%s said\n%s(%v), want\n%s", c.arguments, said, err, c.want)
		}
	}
	at := rollup.Case{Kind: event.Ticket, ID: "T1"}
	if err := store.SpoilFact(t.Context(), at, "2026-11-20"); err != nil {
		t.Fatal(err)
	}
	r.Observer.Timeline = func(ctx context.Context, kind event.Kind, id string, after int64, limit int) ([]event.Event, error) {
		events, err := store.Timeline(ctx, kind, id, after, limit)
		if id == "T2" {
			events = events[1:]
		}
		return events, err
	}
	said, err := run("--from 2026-11-19 --write")
	if want := "ticket T2 cannot be measured: timeline\n"; !strings.HasSuffix(said, "0 differ, written\n"+want) || !errors.As(err, new(rollup.Unmeasured)) {
		t.Errorf("with a damaged case: %s(%v)", said, err)
	}
	if facts, err := store.FactsOf(t.Context(), at, "2026-11-20", "2026-11-20"); err != nil || len(facts) != 1 || facts[0].Damaged {
		t.Errorf("a damaged fact is %+v, %v", facts, err)
	}
	r.Observer.Timeline = store.Timeline
	if report, err := r.Order(t.Context(), layout.Shards, nil, ""); err != nil || len(report) != layout.Shards || report[0].Sums != 0 {
		t.Errorf("a roll-up after it finds %+v, %v", report, err)
	}
}

func TestRefusesWhatItCannotMean(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for arguments, says := range map[string]string{
		"--from yesterday":                     "is not a day",
		"--from 2026-11-23":                    "lies ahead",
		"--from 2026-11-20 --to 2026-11-19":    "before --from",
		"--from 2026-11-20 --begun 2026-11-21": "after --from",
		"everything":                           "nothing that is known",
		"--everything":                         "not defined",
	} {
		if _, err := read(strings.Fields(arguments), now, io.Discard); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %q", arguments, err, says)
		}
	}
	span, err := read(nil, now, io.Discard)
	if err != nil || span != (rollup.Span{Begun: "2025-09-18", From: "2026-10-23", To: "2026-11-21"}) {
		t.Errorf("without arguments: %+v, %v", span, err)
	}
	var said bytes.Buffer
	if _, err := read([]string{"--help"}, now, &said); !errors.Is(err, flag.ErrHelp) || !strings.Contains(said.String(), "usage: scripts/rebuild-metrics") {
		t.Errorf("%v, said %s", err, said.String())
	}
}
