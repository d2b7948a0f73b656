package jurisdiction

import (
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"
)

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestLimitsEndWithTheLocalDay(t *testing.T) {
	bank := england(t)
	for name, c := range map[string]struct {
		limit          Limit
		zone, received string
		due            string
	}{
		"hours are real time, over the change to summer time": {Limit{Hours: 24}, "Europe/London", "2026-03-28T20:00:30Z", "2026-03-29T20:00:30Z"},
		"days, over the change to summer time":                {Limit{Days: 1}, "Europe/London", "2026-03-28T20:00:00Z", "2026-03-29T22:59:59Z"},
		"weeks, over the change to winter time":               {Limit{Weeks: 8}, "Europe/London", "2026-09-01T09:00:00Z", "2026-10-27T23:59:59Z"},
		"months to the day":                                   {Limit{Months: 2}, "Europe/Vienna", "2026-11-22T09:00:00Z", "2027-01-22T22:59:59Z"},
		"months, clamped":                                     {Limit{Months: 2}, "Europe/Vienna", "2026-12-31T12:00:00Z", "2027-02-28T22:59:59Z"},
		"months, clamped in a leap year":                      {Limit{Months: 2}, "Europe/Vienna", "2027-12-31T12:00:00Z", "2028-02-29T22:59:59Z"},
		"months, not clamped on the way":                      {Limit{Months: 2}, "Europe/Vienna", "2027-01-31T12:00:00Z", "2027-03-31T21:59:59Z"},
		"months, by the local date of receipt":                {Limit{Months: 2}, "Asia/Shanghai", "2026-12-30T16:30:00Z", "2027-02-28T15:59:59Z"},
		"months, far west":                                    {Limit{Months: 2}, "Pacific/Pago_Pago", "2027-01-01T05:00:00Z", "2027-03-01T10:59:59Z"},

		"three days from a Monday":                        {Limit{BusinessDays: 3}, "Europe/London", "2026-11-23T09:00:00Z", "2026-11-26T23:59:59Z"},
		"from a Thursday, over the weekend":               {Limit{BusinessDays: 3}, "Europe/London", "2026-11-26T09:00:00Z", "2026-12-01T23:59:59Z"},
		"from a Saturday":                                 {Limit{BusinessDays: 3}, "Europe/London", "2026-11-28T09:00:00Z", "2026-12-02T23:59:59Z"},
		"over Christmas, with Boxing Day on a Saturday":   {Limit{BusinessDays: 3}, "Europe/London", "2026-12-23T09:00:00Z", "2026-12-30T23:59:59Z"},
		"over Christmas on a Saturday":                    {Limit{BusinessDays: 3}, "Europe/London", "2027-12-23T09:00:00Z", "2027-12-30T23:59:59Z"},
		"over the turn of the year":                       {Limit{BusinessDays: 3}, "Europe/London", "2027-12-31T09:00:00Z", "2028-01-06T23:59:59Z"},
		"over Easter and the change to summer time":       {Limit{BusinessDays: 3}, "Europe/London", "2027-03-25T09:00:00Z", "2027-04-01T22:59:59Z"},
		"received on Good Friday":                         {Limit{BusinessDays: 3}, "Europe/London", "2026-04-03T09:00:00Z", "2026-04-09T22:59:59Z"},
		"fifteen days, three holidays among them":         {Limit{BusinessDays: 15}, "Europe/London", "2026-12-15T09:00:00Z", "2027-01-08T23:59:59Z"},
		"thirty-five days, over Christmas":                {Limit{BusinessDays: 35}, "Europe/London", "2026-12-15T09:00:00Z", "2027-02-05T23:59:59Z"},
		"a minute after local midnight it is the next":    {Limit{BusinessDays: 1}, "Europe/London", "2026-06-01T23:01:00Z", "2026-06-03T22:59:59Z"},
		"the clocks go back over midnight, the later one": {Limit{Months: 2}, "America/Asuncion", "2024-01-23T12:00:00Z", "2024-03-24T03:59:59Z"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.limit.After(at(c.received), zone(t, c.zone), bank); !got.Equal(at(c.due)) {
				t.Errorf("received %s: ends %s, want %s", c.received, got.Format(time.RFC3339), c.due)
			}
		})
	}
}

// Whatever the zone and the moment: what is received later never ends earlier, a limit of days ends with the last
// second of a local day, and business days end on one.
func TestLimitsKeepTheOrderOfReceipt(t *testing.T) {
	bank := england(t)
	zones := []string{"Europe/London", "Europe/Vienna", "America/New_York", "America/Asuncion", "Asia/Shanghai", "Pacific/Apia", "Australia/Lord_Howe"}
	rapid.Check(t, func(r *rapid.T) {
		z := zone(t, rapid.SampledFrom(zones).Draw(r, "zone"))
		n := rapid.IntRange(1, 60).Draw(r, "n")
		limit := rapid.SampledFrom([]Limit{{Hours: n}, {Days: n}, {BusinessDays: n}, {Weeks: n}, {Months: n}}).Draw(r, "limit")
		first := at("2026-01-01T00:00:00Z").Add(time.Duration(rapid.IntRange(0, 5*365*86400).Draw(r, "second")) * time.Second)
		second := first.Add(time.Duration(rapid.IntRange(0, 10*86400).Draw(r, "later")) * time.Second)
		a, b := limit.After(first, z, bank), limit.After(second, z, bank)
		if b.Before(a) || !a.After(first) {
			r.Fatalf("received %s and %s, it ends %s and %s", first, second, a, b)
		}
		if limit.Hours > 0 {
			return
		}
		if local := a.In(z); local.Format("04:05") != "59:59" || local.Add(time.Second).Day() == local.Day() {
			r.Fatalf("%s is not the end of a day", local)
		}
		if day := date(a.In(z).Date()); limit.BusinessDays > 0 && (weekend(day) || bank.in(day.Year())[key(day)]) {
			r.Fatalf("%s is no business day", key(day))
		}
	})
}
