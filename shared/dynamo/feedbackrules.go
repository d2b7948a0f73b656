package dynamo

import (
	"context"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/fault"
	"aftercare/shared/feedback"
)

// FeedbackRules gives the rules of asking in force; the default, of version 0, when none were set.
func (t *Table) FeedbackRules(ctx context.Context) (feedback.Rules, error) {
	r, err := document[feedback.Rules](ctx, t, "rules of feedback", layout.FeedbackRulesPK, layout.StateSK)
	if fault.Is(err, fault.Missing) {
		return feedback.DefaultRules(), nil
	}
	return r, err
}

// FeedbackRulesOf gives the rules as they were in a version. Missing when there was none.
func (t *Table) FeedbackRulesOf(ctx context.Context, version int) (feedback.Rules, error) {
	if version == 0 {
		return feedback.DefaultRules(), nil
	}
	return document[feedback.Rules](ctx, t, "version of the rules", layout.FeedbackRulesPK, layout.VersionSK(version))
}

// PutFeedbackRules sets the rules as the version after before. Lost when another version is in force.
func (t *Table) PutFeedbackRules(ctx context.Context, before int, r feedback.Rules) error {
	r.Version = before + 1
	return t.putVersion(ctx, "rules of feedback", layout.FeedbackRulesPK, before, r)
}
