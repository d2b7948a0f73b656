package memory

import (
	"context"

	"aftercare/shared/link"
)

// Link gives the link of a hash. Missing when there is none.
func (s *Store) Link(_ context.Context, hash string) (link.Link, error) {
	return revised[link.Link](s, documentKey{"link", hash})
}

// SaveLink keeps a new link. Lost when the hash has one.
func (s *Store) SaveLink(_ context.Context, hash string, l link.Link) error {
	var x transaction
	s.revise(&x, documentKey{"link", hash}, 1, l)
	return s.commit(&x)
}
