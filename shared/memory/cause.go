package memory

import (
	"context"

	"aftercare/shared/cause"
)

// Causes gives the tree in force; the default, of version 0, when none was set.
func (s *Store) Causes(context.Context) (cause.Tree, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.causes) == 0 {
		return cause.Default(), nil
	}
	return decode[cause.Tree](s.causes[len(s.causes)-1]), nil
}

// PutCauses sets the tree as the version after before. Lost when another version is in force.
func (s *Store) PutCauses(_ context.Context, before int, t cause.Tree) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if before != len(s.causes) {
		return lost("causes")
	}
	t.Version = before + 1
	s.causes = append(s.causes, encode(t))
	return nil
}
