package sla_test

import (
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"aftercare/shared/fault"
	"aftercare/shared/sla"
)

func TestTheFirstMatchingPolicyHolds(t *testing.T) {
	for _, test := range []struct {
		a    sla.Attributes
		want string
	}{
		{sla.Attributes{Channel: "email", Priority: "low", Category: "security"}, "security"},
		{sla.Attributes{Channel: "email", Priority: "urgent", Category: "fees"}, "urgent"},
		{sla.Attributes{Channel: "email", Priority: "high"}, "email-high"},
		{sla.Attributes{Channel: "phone", Priority: "high"}, "phone-high"},
		{sla.Attributes{Channel: "chat", Priority: "high"}, "high"},
		{sla.Attributes{Channel: "email", Priority: "normal"}, "email"},
		{sla.Attributes{Channel: "phone", Priority: "low"}, "phone"},
		{sla.Attributes{Channel: "social", Priority: "normal"}, "standard"},
		{sla.Attributes{}, "standard"},
	} {
		if got := sla.Default().Match(test.a); got.ID != test.want {
			t.Errorf("%+v matches %q, want %q", test.a, got.ID, test.want)
		}
	}
}

func TestTheDefaultPromises(t *testing.T) {
	if err := sla.Default().Validate(); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		channel, priority, category string
		first, next, result         string
	}{
		{"email", "low", "security", "5m", "10m", "4h"},
		{"phone", "urgent", "other", "5m", "10m", "4h"},
		{"email", "high", "other", "24h", "24h", "8h"},
		{"phone", "high", "other", "15m", "", "8h"},
		{"api", "high", "other", "5m", "10m", "8h"},
		{"email", "normal", "other", "24h", "24h", "24h"},
		{"phone", "normal", "other", "15m", "", "24h"},
		{"chat", "normal", "other", "5m", "10m", "24h"},
		{"web", "low", "other", "5m", "10m", "24h"},
	} {
		p := sla.Default().Match(sla.Attributes{Channel: test.channel, Priority: test.priority, Category: test.category})
		for name, want := range map[sla.Name]string{sla.FirstReply: test.first, sla.NextReply: test.next, sla.Resolution: test.result} {
			rule, promised := p.Targets[name]
			if promised != (want != "") || promised && rule.Within.String() != want {
				t.Errorf("%s, %s, %s: %s within %s, want %q", test.channel, test.priority, test.category, name, rule.Within, want)
			}
		}
		if !slices.Equal(p.Targets[sla.Resolution].PauseOn, []string{"pending", "hold"}) || !slices.Equal(p.WarnAt, []float64{0.5, 0.8}) {
			t.Errorf("%s: pauses on %v, warns at %v", p.ID, p.Targets[sla.Resolution].PauseOn, p.WarnAt)
		}
		if p.CloseAfter.String() != "96h" {
			t.Errorf("%s: closes after %s", p.ID, p.CloseAfter)
		}
	}
}

