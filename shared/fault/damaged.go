package fault

import "errors"

// damaged marks an error. It is no kind: outside, it is as internal as any other.
type damaged struct{ error }

func (d damaged) Unwrap() error { return d.error }

// Damaged marks an error as one of what is stored, and not of the storage: trying again gives the same, and other things
// can be read.
func Damaged(err error) error {
	if err == nil {
		return nil
	}
	return damaged{err}
}

// IsDamaged reports whether an error was marked so.
func IsDamaged(err error) bool {
	_, is := errors.AsType[damaged](err)
	return is
}
