package memory

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/fault"
	"aftercare/shared/insight"
	"aftercare/shared/rollup"
)

// figures are what cases show and what that adds up to.
type figures struct {
	written map[rollup.Case]insight.Day // the day of the last write
	began   map[rollup.Case]insight.Day // the day of the first event
	asked   map[insight.Day]map[rollup.Case]bool
	facts   map[factKey][]byte
	sums    map[rollup.Place]sum
}

type factKey struct {
	of  rollup.Case
	day insight.Day
}

type sum struct {
	document json.RawMessage
	revision int64
}

func newFigures() figures {
	return figures{
		written: map[rollup.Case]insight.Day{}, began: map[rollup.Case]insight.Day{}, asked: map[insight.Day]map[rollup.Case]bool{},
		facts: map[factKey][]byte{}, sums: map[rollup.Place]sum{},
	}
}

// touch notes when something was written.
func (s *Store) touch(at aggregate) {
	c := rollup.Case{Kind: at.kind, ID: at.id}
	if !slices.Contains(rollup.Kinds, at.kind) {
		return
	}
	s.figures.written[c] = insight.DayOf(s.now())
	if events := s.events[at]; len(events) > 0 {
		s.figures.began[c] = insight.DayOf(events[0].Time)
	}
}

// Touched gives up to limit cases of a shard that began on a day, were written on it and not later, or are asked about on
// it, and where the next page begins, which is empty at the end.
func (s *Store) Touched(_ context.Context, day insight.Day, shard int, after string, limit int) ([]rollup.Case, string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := maps.Clone(s.figures.asked[day])
	if found == nil {
		found = map[rollup.Case]bool{}
	}
	for c, written := range s.figures.written {
		if written == day || s.figures.began[c] == day {
			found[c] = true
		}
	}
	var cases []rollup.Case
	for c := range found {
		if layout.Shard(c.ID) == shard && place(c) > after {
			cases = append(cases, c)
		}
	}
	slices.SortFunc(cases, func(a, b rollup.Case) int { return cmp.Compare(place(a), place(b)) })
	if len(cases) <= limit {
		return cases, "", nil
	}
	return cases[:limit], place(cases[limit-1]), nil
}

func place(c rollup.Case) string { return layout.AggregatePK(c.Kind, c.ID) }

// spoilt is what is stored in place of something that cannot be understood.
var spoilt = []byte("{")

// SpoilFact makes the fact of a case about a day such as cannot be understood, for tests; with it, on the day that the case
// began on, what is known of the case.
func (s *Store) SpoilFact(_ context.Context, c rollup.Case, day insight.Day) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.figures.facts[factKey{c, day}] = spoilt
	at := documentKey{"known", place(c)}
	if kept, there := s.documents[at]; there && !isSpoilt(kept.doc) && decode[rollup.Known](kept.doc).Home == day {
		s.documents[at] = revision{-1, spoilt}
	}
	return nil
}

// SpoilSum makes a sum such as cannot be understood, for tests.
func (s *Store) SpoilSum(_ context.Context, p rollup.Place) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.figures.sums[p] = sum{spoilt, s.figures.sums[p].revision}
	return nil
}

// isSpoilt reports whether a document cannot be understood.
func isSpoilt(raw []byte) bool { return bytes.Equal(raw, spoilt) }

var errSpoilt = fault.Damaged(errors.New("what is stored cannot be understood"))

// Known gives what is known of a case that began on a day; Revision 0 when nothing is, Damaged when that cannot be understood.
func (s *Store) Known(_ context.Context, c rollup.Case, home insight.Day) (rollup.Known, error) {
	s.mu.Lock()
	kept := s.documents[documentKey{"known", place(c)}]
	s.mu.Unlock()
	if isSpoilt(kept.doc) {
		return rollup.Known{Case: c, Home: home}, errSpoilt
	}
	return revisedOr(s, documentKey{"known", place(c)}, rollup.Known{Case: c, Home: home})
}

