package complaint

import (
	"testing"
	"time"
	_ "time/tzdata"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/jurisdiction"
)

func TestStatutoryDeadlineEndsWithTheLocalDay(t *testing.T) {
	for name, tc := range map[string]struct {
		jurisdiction Jurisdiction
		zone         string
		received     string
		due          string
	}{
		"two months to the day, at the end of that day":          {MiCA, "Europe/Vienna", "2026-11-22T09:00:00Z", "2027-01-22T22:59:59Z"},
		"clamped to the end of a short month":                    {MiCA, "Europe/Vienna", "2026-12-31T12:00:00Z", "2027-02-28T22:59:59Z"},
		"clamped to the 29th in a leap year":                     {MiCA, "Europe/Vienna", "2027-12-31T12:00:00Z", "2028-02-29T22:59:59Z"},
		"clamped from the 30th, too":                             {MiCA, "Europe/Vienna", "2026-12-30T12:00:00Z", "2027-02-28T22:59:59Z"},
		"not clamped where the month is long enough":             {MiCA, "Europe/Vienna", "2026-07-31T12:00:00Z", "2026-09-30T21:59:59Z"},
		"not clamped from July 31 less a day":                    {MiCA, "Europe/Vienna", "2026-06-30T12:00:00Z", "2026-08-30T21:59:59Z"},
		"the local date of receipt counts, not the one in UTC":   {MiCA, "Europe/Vienna", "2026-12-30T23:30:00Z", "2027-02-28T22:59:59Z"},
		"a minute before local midnight is still the day before": {MiCA, "Europe/Vienna", "2026-11-14T22:59:59Z", "2027-01-14T22:59:59Z"},
		"at local midnight the next day has begun":               {MiCA, "Europe/Vienna", "2026-11-14T23:00:00Z", "2027-01-15T22:59:59Z"},
		"over the change to summer time":                         {MiCA, "Europe/Vienna", "2026-02-15T12:00:00Z", "2026-04-15T21:59:59Z"},
		"over the change to winter time":                         {MiCA, "Europe/Vienna", "2026-09-15T12:00:00Z", "2026-11-15T22:59:59Z"},
		"on the day when summer time begins":                     {MiCA, "Europe/Vienna", "2026-01-29T12:00:00Z", "2026-03-29T21:59:59Z"},
		"on the day when summer time ends":                       {MiCA, "Europe/Vienna", "2026-08-25T12:00:00Z", "2026-10-25T22:59:59Z"},
		"a weekend extends nothing":                              {MiCA, "Europe/Vienna", "2026-11-23T12:00:00Z", "2027-01-23T22:59:59Z"},
		"where the clocks go back over midnight, the later one":  {MiCA, "America/Asuncion", "2024-01-23T12:00:00Z", "2024-03-24T03:59:59Z"},
		"UK: eight weeks":                                        {UK, "Europe/London", "2026-11-22T09:00:00Z", "2027-01-17T23:59:59Z"},
		"UK: over the change to summer time":                     {UK, "Europe/London", "2026-03-01T09:00:00Z", "2026-04-26T22:59:59Z"},
	} {
		t.Run(name, func(t *testing.T) {
			r := regime(t, tc.jurisdiction, tc.zone)
			c := Complaint{Deadlines: r.Deadlines(at(tc.received), jurisdiction.CryptoAsset)}
			d, ok := c.Deadline(DecisionStatutory)
			if !ok {
				t.Fatal("there is no statutory deadline")
			}
			if !d.DueAt.Equal(at(tc.due)) {
				t.Errorf("received %s: due %s, want %s", tc.received, d.DueAt.Format(time.RFC3339), tc.due)
			}
		})
	}
}

func TestCompanyDeadlinesCountRealTimeFromReceipt(t *testing.T) {
	received := at("2026-03-28T20:30:15Z") // summer time begins the next night
	c := Complaint{Deadlines: regime(t, NoRule, "Europe/Vienna").Deadlines(received, jurisdiction.CryptoAsset)}
	for name, after := range map[Name]time.Duration{Acknowledgement: 24 * time.Hour, Investigation: 120 * time.Hour, Decision: 360 * time.Hour} {
		d, ok := c.Deadline(name)
		if !ok || !d.DueAt.Equal(received.Add(after)) {
			t.Errorf("%s is due at %s, want %s after receipt", name, d.DueAt, after)
		}
	}
	if _, ok := c.Deadline(DecisionStatutory); ok {
		t.Error("no jurisdiction, and yet a statutory deadline")
	}
}

func TestDeadlinesComeInTheirOrder(t *testing.T) {
	for _, j := range jurisdiction.Known() {
		for _, about := range []jurisdiction.Service{jurisdiction.CryptoAsset, jurisdiction.Payment} {
			deadlines := regime(t, Jurisdiction(j), "Europe/Vienna").Deadlines(monday, about)
			for i := 1; i < len(deadlines); i++ {
				if deadlines[i].DueAt.Before(deadlines[i-1].DueAt) {
					t.Errorf("%s: %s comes before %s", j, deadlines[i].Name, deadlines[i-1].Name)
				}
			}
		}
	}
}

