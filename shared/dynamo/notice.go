package dynamo

import (
	"context"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/fault"
	"aftercare/shared/notice"
)

// Notice gives the record of a notice; the zero Record, of revision 0, when nobody claimed it yet.
func (t *Table) Notice(ctx context.Context, id string) (notice.Record, error) {
	r, err := document[notice.Record](ctx, t, "notice", layout.NoticePK(id), layout.StateSK)
	if fault.Is(err, fault.Missing) {
		return notice.Record{}, nil
	}
	return r, err
}

// SaveNotice writes a record on condition that the stored one has the revision before it, or, for revision 1, that
// there is none. Lost otherwise.
func (t *Table) SaveNotice(ctx context.Context, r notice.Record) error {
	x := t.begin()
	x.revision(revision{what: "notice", pk: layout.NoticePK(r.ID), number: r.Revision, doc: r, expires: r.Expires})
	return x.commit(ctx)
}

// Window gives what was admitted of late to an address, by the address's hash; the zero Window with the address
// set, of revision 0, when nothing was.
func (t *Table) Window(ctx context.Context, address string) (notice.Window, error) {
	w, err := document[notice.Window](ctx, t, "window", layout.WindowPK(address), layout.StateSK)
	if fault.Is(err, fault.Missing) {
		return notice.Window{Address: address}, nil
	}
	return w, err
}

// SaveWindow writes a window as SaveNotice does a record.
func (t *Table) SaveWindow(ctx context.Context, w notice.Window) error {
	x := t.begin()
	x.revision(revision{what: "window", pk: layout.WindowPK(w.Address), number: w.Revision, doc: w, expires: w.Expires})
	return x.commit(ctx)
}