func TestPoliciesAreRefusedByField(t *testing.T) {
	tests := []struct {
		name   string
		change func(p *sla.Policies)
		want   []string
	}{
		{"nothing wrong", func(*sla.Policies) {}, nil},
		{"no policy", func(p *sla.Policies) { p.List = nil }, []string{"policies"}},
		{"too many", func(p *sla.Policies) { p.List = make([]sla.Policy, 101) }, []string{"policies"}},
		{"no id", func(p *sla.Policies) { p.List[0].ID = "" }, []string{"policies[0].id"}},
		{"an id with a line break", func(p *sla.Policies) { p.List[0].ID = "a\nb" }, []string{"policies[0].id"}},
		{"an id twice", func(p *sla.Policies) { p.List[2].ID = "first" }, []string{"policies[2].id"}},
		{"no policy for the rest", func(p *sla.Policies) { p.List[2].Match.Tier = []string{"gold"} }, []string{"policies[2].match"}},
		{"an unknown calendar", func(p *sla.Policies) { p.List[1].Calendar = "berlin" }, []string{"policies[1].calendar"}},
		{"an empty value", func(p *sla.Policies) { p.List[0].Match.Channel = []string{"web", ""} }, []string{"policies[0].match.channel[1]"}},
		{"too many values", func(p *sla.Policies) { p.List[0].Match.Language = make([]string, 51) }, []string{"policies[0].match.language"}},
		{"zero", within(0), []string{"policies[2].targets.firstReply.within"}},
		{"negative", within(-time.Second), []string{"policies[2].targets.firstReply.within"}},
		{"exactly a year", within(8760 * time.Hour), nil},
		{"over a year", within(8760*time.Hour + time.Second), []string{"policies[2].targets.firstReply.within"}},
		{"half a second", within(1500 * time.Millisecond), []string{"policies[2].targets.firstReply.within"}},
		{"an unknown target", func(p *sla.Policies) { p.List[0].Targets["lunch"] = sla.Rule{Within: 1e9} }, []string{"policies[0].targets"}},
		{"an unknown pause", pause("pending", "open"), []string{"policies[2].targets.firstReply.pauseOn[1]"}},
		{"a pause twice", pause("hold", "hold"), []string{"policies[2].targets.firstReply.pauseOn[1]"}},
		{"many pauses", pause("hold", "pending", "hold"), []string{"policies[2].targets.firstReply.pauseOn"}},
		{"a warning at the start", warn(0, 0.5), []string{"policies[1].warnAt[0]"}},
		{"a warning at the end", warn(0.5, 1), []string{"policies[1].warnAt[1]"}},
		{"a warning at no number", warn(math.NaN()), []string{"policies[1].warnAt[0]"}},
		{"a warning twice", warn(0.5, 0.5), []string{"policies[1].warnAt[1]"}},
		{"warnings that descend", warn(0.8, 0.5), []string{"policies[1].warnAt[1]"}},
		{"a warning of four decimals", warn(0.3333), []string{"policies[1].warnAt[0]"}},
		{"many warnings", warn(make([]float64, 11)...), []string{"policies[1].warnAt"}},
		{"warnings before the due time", before(time.Hour, time.Minute), nil},
		{"that ascend", before(time.Minute, time.Hour), []string{"policies[1].warnBefore[1]"}},
		{"of no time", before(0), []string{"policies[1].warnBefore[0]"}},
		{"too many of them", before(make([]time.Duration, 11)...), []string{"policies[1].warnBefore"}},
		{"warnings to the bus", to("bus"), nil},
		{"to nobody", to(), nil},
		{"to somebody unknown", to("moon"), []string{"policies[1].warnTo[0]"}},
		{"to the bus twice", to("bus", "bus"), []string{"policies[1].warnTo"}},
		{"another calendar", func(p *sla.Policies) { p.List[1].Calendar = minutes.ID() }, nil},
		{"an unknown calendar", func(p *sla.Policies) { p.List[1].Calendar = "moon" }, []string{"policies[1].calendar"}},
		{"more than the calendar has in ten years", func(p *sla.Policies) {
			p.List[1].Calendar = "seldom"
			p.List[1].Targets[sla.Resolution] = sla.Rule{Within: sla.Duration(24 * time.Hour)}
		}, []string{"policies[1].targets.resolution.within"}},
		{"a negative time to close", func(p *sla.Policies) { p.List[1].CloseAfter = -1 }, []string{"policies[1].closeAfter"}},
		{"several at once", func(p *sla.Policies) { p.List[0].ID, p.List[2].Calendar = "", "" }, []string{"policies[0].id", "policies[2].calendar"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := sla.Policies{List: []sla.Policy{
				terms("first", nil, "firstReply 5m"), terms("second", []float64{0.5}, "resolution 5m hold"), terms("third", nil, "firstReply 5m"),
			}}
			test.change(&p)
			var got []string
			seldom, err := sla.Compile("seldom", []sla.Edition{{Spec: spec("UTC wed 12:00-12:01")}})
			if err != nil {
				t.Fatal(err)
			}
			if err := p.Validate(minutes, seldom); err != nil {
				var invalid *fault.Error
				if !errors.As(err, &invalid) || invalid.Kind != fault.Invalid {
					t.Fatalf("not a fault of kind Invalid: %v", err)
				}
				for _, field := range invalid.Fields {
					got = append(got, field.Name)
				}
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("fields %v, want %v", got, test.want)
			}
		})
	}
}

func within(d time.Duration) func(*sla.Policies) {
	return func(p *sla.Policies) { p.List[2].Targets[sla.FirstReply] = sla.Rule{Within: sla.Duration(d)} }
}

