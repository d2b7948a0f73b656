package dynamo

import (
	"context"
	"time"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/trend"
)

// AddFinding writes a finding with its event. Lost when it is there already.
func (t *Table) AddFinding(ctx context.Context, f trend.Finding, e event.Event) error {
	x := t.begin()
	x.state(0, state{
		what: "finding", pk: layout.AggregatePK(event.Finding, f.ID), seq: 1, doc: f,
		in: []entry{{layout.ByDay, layout.DayPK(event.Finding, f.At, layout.Shard(f.ID)), layout.CreatedSK(f.At, f.ID)}},
	})
	x.events([]event.Event{e})
	return x.commit(ctx)
}

// Findings gives up to limit findings made in [from, to), newest first, and where the next page begins; empty at the
// end. The times are at most 31 days apart.
func (t *Table) Findings(ctx context.Context, from, to time.Time, after string, limit int) ([]trend.Finding, string, error) {
	l, err := days(event.Finding, from, to, after)
	if err != nil {
		return nil, "", err
	}
	l.after = after
	return page(ctx, t, "finding", l, limit, func(trend.Finding) bool { return true })
}
