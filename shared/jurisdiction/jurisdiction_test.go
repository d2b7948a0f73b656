package jurisdiction

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestEveryFileIsAProfileThatNamesItsSources(t *testing.T) {
	if got := Known(); !slices.Equal(got, []string{"mica", "none", "uk"}) {
		t.Errorf("known are %v", got)
	}
	for _, name := range Known() {
		p, err := Find(ID(name))
		if err != nil {
			t.Fatal(err)
		}
		if p.ID != ID(name) || p.Name == "" {
			t.Errorf("%s calls itself %q, %q", name, p.ID, p.Name)
		}
		for what, source := range map[string]string{
			"acknowledgement": p.Acknowledgement.Source, "delay": p.Delay.Source, "decision": p.Decision.Source,
			"languages": p.Languages.Source, "records": p.Records.Source, "statistics": p.Statistics.Source,
		} {
			if source == "" {
				t.Errorf("%s names no source for %s", name, what)
			}
		}
		for _, parts := range []Parts{p.Acknowledgement, p.Delay, p.Decision, p.Statistics} {
			if len(parts.Carries) == 0 {
				t.Errorf("%s: %q carries nothing", name, parts.Source)
			}
		}
	}
}

func TestWhatIsNotAFileIsNoJurisdiction(t *testing.T) {
	for _, id := range []ID{"atlantis", "", "../holidays/england-and-wales", "UK"} {
		if _, err := Find(id); err == nil || !strings.Contains(err.Error(), "mica, none, uk") {
			t.Errorf("%q: %v", id, err)
		}
	}
}

func TestAnotherCountryIsAFile(t *testing.T) {
	land := fstest.MapFS{
		"profiles/land.json": {Data: []byte(`{"name":"Land","holidays":"land","deadlines":[
			{"name":"decisionStatutory","within":{"businessDays":10},"source":"section 7"}]}`)},
		"profiles/typo.json":    {Data: []byte(`{"name":"Typo","deadlines":[{"name":"decisionStatutory","witin":{"days":3},"source":"x"}]}`)},
		"profiles/nowhere.json": {Data: []byte(`{"name":"Nowhere","holidays":"nowhere","deadlines":[]}`)},
		"holidays/land.json":    {Data: []byte(`{"source":"section 1","days":[{"name":"Founding","on":"12-01"}],"once":["2026-11-30"]}`)},
	}
	p, err := find(land, "land")
	if err != nil {
		t.Fatal(err)
	}
	want := []Due{{Name: "decisionStatutory", At: at("2026-12-09T23:59:59Z")}} // without two weekends and both holidays
	if diff := cmp.Diff(want, p.Due(at("2026-11-23T09:00:00Z"), CryptoAsset, time.UTC)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, id := range []ID{"typo", "nowhere", "mica"} {
		if _, err := find(land, id); err == nil {
			t.Errorf("%s was accepted", id)
		}
	}
}

func TestDueByService(t *testing.T) {
	received := at("2026-11-23T09:00:00Z") // a Monday
	end := func(s string) time.Time { return at(s + "T23:59:59Z") }
	for name, c := range map[string]struct {
		id    ID
		about Service
		want  []Due
	}{
		"the EU knows one limit":    {"mica", CryptoAsset, []Due{{Name: "decisionStatutory", At: end("2027-01-23")}}},
		"for payments, too":         {"mica", Payment, []Due{{Name: "decisionStatutory", At: end("2027-01-23")}}},
		"the UK eight weeks":        {"uk", CryptoAsset, []Due{{Name: "summaryResolution", At: end("2026-11-26"), Lapses: true}, {Name: "decisionStatutory", At: end("2027-01-18")}}},
		"and for what says nothing": {"uk", "", []Due{{Name: "summaryResolution", At: end("2026-11-26"), Lapses: true}, {Name: "decisionStatutory", At: end("2027-01-18")}}},
		"for payments 15 business days, at most 35": {"uk", Payment, []Due{{Name: "summaryResolution", At: end("2026-11-26"), Lapses: true},
			{Name: "decisionStatutory", At: end("2026-12-14"), ExtensibleTo: end("2027-01-14")}}},
		"nothing": {"none", Payment, nil},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := Find(c.id)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, p.Due(received, c.about, time.UTC)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestAProfileThatCannotBeCountedIsRefused(t *testing.T) {
	for name, d := range map[string]Deadline{
		"no limit":                    {Name: "x", Source: "y"},
		"two limits":                  {Name: "x", Source: "y", Within: Limit{Days: 1, Weeks: 1}},
		"a negative one":              {Name: "x", Source: "y", Within: Limit{Days: -1, Weeks: 1}},
		"no holidays":                 {Name: "x", Source: "y", Within: Limit{BusinessDays: 1}},
		"no source":                   {Name: "x", Within: Limit{Days: 1}},
		"a service that there is not": {Name: "x", Source: "y", Service: "lunch", Within: Limit{Days: 1}},
		"no extension":                {Name: "x", Source: "y", Within: Limit{Days: 1}, Extended: &Limit{}},
	} {
		if (Profile{Deadlines: []Deadline{d}}).validate() == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}
