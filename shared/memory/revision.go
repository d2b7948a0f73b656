package memory

import (
	"context"
	"errors"

	"aftercare/shared/fault"
	"aftercare/shared/notice"
)

// revision is a document without a history, which counts its changes itself.
type revision struct {
	number int64
	doc    []byte
}

// documentKey names such a document.
type documentKey struct{ kind, id string }

// revise writes a document on condition that the stored one has the revision before it.
func (s *Store) revise(x *transaction, at documentKey, number int64, doc any) {
	raw := encode(doc)
	x.check(func() error {
		if number < 1 {
			return errors.New("a " + at.kind + " is saved without a revision")
		}
		if s.documents[at].number != number-1 {
			return lost(at.kind)
		}
		return nil
	})
	x.effect(func() { s.documents[at] = revision{number, raw} })
}

// revised reads a document; Missing when there is none.
func revised[T any](s *Store, at documentKey) (T, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, ok := s.documents[at]
	if !ok {
		var none T
		return none, fault.NotFound(at.kind)
	}
	return decode[T](found.doc), nil
}

// Notice gives the record of a notice; the zero Record, of revision 0, when nobody claimed it yet.
func (s *Store) Notice(_ context.Context, id string) (notice.Record, error) {
	r, err := revised[notice.Record](s, documentKey{"notice", id})
	if fault.Is(err, fault.Missing) {
		return notice.Record{}, nil
	}
	return r, err
}

// SaveNotice writes a record on condition that the stored one has the revision before it, or, for revision 1, that
// there is none. Lost otherwise.
func (s *Store) SaveNotice(_ context.Context, r notice.Record) error {
	var x transaction
	s.revise(&x, documentKey{"notice", r.ID}, r.Revision, r)
	return s.commit(&x)
}

// Window gives what was admitted of late to an address, by the address's hash; the zero Window with the address
// set, of revision 0, when nothing was.
func (s *Store) Window(_ context.Context, address string) (notice.Window, error) {
	w, err := revised[notice.Window](s, documentKey{"window", address})
	if fault.Is(err, fault.Missing) {
		return notice.Window{Address: address}, nil
	}
	return w, err
}

// SaveWindow writes a window as SaveNotice does a record.
func (s *Store) SaveWindow(_ context.Context, w notice.Window) error {
	var x transaction
	s.revise(&x, documentKey{"window", w.Address}, w.Revision, w)
	return s.commit(&x)
}
