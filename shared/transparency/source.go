package transparency

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/incident"
	"aftercare/shared/insight"
	"aftercare/shared/rollup"

	"golang.org/x/sync/errgroup"
)

// Source is what reports are made from.
type Source interface {
	PromiseStore
	complaint.Lines
	// Mark gives how far the figures of a shard are.
	Mark(ctx context.Context, shard int) (rollup.Mark, error)
	// SumsAt gives the documents of those places that have sums, consistently.
	SumsAt(ctx context.Context, places []rollup.Place) (map[rollup.Place]json.RawMessage, error)
	// Incidents gives up to limit incidents noticed in [from, to), newest first, and where the next page begins.
	Incidents(ctx context.Context, from, to time.Time, after string, limit int) ([]incident.Incident, string, error)
	// Timeline gives up to limit events after the sequence number, in order; limit 0 means all.
	Timeline(ctx context.Context, kind event.Kind, id string, after int64, limit int) ([]event.Event, error)
}

// atOnce is how many reads run at the same time.
const atOnce = 8

// kept is how long before a month a complaint may have come in that is still told of.
const kept = 5 // years

// Collector gathers the figures of a month.
type Collector struct {
	Source Source
	Shards int
}

// AsOf is when the figures of each shard were rolled up: what was recorded later is not in them.
type AsOf []time.Time

// First is the time up to which everything that was recorded is in the figures of all shards.
func (a AsOf) First() time.Time {
	if len(a) == 0 {
		return time.Time{}
	}
	return slices.MinFunc(a, time.Time.Compare).UTC()
}

// through is the last day of a month that has figures of all shards.
func through(m Month, marks []rollup.Mark) insight.Day {
	last := insight.DayOf(m.End()).Previous()
	for _, mark := range marks {
		last = min(last, mark.Through)
	}
	return last
}

// Gather reads what was rolled up of a month, as far as that is. Conflict where there is nothing yet, or where a roll-up is
// under way.
func (c Collector) Gather(ctx context.Context, m Month) (Figures, AsOf, error) {
	before, err := c.marks(ctx)
	if err != nil {
		return Figures{}, nil, err
	}
	if through(m, before) < insight.DayOf(m.Start()) {
		return Figures{}, nil, notYet("they are rolled up once a day")
	}
	asOf := make(AsOf, len(before))
	for i, mark := range before {
		asOf[i] = mark.At
	}
	f := Figures{Through: through(m, before)}
	for day := insight.DayOf(m.Start()); day <= f.Through; day = day.Next() {
		f.Days = append(f.Days, Day{Day: day})
	}
	if f.Days, err = c.sheets(ctx, f.Days); err != nil {
		return Figures{}, nil, err
	}
	after, err := c.marks(ctx)
	if err != nil {
		return Figures{}, nil, err
	}
	for i := range after {
		if after[i].Revision != before[i].Revision {
			return Figures{}, nil, notYet("a roll-up came in between")
		}
	}
	return f, asOf, c.rest(ctx, m, asOf.First(), &f)
}

// rest adds what is not rolled up, as it was at the cut-off.
func (c Collector) rest(ctx context.Context, m Month, cutOff time.Time, f *Figures) (err error) {
	if f.Promises, err = spans(ctx, c.Source, m, cutOff); err != nil {
		return err
	}
	if f.Complaints, err = c.complaints(ctx, m, cutOff); err != nil {
		return err
	}
	f.Incidents, err = c.incidents(ctx, m, cutOff)
	return err
}

func notYet(why string) error {
	return fault.InState("rolling", "the figures of the month are not there yet: %s", why)
}

// marks gives how far each shard is.
func (c Collector) marks(ctx context.Context) ([]rollup.Mark, error) {
	all := make([]rollup.Mark, c.Shards)
	for shard := range all {
		mark, err := c.Source.Mark(ctx, shard)
		if err != nil {
			return nil, fmt.Errorf("read how far figures are: %w", err)
		}
		switch {
		case mark.At.IsZero():
			return nil, notYet("they are rolled up once a day")
		case mark.Reading != nil:
			return nil, notYet("a roll-up is under way")
		}
		all[shard] = mark
	}
	return all, nil
}

// toldBy are the dimensions that reports tell figures by. Teams and agents are not told of, so theirs are not read: of
// thousands of agents they would be more than a function can hold.
var toldBy = []insight.Dimension{insight.All, insight.ByChannel, insight.ByCategory, insight.ByTarget}

// sheets fills days with what was summed up of them.
func (c Collector) sheets(ctx context.Context, days []Day) ([]Day, error) {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(atOnce)
	for i := range days {
		g.Go(func() (err error) {
			days[i].Sheet, err = c.sheet(ctx, days[i].Day)
			return err
		})
	}
	return days, g.Wait()
}

