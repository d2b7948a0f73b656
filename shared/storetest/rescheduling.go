package storetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/rescheduling"
	"aftercare/shared/ticket"

	"github.com/google/go-cmp/cmp"
)

// requested is the first change of the rescheduling of a version of the policies.
func requested(t *testing.T, b *bench, version int) rescheduling.Change {
	t.Helper()
	c, err := rescheduling.Request(rescheduling.OfPolicies(version), rescheduling.Terms{
		Now: b.now(), Actor: event.Actor{Kind: event.Staff, ID: "lin", Name: "Lin"}, Correlation: "req-1",
	})
	must(t, err)
	return c
}

func advanced(t *testing.T, b *bench, r rescheduling.Rescheduling, p rescheduling.Page) rescheduling.Change {
	t.Helper()
	c, err := rescheduling.Advance(r, p, rescheduling.Terms{Now: b.now(), Actor: event.Actor{Kind: event.System}})
	must(t, err)
	return c
}

// allOpen goes through all open tickets.
func allOpen(t *testing.T, b *bench, limit int) (ids []string) {
	t.Helper()
	for after, pages := "", 0; ; pages++ {
		page, next, err := b.OpenTickets(t.Context(), after, limit)
		must(t, err)
		if len(page) > limit || pages > 100 {
			t.Fatalf("page %d has %d tickets of %d", pages, len(page), limit)
		}
		ids = append(ids, page...)
		if next == "" {
			return ids
		}
		after = next
	}
}

var reschedulingTests = map[string]func(*testing.T, *bench){
	"a version and its rescheduling are written together or not at all": func(t *testing.T, b *bench) {
		must(t, b.PutPolicies(t.Context(), 0, policiesWithin(1), requested(t, b, 1)))
		refuses(t, b.PutPolicies(t.Context(), 0, policiesWithin(2), requested(t, b, 2)), fault.Lost)
		_, err := b.Rescheduling(t.Context(), "policies-2")
		refuses(t, err, fault.Missing)
		got, err := b.Rescheduling(t.Context(), "policies-1")
		must(t, err)
		if diff := cmp.Diff(requested(t, b, 1).Rescheduling, got); diff != "" {
			t.Fatal(diff)
		}
		events, err := b.Timeline(t.Context(), event.Rescheduling, "policies-1", 0, 0)
		must(t, err)
		if diff := cmp.Diff(requested(t, b, 1).Events, events); diff != "" {
			t.Fatal(diff)
		}
		// A rescheduling that exists already keeps the version from being written, too.
		refuses(t, b.PutPolicies(t.Context(), 1, policiesWithin(2), requested(t, b, 1)), fault.Lost)
		if p, err := b.Policies(t.Context()); err != nil || p.Version != 1 {
			t.Fatalf("version %d is in force: %v", p.Version, err)
		}
	},
	"a rescheduling advances from where it stands alone": func(t *testing.T, b *bench) {
		c := requested(t, b, 1)
		must(t, b.SaveRescheduling(t.Context(), c))
		one := advanced(t, b, c.Rescheduling, rescheduling.Page{Outcomes: map[rescheduling.Outcome]int{rescheduling.Adopted: 7}, Next: "p"})
		other := advanced(t, b, c.Rescheduling, rescheduling.Page{})
		must(t, b.SaveRescheduling(t.Context(), one))
		refuses(t, b.SaveRescheduling(t.Context(), other), fault.Lost)
		got, err := b.Rescheduling(t.Context(), "policies-1")
		must(t, err)
		if diff := cmp.Diff(one.Rescheduling, got); diff != "" {
			t.Fatal(diff)
		}
		events, err := b.Timeline(t.Context(), event.Rescheduling, "policies-1", 0, 0)
		must(t, err)
		if told, err := rescheduling.Replay(events); err != nil || !cmp.Equal(told, got) {
			t.Fatalf("its timeline tells %+v: %v", told, err)
		}
	},
	"reschedulings come newest first": func(t *testing.T, b *bench) {
		for version := 1; version <= 5; version++ {
			must(t, b.SaveRescheduling(t.Context(), requested(t, b, version)))
			b.wait(time.Second)
		}
		var got []string
		for after := ""; ; {
			page, next, err := b.Reschedulings(t.Context(), after, 2)
			must(t, err)
			for _, r := range page {
				got = append(got, r.ID)
			}
			if next == "" {
				break
			}
			after = next
		}
		if want := []string{"policies-5", "policies-4", "policies-3", "policies-2", "policies-1"}; !slices.Equal(got, want) {
			t.Fatalf("listed %v, want %v", got, want)
		}
	},
	"open tickets are those of all teams and people": func(t *testing.T, b *bench) {
		var want []string
		for i := range 30 {
			id := fmt.Sprintf("T%02d", i)
			change := opening(aTicket(id, team([]string{"", "a team", "b"}[i%3]), assigned([]string{"", "bo"}[i%2]), due(start.Add(time.Duration(i*7%30)*time.Minute)),
				status([]ticket.Status{ticket.StatusNew, ticket.StatusHold, ticket.StatusPending, ticket.StatusOpen, ticket.StatusSolved, ticket.StatusClosed}[i%6])))
			b.save(t, change)
			if change.Ticket.Status.Live() {
				want = append(want, id)
			}
		}
		for _, limit := range []int{1, 3, 7, 100} {
			got := allOpen(t, b, limit)
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Fatalf("in pages of %d: %v, want %v", limit, got, want)
			}
		}
	},
	"an open ticket that stands still is met however the others move": func(t *testing.T, b *bench) {
		var moving []ticket.Ticket
		for i := range 12 {
			id := fmt.Sprintf("T%02d", i)
			at := b.save(t, opening(aTicket(id, due(start.Add(time.Duration(i)*time.Minute)))))
			if i%2 == 1 {
				moving = append(moving, at)
			}
		}
		met := map[string]bool{}
		for after, pages := "", 0; ; pages++ {
			page, next, err := b.OpenTickets(t.Context(), after, 2)
			must(t, err)
			for _, id := range page {
				met[id] = true
			}
			if next == "" {
				break
			}
			at := pages % len(moving) // one comes to lie before the place reached, or far behind it
			moving[at] = b.save(t, later(moving[at], 1, due(start.Add(time.Duration(pages%2*100-50)*time.Hour)), team([]string{"", "b"}[pages%2])))
			after = next
		}
		for i := 0; i < 12; i += 2 {
			if id := fmt.Sprintf("T%02d", i); !met[id] {
				t.Errorf("%s was never met", id)
			}
		}
	},
}
