package dynamo

import (
	"context"
	"fmt"
	"time"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/fault"
)

// maxDays is how long a range of days may be that is paged through.
const maxDays = 31

// days is the list of what began in [from, to), newest first, as far as it comes after where a page ended.
func days(kind event.Kind, from, to time.Time, after string) (list, error) {
	if to.Sub(from) > maxDays*24*time.Hour {
		return list{}, fault.InvalidField("to", fmt.Sprintf("is more than %d days after from", maxDays))
	}
	return daysOf(kind, from, to, after), nil
}

// daysOf is days without a bound.
func daysOf(kind event.Kind, from, to time.Time, after string) list {
	// No key ends with the time alone, so that the upper end stays out although a range includes its ends.
	l := list{index: layout.ByDay, from: layout.Bound(from), to: layout.Bound(to), descending: true}
	if !from.Before(to) {
		return l
	}
	first, last := from.UTC().Truncate(24*time.Hour), to.UTC().Add(-time.Nanosecond).Truncate(24*time.Hour)
	for day := last; !day.Before(first); day = day.AddDate(0, 0, -1) {
		if after != "" && day.Format(time.DateOnly) > after {
			continue // read by the pages before
		}
		var shards []string
		for shard := range layout.Shards {
			shards = append(shards, layout.DayPK(kind, day, shard))
		}
		l.groups = append(l.groups, shards)
	}
	return l
}

// each hands out every document of a list, in order. An error of give ends it and comes back as it is.
func each[T any](ctx context.Context, t *Table, what string, l list, give func(T) error) error {
	w := t.walk(l, 0)
	for {
		places, err := w.take(ctx, maxBatch)
		if err != nil {
			return fmt.Errorf("list %ss: %w", what, err)
		}
		docs, err := loadAll[T](ctx, t, what, places)
		if err != nil {
			return fmt.Errorf("list %ss: %w", what, err)
		}
		for _, doc := range docs {
			if doc == nil {
				continue
			}
			if err := give(*doc); err != nil {
				return err
			}
		}
		if len(places) < maxBatch {
			return nil
		}
	}
}
