package sla_test

import (
	"fmt"
	"testing"
	"time"

	"aftercare/shared/sla"
)

// business is a year of office hours in Berlin with thirty holidays.
func business(t testing.TB) sla.CalendarSpec {
	t.Helper()
	s := spec("Europe/Berlin mon-fri 09:00-12:00,13:00-17:00")
	day := time.Date(2026, time.January, 6, 0, 0, 0, 0, time.UTC)
	for range 30 {
		s.Holidays = append(s.Holidays, sla.Holiday{From: day.Format(time.DateOnly), To: day.Format(time.DateOnly)})
		day = day.AddDate(0, 0, 12)
	}
	return s
}

// long is a scenario of so many events, one every quarter of an hour, of all kinds.
func long(t testing.TB, events int) sla.Scenario {
	t.Helper()
	rule := func(within time.Duration, pauseOn ...string) sla.Rule {
		return sla.Rule{Within: sla.Duration(within), PauseOn: pauseOn}
	}
	targets := map[sla.Name]sla.Rule{
		sla.FirstReply: rule(time.Hour), sla.NextReply: rule(2 * time.Hour), sla.Update: rule(8 * time.Hour),
		sla.Resolution: rule(400*time.Hour, "pending", "hold"),
	}
	s := sla.Scenario{
		Calendars: map[string]sla.CalendarSpec{"u": business(t)},
		Policies: []sla.Policy{
			{ID: "urgent", Match: sla.Match{Priority: []string{"urgent"}}, Calendar: sla.Always, Targets: targets, WarnAt: []float64{0.5, 0.8}},
			{ID: "rest", Calendar: "u", Targets: targets, WarnAt: []float64{0.5, 0.8}, WarnBefore: []sla.Duration{sla.Duration(time.Hour)}},
		},
	}
	at := time.Date(2026, time.January, 5, 8, 0, 0, 0, time.UTC)
	kinds := []sla.Simulated{
		{Type: sla.SimulatedCustomerReplied}, {Type: sla.SimulatedAgentReplied}, {Type: sla.SimulatedStatusChanged, Status: "pending"},
		{Type: sla.SimulatedPriorityChanged, Priority: "urgent"}, {Type: sla.SimulatedStatusChanged, Status: "hold"},
		{Type: sla.SimulatedPriorityChanged, Priority: "low"}, {Type: sla.SimulatedStatusChanged, Status: "open"}, {Type: sla.SimulatedAutoReplied},
	}
	s.Events = append(s.Events, sla.Simulated{At: at, Type: sla.SimulatedOpened, Channel: "web", Priority: "normal"})
	for i := range events - 1 {
		at = at.Add(15 * time.Minute)
		e := kinds[i%len(kinds)]
		e.At = at
		s.Events = append(s.Events, e)
	}
	s.AsOf = at.Add(time.Hour)
	return s
}

func BenchmarkDueTimeOverAYear(b *testing.B) {
	c := compiled(b, business(b))
	from := at(b, "Europe/Berlin", "2026-01-02 10:00")
	year := c.Elapsed(from, from.AddDate(1, 0, 0))
	b.ReportAllocs()
	for b.Loop() {
		if c.Add(from, year).Year() != 2027 {
			b.Fatal("not a year later")
		}
	}
}

func BenchmarkDueTimeOfAnHour(b *testing.B) {
	c := compiled(b, business(b))
	from := at(b, "Europe/Berlin", "2026-03-06 16:30")
	b.ReportAllocs()
	for b.Loop() {
		c.Add(from, sla.Duration(time.Hour))
	}
}

func BenchmarkCompile(b *testing.B) {
	s := business(b)
	b.ReportAllocs()
	for b.Loop() {
		compiled(b, s)
	}
}

func BenchmarkSimulation(b *testing.B) {
	for _, events := range []int{10, 100, 1000} {
		b.Run(fmt.Sprintf("%d events", events), func(b *testing.B) {
			s := long(b, events)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := sla.Simulate(s); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// What a simulation takes grows with its events and no faster. Allocations are counted, for they do not depend on the
// machine; each step of the work that could grow makes some.
func TestSimulationsGrowWithTheirEventsAndNoFaster(t *testing.T) {
	count := func(events int) float64 {
		s := long(t, events)
		return testing.AllocsPerRun(3, func() {
			if _, err := sla.Simulate(s); err != nil {
				t.Fatal(err)
			}
		})
	}
	few, many := count(250), count(1000)
	if limit := 4 * few * 1.1; many > limit {
		t.Errorf("%.0f allocations for 1000 events, %.0f for 250", many, few)
	}
}

func TestDueTimesAllocateNothing(t *testing.T) {
	c := compiled(t, business(t))
	from := at(t, "Europe/Berlin", "2026-01-02 10:00")
	if n := testing.AllocsPerRun(10, func() { c.Elapsed(from, c.Add(from, sla.Duration(1000*time.Hour))) }); n > 0 {
		t.Errorf("%.0f allocations", n)
	}
}
