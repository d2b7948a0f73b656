package dynamo

import (
	"context"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/link"
)

// Link gives the link of a hash. Missing when there is none.
func (t *Table) Link(ctx context.Context, hash string) (link.Link, error) {
	return document[link.Link](ctx, t, "link", layout.LinkPK(hash), layout.StateSK)
}

// SaveLink keeps a new link, until it is Forgotten. Lost when the hash has one.
func (t *Table) SaveLink(ctx context.Context, hash string, l link.Link) error {
	x := t.begin()
	x.revision(revision{what: "link", pk: layout.LinkPK(hash), number: 1, doc: l, expires: l.Forgotten()})
	return x.commit(ctx)
}
