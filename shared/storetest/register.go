package storetest

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/fault"

	gocmp "github.com/google/go-cmp/cmp"
)

// entered is the change that files a complaint which was received at a time.
func entered(id string, received time.Time) complaint.Change {
	c := filing(aComplaint(id, func(c *complaint.Complaint) { c.ReceivedAt = received }))
	line := complaint.LineOf(c.Complaint)
	c.Line = &line
	return c
}

var registerTests = map[string]func(*testing.T, *bench){
	"the register gives every line once, in order, over any span": func(t *testing.T, b *bench) {
		times := []time.Time{
			start.AddDate(-70, 0, 0), start.AddDate(-6, 0, 0), start.AddDate(-1, 0, 0), start.AddDate(-1, 0, 0),
			start.Add(-2 * time.Second), start.Add(-time.Second), start,
		}
		var want []string
		for i, at := range times {
			id := fmt.Sprintf("C%d", i)
			want = append(want, id)
			must(t, b.SaveComplaint(t.Context(), entered(id, at)))
		}
		read := func(from, to time.Time, limit int) []string {
			var got []string
			for after := ""; ; {
				page, err := b.Lines(t.Context(), from, to, after, limit)
				must(t, err)
				if len(page) > limit {
					t.Fatalf("%d lines, asked for %d", len(page), limit)
				}
				for _, l := range page {
					got, after = append(got, l.ID), l.Place()
				}
				if len(page) < limit {
					return got
				}
			}
		}
		for limit := 1; limit <= len(want)+1; limit++ {
			if got := read(time.Time{}, start.Add(day), limit); !slices.Equal(got, want) {
				t.Errorf("by %d: %v, want %v", limit, got, want)
			}
		}
		if got := read(times[1], times[6], 100); !slices.Equal(got, want[1:6]) {
			t.Errorf("from the second to before the last: %v", got)
		}
		if got := read(start, start, 100); got != nil {
			t.Errorf("an empty span gives %v", got)
		}
	},
	"a line is written with its change or not at all": func(t *testing.T, b *bench) {
		first := entered("C1", start)
		must(t, b.SaveComplaint(t.Context(), first))
		stale := step(first.Complaint, complaint.Closed)
		stale.Before = 7
		line := complaint.LineOf(stale.Complaint)
		line.Outcome = "withdrawn"
		stale.Line = &line
		refuses(t, b.SaveComplaint(t.Context(), stale), fault.Lost)
		read := func() complaint.Line {
			var got []complaint.Line
			must(t, complaint.EachLine(t.Context(), b, start, start.Add(day), func(l complaint.Line) error {
				got = append(got, l)
				return nil
			}))
			if len(got) != 1 {
				t.Fatalf("%d lines of one complaint", len(got))
			}
			return got[0]
		}
		if diff := gocmp.Diff(*first.Line, read()); diff != "" {
			t.Fatal(diff)
		}
		stale.Before = 1
		must(t, b.SaveComplaint(t.Context(), stale))
		if diff := gocmp.Diff(line, read()); diff != "" {
			t.Fatal(diff)
		}
		enough := errors.New("enough")
		if err := complaint.EachLine(t.Context(), b, start, start.Add(day), func(complaint.Line) error { return enough }); !errors.Is(err, enough) {
			t.Fatalf("got %v", err)
		}
	},
}
