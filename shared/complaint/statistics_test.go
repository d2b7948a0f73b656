package complaint

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestStatistics_ByHand(t *testing.T) {
	now := at("2026-03-20T10:00:00Z")
	due := func(received time.Time, name Name, limit time.Duration, with ...func(*Deadline)) Deadline {
		d := Deadline{Name: name, DueAt: received.Add(limit)}
		for _, w := range with {
			w(&d)
		}
		return d
	}
	met := func(s string) func(*Deadline) { return func(d *Deadline) { d.MetAt = at(s) } }
	missed := func(d *Deadline) { d.BreachedAt = d.DueAt }
	gone := func(d *Deadline) { d.CancelledAt = now }
	day := 24 * time.Hour
	first, second := at("2026-03-01T10:00:00Z"), at("2026-03-02T10:00:00Z")
	lines := []Line{
		// Acknowledged after one hour, investigated a day late, still without a decision: that is late since the 16th.
		{ID: "A", ReceivedAt: first, Deadlines: []Deadline{
			due(first, Acknowledgement, day, met("2026-03-01T11:00:00Z")),
			due(first, Investigation, 5*day, missed, met("2026-03-07T10:00:00Z")),
			due(first, Decision, 15*day, missed), due(first, DecisionStatutory, 60*day)}},
		// Acknowledged after two hours and a half, taken back in time.
		{ID: "B", ReceivedAt: second, ClosedAt: second.Add(day), Outcome: Withdrawn, Deadlines: []Deadline{
			due(second, Acknowledgement, day, met("2026-03-02T12:30:00Z")),
			due(second, Investigation, 5*day, gone), due(second, Decision, 15*day, gone)}},
		// Nobody has looked at it, and no clock has recorded that yet.
		{ID: "C", ReceivedAt: now.Add(-day - time.Second), Deadlines: []Deadline{
			due(now.Add(-day-time.Second), Acknowledgement, day), due(now.Add(-day-time.Second), Decision, 15*day)}},
		// Due in this very second, which is in time; and that the customer is silent is nobody's delay.
		{ID: "D", ReceivedAt: now.Add(-day), Topic: "fees", Deadlines: []Deadline{due(now.Add(-day), Acknowledgement, day), due(now.Add(-day), Answer, 0, missed)}},
	}
	got := NewTally()
	for _, l := range lines {
		got.Count(l, now)
	}
	want := Tally{
		Received: 4, Open: 3, Late: 2,
		Outcomes: map[string]int{Withdrawn: 1}, Topics: map[string]int{unclassified: 3, "fees": 1},
		Steps: map[Name]StepTally{
			Acknowledgement:   {Done: 2, Took: 3*time.Hour + 30*time.Minute, OverLimit: 1},
			Investigation:     {Done: 1, Took: 6 * day, OverLimit: 1},
			Decision:          {OverLimit: 1},
			DecisionStatutory: {},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if mean, done := got.Steps[Acknowledgement].Mean(); !done || mean != 105*time.Minute {
		t.Errorf("acknowledged after %v on average, want 1h45m", mean)
	}
	if _, done := got.Steps[Decision].Mean(); done {
		t.Error("a mean of nothing")
	}
}

func TestStatistics_OfPartsAddUpToThoseOfTheWhole(t *testing.T) {
	now := monday
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Line {
			received := now.Add(-time.Duration(rapid.IntRange(0, 90*24).Draw(t, "hours ago")) * time.Hour)
			l := Line{ReceivedAt: received, Outcome: rapid.SampledFrom([]string{"", "upheld", Withdrawn}).Draw(t, "outcome")}
			if l.Outcome != "" {
				l.ClosedAt = now
			}
			for _, name := range rapid.SliceOfDistinct(rapid.SampledFrom([]Name{Acknowledgement, Decision, "other"}), rapid.ID).Draw(t, "steps") {
				d := Deadline{Name: name, DueAt: received.Add(time.Duration(rapid.IntRange(1, 99).Draw(t, "limit")) * time.Hour)}
				if rapid.Bool().Draw(t, "met") {
					d.MetAt = received.Add(time.Duration(rapid.IntRange(0, 99).Draw(t, "took")) * time.Hour)
				}
				l.Deadlines = append(l.Deadlines, d)
			}
			return l
		}), 0, 30).Draw(t, "lines")
		cut := rapid.IntRange(0, len(lines)).Draw(t, "cut")
		tally := func(lines []Line) Tally {
			all := NewTally()
			for _, l := range lines {
				all.Count(l, now)
			}
			return all
		}
		parts := tally(lines[:cut])
		parts.Add(tally(lines[cut:]))
		whole := tally(lines)
		if diff := cmp.Diff(whole, parts); diff != "" {
			t.Fatal(diff)
		}
		closed := 0
		for _, n := range whole.Outcomes {
			closed += n
		}
		if whole.Received != len(lines) || whole.Open+closed != whole.Received || whole.Late > whole.Received {
			t.Fatalf("%d lines: %+v", len(lines), whole)
		}
		for name, step := range whole.Steps {
			if step.OverLimit > whole.Late || step.Done > whole.Received {
				t.Fatalf("step %s: %+v of %+v", name, step, whole)
			}
		}
	})
}

// Whatever happens to a complaint, its line is written by the change that alters it.
func TestLine_FollowsTheComplaint(t *testing.T) {
	l := filed(t)
	had := altered(Complaint{}, l.c)
	if had == nil || had.ID != id {
		t.Fatalf("a filing gave %+v", had)
	}
	for _, do := range []struct {
		who    Who
		now    time.Time
		cmd    command
		alters bool
	}{
		{alice, monday.Add(time.Minute), escalate("customer"), false}, // but its clock is of the case, not of the register
		{cora, monday.Add(time.Hour), acknowledge(true, ""), true},
		{System, monday.Add(30 * 24 * time.Hour), Wake, true},
		{alice, monday.Add(31 * 24 * time.Hour), Withdraw, true},
	} {
		before := l.c
		l.do(do.who, do.now, do.cmd)
		if line := altered(before, l.c); (line != nil) != do.alters {
			t.Errorf("version %d gave %+v, want a line: %v", l.c.Version, line, do.alters)
		}
	}
	if places := []string{had.Place(), LineOf(l.c).Place()}; places[0] != places[1] || slices.Contains(places, "") {
		t.Errorf("its place moves: %v", places)
	}
}
