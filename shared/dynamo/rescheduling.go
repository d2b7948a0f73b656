package dynamo

import (
	"context"
	"strings"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/rescheduling"
)

func reschedulingPK(id string) string { return layout.AggregatePK(event.Rescheduling, id) }

// Rescheduling gives a rescheduling as it is now. Missing when there is none.
func (t *Table) Rescheduling(ctx context.Context, id string) (rescheduling.Rescheduling, error) {
	return document[rescheduling.Rescheduling](ctx, t, "rescheduling", reschedulingPK(id), layout.StateSK)
}

// SaveRescheduling writes a change whole or not at all. Lost when another change came first.
func (t *Table) SaveRescheduling(ctx context.Context, c rescheduling.Change) error {
	x := t.begin()
	x.rescheduling(c)
	return x.commit(ctx)
}

// rescheduling writes a change of a rescheduling, the first one in the transaction of the version that is its cause.
// One that is empty writes nothing.
func (x *transaction) rescheduling(c rescheduling.Change) {
	if len(c.Events) == 0 {
		return
	}
	r := c.Rescheduling
	x.state(c.Before, state{what: "rescheduling", pk: reschedulingPK(r.ID), seq: r.Seq, doc: r})
	x.events(c.Events)
	if c.Before == 0 {
		x.put(key(layout.ReschedulingsPK, layout.CreatedSK(r.RequestedAt, r.ID)), condition{})
	}
}

// Reschedulings lists them, the newest first, and where the next page begins, which is empty at the end.
func (t *Table) Reschedulings(ctx context.Context, after string, limit int) ([]rescheduling.Rescheduling, string, error) {
	return newest[rescheduling.Rescheduling](ctx, t, "rescheduling", layout.ReschedulingsPK, after, limit, func(sk string) string {
		_, id, _ := strings.Cut(sk, "#")
		return reschedulingPK(id)
	})
}
