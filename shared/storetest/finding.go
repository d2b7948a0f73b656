package storetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/trend"

	"github.com/google/go-cmp/cmp"
)

func aFinding(id string, at time.Time) (trend.Finding, event.Event) {
	return trend.Finding{
		ID: id, Dimension: trend.Cause, Value: "delay", From: start.Add(-7 * day), To: start, Count: 3, Before: 4,
		Complaints: []string{"C3", "C2", "C1"}, At: at,
	}, happening(event.ComplaintRecurring, event.Finding, id, 1)
}

var findingTests = map[string]func(*testing.T, *bench){
	"a finding is made once, with its event": func(t *testing.T, b *bench) {
		f, e := aFinding("F1", start)
		must(t, b.AddFinding(t.Context(), f, e))
		refuses(t, b.AddFinding(t.Context(), f, e), fault.Lost)
		got, next, err := b.Findings(t.Context(), start, start.Add(time.Second), "", 10)
		if diff := cmp.Diff([]trend.Finding{f}, got); err != nil || diff != "" || next != "" {
			t.Fatalf("%v %s", err, diff)
		}
		if events, err := b.Timeline(t.Context(), event.Finding, "F1", 0, 0); err != nil || len(events) != 1 {
			t.Fatalf("%d events, %v", len(events), err)
		}
	},
	"findings are listed page by page, newest first": func(t *testing.T, b *bench) {
		var want []string
		for i := range 7 {
			f, e := aFinding(fmt.Sprintf("F%d", i), start.Add(-time.Duration(i)*20*time.Hour))
			want = append(want, f.ID)
			must(t, b.AddFinding(t.Context(), f, e))
		}
		var got []string
		for after := ""; ; {
			found, next, err := b.Findings(t.Context(), start.Add(-30*day), start.Add(time.Second), after, 3)
			must(t, err)
			for _, f := range found {
				got = append(got, f.ID)
			}
			if after = next; after == "" {
				break
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
		_, _, err := b.Findings(t.Context(), start, start.Add(32*day), "", 3)
		refuses(t, err, fault.Invalid)
	},
}
