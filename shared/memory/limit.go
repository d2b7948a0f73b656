package memory

import (
	"context"

	"aftercare/shared/fault"
	"aftercare/shared/limit"
)

// Limit gives a window; one of revision 0 with the id set when there is none.
func (s *Store) Limit(_ context.Context, id string) (limit.Window, error) {
	w, err := revised[limit.Window](s, documentKey{"limit", id})
	if fault.Is(err, fault.Missing) {
		return limit.Window{ID: id}, nil
	}
	return w, err
}

// SaveLimit writes a window on condition that the stored one has the revision before it. Lost otherwise.
func (s *Store) SaveLimit(_ context.Context, w limit.Window) error {
	var x transaction
	s.revise(&x, documentKey{"limit", w.ID}, w.Revision, w)
	return s.commit(&x)
}
