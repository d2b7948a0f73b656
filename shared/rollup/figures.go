package rollup

import (
	"cmp"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"time"

	"aftercare/shared/fault"
	"aftercare/shared/insight"
)

// MaxDays is how many days one question for figures covers.
const MaxDays = 92

// ByDay tells figures apart by day.
const ByDay insight.Dimension = "day"

// Ask asks for figures of one measure.
type Ask struct {
	Measure  insight.Name
	By       insight.Dimension // ByDay, or a dimension of the measure
	From, To insight.Day       // both included
	// With restricts days to one value of one dimension, such as one team. With.By is empty or All for everything.
	With insight.Key
}

// Row is one line of an answer.
type Row struct {
	Value string // of the dimension: a day, or such as a team; empty for what has none
	insight.Figure
}

// Answer is what was asked for.
type Answer struct {
	Measure insight.Measure
	Rows    []Row
	// Through is the time up to which everything that was recorded is in the figures; zero when there are none yet.
	Through time.Time
}

// Reader tells figures.
type Reader struct {
	Store interface {
		Mark(ctx context.Context, shard int) (Mark, error)
		SumsAt(ctx context.Context, places []Place) (map[Place]json.RawMessage, error)
		Facts(ctx context.Context, day insight.Day, shard int, after string, limit int) ([]Fact, string, error)
	}
	Shards int
}

// Figures answers what was asked. It reads one item for each day and shard.
func (r Reader) Figures(ctx context.Context, a Ask) (Answer, error) {
	m, err := a.check()
	if err != nil {
		return Answer{}, err
	}
	by := a.By
	if by == ByDay {
		by = cmp.Or(a.With.By, insight.All)
	}
	through, last, err := r.Through(ctx)
	if err != nil {
		return Answer{}, err
	}
	answer := Answer{Measure: m, Through: through}
	total := map[string]insight.Cell{}
	err = r.each(ctx, m, by, a.From, min(a.To, last), func(day insight.Day, byValue map[string]insight.Cell) {
		if a.By == ByDay {
			answer.Rows = append(answer.Rows, Row{string(day), m.Figure(byValue[a.With.Value], earlier(day.End(), through))})
			return
		}
		add(m, total, byValue)
	})
	if err != nil || a.By == ByDay {
		return answer, err
	}
	for _, value := range slices.Sorted(maps.Keys(total)) {
		answer.Rows = append(answer.Rows, Row{value, m.Figure(total[value], earlier(min(a.To, last).End(), through))})
	}
	return answer, nil
}

// add adds a day to what the days before came to, by value.
func add(m insight.Measure, total, day map[string]insight.Cell) {
	for value := range day {
		if _, there := total[value]; !there {
			total[value] = insight.Cell{}
		}
	}
	for value, before := range total {
		if cell, there := day[value]; there || m.Stands() {
			total[value] = m.Over([]insight.Cell{before, cell})
		}
	}
}

// Days that are read at a time: in one batch of all shards, and of agents, of whom there may be thousands, so many as a
// small function holds.
const (
	daysAtOnce      = 25
	agentDaysAtOnce = 5
)

// each hands out the cells of a measure by a dimension, for each day from the first to the last, by value.
func (r Reader) each(ctx context.Context, m insight.Measure, by insight.Dimension, from, to insight.Day, give func(insight.Day, map[string]insight.Cell)) error {
	atOnce := daysAtOnce
	if by == insight.ByAgent {
		atOnce = agentDaysAtOnce
	}
	for from <= to {
		last := min(to, insight.DayOf(from.Start().AddDate(0, 0, atOnce-1)))
		days, err := r.Cells(ctx, m, by, from, last)
		if err != nil {
			return err
		}
		for _, day := range days {
			give(from, day)
			from = from.Next()
		}
	}
	return nil
}

// earlier is the first of two times: of a day that is not over, what is figured out ends with what was recorded.
func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// check gives the measure that is asked for. Invalid for what cannot be told.
func (a Ask) check() (insight.Measure, error) {
	m, there := insight.Lookup(a.Measure)
	switch {
	case !there:
		return m, fault.InvalidField("measure", "is none that there is")
	case a.By != ByDay && (a.By == insight.All || !m.Has(a.By)):
		return m, fault.InvalidField("by", "is nothing that this measure is told apart by")
	case a.With.By != "" && (a.By != ByDay || !m.Has(a.With.By)):
		return m, fault.InvalidField(string(a.With.By), "goes with figures by day alone, of a measure that is told apart by it")
	case a.From.Start().IsZero():
		return m, fault.InvalidField("from", "is no day such as 2026-03-29")
	case a.To.Start().IsZero():
		return m, fault.InvalidField("to", "is no day such as 2026-03-29")
	case a.To < a.From:
		return m, fault.InvalidField("to", "is before from")
	case a.To.Start().Sub(a.From.Start()) >= MaxDays*24*time.Hour:
		return m, fault.InvalidField("to", "makes more than 92 days")
	}
	return m, nil
}

// Cells gives the cells of a measure by a dimension, for each day from the first to the last, by value.
func (r Reader) Cells(ctx context.Context, m insight.Measure, by insight.Dimension, from, to insight.Day) ([]map[string]insight.Cell, error) {
	var places []Place
	for day := from; day <= to; day = day.Next() {
		for shard := range r.Shards {
			places = append(places, Place{Day: day, Shard: shard, Measure: m.From, By: by})
		}
	}
	found, err := r.Store.SumsAt(ctx, places)
	if err != nil {
		return nil, err
	}
	var days []map[string]insight.Cell
	for at := range slices.Chunk(places, r.Shards) {
		day := map[string]insight.Cell{}
		for _, place := range at { // in order of shards, always
			document, there := found[place]
			if !there {
				continue
			}
			byValue, err := cells(document)
			if err != nil {
				return nil, err
			}
			for value, cell := range byValue {
				day[value] = day[value].Merge(cell)
			}
		}
		days = append(days, day)
	}
	return days, nil
}

// Through gives the time up to which everything that was recorded is in the figures of all shards, and the last day that
// has any; zero and empty when a shard has none.
func (r Reader) Through(ctx context.Context) (time.Time, insight.Day, error) {
	var through time.Time
	var last insight.Day
	for shard := range r.Shards {
		m, err := r.Store.Mark(ctx, shard)
		if err != nil || m.At.IsZero() {
			return time.Time{}, "", err
		}
		at := m.At
		if end := m.Through.End(); end.Before(at) {
			at = end
		}
		if shard == 0 || at.Before(through) {
			through = at
		}
		if shard == 0 || m.Through < last {
			last = m.Through
		}
	}
	return through, last, nil
}
