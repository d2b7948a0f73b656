package rollup

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"aftercare/shared/fault"
	"aftercare/shared/insight"
	"aftercare/shared/ticket"
)

// Limits of a roll-up.
const (
	pageSize  = 100              // cases that are looked at before the mark is moved
	atOnce    = 8                // of them at the same time
	firstLook = 35               // days that the first roll-up of a shard looks back
	margin    = 10 * time.Minute // how far indexes and clocks may lag behind
	factPage  = 500              // facts that are read at a time
)

// Service rolls figures up.
type Service struct {
	Store    Store
	Observer Observer
	Now      func() time.Time
}

// NewService wires a service on a store, with what customers did and what tickets were promised.
func NewService(store Store, doings Doings, promises func(context.Context) ticket.Promises, now func() time.Time) Service {
	return Service{
		Store: store, Now: now,
		Observer: Observer{Timeline: store.Timeline, Promises: promises, Activity: Activity{Doings: doings}},
	}
}

// Report says what a roll-up did.
type Report struct {
	Shard   int         `json:"shard"`
	Lag     int         `json:"lag"`              // days that are over and have no figures yet
	Through insight.Day `json:"through"`          // the last day that has figures
	At      time.Time   `json:"at"`               // everything written before is in them
	Cases   int         `json:"cases"`            // looked at
	Changed int         `json:"changed"`          // of these, such as showed something else than before
	Days    int         `json:"days"`             // summed
	Sums    int         `json:"sums"`             // written
	Failed  []Failure   `json:"failed,omitempty"` // could not be measured, this time or before, and are tried again by the next one
	Mended  []Case      `json:"mended,omitempty"` // had facts that could not be read, and were made anew
}

// Order rolls one shard up, or with nil all of them. Without a day it is yesterday's figures that are wanted, and a shard
// that has them is left alone: so it may be ordered often, and what was missed is made up for.
func (s Service) Order(ctx context.Context, shards int, shard *int, through insight.Day) ([]Report, error) {
	today := insight.DayOf(s.Now())
	if through > today || through != "" && through.Start().IsZero() {
		return nil, fault.InvalidField("through", "is no day that has begun")
	}
	var all []int
	for one := range shards {
		if shard == nil || *shard == one {
			all = append(all, one)
		}
	}
	if len(all) == 0 {
		return nil, fault.InvalidField("shard", "is none that there is")
	}
	var reports []Report
	var failed []error
	for _, one := range all {
		r, err := s.due(ctx, one, today, through)
		if err != nil {
			failed = append(failed, fmt.Errorf("shard %d: %w", one, err))
			continue
		}
		reports = append(reports, r)
	}
	return reports, errors.Join(failed...)
}

// due rolls a shard up unless nobody asked for a day and it is where it ought to be.
func (s Service) due(ctx context.Context, shard int, today, through insight.Day) (Report, error) {
	r := Report{Shard: shard}
	if through == "" {
		through = today.Previous()
		m, err := s.Store.Mark(ctx, shard)
		if err != nil {
			return r, err
		}
		if m.Reading == nil && m.Through >= through && !m.At.Before(through.End()) {
			r.Through, r.At, r.Failed = m.Through, m.At, m.Failed
			return r, nil
		}
	}
	r, err := s.giveWay(ctx, shard, through)
	for day := r.Through.Next(); r.Through != "" && day < today; day = day.Next() {
		r.Lag++
	}
	return r, err
}

// attempts is how often a roll-up that lost a case to another one goes on from where the mark is.
const attempts = 8

// giveWay rolls a shard up, and ends where another goes on with it: whoever saved the mark last does the work of both. A
// case that was lost is none of that: then both might end, so that this one goes on, which ends the other.
func (s Service) giveWay(ctx context.Context, shard int, through insight.Day) (r Report, err error) {
	for range attempts {
		if r, err = s.Roll(ctx, shard, through); errors.Is(err, errOvertaken) {
			m, err := s.Store.Mark(ctx, shard)
			r.Through, r.At, r.Failed = m.Through, m.At, m.Failed
			return r, err
		}
		if !fault.Is(err, fault.Lost) {
			return r, err
		}
	}
	return r, err
}

