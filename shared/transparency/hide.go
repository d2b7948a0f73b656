package transparency

import "slices"

// MinLeast is the smallest number that hides anything: with less, what is hidden is known.
const MinLeast = 3

// hidden says which of some counts, that add up to a total, must not be told: those below least, and so many further ones
// that none can be computed from the total and the rest. all says that the total is one of them.
//
// Zeros are hidden, too, once nothing but zeros would be told beside the total: or else five hidden counts that come to
// five would each be one. What is hidden beside the small ones is the smallest of the rest; whoever knows that may guess
// closer than whoever only subtracts, and still does not know whom a figure is about.
func hidden(counts []int64, least int64) (hide []bool, all bool) {
	hide = make([]bool, len(counts))
	total, small := int64(0), false
	for i, n := range counts {
		total += n
		hide[i] = n > 0 && n < least
		small = small || hide[i]
	}
	everything := func() []bool { return slices.Repeat([]bool{true}, len(counts)) }
	switch {
	case total == 0:
		return hide, false
	case total < least:
		return everything(), true
	case !small:
		return hide, false
	}
	for {
		number, sum, next := int64(0), int64(0), -1
		for i, n := range counts {
			switch {
			case hide[i]:
				number, sum = number+1, sum+n
			case n > 0 && (next < 0 || n < counts[next]):
				next = i
			}
		}
		if next < 0 {
			return everything(), false
		}
		if number >= 2 && sum > number && sum >= least {
			return hide, false
		}
		hide[next] = true
	}
}

// protect hides the small cells of a table, with all that rests on them. Rows add up to the row of the total where there
// is one; without one each stands for itself. What is known already is told again.
func (t *Table) protect(least int64, known func(quantity) bool) {
	least = max(least, MinLeast)
	for c, column := range t.Columns {
		if column.Unit != Count || len(column.Rests) > 0 {
			continue
		}
		rows := t.small(c, least)
		for i, row := range t.Rows {
			rows[i] = rows[i] && !known(t.quantity(column, row))
		}
		t.hide(column.Measure, rows)
	}
}

// small says for every row whether its count is hidden.
func (t *Table) small(c int, least int64) []bool {
	var counts []int64
	var places []int
	out, total := make([]bool, len(t.Rows)), -1
	for i, row := range t.Rows {
		n := int64(0)
		if v := row.Cells[c].Value; v != nil {
			n = int64(*v / one)
		}
		out[i] = n > 0 && n < least
		if row.Total {
			total = i
			continue
		}
		counts, places = append(counts, n), append(places, i)
	}
	if total < 0 || len(counts) == 0 {
		return out
	}
	hide, all := hidden(counts, least)
	for i, place := range places {
		out[place] = hide[i]
	}
	out[total] = all
	return out
}

// hide hides a count and what rests on it.
func (t *Table) hide(count string, rows []bool) {
	for c, column := range t.Columns {
		if column.Measure != count && !slices.Contains(column.Rests, count) {
			continue
		}
		for i := range rows {
			if rows[i] {
				t.Rows[i].Cells[c] = Cell{Hidden: true}
			}
		}
	}
}
