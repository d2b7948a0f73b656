package rollup

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/insight"
)

// AskCases asks which cases are behind a figure of one day.
type AskCases struct {
	Measure insight.Name
	Day     insight.Day
	With    insight.Key  // such as one team; All, or no dimension, means every case
	Hidden  []event.Kind // kinds that the asker may not see
	Limit   int
	After   string // where the last page ended
}

// Behind is a case behind a figure, and what it shows.
type Behind struct {
	Case         Case
	Observations []insight.Observation // of the measure
}

// maxLooked bounds how many facts are looked through for one page: a rare measure gives short pages with a next one.
const maxLooked = 2000

// Cases gives the cases behind a figure, by shard, kind and id, and where the next page begins; empty at the end. Of a
// backlog it gives those that came to it or left it on the day.
func (r Reader) Cases(ctx context.Context, a AskCases) ([]Behind, string, error) {
	m, err := Ask{Measure: a.Measure, By: ByDay, From: a.Day, To: a.Day, With: a.With}.check()
	if err != nil {
		if fault.KindOf(err) == fault.Invalid && a.Day.Start().IsZero() {
			return nil, "", fault.InvalidField("day", "is no day such as 2026-03-29")
		}
		return nil, "", err
	}
	shard, after := cutPosition(a.After)
	var found []Behind
	looked := 0
	for shard < r.Shards {
		page, next, err := r.Store.Facts(ctx, a.Day, shard, after, factPage)
		if err != nil {
			return nil, "", err
		}
		for _, f := range page {
			if b := a.behind(m, f); len(b.Observations) > 0 {
				found = append(found, b)
			}
			if len(found) == a.Limit {
				return found, position(shard, string(f.Case.Kind), f.Case.ID), nil
			}
		}
		if after = next; next == "" {
			shard++
		}
		if looked += len(page); looked >= maxLooked && shard < r.Shards {
			return found, strconv.Itoa(shard) + " " + after, nil
		}
	}
	return found, "", nil
}

// behind gives what a fact shows of what is asked.
func (a AskCases) behind(m insight.Measure, f Fact) Behind {
	b := Behind{Case: f.Case}
	if slices.Contains(a.Hidden, f.Case.Kind) {
		return b
	}
	for _, o := range f.Observations {
		if o.Measure == m.From && (a.With.By == "" || a.With.By == insight.All || o.In(a.With.By) == a.With.Value) {
			b.Observations = append(b.Observations, o)
		}
	}
	return b
}

// position is a place among the facts of all shards of a day, as Store.Facts counts them within one.
func position(shard int, kind, id string) string {
	return strconv.Itoa(shard) + " " + strings.ToUpper(kind) + "#" + id
}

func cutPosition(position string) (int, string) {
	number, after, _ := strings.Cut(position, " ")
	shard, err := strconv.Atoi(number)
	if err != nil {
		return 0, ""
	}
	return shard, after
}
