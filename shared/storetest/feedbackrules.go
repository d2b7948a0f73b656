package storetest

import (
	"testing"

	"aftercare/shared/fault"
	"aftercare/shared/feedback"

	"github.com/google/go-cmp/cmp"
)

var feedbackRuleTests = map[string]func(*testing.T, *bench){
	"rules of asking are the default until they are set, one version after the other, and none is forgotten": func(t *testing.T, b *bench) {
		holds := func(want feedback.Rules) {
			t.Helper()
			got, err := b.FeedbackRules(t.Context())
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Fatalf("%v %s", err, diff)
			}
		}
		holds(feedback.DefaultRules())
		first := feedback.DefaultRules()
		first.CSAT[0].Sampling, first.NPS.On = 0.25, true
		first, err := feedback.DefaultRules().Replace(first, start)
		must(t, err)
		must(t, b.PutFeedbackRules(t.Context(), 0, first))
		holds(first)
		refuses(t, b.PutFeedbackRules(t.Context(), 0, first), fault.Lost)
		refuses(t, b.PutFeedbackRules(t.Context(), 2, first), fault.Lost)
		second, err := first.Replace(feedback.DefaultRules(), start)
		must(t, err)
		must(t, b.PutFeedbackRules(t.Context(), 1, second))
		holds(second)
		for version, want := range []feedback.Rules{feedback.DefaultRules(), first, second} {
			got, err := b.FeedbackRulesOf(t.Context(), version)
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Fatalf("version %d: %v %s", version, err, diff)
			}
		}
		_, err = b.FeedbackRulesOf(t.Context(), 3)
		refuses(t, err, fault.Missing)
	},
}
