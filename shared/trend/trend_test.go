package trend_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"aftercare/shared/complaint"
	"aftercare/shared/event"
	"aftercare/shared/memory"
	"aftercare/shared/trend"
)

// now is a Sunday; the seven days are those before it.
var now = time.Date(2026, 11, 22, 5, 0, 0, 0, time.UTC)

var midnight = now.Truncate(24 * time.Hour)

// days makes lines that were received so many days before midnight.
func days(cause string, ago ...float64) []complaint.Line {
	var lines []complaint.Line
	for i, d := range ago {
		lines = append(lines, complaint.Line{
			ID: fmt.Sprintf("%s%d", cause, i), Cause: cause, ReceivedAt: midnight.Add(-time.Duration(d * 24 * float64(time.Hour))),
		})
	}
	return lines
}

func TestRising_ByHand(t *testing.T) {
	for name, c := range map[string]struct {
		ago  []float64
		want int // complaints of the week; 0: it does not rise
	}{
		"two are no trend":                           {[]float64{1, 2}, 0},
		"three of which there were none":             {[]float64{3, 2, 1}, 3},
		"today does not count yet":                   {[]float64{2, 1, -0.1}, 0},
		"the first moment of the week counts":        {[]float64{7, 2, 1}, 3},
		"a second before is the week before":         {[]float64{7.0001, 2, 1}, 0},
		"four against a mean of two":                 {append(eight(2), 4, 3, 2, 1), 4},
		"four against a mean of more than two":       {append(append(eight(2), 40), 4, 3, 2, 1), 0},
		"what lies before the eight weeks is gone":   {append([]float64{64, 65, 66, 67, 68, 69, 70, 71}, 3, 2, 1), 3},
		"the first moment of the eight weeks counts": {append(append(eight(2), 63), 4, 3, 2, 1), 0},
		"as many as always":                          {append(eight(3), 3, 2, 1), 0},
	} {
		t.Run(name, func(t *testing.T) {
			got := trend.Rising(days("delay", c.ago...), now)
			if (c.want > 0) != (len(got) == 1) || c.want > 0 && got[0].Count != c.want {
				t.Errorf("got %+v", got)
			}
		})
	}
}

// eight gives n complaints in each of the eight weeks before.
func eight(n int) []float64 {
	var ago []float64
	for week := range 8 {
		for range n {
			ago = append(ago, float64(8+7*week))
		}
	}
	return ago
}

func TestRising_TellsWhatAndWhich(t *testing.T) {
	lines := days("delay", 3, 2, 1)
	for i := range lines {
		lines[i].Asset, lines[i].Topic = "BTC", []string{"fees", "trade"}[i%2]
	}
	got := trend.Rising(append(days("outage", 30), lines...), now)
	want := []trend.Finding{
		{ID: "2026-W46-asset-BTC", Dimension: trend.Asset, Value: "BTC"}, {ID: "2026-W46-cause-delay", Dimension: trend.Cause, Value: "delay"},
	}
	for i := range want {
		want[i].From, want[i].To, want[i].At, want[i].Count = midnight.Add(-trend.Week), midnight, now, 3
		want[i].Complaints = []string{"delay2", "delay1", "delay0"}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// More complaints of the week never make something rise less, nor do fewer before.
func TestRising_IsMonotonous(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		week, before := rapid.IntRange(0, 12).Draw(t, "week"), rapid.IntRange(0, 60).Draw(t, "before")
		rises := func(week, before int) bool {
			ago := append(slices.Repeat([]float64{9}, before), slices.Repeat([]float64{1}, week)...)
			return len(trend.Rising(days("delay", ago...), now)) == 1
		}
		if rises(week, before) && (!rises(week+1, before) || before > 0 && !rises(week, before-1)) {
			t.Fatalf("%d against %d", week, before)
		}
		if rises(week, before) != (week >= 3 && 4*week >= before) { // twice the mean of eight weeks
			t.Fatalf("%d against %d rises: %v", week, before, rises(week, before))
		}
	})
}

func TestWatch_FindsWhatRisesOnceAWeek(t *testing.T) {
	store := memory.New(func() time.Time { return now })
	for i, l := range days("delay", 3, 2, 1) {
		c := complaint.Complaint{ID: fmt.Sprintf("C%d", i), Seq: 1, Version: 1, ReceivedAt: l.ReceivedAt}
		l.ID = c.ID
		e := event.New(event.ComplaintFiled, now, event.Actor{Kind: event.System}, event.Empty{}, nil)
		e.Seq, e.Aggregate = 1, event.Aggregate{Kind: event.Complaint, ID: c.ID, Version: 1}
		if err := store.SaveComplaint(t.Context(), complaint.Change{Complaint: c, Events: []event.Event{e}, Line: &l}); err != nil {
			t.Fatal(err)
		}
	}
	for i, want := range []int{1, 0} {
		if made, err := trend.Watch(t.Context(), store, now.Add(time.Duration(i)*time.Hour)); err != nil || made != want {
			t.Errorf("look %d made %d, want %d: %v", i+1, made, want, err)
		}
	}
	events, err := store.Timeline(t.Context(), event.Finding, "2026-W46-cause-delay", 0, 0)
	if err != nil || len(events) != 1 {
		t.Fatalf("%d events, %v", len(events), err)
	}
	data, err := event.Decode[trend.RecurringData](events[0])
	if err != nil || data.Count != 3 || !slices.Equal(data.Complaints, []string{"C2", "C1", "C0"}) {
		t.Errorf("%+v, %v", data, err)
	}
	found, next, err := store.Findings(t.Context(), now, now.Add(time.Second), "", 10)
	if err != nil || len(found) != 1 || next != "" {
		t.Errorf("listed %+v, %v", found, err)
	}
}