// Roll brings a shard's figures up to the end of a day, which may be today's. It can be done again at any time. One that
// was interrupted is gone on with; where two work on a shard at once, the one that came first gives up with Lost.
func (s Service) Roll(ctx context.Context, shard int, through insight.Day) (Report, error) {
	r := Report{Shard: shard}
	m, err := s.Store.Mark(ctx, shard)
	if err != nil {
		return r, err
	}
	if m.Reading != nil { // finish first what was begun
		if m, err = s.finish(ctx, m, &r); err != nil {
			return r, err
		}
	}
	if m, err = s.finish(ctx, m.begin(through, AsOf(s.Now())), &r); err != nil {
		return r, err
	}
	r.Through, r.At, r.Failed = m.Through, m.At, m.Failed
	return r, nil
}

// AsOf is what a roll-up that begins now counts: whole seconds that are over.
func AsOf(now time.Time) time.Time { return now.UTC().Truncate(time.Second).Add(-time.Second) }

// begin gives the mark of a shard at which a roll-up begins.
func (m Mark) begin(through insight.Day, now time.Time) Mark {
	through = max(through, m.Through)
	from := insight.DayOf(m.At.Add(-margin))
	if m.At.IsZero() {
		from = insight.DayOf(through.Start().AddDate(0, 0, -firstLook))
	}
	next := m.Through.Next()
	if m.Through == "" {
		next = through
	}
	for day := next; day <= through; day = day.Next() {
		m.soil(day)
	}
	m.Reading = &Reading{At: now, Through: through, Day: from, To: insight.DayOf(now.Add(margin))}
	return m
}

// soil notes that a day has to be summed, and reports whether that is news.
func (m *Mark) soil(day insight.Day) bool {
	at, there := slices.BinarySearch(m.Dirty, day)
	if !there {
		m.Dirty = slices.Insert(slices.Clone(m.Dirty), at, day)
	}
	return !there
}

// finish reads what is to be read and sums what is to be summed.
func (s Service) finish(ctx context.Context, m Mark, r *Report) (Mark, error) {
	m, err := s.read(ctx, m, r)
	if err != nil {
		return m, err
	}
	m, err = s.sumUp(ctx, m, r)
	if err != nil {
		return m, err
	}
	m.Through, m.At, m.Reading = m.Reading.Through, m.Reading.At, nil
	return s.save(ctx, m)
}

func (s Service) save(ctx context.Context, m Mark) (Mark, error) {
	m.Revision++
	if m.Reading != nil {
		reading := *m.Reading
		m.Reading = &reading
	}
	err := s.Store.SaveMark(ctx, m)
	if fault.Is(err, fault.Lost) {
		err = fmt.Errorf("%w: %w", errOvertaken, err)
	}
	return m, err
}

// errOvertaken says that somebody else has saved the mark of the shard since it was read.
var errOvertaken = errors.New("another goes on with the shard")

// read looks at every case that may have changed, and writes its facts. Those that could not be measured before come
// first, so that there is room for others where they can be now.
func (s Service) read(ctx context.Context, m Mark, r *Report) (Mark, error) {
	if !m.Reading.Done && len(m.Failed) > 0 {
		var all []glance
		for _, f := range m.Failed { // of a neighbour's fault no fact is wrong
			all = append(all, glance{f.Case, f.Why != WhyNeighbour})
		}
		var err error
		if m, err = s.measure(ctx, m, all, r); err != nil {
			return m, err
		}
	}
	for !m.Reading.Done {
		// What is written again stands in the list of a later day, also while this goes on, or was broken off.
		m.Reading.To = max(m.Reading.To, insight.DayOf(s.Now().Add(margin)))
		cases, next, err := s.Store.Touched(ctx, m.Reading.Day, m.Shard, m.Reading.After, pageSize)
		if err != nil {
			return m, err
		}
		all := make([]glance, len(cases))
		for i, c := range cases {
			all[i] = glance{of: c}
		}
		if m, err = s.measure(ctx, m, all, r); err != nil {
			return m, err
		}
		switch m.Reading.After = next; {
		case next != "":
		case m.Reading.Day < m.Reading.To:
			m.Reading.Day = m.Reading.Day.Next()
		default:
			m.Reading.Done = true
		}
	}
	return m, nil
}
