package transparency

import (
	"slices"
)

// Ref names an edition.
type Ref struct {
	Month   Month `json:"month"`
	Edition int   `json:"edition"`
}

// protectAcross hides further counts of a report so that none that is hidden can be computed by whoever holds the editions
// beside it, too: earlier ones of the month, and those of the months around it. It solves the relations between all of them as a
// reader would, who takes it that what is hidden twice did not change. What the counts are is in truth.
func (r *Report) protectAcross(truth map[quantity]figure, before earlier, beside []Report) {
	for _, other := range beside {
		if other.Month != r.Month {
			continue
		}
		r.keepRows(other)
		for q, most := range other.hiddenAtMost() {
			small := most < 0 || truth[q].value < most+r.Least // else it is surely so much more that nothing follows
			if small && !before.told(q) {
				r.hideCount(q)
			}
		}
	}
	p := puzzle{least: r.Least, truth: truth, before: before, now: versionOf(*r)}
	for _, other := range beside {
		p.beside = append(p.beside, versionOf(other))
	}
	for _, q := range p.close() {
		r.hideCount(q)
	}
}

// earlier is what the earlier editions of a month tell, beside what is true by now.
type earlier struct {
	truth map[quantity]figure
	all   []map[quantity]figure
}

func outBefore(m Month, truth map[quantity]figure, beside []Report) earlier {
	e := earlier{truth: truth}
	for _, other := range beside {
		if other.Month == m {
			e.all = append(e.all, other.counts())
		}
	}
	return e
}

// told reports whether an earlier edition tells the same number of something: then nobody is kept from it.
func (e earlier) told(q quantity) bool {
	return slices.ContainsFunc(e.all, func(counts map[quantity]figure) bool {
		n, there := counts[q]
		return there && !n.hidden && n.value == e.truth[q].value
	})
}

// hiddenAtMost gives the hidden counts of a report, and what each can be at most as told by its table; -1 where nothing tells.
func (r Report) hiddenAtMost() map[quantity]int64 {
	out := map[quantity]int64{}
	v := versionOf(r)
	for q, n := range v.counts {
		if n.hidden {
			out[q] = -1
		}
	}
	for _, sum := range v.sums() {
		parts, total := sum[:len(sum)-1], v.counts[sum[len(sum)-1].of]
		rest := total.value
		for _, t := range parts {
			rest -= v.counts[t.of].value // nothing of what is hidden
		}
		for _, t := range parts {
			if v.counts[t.of].hidden && !total.hidden {
				out[t.of] = rest
			}
		}
	}
	return out
}

// keepRows adds rows that an earlier edition has and this one lacks, since there is nothing in them any more: left out, they
// would tell that.
func (r *Report) keepRows(earlier Report) {
	for s := range r.Sections {
		for i := range r.Sections[s].Tables {
			t := &r.Sections[s].Tables[i]
			for _, row := range earlier.table(r.Sections[s].ID, t.ID).Rows {
				if slices.ContainsFunc(t.Rows, func(had Row) bool { return had.Of == row.Of && had.Total == row.Total }) ||
					!slices.ContainsFunc(row.Cells, func(c Cell) bool { return c.Hidden }) || len(row.Cells) != len(t.Columns) {
					continue
				}
				cells := make([]Cell, len(t.Columns))
				for c, column := range t.Columns {
					if column.Unit == Count {
						cells[c] = whole(0)
					}
				}
				at := len(t.Rows)
				if at > 0 && t.Rows[at-1].Total {
					at--
				}
				t.Rows = slices.Insert(t.Rows, at, Row{Of: row.Of, Cells: cells})
			}
		}
	}
}

func (r Report) table(section, id string) Table {
	for _, s := range r.Sections {
		for _, t := range s.Tables {
			if s.ID == section && t.ID == id {
				return t
			}
		}
	}
	return Table{}
}

// hideCount hides a count in every table that it stands in, with what rests on it there.
func (r *Report) hideCount(q quantity) {
	r.eachCount(func(t *Table, row, column int) {
		if t.quantity(t.Columns[column], t.Rows[row]) == q {
			rows := make([]bool, len(t.Rows))
			rows[row] = true
			t.hide(t.Columns[column].Measure, rows)
		}
	})
}
