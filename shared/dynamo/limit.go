package dynamo

import (
	"context"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/fault"
	"aftercare/shared/limit"
)

// Limit gives a window; one of revision 0 with the id set when there is none. One that has expired is there until
// DynamoDB deletes it, and takes places again.
func (t *Table) Limit(ctx context.Context, id string) (limit.Window, error) {
	w, err := document[limit.Window](ctx, t, "limit", layout.LimitPK(id), layout.StateSK)
	if fault.Is(err, fault.Missing) {
		return limit.Window{ID: id}, nil
	}
	return w, err
}

// SaveLimit writes a window on condition that the stored one has the revision before it. Lost otherwise.
func (t *Table) SaveLimit(ctx context.Context, w limit.Window) error {
	x := t.begin()
	x.revision(revision{what: "limit", pk: layout.LimitPK(w.ID), number: w.Revision, doc: w, expires: w.Expires})
	return x.commit(ctx)
}
