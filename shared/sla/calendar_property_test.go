package sla_test

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"aftercare/shared/sla"
)

// places are zones with the days about which something happens there.
var places = []struct{ zone, day string }{
	{"Europe/Berlin", "2026-03-28"}, {"Europe/Berlin", "2026-10-24"}, {"America/New_York", "2026-03-07"}, {"America/New_York", "2026-10-31"},
	{"Australia/Lord_Howe", "2026-04-04"}, {"Australia/Lord_Howe", "2026-10-03"}, {"Pacific/Apia", "2011-12-29"}, {"Asia/Kathmandu", "1985-12-31"},
	{"Asia/Tokyo", "2026-05-02"}, {"UTC", "2026-02-28"}, {"America/Havana", "2026-03-07"}, {"America/Havana", "2026-10-31"},
	{"America/Goose_Bay", "2010-11-06"}, {"America/Sao_Paulo", "2018-02-17"}, {"Africa/Casablanca", "2026-02-14"},
}

// anySpec draws a calendar with minutes for windows, and holidays about a day.
func anySpec(t *rapid.T, zone string, day time.Time) sla.CalendarSpec {
	s := sla.CalendarSpec{TimeZone: zone, Hours: map[string][]string{}}
	for _, name := range []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"} {
		minute := 0
		for range rapid.IntRange(0, 3).Draw(t, name) {
			open := minute + rapid.SampledFrom([]int{0, 1, 30, 105, 119, 240}).Draw(t, "open")
			minute = min(24*60, open+rapid.SampledFrom([]int{1, 15, 60, 61, 480, 1440}).Draw(t, "long"))
			if open >= minute {
				break
			}
			s.Hours[name] = append(s.Hours[name], fmt.Sprintf("%02d:%02d-%02d:%02d", open/60, open%60, minute/60, minute%60))
		}
	}
	if len(s.Hours) == 0 {
		s.Hours["sun"] = []string{"01:30-02:30"}
	}
	for range rapid.IntRange(0, 2).Draw(t, "holidays") {
		first := day.AddDate(0, 0, rapid.IntRange(-2, 6).Draw(t, "holiday"))
		last := first.AddDate(0, 0, rapid.SampledFrom([]int{0, 0, 1, 20}).Draw(t, "days"))
		s.Holidays = append(s.Holidays, sla.Holiday{From: first.Format(time.DateOnly), To: last.Format(time.DateOnly)})
	}
	s.HolidaySets = rapid.SampledFrom([][]string{nil, nil, {"US"}, {"JP", "DE-BY"}}).Draw(t, "sets")
	return s
}

// anyCalendar draws a calendar of up to three editions, and a time about which something happens in it.
func anyCalendar(t *rapid.T) (*sla.Calendar, []sla.Edition, time.Time) {
	place := rapid.SampledFrom(places).Draw(t, "place")
	day, err := time.Parse(time.DateOnly, place.day)
	if err != nil {
		t.Fatal(err)
	}
	from := day.Add(time.Duration(rapid.IntRange(-6*3600, 40*3600).Draw(t, "from")) * time.Second)
	editions := []sla.Edition{{Version: 1, Spec: anySpec(t, place.zone, day)}}
	changed := from
	for version := 2; version <= rapid.SampledFrom([]int{1, 1, 2, 3}).Draw(t, "editions"); version++ {
		changed = changed.Add(time.Duration(rapid.IntRange(0, 50_000).Draw(t, "holds")) * time.Second)
		zone := rapid.SampledFrom([]string{place.zone, "Asia/Kathmandu"}).Draw(t, "zone")
		editions = append(editions, sla.Edition{Version: version, From: changed, Spec: anySpec(t, zone, day)})
	}
	c, err := sla.Compile("c", editions)
	if err != nil {
		t.Fatal(err)
	}
	return c, editions, from
}

// wallClock tells whether a calendar is open, second by second, in the slowest way that can be understood at a glance:
// the clock on the wall has come to the beginning of a window, and not yet to its end. What it has once come to
// stays so, also when it is put back.
type wallClock struct {
	editions []sla.Edition
	zones    []*time.Location
	reached  []string // by edition: the latest that its wall has shown
}

func wallClockOf(editions []sla.Edition) *wallClock {
	w := &wallClock{editions: editions, reached: make([]string, len(editions))}
	for _, e := range editions {
		zone, err := time.LoadLocation(e.Spec.TimeZone)
		if err != nil {
			panic(err)
		}
		w.zones = append(w.zones, zone)
	}
	return w
}

func (w *wallClock) tick(at time.Time) (open bool) {
	for i, zone := range w.zones {
		w.reached[i] = max(w.reached[i], at.In(zone).Format(time.DateTime))
	}
	holds := 0
	for i, e := range w.editions {
		if i > 0 && !at.Before(e.From) {
			holds = i
		}
	}
	return openOn(w.editions[holds].Spec, w.reached[holds])
}

