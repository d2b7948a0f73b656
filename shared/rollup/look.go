package rollup

import (
	"context"
	"errors"
	"fmt"
	"time"

	"aftercare/shared/fault"
	"aftercare/shared/insight"

	"golang.org/x/sync/errgroup"
)

// glance is a case that is to be looked at.
type glance struct {
	of Case
	// hard compares what it shows with each of its facts, rather than with the hashes that are known of them.
	hard bool
}

// look is what a case shows now, and what was known of it.
type look struct {
	of    Case
	now   seen
	known Known
	days  []insight.Day // that differ
	why   Why           // it is kept as far as it could be measured; empty where that is whole
	harm  bool          // a fact could not be read
}

// idle reports whether there is nothing to write.
func (l look) idle() bool { return len(l.days) == 0 && len(l.now.unasked(l.known)) == 0 }

// measure looks at cases and writes their facts. What cannot be measured is noted in the mark, with the others left to
// go on; the next save keeps that, and whoever is broken off before looks again.
func (s Service) measure(ctx context.Context, m Mark, all []glance, r *Report) (Mark, error) {
	looked, failed, err := s.look(ctx, all, m.Reading.At)
	if err != nil {
		return m, err
	}
	// Days are noted before facts change: whoever goes on after a failure sums them.
	for _, l := range looked {
		for _, day := range l.days {
			m.soil(day)
		}
	}
	if m, err = s.save(ctx, m); err != nil {
		return m, err
	}
	tooLarge, err := s.keep(ctx, looked)
	if err != nil {
		return m, err
	}
	failed = append(failed, tooLarge...)
	cases := make([]Case, len(all))
	for i, one := range all {
		cases[i] = one.of
	}
	r.Cases += len(cases)
	for _, l := range looked {
		if !l.idle() {
			r.Changed++
		}
		if l.harm {
			r.Mended = append(r.Mended, l.of)
		}
		if l.why != "" {
			failed = append(failed, Failure{l.of, l.why})
		}
	}
	r.Changed -= len(tooLarge)
	return m, m.measured(cases, failed)
}

// look gives those of the cases whose facts differ from what is stored, that have a question nobody noted, or that could
// not be measured whole; and those that could not be at all.
func (s Service) look(ctx context.Context, cases []glance, at time.Time) (looked []look, failed []Failure, err error) {
	all, broken := make([]look, len(cases)), make([]Why, len(cases))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(atOnce)
	for i, c := range cases {
		g.Go(func() error {
			l, err := s.lookAt(ctx, c, at)
			if broken[i] = ownFault(err); broken[i] != "" {
				return nil
			}
			all[i] = l
			return err
		})
	}
	err = g.Wait()
	for i, c := range cases {
		if l := all[i]; broken[i] == "" && (!l.idle() || l.why != "") {
			looked = append(looked, l)
		}
		if broken[i] != "" {
			failed = append(failed, Failure{c.of, broken[i]})
		}
	}
	return looked, failed, err
}

// lookAt looks at one case.
func (s Service) lookAt(ctx context.Context, c glance, at time.Time) (look, error) {
	now, err := s.Observer.observe(ctx, c.of, at)
	if err != nil {
		return look{}, err
	}
	var known Known
	if now.home != "" {
		known, err = s.Store.Known(ctx, c.of, now.home)
	}
	switch {
	case fault.IsDamaged(err):
		known.Damaged = true
	case err != nil:
		return look{}, err
	}
	l := look{of: c.of, now: now, known: known}
	if c.hard || known.Damaged {
		if l.known, l.harm, err = s.found(ctx, c.of, now, known, at); err != nil {
			return look{}, err
		}
	}
	l.days = now.differing(l.known)
	if now.blind {
		l.why = WhyNeighbour
	}
	return l, nil
}

// Days around those that a case has events of, on which it may have facts: what another system tells may be a year old, and
// its clock a little ahead. And what is looked at of a case that has no events.
const (
	daysBefore = 370
	daysAfter  = 1
	daysGone   = 800
)

// damagedHash is the hash of no fact.
const damagedHash = "damaged"

// found gives what is known of a case by its facts themselves, as far as they can be read, and tells whether some cannot.
func (s Service) found(ctx context.Context, c Case, now seen, known Known, at time.Time) (Known, bool, error) {
	from, to := insight.DayOf(at.AddDate(0, 0, -daysGone)), insight.DayOf(at.AddDate(0, 0, daysAfter))
	if now.home != "" {
		from = insight.DayOf(now.home.Start().AddDate(0, 0, -daysBefore))
	}
	for day := range now.facts {
		from, to = min(from, day), max(to, day)
	}
	facts, err := s.Store.FactsOf(ctx, c, from, to)
	if err != nil {
		return known, false, err
	}
	if now.home == "" && len(facts) > 0 {
		return known, false, fault.Damaged(errors.New("a case that has facts has no timeline"))
	}
	harm := known.Damaged
	known.Days = map[insight.Day]string{}
	for _, f := range facts {
		if known.Days[f.Day] = hash(f.Observations); f.Damaged {
			known.Days[f.Day], harm = damagedHash, true
		}
	}
	if known.Damaged {
		known.Days[now.home] = damagedHash
	}
	return known, harm, nil
}

// keep writes the facts of cases, and gives those that show more than can be kept. Lost when another roll-up of the shard
// came between, which has seen the same or more.
func (s Service) keep(ctx context.Context, looked []look) ([]Failure, error) {
	broken := make([]Why, len(looked))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(atOnce)
	for i, l := range looked {
		g.Go(func() error {
			for _, change := range l.now.changes(l.of, l.known) {
				err := s.Store.SaveFacts(ctx, change)
				if broken[i] = ownFault(err); broken[i] != "" {
					return nil
				}
				if err != nil {
					return fmt.Errorf("%s %s: %w", l.of.Kind, l.of.ID, err)
				}
			}
			return nil
		})
	}
	err := g.Wait()
	var failed []Failure
	for i, l := range looked {
		if broken[i] != "" {
			failed = append(failed, Failure{l.of, broken[i]})
		}
	}
	return failed, err
}

// facts reads all facts of a day and shard, and says of which cases one cannot be read.
func facts(ctx context.Context, store Store, day insight.Day, shard int) (all []Fact, damaged []Case, err error) {
	for after := ""; ; {
		page, next, err := store.Facts(ctx, day, shard, after, factPage)
		if err != nil {
			return nil, nil, fmt.Errorf("facts of %s: %w", day, err)
		}
		for _, f := range page {
			if f.Damaged {
				damaged = append(damaged, f.Case)
				continue
			}
			all = append(all, f)
		}
		if next == "" {
			return all, damaged, nil
		}
		after = next
	}
}

// shows is a fact as package insight sums it.
func (f Fact) shows() insight.Fact {
	return insight.Fact{Kind: f.Case.Kind, ID: f.Case.ID, Observations: f.Observations}
}