// sheet reads what was summed up of a day.
func (c Collector) sheet(ctx context.Context, day insight.Day) (insight.Sheet, error) {
	var places []rollup.Place
	for shard := range c.Shards {
		for _, m := range insight.Definitions() {
			for _, by := range toldBy {
				if m.From == m.Name && (by == insight.All || m.Has(by)) {
					places = append(places, rollup.Place{Day: day, Shard: shard, Measure: m.Name, By: by})
				}
			}
		}
	}
	found, err := c.Source.SumsAt(ctx, places)
	if err != nil {
		return nil, fmt.Errorf("read the figures of %s: %w", day, err)
	}
	sums := make([][]rollup.Sum, c.Shards)
	for place, document := range found {
		sums[place.Shard] = append(sums[place.Shard], rollup.Sum{Measure: place.Measure, By: place.By, Document: document})
	}
	all := insight.Sheet{}
	for _, one := range sums { // in order of shards, always
		sheet, err := rollup.SheetOf(one)
		if err != nil {
			return nil, err
		}
		all = all.Merge(sheet)
	}
	return all, nil
}

// complaints gives the lines that a report tells of, as their complaints were at the cut-off.
func (c Collector) complaints(ctx context.Context, m Month, cutOff time.Time) ([]complaint.Line, error) {
	var lines []complaint.Line
	err := complaint.EachLine(ctx, c.Source, m.Start().AddDate(-kept, 0, 0), m.End(), func(l complaint.Line) error {
		if !l.ReceivedAt.Before(m.Start()) || l.ClosedAt.IsZero() || !l.ClosedAt.Before(m.Start()) {
			lines = append(lines, l)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(atOnce)
	for i, l := range lines {
		g.Go(func() error {
			events, err := c.until(ctx, event.Complaint, l.ID, cutOff)
			if err != nil || len(events) == 0 {
				lines[i] = complaint.Line{} // it was entered later
				return err
			}
			then, err := complaint.Replay(events)
			if err != nil {
				return fmt.Errorf("complaint %s as it was: %w", l.ID, err)
			}
			lines[i] = complaint.LineOf(then)
			return nil
		})
	}
	err = g.Wait()
	return slices.DeleteFunc(lines, func(l complaint.Line) bool { return l.ID == "" }), err
}

// incidents gives those noticed in the month, or in the days before it, as they were known at the cut-off.
func (c Collector) incidents(ctx context.Context, m Month, cutOff time.Time) ([]incident.Facts, error) {
	var all []incident.Facts
	for _, span := range []struct{ from, to time.Time }{{m.Start().AddDate(0, 0, -31), m.Start()}, {m.Start(), m.End()}} {
		for after := ""; ; {
			page, next, err := c.Source.Incidents(ctx, span.from, span.to, after, 100)
			if err != nil {
				return nil, fmt.Errorf("read incidents: %w", err)
			}
			for _, i := range page {
				events, err := c.until(ctx, event.Incident, i.ID, cutOff)
				if err != nil {
					return nil, err
				}
				if len(events) == 0 {
					continue
				}
				facts, err := event.Decode[incident.Facts](events[len(events)-1])
				if err != nil {
					return nil, err
				}
				all = append(all, facts)
			}
			if after = next; after == "" {
				break
			}
		}
	}
	return all, nil
}

// until gives the events of something up to the cut-off.
func (c Collector) until(ctx context.Context, kind event.Kind, id string, cutOff time.Time) ([]event.Event, error) {
	events, err := c.Source.Timeline(ctx, kind, id, 0, 0)
	if err != nil {
		return nil, fmt.Errorf("read %s %s: %w", kind, id, err)
	}
	for i, e := range events {
		if e.Time.After(cutOff) {
			return events[:i], nil
		}
	}
	return events, nil
}

// Recompute makes the figures of a report from timelines alone, as they were when it was frozen. from is the day since when
// cases began that have anything to do with it.
func (c Collector) Recompute(ctx context.Context, r Report, from insight.Day, rebuild rollup.Rebuild) (Figures, error) {
	marks := make([]rollup.Mark, len(r.AsOf))
	for shard, at := range r.AsOf {
		marks[shard] = rollup.Mark{Shard: shard, At: at, Through: r.Through}
	}
	f := Figures{Through: r.Through}
	span := rollup.Span{Begun: from, From: insight.DayOf(r.Month.Start()), To: r.Through}
	err := rebuild.Sheets(ctx, span, marks, func(day insight.Day, sheet insight.Sheet) error {
		f.Days = append(f.Days, Day{Day: day, Sheet: sheet})
		return nil
	})
	if err != nil {
		return Figures{}, err
	}
	return f, c.rest(ctx, r.Month, r.AsOf.First(), &f)
}

// Again makes the head that a report was made with.
func (r Report) Again() Head {
	return Head{Month: r.Month, Edition: r.Edition, Provisional: r.Provisional, Company: r.Company, AsOf: r.AsOf, Least: r.Least}
}
