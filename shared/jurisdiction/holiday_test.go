package jurisdiction

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func england(t testing.TB) Holidays {
	t.Helper()
	p, err := Find("uk")
	if err != nil {
		t.Fatal(err)
	}
	return p.holidays
}

// The days as the government publishes them (https://www.gov.uk/bank-holidays), and for the later years as the Act
// and its substitutes give them. A holiday on a weekend is on the list beside the day that stands in for it.
func TestBankHolidaysOfEnglandAndWales(t *testing.T) {
	h := england(t)
	for year, want := range map[int]string{
		2022: "01-01 01-03 04-15 04-18 05-02 05-30 08-29 12-25 12-26 12-27", // without the Jubilee's exceptions
		2026: "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-26 12-28",
		2027: "01-01 03-26 03-29 05-03 05-31 08-30 12-25 12-26 12-27 12-28",
		2028: "01-01 01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26",
		2029: "01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26",
		2030: "01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26",
	} {
		var got []string
		for _, day := range slices.Sorted(maps.Keys(h.in(year))) {
			got = append(got, day[5:])
		}
		if diff := cmp.Diff(strings.Fields(want), got); diff != "" {
			t.Errorf("%d (-want +got):\n%s", year, diff)
		}
	}
}

func TestADayThatIsProclaimedOnceIsFreeInItsYearAlone(t *testing.T) {
	h := england(t)
	h.Once = []string{"2027-06-04"}
	if !h.in(2027)["2027-06-04"] || h.in(2028)["2028-06-04"] {
		t.Error("it is not free in 2027, or free in 2028")
	}
}

// Whatever the year, Easter is a Sunday between March 22 and April 25, and what stands in for a weekend is no weekend
// and no other holiday: eight working days are lost.
func TestEveryYearLosesEightWorkingDays(t *testing.T) {
	h := england(t)
	rapid.Check(t, func(r *rapid.T) {
		year := rapid.IntRange(1972, 2400).Draw(r, "year")
		sunday := easter(year)
		if sunday.Weekday() != time.Sunday || sunday.Before(date(year, 3, 22)) || sunday.After(date(year, 4, 25)) {
			r.Fatalf("Easter is on %s", sunday)
		}
		lost := 0
		for name := range h.in(year) {
			day, err := time.Parse(time.DateOnly, name)
			if err != nil || day.Year() != year {
				r.Fatalf("%s is no day of %d", name, year)
			}
			if !weekend(day) {
				lost++
			}
		}
		if lost != 8 {
			r.Fatalf("%d has %d holidays on working days", year, lost)
		}
	})
}

func TestARuleThatIsNoneIsRefused(t *testing.T) {
	for name, h := range map[string]Holidays{
		"nothing":     {Days: []Holiday{{Name: "x"}}},
		"no date":     {Days: []Holiday{{Name: "x", On: "13-45"}}},
		"two rules":   {Days: []Holiday{{Name: "x", On: "12-25", Easter: 1}}},
		"no weekday":  {Days: []Holiday{{Name: "x", Month: 5, Weekday: "moonday", Nth: 1}}},
		"fifth":       {Days: []Holiday{{Name: "x", Month: 5, Weekday: "mon", Nth: 5}}},
		"single days": {Once: []string{"tomorrow"}},
	} {
		if h.validate() == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}
