package rescheduling_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"aftercare/shared/event"
	"aftercare/shared/rescheduling"
)

var start = time.Date(2026, 3, 28, 22, 0, 0, 0, time.UTC)

var lin = event.Actor{Kind: event.Staff, ID: "lin", Name: "Lin"}

func at(now time.Time) rescheduling.Terms {
	return rescheduling.Terms{Now: now, Actor: lin, Correlation: "req-1"}
}

type outcomes = map[rescheduling.Outcome]int

// course is a rescheduling with all that happened to it.
type course struct {
	rescheduling.Rescheduling
	t      *testing.T
	events []event.Event
}

func (c *course) takes(change rescheduling.Change, err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
	if change.Before != c.Seq {
		c.t.Fatalf("the change begins at %d, the rescheduling is at %d", change.Before, c.Seq)
	}
	c.Rescheduling, c.events = change.Rescheduling, append(c.events, change.Events...)
}

func requested(t *testing.T) *course {
	t.Helper()
	c := &course{t: t}
	c.takes(rescheduling.Request(rescheduling.OfPolicies(3), at(start)))
	return c
}

func TestTheIDSaysWhichVersionItIsOf(t *testing.T) {
	for want, cause := range map[string]rescheduling.Cause{
		"policies-3": rescheduling.OfPolicies(3), "calendar-vienna-12": rescheduling.OfCalendar("vienna", 12),
	} {
		c, err := rescheduling.Request(cause, at(start))
		if err != nil || c.Rescheduling.ID != want || c.Rescheduling.Cause != cause || c.Rescheduling.Status != rescheduling.Waiting {
			t.Errorf("%+v: %v, want %s", c.Rescheduling, err, want)
		}
	}
}

// Two rounds over three pages of which one holds a ticket that fails.
func TestWhatFailsIsTriedInTheSecondRoundAndThenNamed(t *testing.T) {
	c := requested(t)
	pages := []rescheduling.Page{
		{Outcomes: outcomes{rescheduling.Adopted: 18, rescheduling.Since: 2, rescheduling.Alike: 28}, Failed: []string{"T1", "T2"}, Next: "a"},
		{Outcomes: outcomes{rescheduling.Alike: 47, rescheduling.Before: 3}, Next: "b"},
		{Outcomes: outcomes{rescheduling.Adopted: 3}},
		{Outcomes: outcomes{rescheduling.Adopted: 1, rescheduling.Before: 22, rescheduling.Since: 5, rescheduling.Alike: 21}, Failed: []string{"T1"}, Next: "a"}, // T2 comes through now
		{Outcomes: outcomes{rescheduling.Alike: 50}, Next: "b"},
		{},
	}
	for i, p := range pages {
		c.takes(rescheduling.Advance(c.Rescheduling, p, at(start.Add(time.Duration(i)*time.Second))))
	}
	want := rescheduling.Rescheduling{
		ID: "policies-3", Seq: 7, Version: 7, Cause: rescheduling.OfPolicies(3), Status: rescheduling.Done, Round: 2,
		Counts:        rescheduling.Counts{Seen: 100, Changed: 24, Unchanged: 75, Failed: 1},
		FailedTickets: []string{"T1"}, RequestedAt: start, StartedAt: start,
		UpdatedAt: start.Add(5 * time.Second), FinishedAt: start.Add(5 * time.Second),
	}
	if diff := cmp.Diff(want, c.Rescheduling); diff != "" {
		t.Error(diff)
	}
	told, err := rescheduling.Replay(c.events)
	if diff := cmp.Diff(want, told); diff != "" || err != nil {
		t.Errorf("its timeline tells (%v) %s", err, diff)
	}
}

func TestWhereThePageEndedIsNotPublished(t *testing.T) {
	c := requested(t)
	c.takes(rescheduling.Advance(c.Rescheduling, rescheduling.Page{Next: "QUEUE#the secret team#0 x"}, at(start)))
	if c.Position != "QUEUE#the secret team#0 x" {
		t.Errorf("the position is %q", c.Position)
	}
	for _, e := range c.events {
		if raw, err := json.Marshal(e.Publish()); err != nil || strings.Contains(string(raw), "secret") {
			t.Errorf("%s: %v", raw, err)
		}
	}
}

func TestOneThatIsSupersededSaysByWhich(t *testing.T) {
	c := requested(t)
	c.takes(rescheduling.Advance(c.Rescheduling, rescheduling.Page{Outcomes: outcomes{rescheduling.Adopted: 4}, Next: "a"}, at(start)))
	c.takes(rescheduling.Supersede(c.Rescheduling, "policies-4", at(start.Add(time.Second))))
	if c.Status != rescheduling.Done || c.SupersededBy != "policies-4" || c.Changed != 4 || c.FinishedAt.IsZero() || c.Position != "" {
		t.Errorf("%+v", c.Rescheduling)
	}
}

func TestNoMoreThanAHundredAreNamed(t *testing.T) {
	c := requested(t)
	c.takes(rescheduling.Advance(c.Rescheduling, rescheduling.Page{}, at(start)))
	for range 3 {
		c.takes(rescheduling.Advance(c.Rescheduling, rescheduling.Page{Failed: make([]string, 40), Next: "a"}, at(start)))
	}
	if len(c.FailedTickets) != rescheduling.MaxNamed || c.Failed != 120 {
		t.Errorf("%d named of %d", len(c.FailedTickets), c.Failed)
	}
}

func TestTimeNeverRunsBack(t *testing.T) {
	c := requested(t)
	c.takes(rescheduling.Advance(c.Rescheduling, rescheduling.Page{Next: "a"}, at(start.Add(-time.Hour))))
	if !c.UpdatedAt.Equal(start) {
		t.Errorf("updated at %s", c.UpdatedAt)
	}
}

func TestATimelineWithAGapOrAnotherEventIsRefused(t *testing.T) {
	c := requested(t)
	c.takes(rescheduling.Advance(c.Rescheduling, rescheduling.Page{Next: "a"}, at(start)))
	if _, err := rescheduling.Replay(c.events[1:]); err == nil {
		t.Error("a gap was not noticed")
	}
	other := c.events[0]
	other.Type = event.TicketOpened
	if _, err := rescheduling.Replay([]event.Event{other}); err == nil {
		t.Error("a rescheduling was opened as a ticket")
	}
}
