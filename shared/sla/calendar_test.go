package sla_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the machine need not have zone files

	"aftercare/shared/sla"
)

// spec writes a calendar in a line, such as "Europe/Berlin mon-fri 09:00-17:00": a zone, days, and their windows.
func spec(text string, holidays ...string) sla.CalendarSpec {
	words := strings.Fields(text)
	s := sla.CalendarSpec{TimeZone: words[0], Hours: map[string][]string{}}
	week := []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
	for i := 1; i < len(words); i += 2 {
		first, last, several := strings.Cut(words[i], "-")
		if !several {
			last = first
		}
		for _, day := range week[slices.Index(week, first) : slices.Index(week, last)+1] {
			s.Hours[day] = strings.Split(words[i+1], ",")
		}
	}
	for _, h := range holidays {
		from, to, several := strings.Cut(h, "/")
		if !several {
			to = from
		}
		s.Holidays = append(s.Holidays, sla.Holiday{From: from, To: to})
	}
	return s
}

func compiled(t testing.TB, s sla.CalendarSpec) *sla.Calendar {
	t.Helper()
	c, err := sla.Compile("c", []sla.Edition{{Version: 1, Spec: s}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// at reads "2026-03-27 16:00" as a local time of the zone, and with a Z at the end as UTC.
func at(t testing.TB, zone, text string) time.Time {
	t.Helper()
	if utc, is := strings.CutSuffix(text, "Z"); is {
		zone, text = "UTC", utc
	}
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	layout := time.DateTime
	if len(text) == len("2006-01-02 15:04") {
		layout = "2006-01-02 15:04"
	}
	got, err := time.ParseInLocation(layout, text, loc)
	if err != nil {
		t.Fatal(err)
	}
	return got.UTC()
}

// Local times that come twice, or never, are written in UTC here, so that no library has to choose.
func TestDueTimes(t *testing.T) {
	const (
		berlin     = "Europe/Berlin mon-fri 09:00-17:00"
		berlinAll  = "Europe/Berlin mon-sun 00:00-24:00"
		newYork    = "America/New_York mon-fri 08:00-12:00,13:00-18:00"
		tokyo      = "Asia/Tokyo mon-fri 09:00-18:00"
		kathmandu  = "Asia/Kathmandu sun-sun 10:00-17:00 mon-fri 10:00-17:00"
		lordHowe   = "Australia/Lord_Howe mon-sun 00:00-24:00"
		apia       = "Pacific/Apia mon-fri 09:00-17:00"
		night      = "Europe/Berlin mon-sun 01:00-05:00"
		skipped    = "Europe/Berlin mon-sun 02:00-03:00"
		inside     = "Europe/Berlin mon-sun 02:15-02:45"
		halfPast   = "Europe/Berlin mon-sun 02:30-09:00"
		untilTwo   = "Europe/Berlin mon-sun 00:00-02:30"
		howeNight  = "Australia/Lord_Howe mon-sun 01:45-02:15"
		havana     = "America/Havana mon-sun 00:00-24:00"
		havanaHour = "America/Havana mon-sun 00:00-01:00"
	)
	tests := []struct {
		calendar string
		holidays string
		from     string
		within   string
		due      string
	}{
		// Berlin.
		{berlin, "", "2026-03-03 10:00", "2h", "2026-03-03 12:00"},
		{berlin, "", "2026-03-03 16:00", "1h", "2026-03-03 17:00"}, // the last second of a window is enough
		{berlin, "", "2026-03-03 16:00", "1h1s", "2026-03-04 09:00:01"},
		{berlin, "", "2026-03-03 17:00", "1s", "2026-03-04 09:00:01"},
		{berlin, "", "2026-03-03 05:00", "1h", "2026-03-03 10:00"},
		{berlin, "", "2026-03-06 16:30", "1h", "2026-03-09 09:30"},
		{berlin, "", "2026-03-07 12:00", "8h", "2026-03-09 17:00"},
		{berlin, "", "2026-03-27 16:00", "2h", "2026-03-30 10:00"}, // clocks go forward on the weekend between
		{berlin, "", "2026-10-23 16:00", "2h", "2026-10-26 10:00"}, // and back
		{berlin, "", "2026-01-01 00:00", "2088h", "2026-12-31 17:00"},
		{berlin, "2026-04-03 2026-04-06", "2026-04-02 16:00", "2h", "2026-04-07 10:00"},
		{berlin, "2026-12-21/2027-01-31", "2026-12-18 16:59:59", "2s", "2027-02-01 09:00:01"},
		{berlin, "2026-01-01/2026-12-31", "2026-01-01 12:00", "8h", "2027-01-01 17:00"}, // closed for a year
		{berlin, "2026-03-07", "2026-03-06 16:00", "2h", "2026-03-09 10:00"},            // a holiday on a Saturday
		// All of Berlin's day, and windows about its changes on 2026-03-29 and 2026-10-25.
		{berlinAll, "", "2026-03-28 12:00", "24h", "2026-03-29 13:00"},
		{berlinAll, "", "2026-10-24 12:00", "24h", "2026-10-25 11:00"},
		{berlinAll, "2026-03-29", "2026-03-28 23:00", "2h", "2026-03-30 01:00"},
		{night, "", "2026-03-29 00:00", "3h", "2026-03-29 05:00"}, // three hours long
		{night, "", "2026-03-29 00:00", "3h1s", "2026-03-30 01:00:01"},
		{night, "", "2026-10-25 00:00", "5h", "2026-10-25 05:00"},   // five
		{skipped, "", "2026-03-28 03:00", "1h", "2026-03-30 03:00"}, // not there on the day of change
		{skipped, "", "2026-10-25 00:00", "2h", "2026-10-25 03:00"}, // two hours long
		{inside, "", "2026-03-28 03:00", "30m", "2026-03-30 02:45"},
		{inside, "", "2026-10-25 00:00", "30m", "2026-10-25 00:45:00Z"}, // comes twice: the first counts
		{inside, "", "2026-10-25 00:50:00Z", "30m", "2026-10-26 02:45"},
		{halfPast, "", "2026-03-29 00:00", "30m", "2026-03-29 03:30"},       // begins at three: what is left of it
		{halfPast, "", "2026-10-25 00:00", "7h30m", "2026-10-25 09:00"},     // from the first half past two
		{untilTwo, "", "2026-10-24 23:59", "2h30m", "2026-10-25 00:30:00Z"}, // until the first half past two
		{untilTwo, "", "2026-03-28 23:59", "2h", "2026-03-29 01:00:00Z"},
		// New York: two windows a day; changes on 2026-03-08 and 2026-11-01.
		{newYork, "", "2026-03-06 11:00", "2h", "2026-03-06 14:00"},
		{newYork, "", "2026-03-06 17:30", "1h", "2026-03-09 08:30"},
		{newYork, "", "2026-10-30 17:30", "10h", "2026-11-03 08:30"},
		{newYork, "2026-11-26", "2026-11-25 12:30", "9h", "2026-11-27 12:00"},
		// Tokyo changes nothing, ever.
		{tokyo, "", "2026-04-28 17:00", "2h", "2026-04-29 10:00"},
		{tokyo, "2026-04-29 2026-05-03/2026-05-06", "2026-04-28 17:00", "19h1s", "2026-05-07 09:00:01"},
		{tokyo, "", "2026-05-01 08:59:59Z", "9h1s", "2026-05-04 18:00"},
		// Kathmandu is 5:45 ahead, and works on Sundays.
		{kathmandu, "", "2026-03-06 16:00", "2h", "2026-03-08 11:00"},
		{kathmandu, "", "2026-03-08 04:14:59Z", "1s", "2026-03-08 04:15:01Z"},
		{kathmandu, "2026-03-08", "2026-03-06 17:00", "7h", "2026-03-09 17:00"},
		// Lord Howe changes by half an hour: back on 2026-04-05, forward on 2026-10-04.
		{lordHowe, "", "2026-04-04 12:00", "24h", "2026-04-05 11:30"},
		{lordHowe, "", "2026-10-03 12:00", "24h", "2026-10-04 12:30"},
		{howeNight, "", "2026-04-05 00:00", "1h", "2026-04-05 02:15"}, // 30 minutes longer
		{howeNight, "", "2026-10-04 00:00", "15m", "2026-10-04 02:00"},
		{howeNight, "", "2026-10-04 00:00", "15m1s", "2026-10-05 01:45:01"},
		// Apia had no Friday, 2011-12-30.
		{apia, "", "2011-12-29 16:00", "2h", "2012-01-02 10:00"},
		{apia, "", "2011-12-28 09:00", "16h1s", "2012-01-02 09:00:01"},
		{apia, "2012-01-02", "2011-12-29 17:00", "8h", "2012-01-03 17:00"},
		{"Pacific/Apia fri-fri 00:00-24:00", "", "2011-12-24 00:00", "1h", "2012-01-06 01:00"},
		// Havana changes at midnight: no midnight on 2026-03-08, twice the first hour of 2026-11-01.
		{havana, "", "2026-03-07 12:00", "24h", "2026-03-08 13:00"},
		{havanaHour, "", "2026-03-07 12:00", "1h", "2026-03-09 01:00"},
		{havanaHour, "", "2026-10-31 12:00", "2h", "2026-11-01 01:00"},
		{havana, "2026-11-01", "2026-10-31 23:00", "2h", "2026-11-02 01:00"},
		// UTC, and what is not exact to the minute.
		{"UTC mon-sun 00:00-24:00", "", "2026-02-28 23:59:59", "2s", "2026-03-01 00:00:01"},
		{"UTC mon-sun 22:00-24:00,00:00-02:00", "", "2026-03-03 23:00", "3h", "2026-03-04 02:00"},
		{"UTC wed 12:00-12:01", "", "2026-03-04 12:00:30", "1m", "2026-03-11 12:00:30"},
	}
	for _, test := range tests {
		t.Run(fmt.Sprintf("%s after %s, %s", test.within, test.from, test.calendar), func(t *testing.T) {
			s := spec(test.calendar, strings.Fields(test.holidays)...)
			c := compiled(t, s)
			d, err := time.ParseDuration(test.within)
			if err != nil {
				t.Fatal(err)
			}
			from, due := at(t, s.TimeZone, test.from), at(t, s.TimeZone, test.due)
			if got := c.Add(from, sla.Duration(d)); !got.Equal(due) {
				t.Errorf("due %s, want %s", got, due)
			}
			if got := c.Elapsed(from, due); got != sla.Duration(d) {
				t.Errorf("%s until then, want %s", got, test.within)
			}
		})
	}
}

func TestAChangeOfHoursLeavesWhatWasCounted(t *testing.T) {
	change := at(t, "Europe/Berlin", "2026-03-04 12:00")
	c, err := sla.Compile("c", []sla.Edition{
		{Version: 1, From: change.AddDate(1, 0, 0), Spec: spec("Europe/Berlin mon-fri 09:00-17:00")}, // the first holds since ever
		{Version: 2, From: change, Spec: spec("Europe/Berlin mon-fri 08:00-10:00")},
		{Version: 3, From: change, Spec: spec("Europe/Berlin mon-fri 10:00-14:00")}, // at once in the place of the second
		{Version: 4, From: change.AddDate(0, 0, -1), Spec: spec("America/New_York mon-fri 09:00-17:00")},
		{Version: 5, From: change.AddDate(0, 0, 7), Spec: spec("Europe/Berlin sat 10:00-14:00")},
	})
	if err != nil {
		t.Fatal(err)
	}
	if c.Version() != 5 || c.ID() != "c" {
		t.Errorf("version %d of %s", c.Version(), c.ID())
	}
	for _, test := range []struct {
		from, to string
		want     string
	}{
		{"2026-03-04 09:00", "2026-03-04 12:00", "3h"},
		{"2026-03-04 09:00", "2026-03-04 23:00", "11h"}, // then from 15:00 to 23:00, as New York
		{"2026-03-02 00:00", "2026-03-05 00:00", "27h"},
		{"2026-03-10 00:00", "2026-03-14 12:00", "10h"}, // one day of New York until twelve on the 11th, then Saturday
	} {
		got := c.Elapsed(at(t, "Europe/Berlin", test.from), at(t, "Europe/Berlin", test.to))
		if got.String() != test.want {
			t.Errorf("%s to %s: %s, want %s", test.from, test.to, got, test.want)
		}
	}
	if got, want := c.Add(at(t, "Europe/Berlin", "2026-03-04 11:00"), sla.Duration(2*time.Hour)), at(t, "Europe/Berlin", "2026-03-04 16:00"); !got.Equal(want) {
		t.Errorf("due %s, want %s", got, want)
	}
}

func TestPublicHolidaysByCountry(t *testing.T) {
	for _, test := range []struct{ set, zone, day, name string }{
		{"DE", "Europe/Berlin", "2026-04-03", "Karfreitag"},
		{"DE-BY", "Europe/Berlin", "2026-01-06", "Heilige Drei Könige"},
		{"DE", "Europe/Berlin", "2026-01-06", ""},
		{"AT", "Europe/Vienna", "2026-10-26", "Nationalfeiertag"},
		{"GB", "Europe/London", "2026-12-28", "Boxing Day"}, // in place of a Saturday
		{"US", "America/New_York", "2026-07-03", "Independence Day"},
		{"US", "America/New_York", "2021-12-31", "New Year's Day"},      // of the next year
		{"JP", "Asia/Tokyo", "2026-05-06", "Constitution Memorial Day"}, // three days after a Sunday
	} {
		s := spec(test.zone + " mon-sun 00:00-24:00")
		s.HolidaySets = []string{test.set}
		c := compiled(t, s)
		open, why := c.Open(at(t, test.zone, test.day+" 12:00"))
		if open != (test.name == "") || why.Name != test.name || !open && (why.Reason != sla.OnHoliday || why.Date != test.day) {
			t.Errorf("%s on %s: open %t, %+v", test.set, test.day, open, why)
		}
	}
	two := spec("Europe/Berlin mon-sun 00:00-24:00", "2026-12-24")
	two.HolidaySets = []string{"DE", "AT"}
	c := compiled(t, two)
	var days []string
	for s := range c.Stretches(at(t, "UTC", "2026-12-01 00:00"), at(t, "UTC", "2027-01-01 00:00")) {
		for _, why := range s.Why {
			days = append(days, why.Date)
		}
	}
	if want := []string{"2026-12-08", "2026-12-24", "2026-12-25", "2026-12-26", "2027-01-01"}; !slices.Equal(days, want) {
		t.Errorf("closed on %v, want %v", days, want)
	}
}

func TestStretchesSayWhyItIsClosed(t *testing.T) {
	s := spec("Europe/Berlin mon-fri 09:00-12:00,12:00-17:00", "2026-04-06", "2026-12-21/2027-01-31", "2026-03-28")
	s.Holidays[0].Name = "Easter Monday"
	c := compiled(t, s)
	tell := func(from, to string) string {
		var out []string
		for s := range c.Stretches(at(t, "Europe/Berlin", from), at(t, "Europe/Berlin", to)) {
			text := "open"
			if !s.Open {
				text = "closed"
			}
			for _, why := range s.Why {
				text += fmt.Sprintf(" %s", strings.TrimSpace(strings.Join([]string{string(why.Reason), why.Name, why.Date, why.Until}, " ")))
			}
			out = append(out, fmt.Sprintf("%s %s", s.To.Sub(s.From), text))
		}
		return strings.Join(out, "; ")
	}
	for _, test := range []struct{ from, to, want string }{
		{"2026-03-03 10:00", "2026-03-03 11:00", "1h0m0s open"},
		{"2026-03-03 08:00", "2026-03-04 08:00", "1h0m0s closed hours; 8h0m0s open; 15h0m0s closed hours"},
		{"2026-03-27 16:00", "2026-03-30 10:00", "1h0m0s open; 63h0m0s closed hours; 1h0m0s open"},
		{"2026-04-03 16:00", "2026-04-07 10:00", "1h0m0s open; 88h0m0s closed hours holiday Easter Monday 2026-04-06; 1h0m0s open"},
		{"2026-04-06 10:00", "2026-04-06 11:00", "1h0m0s closed holiday Easter Monday 2026-04-06"},
		{"2027-01-15 12:00", "2027-01-16 12:00", "24h0m0s closed holiday  2026-12-21 2027-01-31"},
		{"2026-04-06 10:00", "2026-04-06 10:00", ""},
	} {
		if got := tell(test.from, test.to); got != test.want {
			t.Errorf("%s to %s:\n%s, want\n%s", test.from, test.to, got, test.want)
		}
	}
}

func TestBusinessDaysEndWithTheLocalDay(t *testing.T) {
	vienna := compiled(t, spec("Europe/Vienna mon-fri 09:00-17:00", "2026-04-06"))
	apia := compiled(t, spec("Pacific/Apia mon-fri 09:00-17:00"))
	havana := compiled(t, spec("America/Havana mon-sun 09:00-17:00"))
	for _, test := range []struct {
		calendar *sla.Calendar
		zone     string
		from     string
		days     int
		want     string
	}{
		{vienna, "Europe/Vienna", "2026-03-03 10:00", 0, "2026-03-03 23:59:59"},
		{vienna, "Europe/Vienna", "2026-03-03 23:59:59", 1, "2026-03-04 23:59:59"},
		{vienna, "Europe/Vienna", "2026-03-04 00:00", 1, "2026-03-05 23:59:59"},
		{vienna, "Europe/Vienna", "2026-03-06 10:00", 1, "2026-03-09 23:59:59"},
		{vienna, "Europe/Vienna", "2026-03-07 10:00", 1, "2026-03-09 23:59:59"},
		{vienna, "Europe/Vienna", "2026-04-02 10:00", 3, "2026-04-08 23:59:59"},
		{vienna, "Europe/Vienna", "2026-03-27 10:00", 10, "2026-04-13 23:59:59"},
		{apia, "Pacific/Apia", "2011-12-28 10:00", 2, "2012-01-02 23:59:59"},
		{havana, "America/Havana", "2026-10-30 10:00", 1, "2026-10-31 23:59:59"},
		{havana, "America/Havana", "2026-10-30 10:00", 2, "2026-11-01 23:59:59"},
		{sla.AlwaysOpen(), "UTC", "2026-03-06 10:00", 2, "2026-03-08 23:59:59"},
	} {
		got := test.calendar.AddBusinessDays(at(t, test.zone, test.from), test.days)
		if want := at(t, test.zone, test.want); !got.Equal(want) {
			t.Errorf("%d days after %s in %s: %s, want %s", test.days, test.from, test.zone, got, want)
		}
	}
	change := at(t, "Europe/Vienna", "2026-03-05 12:00")
	c, err := sla.Compile("c", []sla.Edition{
		{Version: 1, Spec: spec("Europe/Vienna mon-fri 09:00-17:00")},
		{Version: 2, From: change, Spec: spec("Europe/Vienna mon-sun 09:00-17:00", "2026-03-07")},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := c.AddBusinessDays(at(t, "Europe/Vienna", "2026-03-04 10:00"), 3), at(t, "Europe/Vienna", "2026-03-08 23:59:59"); !got.Equal(want) {
		t.Errorf("over a change: %s, want %s", got, want)
	}
}

func TestACalendarThatIsHardlyEverOpenStillAnswers(t *testing.T) {
	c := compiled(t, spec("Europe/Berlin wed 12:00-12:01"))
	from := at(t, "UTC", "2026-03-01 00:00")
	if got := c.Add(from, sla.Duration(8760*time.Hour)); got.Year() != 2126 {
		t.Errorf("a year of minutes is due %s", got)
	}
	if got := c.Add(at(t, "UTC", "9990-01-01 00:00"), sla.Duration(8760*time.Hour)); got.Year() != 9999 {
		t.Errorf("due %s", got)
	}
}
