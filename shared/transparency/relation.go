package transparency

import (
	"cmp"
	"maps"
	"slices"

	"aftercare/shared/complaint"
)

// quantity names a count, in whatever tables it stands. Without By it is that of all together.
type quantity struct{ What, By, Of string }

func (q quantity) compare(other quantity) int {
	return cmp.Or(cmp.Compare(q.What, other.What), cmp.Compare(q.By, other.By), cmp.Compare(q.Of, other.Of))
}

// of is the same count of another thing.
func (q quantity) of(what string) quantity { return quantity{what, q.By, q.Of} }

// What is counted in several tables, or in one month and the next.
const (
	opened, solved, backlog     = "opened", "solved", "backlog"
	received, closed, openAtEnd = "received", "closed", "openAtEnd"
	rated                       = "rated" // opened tickets, without those that are in no rate
	stepsDone, stepsDue         = "steps.done", "steps.due"
)

// quantity gives what a column counts in a row.
func (t Table) quantity(c Column, r Row) quantity {
	q := quantity{c.Measure, t.By, r.Of}
	if r.Total || t.By == "all" {
		q.By, q.Of = "", ""
	}
	switch t.ID {
	case "channel", "category", "day", "complaints", "outcomes", "topics", "keptByTarget", "keptByChannel":
	case "times", "timesCounted": // both count the same cases
		q = quantity{What: "times." + r.Of}
	case "firstResponse":
		q.What = "times.firstReply"
	case "resolution":
		q.What = "times.resolution"
	case "escalations":
		q.What = rated
	default:
		q.What = t.ID + "." + c.Measure
	}
	return q
}

// figure is a count as a report has it.
type figure struct {
	value  int64 // nothing where it is hidden
	hidden bool
}

// counts gives the counts of a report, those about machines apart.
func (r Report) counts() map[quantity]figure {
	all := map[quantity]figure{}
	r.eachCount(func(t *Table, row, column int) {
		cell := t.Rows[row].Cells[column]
		n := figure{hidden: cell.Hidden}
		if cell.Value != nil {
			n.value = int64(*cell.Value / one)
		}
		q := t.quantity(t.Columns[column], t.Rows[row])
		if had, there := all[q]; !there || had.hidden { // told once is told
			all[q] = n
		}
	})
	return all
}

// eachCount hands out every cell with a count that may be hidden.
func (r Report) eachCount(give func(t *Table, row, column int)) {
	for s := range r.Sections {
		if r.Sections[s].ID == "incidents" {
			continue // they are about machines and not about persons
		}
		for i := range r.Sections[s].Tables {
			t := &r.Sections[s].Tables[i]
			for c, column := range t.Columns {
				if column.Unit != Count || len(column.Rests) > 0 {
					continue
				}
				for row := range t.Rows {
					give(t, row, c)
				}
			}
		}
	}
}

// version is an edition as a reader holds it.
type version struct {
	month   Month
	edition int
	counts  map[quantity]figure
}

func versionOf(r Report) *version { return &version{r.Month, r.Edition, r.counts()} }

// term is a count of a version, with its sign in a relation.
type term struct {
	in   *version
	of   quantity
	sign int64
}

// relation says that some counts, with their signs, come to nothing. Of sums that is so; of the others it may be off, and
// then a reader who goes by it computes what is wrong.
type relation []term

// sums gives what adds up to a total within one version. The last term is the total.
func (v *version) sums() []relation {
	parts := map[quantity]relation{} // by what they are parts of, and by which dimension
	for _, q := range slices.SortedFunc(maps.Keys(v.counts), quantity.compare) {
		if _, adds := v.counts[quantity{What: q.What}]; adds && q.By != "" {
			of := quantity{What: q.What, By: q.By}
			parts[of] = append(parts[of], term{v, q, 1})
		}
	}
	var all []relation
	for _, of := range slices.SortedFunc(maps.Keys(parts), quantity.compare) {
		all = append(all, append(parts[of], term{v, quantity{What: of.What}, -1}))
	}
	return all
}

// alike gives what is often the same number within one version: most tickets are in the rates, and every complaint is to be
// acknowledged.
func (v *version) alike() []relation {
	var all []relation
	for _, q := range slices.SortedFunc(maps.Keys(v.counts), quantity.compare) {
		if q.What == rated {
			all = append(all, relation{{v, q, 1}, {v, q.of(opened), -1}})
		}
	}
	for _, what := range []string{stepsDone, stepsDue} {
		step := quantity{What: what, By: "step", Of: string(complaint.Acknowledgement)}
		all = append(all, relation{{v, step, 1}, {v, quantity{What: received}, -1}})
	}
	return all
}

// after gives the relations between a version and one of the month before: what is open at the end of a month is what was
// open at the end of the one before, and what came, less what went. What else comes and goes (reopenings, merges, spam) is not
// in a report, so that this may be off; where it is small, nothing of it happened.
func (v *version) after(before *version) []relation {
	var all []relation
	flow := func(q quantity, came, went string) {
		all = append(all, relation{{v, q, 1}, {v, q.of(came), -1}, {v, q.of(went), 1}, {before, q, -1}})
	}
	stands := map[quantity]bool{}
	for _, of := range []*version{v, before} {
		for q := range of.counts {
			stands[q] = stands[q] || q.What == backlog
		}
	}
	for _, q := range slices.SortedFunc(maps.Keys(stands), quantity.compare) {
		if stands[q] {
			flow(q, opened, solved)
		}
	}
	flow(quantity{What: openAtEnd}, received, closed)
	return all
}

// relations gives all relations between some versions.
func relations(all []*version) []relation {
	var out []relation
	for _, v := range all {
		out = append(append(out, v.sums()...), v.alike()...)
		for _, before := range all {
			if before.month == v.month.Before() {
				out = append(out, v.after(before)...)
			}
		}
	}
	return out
}
