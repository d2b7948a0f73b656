package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"aftercare/shared/escalation"
	"aftercare/shared/event"
	storage "aftercare/shared/memory"
	"aftercare/shared/rescheduling"
	"aftercare/shared/sla"
	"aftercare/shared/ticket"
)

var update = flag.Bool("update", false, "write the table of waits into README.md")

// Between these lines of README.md stands the table of waits.
const (
	waitsBegin = "<!-- waits: written by go test ./scripts/benchmark -run Waits -update -->"
	waitsEnd   = "<!-- end of waits -->"
)

// deed is something that somebody does, so long after the opening.
type deed struct {
	after time.Duration
	do    func(ctx context.Context, s *ticket.Service) error
}

var (
	asks    = func(ctx context.Context, s *ticket.Service) error { return writes(ctx, s, event.Customer) }
	replies = func(ctx context.Context, s *ticket.Service) error { return writes(ctx, s, event.Staff) }
	solves  = func(ctx context.Context, s *ticket.Service) error {
		_, err := s.Solve(ctx, "T1", "", as(event.Staff))
		return err
	}
	raises = func(ctx context.Context, s *ticket.Service) error {
		_, err := s.Escalate(ctx, "T1", escalation.Breach, "", as(event.System))
		return err
	}
	takes = func(ctx context.Context, s *ticket.Service) error {
		_, err := s.TakeOver(ctx, "T1", []string{"lead"}, as(event.Staff))
		return err
	}
	nothing  = func(context.Context, *ticket.Service) error { return nil }
	ordinary = []deed{{3 * time.Minute, replies}, {time.Hour, asks}, {64 * time.Minute, replies}, {3 * time.Hour, asks}, {185 * time.Minute, solves}}
)

// lives are what the ways of waiting are compared by.
var lives = []struct {
	name  string
	warns bool
	deeds []deed
}{
	{"ordinary life", false, ordinary},
	{"with warnings", true, ordinary},
	{"a chat of ten minutes", false, chat(10 * time.Minute)},
	{"answered and solved at once", false, []deed{{2 * time.Minute, replies}, {2 * time.Minute, solves}}},
	{"late, raised, solved the next day", false, []deed{
		{302 * time.Second, raises}, {15 * time.Minute, takes}, {16 * time.Minute, replies}, {26 * time.Hour, solves}, {26 * time.Hour, nothing},
	}},
}

// chat is an answer and a question in turn, every half minute, until it is solved.
func chat(until time.Duration) (deeds []deed) {
	for after := 30 * time.Second; after < until; after += time.Minute {
		deeds = append(deeds, deed{after, replies}, deed{after + 30*time.Second, asks})
	}
	return append(deeds, deed{until + 30*time.Second, solves})
}

func as(kind event.ActorKind) ticket.Do {
	return ticket.Do{Actor: event.Actor{Kind: kind, ID: "somebody"}}
}

func writes(ctx context.Context, s *ticket.Service, by event.ActorKind) error {
	_, err := s.Write(ctx, "T1", ticket.Reply{Body: "Hello."}, as(by))
	return err
}

// lived plays a life by the rules of the service, with a look at every wake, and gives its turns.
func lived(t *testing.T, warns bool, deeds []deed) []turn {
	t.Helper()
	start := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	now := start
	store := storage.New(func() time.Time { return now })
	if warns {
		policies := sla.Default()
		for i := range policies.List {
			policies.List[i].WarnTo = nil
		}
		if err := store.PutPolicies(t.Context(), 0, policies, rescheduling.Change{}); err != nil {
			t.Fatal(err)
		}
	}
	service := ticket.NewService(store, store, func() time.Time { return now })
	var turns []turn
	note := func(due bool) {
		wants, err := service.Timer(t.Context(), "T1")
		if err != nil {
			t.Fatal(err)
		}
		turns = append(turns, turn{now, wants.At, due})
	}
	if _, err := service.Open(t.Context(), ticket.Opening{
		ID: "T1", Subject: "Deposit", Body: "Where is it?", Channel: ticket.Web, Customer: ticket.Customer{ID: "alice"},
	}, event.Actor{Kind: event.Customer, ID: "alice"}, nil); err != nil {
		t.Fatal(err)
	}
	note(false)
	for _, d := range deeds {
		for wake := turns[len(turns)-1].wake; !wake.IsZero() && !wake.After(start.Add(d.after)); wake = turns[len(turns)-1].wake {
			now = wake
			if _, err := service.Wake(t.Context(), "T1"); err != nil {
				t.Fatal(err)
			}
			note(true)
		}
		now = start.Add(d.after)
		if err := d.do(t.Context(), service); err != nil {
			t.Fatal(err)
		}
		note(false)
	}
	return turns
}

func TestWaitsAreThoseOfTheReadme(t *testing.T) {
	var list priceList
	if err := json.Unmarshal(priceFile, &list); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("| way of waiting")
	for _, l := range lives {
		fmt.Fprintf(&b, " | %s", l.name)
	}
	fmt.Fprintf(&b, " | %s for a thousand ordinary lives |\n|---|", list.Currency)
	b.WriteString(strings.Repeat("---|", len(lives)+1) + "\n")
	for _, w := range ways() {
		fmt.Fprintf(&b, "| %s |", w.name)
		for _, l := range lives {
			fmt.Fprintf(&b, " %s |", w.play(lived(t, l.warns, l.deeds)).counted())
		}
		fmt.Fprintf(&b, " %.4f |\n", w.play(lived(t, false, ordinary)).price(list))
	}
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(text), waitsBegin)
	_, after, closed := strings.Cut(rest, waitsEnd)
	if !found || !closed {
		t.Fatalf("README.md has no place for the table of waits\n%s", &b)
	}
	want := before + waitsBegin + "\n" + b.String() + waitsEnd + after
	if want == string(text) {
		return
	}
	if !*update {
		t.Fatalf("the table of waits in README.md is another:\n%s", &b)
	}
	if err := os.WriteFile("README.md", []byte(want), 0o600); err != nil {
		t.Fatal(err)
	}
}
