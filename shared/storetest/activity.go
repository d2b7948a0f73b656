package storetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"aftercare/shared/activity"
	"aftercare/shared/fault"
	"aftercare/shared/ticket"
)

func anActive(customer string, at time.Time) activity.Day {
	return activity.Day{Customer: ticket.Customer{ID: customer, Email: customer + "@example.com", Reachable: true}, At: at}
}

var activityTests = map[string]func(*testing.T, *bench){
	"a customer's day is kept as it was told first": func(t *testing.T, b *bench) {
		first, second := anActive("alice", start), anActive("alice", start.Add(time.Hour))
		second.Customer.Email = ""
		must(t, b.AddActive(t.Context(), first))
		must(t, b.AddActive(t.Context(), second))
		got, next, err := b.Active(t.Context(), start.Add(-day), start.Add(day), "", 10)
		if err != nil || next != "" || len(got) != 1 || got[0] != first {
			t.Fatalf("%+v %q %v", got, next, err)
		}
	},
	"whether a customer was active is told by whole days in UTC": func(t *testing.T, b *bench) {
		must(t, b.AddActive(t.Context(), anActive("alice", start))) // 28 March 2026, 22:00
		midnight := start.Truncate(day)
		for _, c := range []struct {
			customer string
			from, to time.Time
			want     bool
		}{
			{"alice", midnight, midnight.Add(time.Second), true},
			{"alice", start.Add(time.Hour), start.Add(2 * time.Hour), true},
			{"alice", midnight.Add(-day), midnight, false},
			{"alice", midnight.Add(day), midnight.Add(9 * day), false},
			{"alice", midnight.Add(-90 * day), midnight.Add(9 * day), true},
			{"alice", start, start, false},
			{"wei", midnight, midnight.Add(day), false},
		} {
			if got, err := b.ActiveBetween(t.Context(), c.customer, c.from, c.to); err != nil || got != c.want {
				t.Errorf("%s in [%s, %s): %t, %v", c.customer, c.from, c.to, got, err)
			}
		}
	},
	"who was active is listed page by page, newest first, once for each day": func(t *testing.T, b *bench) {
		for i := range 5 {
			at := start.Add(-time.Duration(i) * 10 * time.Hour)
			must(t, b.AddActive(t.Context(), anActive("alice", at)))
			must(t, b.AddActive(t.Context(), anActive(fmt.Sprintf("c%d", i), at.Add(-time.Minute))))
		}
		var got []string
		for after := ""; ; {
			found, next, err := b.Active(t.Context(), start.Add(-30*day), start.Add(time.Second), after, 3)
			must(t, err)
			for _, d := range found {
				got = append(got, d.Customer.ID+" "+d.At.Format("02 15:04"))
			}
			if after = next; after == "" {
				break
			}
		}
		want := []string{"alice 28 22:00", "c0 28 21:59", "c1 28 11:59", "c2 28 01:59", "alice 27 16:00", "c3 27 15:59", "c4 27 05:59"}
		if !slices.Equal(got, want) {
			t.Fatalf("got  %v\nwant %v", got, want)
		}
		_, _, err := b.Active(t.Context(), start, start.Add(32*day), "", 3)
		refuses(t, err, fault.Invalid)
	},
}
