package memory

import (
	"context"

	"aftercare/shared/escalation"
	"aftercare/shared/fault"
	"aftercare/shared/rescheduling"
	"aftercare/shared/sla"
)

// Policies gives the policies in force; the defaults, of version 0, when none were set.
func (s *Store) Policies(ctx context.Context) (sla.Policies, error) {
	s.mu.Lock()
	version := len(s.policies)
	s.mu.Unlock()
	return s.PoliciesOf(ctx, version)
}

// PoliciesOf gives the policies as they were in a version. Missing when there was none.
func (s *Store) PoliciesOf(_ context.Context, version int) (sla.Policies, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case version == 0:
		return sla.Default(), nil
	case version < 0 || version > len(s.policies):
		return sla.Policies{}, fault.NotFound("version of the policies")
	}
	return decode[sla.Policies](s.policies[version-1]), nil
}

// PutPolicies sets the policies, as the version after before; p.Version is overwritten with it. What brings open
// tickets under them is written with them. Lost when the version in force is another than before.
func (s *Store) PutPolicies(_ context.Context, before int, p sla.Policies, r rescheduling.Change) error {
	p.Version = before + 1
	raw := encode(p)
	var x transaction
	x.check(func() error {
		if before != len(s.policies) {
			return lost("policies")
		}
		return nil
	})
	x.effect(func() { s.policies = append(s.policies, raw) })
	s.rescheduling(&x, r)
	return s.commit(&x)
}

// Ladder gives a team's ladder; the company's own when the team has none. Team may be empty.
func (s *Store) Ladder(ctx context.Context, team string) (escalation.Ladder, error) {
	levels, version, err := s.LadderOf(ctx, team)
	if err != nil || version > 0 || team == "" {
		return levels, err
	}
	levels, _, err = s.LadderOf(ctx, "")
	return levels, err
}

// LadderOf gives the ladder that was set for exactly this team, with its version; the default of version 0 when
// none was. The empty team is the company.
func (s *Store) LadderOf(_ context.Context, team string) (escalation.Ladder, int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	versions := s.ladders[team]
	if len(versions) == 0 {
		return escalation.Default(), 0, nil
	}
	return decode[escalation.Ladder](versions[len(versions)-1]), len(versions), nil
}

// PutLadder sets a team's ladder, as the version after before. Lost when the version in force is another.
func (s *Store) PutLadder(_ context.Context, team string, before int, l escalation.Ladder) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if before != len(s.ladders[team]) {
		return lost("ladder")
	}
	s.ladders[team] = append(s.ladders[team], encode(l))
	return nil
}
