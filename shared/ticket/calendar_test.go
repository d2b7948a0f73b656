package ticket_test

import (
	"testing"
	"time"

	"aftercare/shared/memory"
	"aftercare/shared/rescheduling"
	"aftercare/shared/sla"
	"aftercare/shared/ticket"
)

// office is a desk whose policy counts by a calendar that is open in these hours of every day, in UTC.
func office(t *testing.T, window string) *desk {
	t.Helper()
	d := newDesk(t)
	d.hours(t, 0, window)
	policy := sla.Policy{ID: "office", Calendar: "office", Targets: map[sla.Name]sla.Rule{sla.FirstReply: {Within: sla.Duration(2 * time.Hour)}}}
	if err := d.kept().PutPolicies(t.Context(), 0, sla.Policies{List: []sla.Policy{policy}}, rescheduling.Change{}); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *desk) kept() *memory.Store { return d.store.Store.(*memory.Store) }

// hours sets the calendar from now on.
func (d *desk) hours(t *testing.T, before int, window string) {
	t.Helper()
	hours := map[string][]string{}
	for _, day := range []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"} {
		hours[day] = []string{window}
	}
	e := sla.Edition{From: d.now, Spec: sla.CalendarSpec{TimeZone: "UTC", Hours: hours}}
	if err := d.kept().PutCalendar(t.Context(), "office", before, e, rescheduling.Change{}); err != nil {
		t.Fatal(err)
	}
}

func (d *desk) wantDue(t *testing.T, id string, version int, due time.Time) {
	t.Helper()
	got := d.ticket(t, id)
	first, _ := got.SLA.Target(sla.FirstReply)
	if got.SLA.CalendarVersion != version || !first.DueAt.Equal(due) {
		t.Errorf("%s is due %s by version %d, want %s by version %d", id, first.DueAt, got.SLA.CalendarVersion, due, version)
	}
	d.timeline(t, id) // rebuilds it by the versions that its events name
}

// A function that holds what was promised a moment ago never puts a ticket back under it that somebody promised more by.
func TestService_WhatIsHeldInMemoryTakesNothingBack(t *testing.T) {
	noon := start.Truncate(24 * time.Hour).Add(12 * time.Hour)
	d := office(t, "09:00-13:00")
	d.now = noon
	d.opened(t, "T1")
	edit := func(id string, p ticket.Priority) {
		t.Helper()
		if _, err := d.Edit(t.Context(), id, ticket.Patch{Priority: &p}, ticket.Do{Actor: bo}); err != nil {
			t.Fatal(err)
		}
	}
	edit("T1", ticket.Low) // holds policies and calendar from now on

	d.hours(t, 1, "09:00-14:00")
	d.opened(t, "T2") // by the calendar that holds at that moment
	edit("T2", ticket.Low)
	d.wantDue(t, "T2", 2, noon.Add(2*time.Hour))

	policy := sla.Policy{ID: "fast", Calendar: "office", Targets: map[sla.Name]sla.Rule{sla.FirstReply: {Within: sla.Duration(time.Hour)}}}
	if err := d.kept().PutPolicies(t.Context(), 1, sla.Policies{List: []sla.Policy{policy}}, rescheduling.Change{}); err != nil {
		t.Fatal(err)
	}
	d.opened(t, "T3")
	edit("T3", ticket.Low)
	d.wantDue(t, "T3", 2, noon.Add(time.Hour))
}

// Whoever acts in the second in which a calendar changes may know the version before or the one after. What they do names
// the one that it was done by, so that it can be rebuilt; and each comes under the new one in the end.
func TestService_WhatHappensInTheSecondOfANewCalendarIsRebuilt(t *testing.T) {
	noon := start.Truncate(24 * time.Hour).Add(12 * time.Hour)
	d := office(t, "09:00-13:00")
	d.now = noon
	d.opened(t, "T1")
	low, normal := ticket.Low, ticket.Normal
	edit := func(p *ticket.Priority) {
		t.Helper()
		if _, err := d.Edit(t.Context(), "T1", ticket.Patch{Priority: p}, ticket.Do{Actor: bo}); err != nil {
			t.Fatal(err)
		}
	}
	edit(&low) // holds the calendar in memory from now on
	d.wantDue(t, "T1", 1, noon.Add(22*time.Hour))

	d.hours(t, 1, "09:00-14:00")
	edit(&normal) // by what is held
	d.wantDue(t, "T1", 1, noon.Add(22*time.Hour))
	d.opened(t, "T2") // by what holds at that moment
	d.wantDue(t, "T2", 2, noon.Add(2*time.Hour))

	d.now = noon.Add(time.Second)
	edit(&low)
	d.wantDue(t, "T1", 2, noon.Add(2*time.Hour))
	d.now = noon.Add(time.Minute)
	if _, err := d.Adopt(t.Context(), "T1", ticket.Do{}); err != nil {
		t.Fatal(err)
	}
	d.wantDue(t, "T1", 2, noon.Add(2*time.Hour))
}

func TestService_WhatWasCountedStaysCountedWhenTheHoursChange(t *testing.T) {
	noon := start.Truncate(24 * time.Hour).Add(12 * time.Hour)
	d := office(t, "09:00-13:00")
	d.now = noon
	d.opened(t, "T1")
	d.now = noon.Add(3 * time.Hour) // one hour was counted, and the rest is for tomorrow
	d.hours(t, 1, "15:00-16:00")
	if _, err := d.Adopt(t.Context(), "T1", ticket.Do{}); err != nil {
		t.Fatal(err)
	}
	d.wantDue(t, "T1", 2, noon.Add(4*time.Hour))
	told, err := d.Explain(t.Context(), "T1")
	if err != nil || len(told.Targets) != 1 || told.Targets[0].CountedSeconds != 3600 {
		t.Errorf("told %+v: %v", told, err)
	}
}
