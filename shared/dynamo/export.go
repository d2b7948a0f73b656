package dynamo

import (
	"context"

	"aftercare/shared/complaint"
	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/register"
)

// Export gives an export as it is now. Missing when there is none.
func (t *Table) Export(ctx context.Context, id string) (register.Export, error) {
	return document[register.Export](ctx, t, "export", layout.AggregatePK(event.Export, id), layout.StateSK)
}

// SaveExport writes a change whole or not at all. Lost when another came first, or took the place in the chain.
func (t *Table) SaveExport(ctx context.Context, c register.Change) error {
	x := t.begin()
	x.state(c.Before, state{what: "export", pk: layout.AggregatePK(event.Export, c.Export.ID), seq: c.Export.Seq, doc: c.Export})
	x.events(c.Events)
	if c.Seal != nil {
		x.revision(revision{what: "chain of exports", pk: layout.SealPK, number: int64(c.Seal.Number), doc: *c.Seal})
	}
	return x.commit(ctx)
}

// LastSeal gives the last place that was taken in the chain of exports; number 0 before the first.
func (t *Table) LastSeal(ctx context.Context) (register.Seal, error) {
	s, err := document[register.Seal](ctx, t, "chain of exports", layout.SealPK, layout.StateSK)
	if fault.Is(err, fault.Missing) {
		return register.Seal{}, nil
	}
	return s, err
}

// ComplaintsByID gives complaints in the order of their ids, without those that are not there. At most 100.
func (t *Table) ComplaintsByID(ctx context.Context, ids []string) ([]complaint.Complaint, error) {
	places := make([]place, len(ids))
	for i, id := range ids {
		places[i].pk = layout.AggregatePK(event.Complaint, id)
	}
	found, err := loadAll[complaint.Complaint](ctx, t, "complaint", places)
	if err != nil {
		return nil, err
	}
	var all []complaint.Complaint
	for _, c := range found {
		if c != nil {
			all = append(all, *c)
		}
	}
	return all, nil
}