// SaveFacts writes a change. Lost when the stored Known has another revision than the one before the change's; of a change
// that mends, when what is stored can be understood.
func (s *Store) SaveFacts(_ context.Context, c rollup.Change) error {
	var x transaction
	if at := (documentKey{"known", place(c.Known.Case)}); c.Mends {
		x.check(func() error {
			if !isSpoilt(s.documents[at].doc) {
				return lost("fact")
			}
			return nil
		})
		raw := encode(c.Known)
		x.effect(func() { s.documents[at] = revision{c.Known.Revision, raw} })
	} else {
		s.revise(&x, at, c.Known.Revision, c.Known)
	}
	facts := make(map[factKey][]byte, len(c.Facts))
	for _, f := range c.Facts {
		facts[factKey{f.Case, f.Day}] = encode(f)
	}
	x.effect(func() {
		for k, raw := range facts {
			s.figures.facts[k] = raw
		}
		for _, day := range c.Asks {
			if s.figures.asked[day] == nil {
				s.figures.asked[day] = map[rollup.Case]bool{}
			}
			s.figures.asked[day][c.Known.Case] = true
		}
	})
	return s.commit(&x)
}

// fact reads a fact.
func (k factKey) fact(raw []byte) rollup.Fact {
	if isSpoilt(raw) {
		return rollup.Fact{Case: k.of, Day: k.day, Damaged: true}
	}
	return decode[rollup.Fact](raw)
}

// FactsOf gives the facts of one case on the days from the first to the last.
func (s *Store) FactsOf(_ context.Context, c rollup.Case, from, to insight.Day) ([]rollup.Fact, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var facts []rollup.Fact
	for k, raw := range s.figures.facts {
		if k.of != c || k.day < from || k.day > to {
			continue
		}
		if f := k.fact(raw); f.Damaged || len(f.Observations) > 0 {
			facts = append(facts, f)
		}
	}
	return facts, nil
}

// Facts gives up to limit facts of a day and shard with observations, or damaged, by kind and id, and where the next page begins.
func (s *Store) Facts(_ context.Context, day insight.Day, shard int, after string, limit int) ([]rollup.Fact, string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var facts []rollup.Fact
	for k, raw := range s.figures.facts {
		if k.day != day || layout.Shard(k.of.ID) != shard || place(k.of) <= after {
			continue
		}
		if f := k.fact(raw); f.Damaged || len(f.Observations) > 0 {
			facts = append(facts, f)
		}
	}
	slices.SortFunc(facts, func(a, b rollup.Fact) int { return cmp.Compare(place(a.Case), place(b.Case)) })
	if len(facts) < limit {
		return facts, "", nil
	}
	return facts[:limit], place(facts[limit-1].Case), nil
}

// Sums gives every sum of a day and shard.
func (s *Store) Sums(_ context.Context, day insight.Day, shard int) ([]rollup.Sum, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []rollup.Sum
	for p, kept := range s.figures.sums {
		if p.Day == day && p.Shard == shard {
			one := rollup.Sum{Measure: p.Measure, By: p.By, Document: slices.Clone(kept.document)}
			if isSpoilt(one.Document) {
				one.Document = nil
			}
			all = append(all, one)
		}
	}
	return all, nil
}

// SaveSum writes a sum. Lost when it was written under a later revision of the mark.
func (s *Store) SaveSum(_ context.Context, day insight.Day, shard int, revision int64, v rollup.Sum) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	at := rollup.Place{Day: day, Shard: shard, Measure: v.Measure, By: v.By}
	if s.figures.sums[at].revision > revision {
		return lost("sum")
	}
	s.figures.sums[at] = sum{slices.Clone(v.Document), revision}
	return nil
}

// SumsAt gives the documents of those places that have sums.
func (s *Store) SumsAt(_ context.Context, places []rollup.Place) (map[rollup.Place]json.RawMessage, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found := map[rollup.Place]json.RawMessage{}
	for _, p := range places {
		if kept, there := s.figures.sums[p]; there {
			if isSpoilt(kept.document) {
				return nil, errSpoilt
			}
			found[p] = slices.Clone(kept.document)
		}
	}
	return found, nil
}

// Mark gives how far the figures of a shard are; Revision 0 when they never began.
func (s *Store) Mark(_ context.Context, shard int) (rollup.Mark, error) {
	return revisedOr(s, documentKey{"mark", layout.MarkPK(shard)}, rollup.Mark{Shard: shard})
}

// SaveMark writes it. Lost when the stored one has another revision than the one before.
func (s *Store) SaveMark(_ context.Context, m rollup.Mark) error {
	var x transaction
	s.revise(&x, documentKey{"mark", layout.MarkPK(m.Shard)}, m.Revision, m)
	return s.commit(&x)
}

// revisedOr gives a document, or what stands for one that was never saved.
func revisedOr[T any](s *Store, at documentKey, none T) (T, error) {
	found, err := revised[T](s, at)
	if fault.Is(err, fault.Missing) {
		return none, nil
	}
	return found, err
}
