package memory

import (
	"context"

	"aftercare/shared/fault"
	"aftercare/shared/feedback"
)

// FeedbackRules gives the rules of asking in force; the default, of version 0, when none were set.
func (s *Store) FeedbackRules(ctx context.Context) (feedback.Rules, error) {
	s.mu.Lock()
	version := len(s.asking)
	s.mu.Unlock()
	return s.FeedbackRulesOf(ctx, version)
}

// FeedbackRulesOf gives the rules as they were in a version. Missing when there was none.
func (s *Store) FeedbackRulesOf(_ context.Context, version int) (feedback.Rules, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case version == 0:
		return feedback.DefaultRules(), nil
	case version < 0 || version > len(s.asking):
		return feedback.Rules{}, fault.NotFound("version of the rules")
	}
	return decode[feedback.Rules](s.asking[version-1]), nil
}

// PutFeedbackRules sets the rules as the version after before. Lost when another version is in force.
func (s *Store) PutFeedbackRules(_ context.Context, before int, r feedback.Rules) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if before != len(s.asking) {
		return lost("rules of feedback")
	}
	r.Version = before + 1
	s.asking = append(s.asking, encode(r))
	return nil
}