func TestNewRegimeRefusesWhatItDoesNotKnow(t *testing.T) {
	if _, err := NewRegime("atlantis", time.UTC); err == nil {
		t.Error("an unknown jurisdiction was accepted")
	}
	if _, err := NewRegime(MiCA, nil); err == nil {
		t.Error("a missing time zone was accepted")
	}
}

// inLondon is a complaint under the UK's rules, received on Monday, 2 March 2026.
func inLondon(t testing.TB, about jurisdiction.Service) *life {
	t.Helper()
	f := filing()
	f.Service = about
	c, events, err := File(f, regime(t, UK, "Europe/London"), by(alice, monday))
	if err != nil {
		t.Fatal(err)
	}
	return &life{t: t, c: c, events: events}
}

func TestTheServiceDecidesWhichLimitHolds(t *testing.T) {
	for about, want := range map[jurisdiction.Service]Deadline{
		jurisdiction.Payment:     {Name: DecisionStatutory, DueAt: at("2026-03-23T23:59:59Z"), ExtensibleTo: at("2026-04-22T22:59:59Z")},
		jurisdiction.CryptoAsset: {Name: DecisionStatutory, DueAt: at("2026-04-27T22:59:59Z")},
		"":                       {Name: DecisionStatutory, DueAt: at("2026-04-27T22:59:59Z")},
	} {
		l := inLondon(t, about)
		if got, _ := l.c.Deadline(DecisionStatutory); got != want {
			t.Errorf("%q: %+v, want %+v", about, got, want)
		}
		if l.c.Service == "" {
			t.Error("the complaint does not say what it is about")
		}
	}
	f := filing()
	f.Service = "lunch"
	if _, _, err := File(f, regime(t, UK, "Europe/London"), by(alice, monday)); err == nil {
		t.Error("a service that there is not was accepted")
	}
}

// A summary resolution is a chance: when its three days have passed nobody is late, and nothing escalates.
func TestAChanceThatPassesIsNoBreach(t *testing.T) {
	l := inLondon(t, jurisdiction.Payment)
	l.do(cora, monday, acknowledge(true, ""))
	chance, ok := l.c.Deadline(SummaryResolution)
	if !ok || !chance.DueAt.Equal(at("2026-03-05T23:59:59Z")) || !chance.Lapses {
		t.Fatalf("the chance is %+v", chance)
	}
	wantTypes(t, l.do(System, chance.DueAt.Add(time.Second), Wake), event.SLACancelled)
	if now, _ := l.c.Deadline(SummaryResolution); !now.BreachedAt.IsZero() || !now.CancelledAt.Equal(chance.DueAt) || now.Running() || chance.passed(monday.AddDate(1, 0, 0)) {
		t.Errorf("the chance is now %+v", now)
	}
	replayed, err := Replay(l.events)
	if err != nil || asJSON(replayed) != asJSON(l.c) {
		t.Errorf("the timeline gives another complaint: %v", err)
	}
}

// A customer need not know what the law calls their service: whoever acknowledges the complaint corrects it, and the
// law's limits count anew from the receipt.
func TestAnAcknowledgementCorrectsTheService(t *testing.T) {
	l := inLondon(t, jurisdiction.CryptoAsset)
	terms := by(cora, monday.Add(time.Hour))
	terms.Regime = regime(t, UK, "Europe/London")
	c, events, err := Acknowledge(l.c, Verdict{Admissible: true, Service: jurisdiction.Payment}, terms)
	if err != nil {
		t.Fatal(err)
	}
	want := Deadline{Name: DecisionStatutory, DueAt: at("2026-03-23T23:59:59Z"), ExtensibleTo: at("2026-04-22T22:59:59Z")}
	if got, _ := c.Deadline(DecisionStatutory); c.Service != jurisdiction.Payment || got != want {
		t.Errorf("about %s, %+v", c.Service, got)
	}
	replayed, err := Replay(append(l.events, events...))
	if err != nil || asJSON(replayed) != asJSON(c) {
		t.Errorf("the timeline gives another complaint: %v", err)
	}
	terms.Now = monday.AddDate(0, 1, 0) // so late that the shorter limit has passed already
	c, events, err = Acknowledge(l.c, Verdict{Admissible: true, Service: jurisdiction.Payment}, terms)
	if got, _ := c.Deadline(DecisionStatutory); err != nil || !got.BreachedAt.Equal(want.DueAt) {
		t.Errorf("%+v, %v, %v", got, types(events), err)
	}
	terms.Now = monday
	if same, _, err := Acknowledge(l.c, Verdict{Admissible: true, Service: jurisdiction.CryptoAsset}, terms); err != nil || same.Service != jurisdiction.CryptoAsset {
		t.Errorf("about %s, %v", same.Service, err)
	}
	_, _, err = Acknowledge(l.c, Verdict{Admissible: true, Service: "lunch"}, terms)
	wantKind(t, err, fault.Invalid)
}