func openOn(s sla.CalendarSpec, wall string) bool {
	day, clock := wall[:10], wall[11:16]
	date, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	for _, h := range s.Holidays {
		if h.From <= day && day <= h.To {
			return false
		}
	}
	for _, window := range s.Hours[[]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}[date.Weekday()]] {
		if window[:5] <= clock && clock < window[6:] {
			return true
		}
	}
	return false
}

// The oracle looks at every second of some hours. It knows no public holidays.
func TestCalendarsAgainstASecondBySecondOracle(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, editions, from := anyCalendar(t)
		for i := range editions {
			editions[i].Spec.HolidaySets = nil
		}
		c, err := sla.Compile(c.ID(), editions)
		if err != nil {
			t.Fatal(err)
		}
		w := wallClockOf(editions)
		for past := from.Add(-26 * time.Hour); past.Before(from); past = past.Add(time.Second) {
			if past.Minute() == 59 || past.Minute() == 29 || past.Minute() == 0 { // enough to know how far the walls have come
				w.tick(past)
			}
		}
		var opens []time.Time
		length := rapid.IntRange(1, 12_000).Draw(t, "seconds")
		for second := range length {
			if now := from.Add(time.Duration(second) * time.Second); w.tick(now) {
				opens = append(opens, now)
			}
		}
		to := from.Add(time.Duration(length) * time.Second)
		if got := c.Elapsed(from, to); got != sla.Duration(len(opens))*sla.Duration(time.Second) {
			t.Fatalf("%s from %s to %s, want %d seconds", got, from, to, len(opens))
		}
		if len(opens) > 0 {
			n := rapid.IntRange(1, len(opens)).Draw(t, "n")
			want := opens[n-1].Add(time.Second)
			if got := c.Add(from, sla.Duration(n)*sla.Duration(time.Second)); !got.Equal(want) {
				t.Fatalf("%d seconds after %s are over at %s, want %s", n, from, got, want)
			}
		}
		sum := 0
		at := from
		for s := range c.Stretches(from, to) {
			if !s.From.Equal(at) || !s.To.After(s.From) || s.Open == (len(s.Why) > 0) {
				t.Fatalf("stretch %+v after %s", s, at)
			}
			if at = s.To; s.Open {
				sum += int(s.To.Sub(s.From) / time.Second)
			}
		}
		if !at.Equal(to) || sum != len(opens) {
			t.Fatalf("stretches to %s, %d seconds open of %d", at, sum, len(opens))
		}
	})
}

func TestCalendarsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, _, from := anyCalendar(t)
		seconds := func(name string) sla.Duration {
			return sla.Duration(rapid.SampledFrom([]int{0, 1, 60, 3600, 28_800, 500_000}).Draw(t, name)+rapid.IntRange(0, 4000).Draw(t, name)) * sla.Duration(time.Second)
		}
		a, b := seconds("a"), seconds("b")
		if c.Add(from, a+b).Sub(from) > 99*365*24*time.Hour {
			return // hardly ever open
		}
		if once, twice := c.Add(from, a+b), c.Add(c.Add(from, a), b); !once.Equal(twice) {
			t.Fatalf("%s and %s: %s, at once %s", a, b, twice, once)
		}
		due := c.Add(from, a)
		if got := c.Elapsed(from, due); got != a {
			t.Fatalf("%s to %s are %s, want %s", from, due, got, a)
		}
		if a > 0 {
			if early := c.Elapsed(from, due.Add(-time.Second)); early != a-sla.Duration(time.Second) {
				t.Fatalf("%s is not the first instant: a second before it are %s of %s", due, early, a)
			}
		}
		if more := c.Add(from, a+b); more.Before(due) {
			t.Fatalf("more time is due earlier: %s before %s", more, due)
		}
		to := due.Add(time.Duration(b))
		middle := from.Add(to.Sub(from) / 2).Truncate(time.Second)
		if whole, parts := c.Elapsed(from, to), c.Elapsed(from, middle)+c.Elapsed(middle, to); whole != parts {
			t.Fatalf("%s in all, %s in parts", whole, parts)
		}
		open, why := c.Open(from)
		if second := c.Elapsed(from, from.Add(time.Second)); open != (second > 0) || open != (why == sla.Closure{}) {
			t.Fatalf("open %t, %+v, %s", open, why, second)
		}
	})
}

func TestBusinessDaysAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c, _, from := anyCalendar(t)
		a, b := rapid.IntRange(0, 20).Draw(t, "a"), rapid.IntRange(1, 20).Draw(t, "b")
		first := c.AddBusinessDays(from, a)
		if first.Before(from) {
			t.Fatalf("%d days after %s end at %s", a, from, first)
		}
		last := c.AddBusinessDays(from, a+b)
		if !last.After(first) {
			t.Fatalf("%d days end at %s, %d more at %s", a, first, b, last)
		}
		if open := c.Elapsed(first, last); open <= 0 && c.Version() == 1 {
			t.Fatalf("%d business days between %s and %s without a second of business", b, first, last)
		}
	})
}
