package dynamo

import (
	"context"
	"fmt"
	"time"

	"aftercare/shared/clock"
	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
)

// wakeList is the place of a case in the list of clocks; none when no clock runs.
func wakeList(kind event.Kind, id string, at time.Time) []entry {
	if at.IsZero() {
		return nil
	}
	return []entry{{layout.ByWake, layout.WakePK(layout.Shard(id)), layout.WakeSK(at, kind, id)}}
}

// Wakes gives the clocks that want to be looked at in [from, to), earliest first, at most limit; limit 0 means all.
// The list lags behind the cases by up to some seconds: whoever fires a clock reads the case.
func (t *Table) Wakes(ctx context.Context, from, to time.Time, limit int) ([]clock.Wake, error) {
	if !from.Before(to) {
		return nil, nil
	}
	l := list{index: layout.ByWake, from: layout.Bound(from), to: layout.Bound(to)}
	var shards []string
	for shard := range layout.Shards {
		shards = append(shards, layout.WakePK(shard))
	}
	l.groups = [][]string{shards}
	walk := t.walk(l, limit)
	var out []clock.Wake
	for limit == 0 || len(out) < limit {
		place, ok, err := walk.next(ctx)
		if err != nil {
			return nil, fmt.Errorf("read the list of clocks: %w", err)
		}
		if !ok {
			break
		}
		at, kind, id, ok := layout.ParseWakeSK(place.sk)
		if !ok {
			return nil, fmt.Errorf("the list of clocks has a key that is none for the item %s", place.pk)
		}
		out = append(out, clock.Wake{Kind: kind, ID: id, At: at})
	}
	return out, nil
}
