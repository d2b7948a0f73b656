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

// end is when the last case began that may show something of the span: what was written before midnight can be brought after
// it, so it is whatever the latest roll-up counted.
func (s Span) end(marks []Mark) time.Time {
	end := s.To.End()
	for _, m := range marks {
		if last := m.At.Add(time.Second); last.After(end) { // what began in that second is counted, too
			end = last
		}
	}
	return end
}

// Day is what was found of a day.
type Day struct {
	Day     insight.Day
	Cases   int    // that show something of it
	Hash    string // of all figures of the day
	Differs []Place
}

// Run rebuilds, and hands out each day as it was found, in order. With Write it then keeps what each case shows, so that
// cases from before there were figures are in them from then on, makes facts anew that are not what they were written as,
// and sums the days anew. It gives the cases that cannot be measured: what is stored of them stands in for them.
func (r Rebuild) Run(ctx context.Context, span Span, tell func(Day)) ([]Failure, error) {
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
			return nil, err
		}
		marks[shard] = m
	}
	found, err := r.collect(ctx, span, marks)
	if err != nil {
		return nil, err
	}
	if err := r.compare(ctx, span, marks, found, tell); err != nil || !span.Write {
		return found.failed, err
	}
	if err := r.mend(ctx, span, marks, found); err != nil {
		return found.failed, err
	}
	for shard, m := range marks {
		if err := r.settle(&m, found); err != nil {
			return found.failed, err
		}
		for day := span.From; day <= min(span.To, m.Through); day = day.Next() {
			m.soil(day)
		}
		for day := range found.dirty[shard] {
			m.soil(day)
		}
		before := m.Reading
		m.Reading = &Reading{At: m.At, Through: m.Through, Day: insight.DayOf(m.At), To: insight.DayOf(m.At), Done: true}
		if m, err = r.sumUp(ctx, m, &Report{}); err != nil {
			return found.failed, err
		}
		for _, f := range m.Failed { // also such as have a fact and no timeline
			if !slices.ContainsFunc(found.failed, func(had Failure) bool { return had.Case == f.Case }) {
				found.failed = append(found.failed, f)
			}
		}
		m.Reading = before
		if _, err := r.save(ctx, m); err != nil {
			return found.failed, err
		}
	}
	return found.failed, nil
}

// shown is what cases show.
type shown struct {
	days   map[insight.Day][][]insight.Fact // by shard
	looked map[Case]bool                    // that could be measured
	failed []Failure                        // that could not
	dirty  []map[insight.Day]bool           // with Write: days whose facts were changed, by shard
}

// add notes what a case shows, and the days on which that was news.
func (s *shown) add(c Case, shard, shards int, now seen, changed []insight.Day) {
	s.looked[c] = true
	if now.blind {
		s.failed = append(s.failed, Failure{c, WhyNeighbour})
	}
	for _, day := range changed {
		s.dirty[shard][day] = true
	}
	for day, observations := range now.facts {
		if s.days[day] == nil {
			s.days[day] = make([][]insight.Fact, shards)
		}
		s.days[day][shard] = append(s.days[day][shard], insight.Fact{Kind: c.Kind, ID: c.ID, Observations: observations})
	}
}

// collect observes every case. With Write it keeps what the case shows.
func (r Rebuild) collect(ctx context.Context, span Span, marks []Mark) (*shown, error) {
	all := &shown{days: map[insight.Day][][]insight.Fact{}, looked: map[Case]bool{}, dirty: make([]map[insight.Day]bool, r.Shards)}
	for shard := range all.dirty {
		all.dirty[shard] = map[insight.Day]bool{}
	}
	var mu sync.Mutex
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(atOnce)
	one := func(c Case) error {
		shard := r.ShardOf(c.ID)
		now, changed, err := r.one(ctx, c, marks[shard].At, span.Write)
		why := ownFault(err)
		if why == "" && (err != nil || now.home == "") {
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		if why != "" {
			all.failed = append(all.failed, Failure{c, why})
			return nil
		}
		all.add(c, shard, r.Shards, now, changed)
		return nil
	}
	for _, kind := range Kinds {
		err := r.Begun(ctx, kind, span.Begun.Start(), span.end(marks), func(id string) error {
			g.Go(func() error { return one(Case{kind, id}) })
			return ctx.Err()
		})
		if err != nil && ctx.Err() == nil {
			return nil, errors.Join(err, g.Wait())
		}
	}
	err := g.Wait()
	slices.SortFunc(all.failed, func(a, b Failure) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID)) })
	return all, err
}

// one gives what a case shows. With write it is kept, and the days are given on which it differs.
func (r Rebuild) one(ctx context.Context, c Case, at time.Time, write bool) (seen, []insight.Day, error) {
	if !write {
		now, err := r.Observer.observe(ctx, c, at)
		return now, nil, err
	}
	l, err := r.lookAt(ctx, glance{of: c}, at)
	if err == nil {
		err = r.write(ctx, l)
	}
	return l.now, l.days, err
}

// write keeps what a case shows.
func (r Rebuild) write(ctx context.Context, l look) error {
	for _, change := range l.now.changes(l.of, l.known) {
		if err := r.Store.SaveFacts(ctx, change); err != nil {
			return err
		}
	}
	return nil
}

// compare sums the days up and compares them.
func (r Rebuild) compare(ctx context.Context, span Span, marks []Mark, found *shown, tell func(Day)) error {
	all, first := found.days, span.From
	if len(found.failed) > 0 {
		first = min(first, span.Begun)
	}
	if len(all) > 0 {
		first = min(first, slices.Min(slices.Collect(maps.Keys(all))))
	}
	carried := make([]insight.Sheet, r.Shards)
	for day := first; day <= span.To; day = day.Next() {
		one := Day{Day: day}
		hash := sha256.New()
		for shard, m := range marks {
			if day > m.Through {
				continue
			}
			var facts []insight.Fact
			if all[day] != nil {
				facts = all[day][shard]
			}
			stand, err := r.standIns(ctx, day, shard, found)
			if err != nil {
				return err
			}
			facts = append(facts, stand...)
			carried[shard] = insight.Carry(carried[shard], insight.Sum(facts))
			if day < span.From {
				continue
			}
			one.Cases += len(facts)
			differing, err := r.differing(ctx, day, shard, carried[shard], hash)
			if err != nil {
				return err
			}
			one.Differs = append(one.Differs, differing...)
		}
		if one.Hash = hex.EncodeToString(hash.Sum(nil)[:8]); day >= span.From {
			tell(one)
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
