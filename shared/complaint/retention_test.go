package complaint

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"aftercare/shared/jurisdiction"
)

func TestRetention_IsFiveYearsFromClosingOrLongerByLaw(t *testing.T) {
	closed := at("2026-03-02T10:00:00Z")
	for j, want := range map[Jurisdiction]string{
		MiCA: "2031-03-02T10:00:00Z", UK: "2031-03-02T10:00:00Z", NoRule: "2031-03-02T10:00:00Z", "forgotten": "2031-03-02T10:00:00Z",
	} {
		if got := (Complaint{Jurisdiction: j, ClosedAt: closed}).RetainUntil(); !got.Equal(at(want)) {
			t.Errorf("%s: until %s, want %s", j, got, want)
		}
	}
	if got := (Complaint{Jurisdiction: MiCA}).RetainUntil(); !got.IsZero() {
		t.Errorf("what is open is kept until %s", got)
	}
	for _, name := range jurisdiction.Known() {
		p, err := jurisdiction.Find(jurisdiction.ID(name))
		c := Complaint{Jurisdiction: p.ID, ClosedAt: closed}
		if err != nil || c.RetainUntil().Before(closed.AddDate(p.Records.Years, 0, 0)) {
			t.Errorf("%s asks for %d years: %v", name, p.Records.Years, err)
		}
	}
	leap := Complaint{Jurisdiction: MiCA, ClosedAt: at("2028-02-29T10:00:00Z")}
	if got := leap.RetainUntil(); got.Before(at("2033-02-28T10:00:00Z")) {
		t.Errorf("of a leap day until %s", got)
	}
}

func TestMayErase(t *testing.T) {
	closed := at("2026-03-02T10:00:00Z")
	until := closed.AddDate(5, 0, 0)
	with := func(change func(*Complaint)) Complaint {
		c := Complaint{Status: Closed, Jurisdiction: MiCA, ClosedAt: closed}
		change(&c)
		return c
	}
	for name, c := range map[string]struct {
		c    Complaint
		now  time.Time
		want bool
	}{
		"a second before":    {with(func(*Complaint) {}), until.Add(-time.Second), false},
		"when its time came": {with(func(*Complaint) {}), until, true},
		"still open":         {with(func(c *Complaint) { c.ClosedAt = time.Time{} }), until.AddDate(50, 0, 0), false},
		"held":               {with(func(c *Complaint) { c.Held = true }), until.AddDate(50, 0, 0), false},
		"not paid yet":       {with(func(c *Complaint) { c.Remedies = []Remedy{{DueAt: closed}} }), until, false},
		"paid":               {with(func(c *Complaint) { c.Remedies = []Remedy{{DueAt: closed, PaidAt: closed}} }), until, true},
	} {
		if got := MayErase(c.c, c.now); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// Whatever happens to a complaint: what may be erased was closed five years ago and is not held, and a hold ends only by
// a release.
func TestMayErase_NeverBeforeFiveYears(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := Complaint{
			Jurisdiction: rapid.SampledFrom([]Jurisdiction{MiCA, UK, NoRule}).Draw(t, "jurisdiction"), Held: rapid.Bool().Draw(t, "held"),
		}
		if rapid.Bool().Draw(t, "closed") {
			c.ClosedAt = monday.Add(time.Duration(rapid.IntRange(0, 10_000).Draw(t, "hours")) * time.Hour)
		}
		now := monday.Add(time.Duration(rapid.IntRange(0, 80_000).Draw(t, "later")) * time.Hour)
		if MayErase(c, now) && (c.Held || c.ClosedAt.IsZero() || now.Before(c.ClosedAt.AddDate(5, 0, 0))) {
			t.Fatalf("%+v may be erased at %s", c, now)
		}
	})
}
