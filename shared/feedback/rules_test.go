package feedback_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"aftercare/shared/fault"
	"aftercare/shared/feedback"
	"aftercare/shared/sla"

	"pgregory.net/rapid"
)

func hours(n int) sla.Duration { return sla.Duration(time.Duration(n) * time.Hour) }

func TestRulesThatCannotBeAreNamed(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*feedback.Rules)
		want   string
	}{
		"the default":             {func(*feedback.Rules) {}, ""},
		"no rule":                 {func(r *feedback.Rules) { r.CSAT = nil }, "csat"},
		"too many rules":          {func(r *feedback.Rules) { r.CSAT = make([]feedback.CSATRule, 51) }, "csat"},
		"the last one is for few": {func(r *feedback.Rules) { r.CSAT[0].Match.Tier = []string{"vip"} }, "csat[0].match"},
		"one hides another":       {func(r *feedback.Rules) { r.CSAT = append(r.CSAT, r.CSAT[0]) }, "csat[0].match"},
		"an unknown channel": {func(r *feedback.Rules) {
			r.CSAT = slices.Insert(r.CSAT, 0, feedback.CSATRule{Match: feedback.Match{Channel: []string{"pigeon"}}})
		}, "csat[0].match.channel[0]"},
		"a language of no form": {func(r *feedback.Rules) {
			r.CSAT = slices.Insert(r.CSAT, 0, feedback.CSATRule{Match: feedback.Match{Language: []string{"english"}}})
		}, "csat[0].match.language[0]"},
		"an empty tier": {func(r *feedback.Rules) {
			r.CSAT = slices.Insert(r.CSAT, 0, feedback.CSATRule{Match: feedback.Match{Tier: []string{""}}})
		}, "csat[0].match.tier[0]"},
		"more than everybody":           {func(r *feedback.Rules) { r.CSAT[0].Sampling = 1.01 }, "csat[0].sampling"},
		"parts of a second":             {func(r *feedback.Rules) { r.CSAT[0].Delay = sla.Duration(time.Millisecond) }, "csat[0].delay"},
		"a delay of more than a month":  {func(r *feedback.Rules) { r.CSAT[0].Delay = hours(721) }, "csat[0].delay"},
		"a negative time":               {func(r *feedback.Rules) { r.CSAT[0].QuietPeriod = hours(-1) }, "csat[0].quietPeriod"},
		"incidents of more than a week": {func(r *feedback.Rules) { r.CSAT[0].IncidentQuiet = hours(169) }, "csat[0].incidentQuiet"},
		"oftener than in 90 days":       {func(r *feedback.Rules) { r.NPS.Every = hours(90*24 - 1) }, "nps.every"},
		"activity of a moment":          {func(r *feedback.Rules) { r.NPS.ActiveWithin = hours(1) }, "nps.activeWithin"},
		"by channel":                    {func(r *feedback.Rules) { r.NPS.Match.Channel = []string{"web"} }, "nps.match"},
		"a day that some months lack":   {func(r *feedback.Rules) { r.NPS.Day = 29 }, "nps.day"},
		"an hour of no day":             {func(r *feedback.Rules) { r.NPS.Hour = 24 }, "nps.hour"},
		"less than nobody":              {func(r *feedback.Rules) { r.CES.Sampling = -0.1 }, "ces.sampling"},
	} {
		t.Run(name, func(t *testing.T) {
			r := feedback.DefaultRules()
			c.change(&r)
			_, err := feedback.DefaultRules().Replace(r, noon)
			if c.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			wrong, ok := errors.AsType[*fault.Error](err)
			if !ok || len(wrong.Fields) != 1 || wrong.Fields[0].Name != c.want {
				t.Fatalf("got %+v, want %s", err, c.want)
			}
		})
	}
}

func TestAWaveIsDueFromTheTimeOnAtWhichItWasSet(t *testing.T) {
	set := func(r feedback.Rules, at time.Time, change func(*feedback.NPSRule)) feedback.Rules {
		next := r
		change(&next.NPS)
		next, err := r.Replace(next, at)
		if err != nil {
			t.Fatal(err)
		}
		return next
	}
	on := set(feedback.DefaultRules(), noon, func(n *feedback.NPSRule) { n.On = true })
	other := set(on, noon.Add(time.Hour), func(n *feedback.NPSRule) { n.Sampling = 0.5 })
	later := set(other, noon.Add(2*time.Hour), func(n *feedback.NPSRule) { n.Hour = 3 })
	off := set(later, noon.Add(3*time.Hour), func(n *feedback.NPSRule) { n.On = false })
	again := set(off, noon.Add(4*time.Hour), func(n *feedback.NPSRule) { n.On = true })
	for i, want := range []struct {
		rules feedback.Rules
		since time.Time
	}{{on, noon}, {other, noon}, {later, noon.Add(2 * time.Hour)}, {again, noon.Add(4 * time.Hour)}} {
		if !want.rules.NPS.Since.Equal(want.since) {
			t.Errorf("%d: since %s, want %s", i, want.rules.NPS.Since, want.since)
		}
	}
	if on.Version != 1 || again.Version != 5 {
		t.Errorf("versions %d and %d", on.Version, again.Version)
	}
}

func TestAShareIsDrawnOnceForAllAndEvenly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.String().Draw(t, "name")
		a, b := rapid.Float64Range(0, 1).Draw(t, "a"), rapid.Float64Range(0, 1).Draw(t, "b")
		if feedback.Sampled(0, name) || !feedback.Sampled(1, name) {
			t.Fatal("nobody and everybody are no matter of chance")
		}
		if feedback.Sampled(min(a, b), name) && !feedback.Sampled(max(a, b), name) {
			t.Fatalf("in %f, not in %f", min(a, b), max(a, b))
		}
	})
	for _, share := range []float64{0.1, 0.5, 0.9} {
		n := 0
		for i := range 10_000 {
			if feedback.Sampled(share, fmt.Sprint("T", i)) {
				n++
			}
		}
		if want := int(share * 10_000); n < want-200 || n > want+200 {
			t.Errorf("%d of 10000 for %.1f", n, share)
		}
	}
}

func TestWhatIsSaidOfRulesRepeatsNoValue(t *testing.T) {
	r := feedback.DefaultRules()
	r.CSAT = slices.Insert(r.CSAT, 0, feedback.CSATRule{Match: feedback.Match{Channel: []string{"secret-words"}, Language: []string{"secret-words"}}})
	if err := r.Validate(); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("%v", err)
	}
}