func pause(on ...string) func(*sla.Policies) {
	return func(p *sla.Policies) { p.List[2].Targets[sla.FirstReply] = sla.Rule{Within: 1e9, PauseOn: on} }
}

func warn(at ...float64) func(*sla.Policies) {
	return func(p *sla.Policies) { p.List[1].WarnAt = at }
}

func TestDurationsAreShortText(t *testing.T) {
	for text, want := range map[string]string{
		"5m": "5m", "24h": "24h", "1h30m": "1h30m", "90s": "1m30s", "1h0m5s": "1h0m5s", "60m": "1h", "10m0s": "10m", "30s": "30s", "96h": "96h",
	} {
		var d sla.Duration
		if err := json.Unmarshal([]byte(`"`+text+`"`), &d); err != nil {
			t.Fatal(err)
		}
		if got, err := json.Marshal(d); err != nil || string(got) != `"`+want+`"` {
			t.Errorf("%s is written %s, want %q (%v)", text, got, want, err)
		}
	}
	for _, text := range []string{`300`, `"5"`, `"soon"`, `""`, `null,`, `"P1D"`} {
		var d sla.Duration
		if err := json.Unmarshal([]byte(text), &d); err == nil {
			t.Errorf("%s is read as %s", text, d)
		} else if strings.Contains(err.Error(), "soon") {
			t.Errorf("the error repeats the value: %v", err)
		}
	}
}

func TestThePolicyOfTheContractIsReadAndWrittenUnchanged(t *testing.T) {
	const text = `{"id":"all","match":{"channel":[],"priority":[],"category":[],"tier":[],"language":[]},"calendar":"always",` +
		`"targets":{"firstReply":{"within":"5m"},"nextReply":{"within":"10m"},"resolution":{"within":"24h","pauseOn":["pending","hold"]},` +
		`"update":{"within":"8h"}},"warnAt":[0.5,0.8]}`
	var p sla.Policy
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		t.Fatal(err)
	}
	if got, err := json.Marshal(p); err != nil || string(got) != text {
		t.Errorf("written\n%s\nwant\n%s (%v)", got, text, err)
	}
	if err := (sla.Policies{List: []sla.Policy{p}}).Validate(); err != nil {
		t.Error(err)
	}
}

// FuzzPolicies reads policies as a request would: whatever comes, nothing
// panics, and what is valid runs and survives writing and reading.
func FuzzPolicies(f *testing.F) {
	for _, seed := range []any{
		sla.Default().List, []sla.Policy{full}, []sla.Policy{{ID: "x", Calendar: "always", WarnAt: []float64{1e-3, 0.999}}},
	} {
		text, err := json.Marshal(seed)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte(`[{"id":"a","calendar":"always","targets":{"firstReply":{"within":"1s"},"x":{"within":"-1h"}},"warnAt":[1e400]}]`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var list []sla.Policy
		if json.Unmarshal(text, &list) != nil {
			return
		}
		p := sla.Policies{List: list}
		if p.Validate() != nil {
			return
		}
		written, err := json.Marshal(list)
		if err != nil {
			t.Fatalf("valid policies cannot be written: %v", err)
		}
		var again []sla.Policy
		if err := json.Unmarshal(written, &again); err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		if twice, err := json.Marshal(again); err != nil || string(twice) != string(written) {
			t.Fatalf("written %s, then %s (%v)", written, twice, err)
		}
		c, _ := sla.Start(promised(p.Match(sla.Attributes{Channel: "web"}), 1), sla.Fact{At: midnight, Type: sla.Opened})
		for range 100 {
			wake := c.NextWake(nil)
			if wake.IsZero() {
				return
			}
			after, records := c.Fire(wake, nil)
			if len(records) == 0 {
				t.Fatalf("nothing to do at the wake %v of %+v", wake, c)
			}
			c = after
		}
		t.Fatalf("the wakes of %+v do not end", c)
	})
}

func before(times ...time.Duration) func(*sla.Policies) {
	return func(p *sla.Policies) {
		for _, d := range times {
			p.List[1].WarnBefore = append(p.List[1].WarnBefore, sla.Duration(d))
		}
	}
}

func to(receivers ...string) func(*sla.Policies) {
	return func(p *sla.Policies) { p.List[1].WarnTo = receivers }
}
