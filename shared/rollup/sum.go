package rollup

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"aftercare/shared/fault"
	"aftercare/shared/insight"

	"golang.org/x/sync/errgroup"
)

// sumUp sums every day up to where the roll-up goes whose facts differ from its sums, in order, and carries the backlog on.
func (s Service) sumUp(ctx context.Context, m Mark, r *Report) (Mark, error) {
	tried, again := map[Case]bool{}, map[insight.Day]bool{}
	for len(m.Dirty) > 0 && m.Dirty[0] <= m.Reading.Through {
		day := m.Dirty[0]
		before, err := s.backlog(ctx, day.Previous(), m.Shard)
		if before := day.Previous(); fault.IsDamaged(err) && !again[before] { // it is made anew first, from its facts
			again[before] = true
			m.soil(before)
			continue
		}
		if err != nil {
			return m, err
		}
		stand, damaged, err := facts(ctx, s.Store, day, m.Shard)
		if err != nil {
			return m, err
		}
		if some := untried(damaged, tried); len(some) > 0 {
			if m, err = s.measure(ctx, m, some, r); err != nil {
				return m, err
			}
			continue // perhaps on another day, and without what is damaged
		}
		if err := m.unread(damaged); err != nil {
			return m, err
		}
		all := make([]insight.Fact, len(stand))
		for i, f := range stand {
			all[i] = f.shows()
		}
		now, err := Sums(insight.Carry(before, insight.Sum(all)))
		if err != nil {
			return m, err
		}
		stored, err := s.Store.Sums(ctx, day, m.Shard)
		if err != nil {
			return m, err
		}
		differing := Differing(stored, now)
		// The next day is noted before a backlog is written: whoever goes on after a failure finds nothing that differs here.
		// One that is still to come is noted when a roll-up goes there.
		if next := day.Next(); carries(differing) && m.soil(next) && next <= m.Reading.Through {
			if m, err = s.save(ctx, m); err != nil {
				return m, err
			}
		}
		if err := s.saveSums(ctx, day, m, differing); err != nil {
			return m, err
		}
		m.Dirty = m.Dirty[1:]
		if m.First == "" || day < m.First {
			m.First = day
		}
		if m, err = s.save(ctx, m); err != nil {
			return m, err
		}
		r.Days, r.Sums = r.Days+1, r.Sums+len(differing)
	}
	return m, nil
}

// untried gives those cases with a fact that cannot be read that were not looked at for that yet. They are looked at hard,
// which makes such a fact anew where the timeline of the case can be read.
func untried(damaged []Case, tried map[Case]bool) []glance {
	var again []glance
	for _, c := range damaged {
		if !tried[c] {
			tried[c] = true
			again = append(again, glance{of: c, hard: true})
		}
	}
	return again
}

// unread notes cases with a fact that could not be made anew, unless another reason is known.
func (m *Mark) unread(damaged []Case) error {
	for _, c := range damaged {
		if slices.ContainsFunc(m.Failed, func(f Failure) bool { return f.Case == c }) {
			continue
		}
		if err := m.fail(Failure{c, WhyFact}); err != nil {
			return err
		}
	}
	return nil
}

// key names a sum of a day and shard.
type key struct {
	measure insight.Name
	by      insight.Dimension
}

// carries reports whether one of some sums is of a backlog, which goes on into the next day.
func carries(sums []Sum) bool {
	return slices.ContainsFunc(sums, func(s Sum) bool { return s.Measure == insight.Backlog })
}

// saveSums writes sums of a day.
func (s Service) saveSums(ctx context.Context, day insight.Day, m Mark, sums []Sum) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(atOnce)
	for _, sum := range sums {
		g.Go(func() error { return s.Store.SaveSum(ctx, day, m.Shard, m.Revision, sum) })
	}
	return g.Wait()
}

// empty is a sum of nothing, which takes the place of one that is not there any more.
var empty = json.RawMessage("{}")

// Differing gives what has to be written for stored sums to become others.
func Differing(stored, now []Sum) []Sum {
	had := make(map[key]json.RawMessage, len(stored))
	for _, sum := range stored {
		had[key{sum.Measure, sum.By}] = sum.Document
	}
	var out []Sum
	for _, sum := range now {
		k := key{sum.Measure, sum.By}
		if !bytes.Equal(had[k], sum.Document) {
			out = append(out, sum)
		}
		delete(had, k)
	}
	for _, sum := range stored {
		if raw, left := had[key{sum.Measure, sum.By}]; left && !bytes.Equal(raw, empty) {
			out = append(out, Sum{Measure: sum.Measure, By: sum.By, Document: empty})
		}
	}
	return out
}

// Sums takes a sheet apart into what is stored of it, each sum with its cells by value.
func Sums(sheet insight.Sheet) ([]Sum, error) {
	cells := map[key]map[string]insight.Cell{}
	for k, names := range sheet {
		for name, cell := range names {
			at := key{name, k.By}
			if cells[at] == nil {
				cells[at] = map[string]insight.Cell{}
			}
			cells[at][k.Value] = cell
		}
	}
	sums := make([]Sum, 0, len(cells))
	for at, byValue := range cells {
		raw, err := json.Marshal(byValue)
		if err != nil {
			return nil, fmt.Errorf("encode a sum: %w", err)
		}
		sums = append(sums, Sum{Measure: at.measure, By: at.by, Document: raw})
	}
	return sums, nil
}

// cells reads the document of a sum.
func cells(document json.RawMessage) (map[string]insight.Cell, error) {
	var byValue map[string]insight.Cell
	if err := json.Unmarshal(document, &byValue); err != nil {
		return nil, fault.Damaged(fmt.Errorf("a stored sum cannot be read: %w", err))
	}
	return byValue, nil
}

// backlog gives the backlog as it stood at the end of a day.
func (s Service) backlog(ctx context.Context, day insight.Day, shard int) (insight.Sheet, error) {
	var places []Place
	for _, by := range append([]insight.Dimension{insight.All}, insight.Dimensions...) {
		places = append(places, Place{Day: day, Shard: shard, Measure: insight.Backlog, By: by})
	}
	found, err := s.Store.SumsAt(ctx, places)
	if err != nil {
		return nil, err
	}
	sheet := insight.Sheet{}
	for at, document := range found {
		byValue, err := cells(document)
		if err != nil {
			return nil, err
		}
		for value, cell := range byValue {
			sheet[insight.Key{By: at.By, Value: value}] = map[insight.Name]insight.Cell{insight.Backlog: cell}
		}
	}
	return sheet, nil
}
