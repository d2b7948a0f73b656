package sla_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"aftercare/shared/fault"
	"aftercare/shared/sla"
)

// named gives the fields that an error names.
func named(t testing.TB, err error) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	var invalid *fault.Error
	if !errors.As(err, &invalid) || invalid.Kind != fault.Invalid {
		t.Fatalf("%v is no fault of kind Invalid", err)
	}
	var out []string
	for _, f := range invalid.Fields {
		out = append(out, f.Name)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func TestCalendarsAreRefusedByField(t *testing.T) {
	many := func(n int, text string) string { return strings.TrimSuffix(strings.Repeat(text+",", n), ",") }
	for _, test := range []struct {
		name, spec string
		want       []string
	}{
		{"nothing wrong", `{"timeZone":"Europe/Berlin","hours":{"mon":["00:00-24:00"],"tue":["09:00-12:00","12:00-17:00"]},"holidays":["2026-04-03",{"from":"2026-12-21","to":"2027-01-31"}],"holidaySets":["DE-BY","GB"]}`, nil},
		{"out of order", `{"timeZone":"UTC","hours":{"mon":["13:00-17:00","09:00-12:00"]}}`, nil},
		{"no zone", `{"hours":{"mon":["09:00-17:00"]}}`, []string{"timeZone"}},
		{"an unknown zone", `{"timeZone":"Europe/Atlantis","hours":{"mon":["09:00-17:00"]}}`, []string{"timeZone"}},
		{"the zone of some machine", `{"timeZone":"Local","hours":{"mon":["09:00-17:00"]}}`, []string{"timeZone"}},
		{"a path", `{"timeZone":"../../etc/passwd","hours":{"mon":["09:00-17:00"]}}`, []string{"timeZone"}},
		{"no hours", `{"timeZone":"UTC"}`, []string{"hours"}},
		{"days without windows", `{"timeZone":"UTC","hours":{"mon":[],"tue":[]}}`, []string{"hours"}},
		{"an unknown day", `{"timeZone":"UTC","hours":{"Monday":["09:00-17:00"]}}`, []string{"hours"}},
		{"malformed windows", `{"timeZone":"UTC","hours":{"mon":["9:00-17:00","09:00","09:60-10:00","09:00-24:01","25:00-26:00","-1:00-02:00","09:00-17:00-18:00",""]}}`,
			[]string{"hours.mon[0]", "hours.mon[1]", "hours.mon[2]", "hours.mon[3]", "hours.mon[4]", "hours.mon[5]", "hours.mon[6]", "hours.mon[7]"}},
		{"empty and reversed windows", `{"timeZone":"UTC","hours":{"mon":["09:00-09:00","17:00-09:00"]}}`, []string{"hours.mon[0]", "hours.mon[1]"}},
		{"overlapping windows", `{"timeZone":"UTC","hours":{"fri":["09:00-12:00","11:59-13:00","09:00-12:00"]}}`, []string{"hours.fri[1]", "hours.fri[2]"}},
		{"too many windows", `{"timeZone":"UTC","hours":{"fri":[` + many(13, `"09:00-12:00"`) + `]}}`, []string{"hours.fri"}},
		{"bad days", `{"timeZone":"UTC","hours":{"mon":["09:00-17:00"]},"holidays":["2026-02-29","",{"from":"2026-01-01","to":"tomorrow"},"1969-12-31","2200-01-01"]}`,
			[]string{"holidays[0]", "holidays[1]", "holidays[2]", "holidays[3]", "holidays[4]"}},
		{"a range that ends before it begins", `{"timeZone":"UTC","hours":{"mon":["09:00-17:00"]},"holidays":[{"from":"2026-02-02","to":"2026-02-01"}]}`, []string{"holidays[0]"}},
		{"a name that is a secret", `{"timeZone":"UTC","hours":{"mon":["09:00-17:00"]},"holidays":[{"from":"2026-02-02","name":"` + strings.Repeat("a", 65) + `"}]}`, []string{"holidays[0].name"}},
		{"closed for more than three years, in pieces", `{"timeZone":"UTC","hours":{"mon":["09:00-17:00"]},"holidays":[{"from":"2026-01-01","to":"2027-12-31"},{"from":"2028-01-01","to":"2029-06-30"}]}`, []string{"holidays"}},
		{"closed for ever", `{"timeZone":"UTC","hours":{"mon":["09:00-17:00"]},"holidays":[{"from":"1970-01-01","to":"2199-12-31"}]}`, []string{"holidays"}},
		{"too many holidays", `{"timeZone":"UTC","hours":{"mon":["09:00-17:00"]},"holidays":[` + many(501, `"2026-01-01"`) + `]}`, []string{"holidays"}},
		{"an unknown country", `{"timeZone":"UTC","hours":{"mon":["09:00-17:00"]},"holidaySets":["DE","XX"]}`, []string{"holidaySets[1]"}},
		{"too many countries", `{"timeZone":"UTC","hours":{"mon":["09:00-17:00"]},"holidaySets":[` + many(11, `"DE"`) + `]}`, []string{"holidaySets"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var s sla.CalendarSpec
			if err := json.Unmarshal([]byte(test.spec), &s); err != nil {
				t.Fatal(err)
			}
			if got := named(t, s.Validate()); !slices.Equal(got, test.want) {
				t.Errorf("refused %v, want %v", got, test.want)
			}
		})
	}
}

func TestEverySetOfHolidaysIsKnownToValidateAndComputes(t *testing.T) {
	for _, set := range sla.HolidaySets() {
		s := spec("UTC mon-sun 00:00-24:00")
		s.HolidaySets = []string{set}
		closed := 0
		for stretch := range compiled(t, s).Stretches(at(t, "UTC", "2026-01-01 00:00"), at(t, "UTC", "2027-01-01 00:00")) {
			for _, why := range stretch.Why {
				if closed++; why.Name == "" {
					t.Errorf("%s: a holiday on %s without a name", set, why.Date)
				}
			}
		}
		if closed < 5 || closed > 25 {
			t.Errorf("%s has %d holidays in 2026", set, closed)
		}
	}
}

// What is accepted can be compiled, counts, and is read again as it was written.
func FuzzCalendar(f *testing.F) {
	for _, seed := range []string{
		`{"timeZone":"Europe/Berlin","hours":{"mon":["09:00-17:00"]},"holidays":["2026-04-03",{"from":"2026-12-21","to":"2027-01-31"}]}`,
		`{"timeZone":"Australia/Lord_Howe","hours":{"sun":["00:00-02:15","02:15-24:00"]},"holidaySets":["JP"]}`,
		`{"timeZone":"Pacific/Apia","hours":{"fri":["00:00-24:00"]},"holidays":[{"from":"2011-12-30"}]}`,
		`{"timeZone":"UTC","hours":{"mon":["24:00-24:00"]},"holidays":[null,1,{}]}`, `null`, `[]`,
	} {
		f.Add([]byte(seed), int64(1_774_000_000), uint32(90_000))
	}
	f.Fuzz(func(t *testing.T, text []byte, second int64, within uint32) {
		var s sla.CalendarSpec
		if json.Unmarshal(text, &s) != nil {
			return
		}
		if s.Validate() != nil {
			if named(t, s.Validate()) == nil {
				t.Fatal("refused without a field")
			}
			return
		}
		written, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		var again sla.CalendarSpec
		if err := json.Unmarshal(written, &again); err != nil || again.Validate() != nil {
			t.Fatalf("what was written is not read: %v", err)
		}
		c := compiled(t, again)
		from := time.Unix(second%4_000_000_000, 0).UTC()
		d := sla.Duration(within%4_000_000) * sla.Duration(time.Second)
		due := c.Add(from, d)
		if got := c.Elapsed(from, due); got != d && due.Sub(from) < 99*365*24*time.Hour {
			t.Fatalf("%s from %s to %s, want %s", got, from, due, d)
		}
	})
}
