package rollup

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/insight"

	"golang.org/x/sync/errgroup"
)

// Rebuild makes figures from nothing but the timelines of cases, by the same rules as the daily roll-up, and compares them
// with what is stored.
type Rebuild struct {
	Service
	// Begun hands out the id of every case of a kind that began in [from, to).
	Begun   func(ctx context.Context, kind event.Kind, from, to time.Time, give func(id string) error) error
	ShardOf func(id string) int
	Shards  int
}

// Span says what is rebuilt.
type Span struct {
	Begun    insight.Day // cases that began on this day or later
	From, To insight.Day // the days that are compared
	Write    bool        // what differs is written
}

// Day is what was found of a day.
type Day struct {
	Day     insight.Day
	Cases   int    // that show something of it
	Hash    string // of all figures of the day
	Differs []Place
}

// Run rebuilds, and hands out each day, in order. With Write it also keeps the facts of each case, so that cases from before
// there were figures are in them from then on.
func (r Rebuild) Run(ctx context.Context, span Span, tell func(Day)) error {
	marks := make([]Mark, r.Shards)
	for shard := range marks {
		m, err := r.Store.Mark(ctx, shard)
		if err != nil {
			return err
		}
		if m.At.IsZero() {
			m.At, m.Through = AsOf(r.Now()), span.To
		}
		marks[shard] = m
	}
	if span.Write { // a roll-up that is under way gives up
		for shard := range marks {
			m, err := r.save(ctx, marks[shard])
			if err != nil {
				return err
			}
			marks[shard] = m
		}
	}
	facts, err := r.collect(ctx, span, marks)
	if err != nil {
		return err
	}
	return r.compare(ctx, span, marks, facts, tell)
}

// shown is what cases show, by day and shard.
type shown map[insight.Day][][]insight.Fact

// collect observes every case.
func (r Rebuild) collect(ctx context.Context, span Span, marks []Mark) (shown, error) {
	all := shown{}
	var mu sync.Mutex
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(atOnce)
	one := func(c Case) error {
		shard := r.ShardOf(c.ID)
		now, err := r.Observer.observe(ctx, c, marks[shard].At)
		if err != nil || now.home == "" {
			return err
		}
		if span.Write {
			if err := r.restore(ctx, c, now); err != nil {
				return err
			}
		}
		mu.Lock()
		defer mu.Unlock()
		for day, observations := range now.facts {
			if all[day] == nil {
				all[day] = make([][]insight.Fact, r.Shards)
			}
			all[day][shard] = append(all[day][shard], insight.Fact{Kind: c.Kind, ID: c.ID, Observations: observations})
		}
		return nil
	}
	for _, kind := range Kinds {
		err := r.Begun(ctx, kind, span.Begun.Start(), span.To.End(), func(id string) error {
			g.Go(func() error { return one(Case{kind, id}) })
			return ctx.Err()
		})
		if err != nil && ctx.Err() == nil {
			return nil, err
		}
	}
	return all, g.Wait()
}

// restore writes what is known of a case where that differs.
func (r Rebuild) restore(ctx context.Context, c Case, now seen) error {
	known, err := r.Store.Known(ctx, c, now.home)
	if err != nil {
		return err
	}
	for _, change := range now.changes(c, known) {
		if err := r.Store.SaveFacts(ctx, change); err != nil {
			return err
		}
	}
	return nil
}

// compare sums the days up and compares them.
func (r Rebuild) compare(ctx context.Context, span Span, marks []Mark, all shown, tell func(Day)) error {
	first := span.From
	if len(all) > 0 {
		first = min(first, slices.Min(slices.Collect(maps.Keys(all))))
	}
	carried := make([]insight.Sheet, r.Shards)
	for day := first; day <= span.To; day = day.Next() {
		found := Day{Day: day}
		hash := sha256.New()
		for shard := range marks {
			if day > marks[shard].Through {
				continue
			}
			var facts []insight.Fact
			if all[day] != nil {
				facts = all[day][shard]
			}
			carried[shard] = insight.Carry(carried[shard], insight.Sum(facts))
			if day < span.From && !span.Write {
				continue
			}
			found.Cases += len(facts)
			sums, err := Sums(carried[shard])
			if err != nil {
				return err
			}
			slices.SortFunc(sums, func(a, b Sum) int { return cmp.Or(cmp.Compare(a.By, b.By), cmp.Compare(a.Measure, b.Measure)) })
			for _, s := range sums {
				_, _ = fmt.Fprintf(hash, "%d %s %s %s\n", shard, s.By, s.Measure, s.Document) // a hash never fails
			}
			differing, err := r.settle(ctx, day, marks[shard], sums, span.Write)
			if err != nil {
				return err
			}
			found.Differs = append(found.Differs, differing...)
		}
		found.Hash = hex.EncodeToString(hash.Sum(nil)[:8])
		if day >= span.From {
			tell(found)
		}
	}
	if !span.Write {
		return nil
	}
	for _, m := range marks {
		if m.First == "" || first < m.First {
			m.First = first
		}
		if _, err := r.save(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// settle compares the sums of a day and shard with what is stored, and writes what differs if it is to.
func (r Rebuild) settle(ctx context.Context, day insight.Day, m Mark, sums []Sum, write bool) ([]Place, error) {
	stored, err := r.Store.Sums(ctx, day, m.Shard)
	if err != nil {
		return nil, err
	}
	var places []Place
	for _, s := range Differing(stored, sums) {
		places = append(places, Place{Day: day, Shard: m.Shard, Measure: s.Measure, By: s.By})
		if write {
			if err := r.Store.SaveSum(ctx, day, m.Shard, m.Revision, s); err != nil {
				return nil, err
			}
		}
	}
	return places, nil
}
