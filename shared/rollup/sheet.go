package rollup

import (
	"context"

	"aftercare/shared/insight"
)

// SheetOf gives the sheet that sums were made of.
func SheetOf(sums []Sum) (insight.Sheet, error) {
	sheet := insight.Sheet{}
	for _, s := range sums {
		byValue, err := cells(s.Document)
		if err != nil {
			return nil, err
		}
		for value, cell := range byValue {
			k := insight.Key{By: s.By, Value: value}
			if sheet[k] == nil {
				sheet[k] = map[insight.Name]insight.Cell{}
			}
			sheet[k][s.Measure] = cell
		}
	}
	return sheet, nil
}

// Sheets makes the figures of days from nothing but the timelines of cases, as they were at a time for each shard, and
// hands out each day of the span, in order. Nothing is compared, and nothing written. An error says that a case cannot be
// measured: nothing is stood in for.
func (r Rebuild) Sheets(ctx context.Context, span Span, at []Mark, give func(insight.Day, insight.Sheet) error) error {
	span.Write = false
	found, err := r.collect(ctx, span, at)
	if err != nil {
		return err
	}
	if len(found.failed) > 0 {
		return Unmeasured(found.failed)
	}
	all := found.days
	first := span.From
	for day := range all {
		first = min(first, day)
	}
	carried := make([]insight.Sheet, r.Shards)
	for day := first; day <= span.To; day = day.Next() {
		sum := insight.Sheet{}
		for shard := range carried { // in order of shards, always
			var facts []insight.Fact
			if all[day] != nil {
				facts = all[day][shard]
			}
			carried[shard] = insight.Carry(carried[shard], insight.Sum(facts))
			sum = sum.Merge(carried[shard])
		}
		if day < span.From {
			continue
		}
		if err := give(day, sum); err != nil {
			return err
		}
	}
	return nil
}
