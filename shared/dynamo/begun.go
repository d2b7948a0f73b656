package dynamo

import (
	"context"
	"fmt"
	"strings"
	"time"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/fault"
)

// Begun hands out the id of every case of a kind that began in [from, to), newest first. It reads the index by day
// alone. An error of give ends it and comes back as it is.
func (t *Table) Begun(ctx context.Context, kind event.Kind, from, to time.Time, give func(id string) error) error {
	w := t.walk(daysOf(kind, from, to, ""), 0)
	for {
		p, ok, err := w.next(ctx)
		if err != nil {
			return fmt.Errorf("list what began: %w", err)
		}
		if !ok {
			return nil
		}
		id, found := strings.CutPrefix(p.pk, layout.AggregatePK(kind, ""))
		if !found {
			return fmt.Errorf("the list of days names a partition that is no %s", kind)
		}
		if err := give(id); err != nil {
			return err
		}
	}
}

// Change gives the events of one change of a case, by the sequence number of its last event, under which its item
// stands. Missing when there is none.
func (t *Table) Change(ctx context.Context, kind event.Kind, id string, last int64) ([]event.Event, error) {
	item, err := t.get(ctx, "change", layout.AggregatePK(kind, id), layout.EventSK(last))
	if err != nil {
		return nil, err
	}
	if item == nil {
		return nil, fault.NotFound("change")
	}
	return decodeEvents(stored(item))
}
