package rollup

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
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

// Run rebuilds, and hands out each day as it was found, in order. With Write it then keeps what each case shows, so that
// cases from before there were figures are in them from then on, and sums the days anew.
func (r Rebuild) Run(ctx context.Context, span Span, tell func(Day)) error {
	marks := make([]Mark, r.Shards)
	for shard := range marks {
		m, err := r.Store.Mark(ctx, shard)
		if err == nil && m.At.IsZero() {
			m.At, m.Through = AsOf(r.Now()), span.To
		}
		if err == nil && span.Write { // a roll-up that is under way gives up
			m, err = r.save(ctx, m)
		}
		if err != nil {
			return err
		}
		marks[shard] = m
	}
	facts, dirty, err := r.collect(ctx, span, marks)
	if err != nil {
		return err
	}
	if err := r.compare(ctx, span, marks, facts, tell); err != nil || !span.Write {
		return err
	}
	for shard, m := range marks {
		for day := span.From; day <= min(span.To, m.Through); day = day.Next() {
			m.soil(day)
		}
		for day := range dirty[shard] {
			m.soil(day)
		}
		before := m.Reading
		m.Reading = &Reading{At: m.At, Through: m.Through, Day: insight.DayOf(m.At), To: insight.DayOf(m.At), Done: true}
		if m, err = r.sumUp(ctx, m, &Report{}); err != nil {
			return err
		}
		m.Reading = before
		if _, err := r.save(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// shown is what cases show, by day and shard.
type shown map[insight.Day][][]insight.Fact

// collect observes every case. With Write it keeps what the case shows, and gives the days that this changed, by shard.
func (r Rebuild) collect(ctx context.Context, span Span, marks []Mark) (shown, []map[insight.Day]bool, error) {
	all, dirty := shown{}, make([]map[insight.Day]bool, r.Shards)
	for shard := range dirty {
		dirty[shard] = map[insight.Day]bool{}
	}
	var mu sync.Mutex
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(atOnce)
	one := func(c Case) error {
		shard := r.ShardOf(c.ID)
		now, err := r.Observer.observe(ctx, c, marks[shard].At)
		if err != nil || now.home == "" {
			return err
		}
		var changed []insight.Day
		if span.Write {
			if changed, err = r.restore(ctx, c, now); err != nil {
				return err
			}
		}
		mu.Lock()
		defer mu.Unlock()
		for _, day := range changed {
			dirty[shard][day] = true
		}
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
			return nil, nil, errors.Join(err, g.Wait())
		}
	}
	return all, dirty, g.Wait()
}

// restore writes what is known of a case where that differs, and gives the days.
func (r Rebuild) restore(ctx context.Context, c Case, now seen) ([]insight.Day, error) {
	known, err := r.Store.Known(ctx, c, now.home)
	if err != nil {
		return nil, err
	}
	for _, change := range now.changes(c, known) {
		if err := r.Store.SaveFacts(ctx, change); err != nil {
			return nil, err
		}
	}
	return now.differing(known), nil
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
		for shard, m := range marks {
			if day > m.Through {
				continue
			}
			var facts []insight.Fact
			if all[day] != nil {
				facts = all[day][shard]
			}
			carried[shard] = insight.Carry(carried[shard], insight.Sum(facts))
			if day < span.From {
				continue
			}
			found.Cases += len(facts)
			differing, err := r.differing(ctx, day, shard, carried[shard], hash)
			if err != nil {
				return err
			}
			found.Differs = append(found.Differs, differing...)
		}
		if found.Hash = hex.EncodeToString(hash.Sum(nil)[:8]); day >= span.From {
			tell(found)
		}
	}
	return nil
}

// differing compares the sums of a day and shard with what is stored, and adds them to a hash.
func (r Rebuild) differing(ctx context.Context, day insight.Day, shard int, sheet insight.Sheet, hash io.Writer) ([]Place, error) {
	sums, err := Sums(sheet)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(sums, func(a, b Sum) int { return cmp.Or(cmp.Compare(a.By, b.By), cmp.Compare(a.Measure, b.Measure)) })
	for _, s := range sums {
		_, _ = fmt.Fprintf(hash, "%d %s %s %s\n", shard, s.By, s.Measure, s.Document) // a hash never fails
	}
	stored, err := r.Store.Sums(ctx, day, shard)
	if err != nil {
		return nil, err
	}
	var places []Place
	for _, s := range Differing(stored, sums) {
		places = append(places, Place{Day: day, Shard: shard, Measure: s.Measure, By: s.By})
	}
	return places, nil
}
