package transparency

import (
	"slices"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/incident"
	"aftercare/shared/insight"
)

// Figures are what a report of a month is made of, as recorded by its cut-off.
type Figures struct {
	Through    insight.Day      // the last day that is told of
	Days       []Day            // those of the month that were rolled up, in order
	Complaints []complaint.Line // received or closed in the month, or open at its end
	Incidents  []incident.Facts // noticed in the month or in the one before
	Promises   []Span
}

// Day is what was summed up of one day, with the backlog as it stands at its end.
type Day struct {
	Day   insight.Day
	Sheet insight.Sheet
}

// Head is what a report says of itself.
type Head struct {
	Month       Month
	Edition     int
	Provisional bool
	Company     string
	AsOf        AsOf
	Least       int64
}

// cutOff is the time up to which everything that was recorded is in the report.
func (h Head) cutOff() time.Time { return h.AsOf.First() }

// Build makes a report. The same figures, with the same editions beside it that are out or may come out, give the same bytes.
func Build(h Head, f Figures, beside ...Report) Report {
	r := build(h, f)
	truth := r.counts()
	before := outBefore(h.Month, truth, beside)
	for i, section := range r.Sections {
		if section.ID == "incidents" {
			continue // they are about machines and not about persons
		}
		for j := range section.Tables {
			r.Sections[i].Tables[j].protect(r.Least, before.told)
		}
	}
	for _, other := range beside {
		r.Beside = append(r.Beside, Ref{other.Month, other.Edition})
	}
	r.protectAcross(truth, before, beside)
	return r
}

// build makes a report in which nothing is hidden.
func build(h Head, f Figures) Report {
	s := sums{days: f.Days}
	r := Report{
		Format: Format, Month: h.Month, Edition: h.Edition, Provisional: h.Provisional, Company: h.Company, CutOff: h.cutOff(), AsOf: h.AsOf, Through: f.Through,
		Least: max(h.Least, MinLeast), Promises: f.Promises,
		Sections: []Section{
			{ID: "promises", Tables: []Table{s.keptByTarget(), s.keptByChannel()}},
			{ID: "times", Tables: []Table{
				s.times("times", insight.FirstResponse, insight.NextResponse, insight.ResolutionTime),
				s.times("timesCounted", insight.FirstResponseBusiness, insight.NextResponseBusiness, insight.ResolutionTimeBusiness),
				s.timesBy("firstResponse", insight.FirstResponse),
				s.timesBy("resolution", insight.ResolutionTime),
			}},
			{ID: "volumes", Tables: []Table{s.volumes(insight.ByChannel), s.volumes(insight.ByCategory), s.daily()}},
			{ID: "complaints", Tables: complaints(h, f.Complaints)},
			{ID: "satisfaction", Tables: []Table{s.satisfaction()}},
			{ID: "escalations", Tables: []Table{s.escalations()}},
			{ID: "calls", Tables: []Table{s.calls()}},
			{ID: "incidents", Tables: []Table{incidents(h, f.Incidents)}},
		},
	}
	if r.Promises == nil {
		r.Promises = []Span{}
	}
	return r
}

// sums are the days of a month.
type sums struct{ days []Day }

// cell sums a measure of one value of a dimension up over the month.
func (s sums) cell(name insight.Name, by insight.Dimension, value string) insight.Cell {
	m, known := insight.Lookup(name)
	if !known {
		return insight.Cell{}
	}
	cells := make([]insight.Cell, 0, len(s.days))
	for _, d := range s.days {
		cells = append(cells, d.Sheet[insight.Key{By: by, Value: value}][m.From])
	}
	return m.Over(cells)
}

// values lists the values of a dimension: those known, and whatever else was summed up.
func (s sums) values(by insight.Dimension, known []string) []string {
	all := slices.Clone(known)
	var others []string
	for _, d := range s.days {
		for key := range d.Sheet {
			if key.By == by && !slices.Contains(all, key.Value) && !slices.Contains(others, key.Value) {
				others = append(others, key.Value)
			}
		}
	}
	slices.Sort(others)
	return append(all, others...)
}

// whole is a cell with a count.
func whole(n int64) Cell {
	d := Whole(n)
	return Cell{Value: &d}
}

// share is a cell with a part of a whole.
func share(part, of int64) Cell { return Cell{Value: Share(part, of, 1)} }

// quantile is a cell with a quantile of whole seconds.
func quantile(c insight.Cell, percent int) Cell {
	if c.Digest.Count() == 0 {
		return Cell{}
	}
	return whole(c.Digest.Quantile(percent))
}

func number(measure string) Column { return Column{Measure: measure, Unit: Count} }

func resting(measure string, unit Unit, on ...string) Column {
	return Column{Measure: measure, Unit: unit, Rests: on}
}
