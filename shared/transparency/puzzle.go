package transparency

import (
	"cmp"
	"maps"
	"slices"
)

// puzzle is what a reader solves.
type puzzle struct {
	least  int64
	truth  map[quantity]figure // what the counts of the new version are
	before earlier             // what is known of the month
	now    *version            // the new one, as it is to be frozen
	beside []*version          // what is out already
}

// unknown is a hidden count of a month. Where editions hide it several times it is taken to be the same.
type unknown struct {
	month Month
	of    quantity
}

func (u unknown) compare(other unknown) int {
	return cmp.Or(cmp.Compare(u.month, other.month), u.of.compare(other.of))
}

// close gives the counts of the new version that have to be hidden, too, so that nothing that must not be computed can be.
func (p puzzle) close() (more []quantity) {
	before := p.solve(p.beside)
	for {
		found := p.solve(append(slices.Clone(p.beside), p.now))
		next, there := p.next(found, before)
		if !there {
			return more
		}
		p.now.counts[next] = figure{hidden: true}
		more = append(more, next)
	}
}

// solve gives the unknowns that can be computed from some versions, each with the relations that tell it.
func (p puzzle) solve(all []*version) map[unknown][]relation {
	var names []unknown
	index := map[unknown]int{}
	var used []relation
	var equations []map[int]int64
	for _, rel := range relations(all) {
		if p.false(rel) {
			continue
		}
		factors := map[int]int64{}
		for _, t := range rel {
			if p.known(t) {
				continue
			}
			u := unknown{t.in.month, t.of}
			if _, named := index[u]; !named {
				index[u] = len(names)
				names = append(names, u)
			}
			factors[index[u]] += t.sign
		}
		used, equations = append(used, rel), append(equations, factors)
	}
	out := map[unknown][]relation{}
	for i, by := range determined(equations) {
		for _, at := range by {
			out[names[i]] = append(out[names[i]], used[at])
		}
	}
	return out
}

// value gives what a term is; false when that is not known here.
func (p puzzle) value(t term) (int64, bool) {
	if t.in == p.now {
		return p.truth[t.of].value, true
	}
	n := t.in.counts[t.of]
	return n.value, !n.hidden
}

// false reports whether a relation is known not to be true: who computes with it computes what is wrong.
func (p puzzle) false(r relation) bool {
	sum := int64(0)
	for _, t := range r {
		value, known := p.value(t)
		if !known {
			return false
		}
		sum += t.sign * value
	}
	return sum != 0
}

// known reports whether a reader knows a term. What an edition hides, no earlier one told as the same number.
func (p puzzle) known(t term) bool { return !t.in.counts[t.of].hidden }

// next gives a count that is to be hidden, since something is found that was not before and must not be.
func (p puzzle) next(found, before map[unknown][]relation) (quantity, bool) {
	for _, u := range slices.SortedFunc(maps.Keys(found), unknown.compare) {
		if _, had := before[u]; had || !p.secret(u) {
			continue
		}
		if next, there := p.coverFor(found[u]); there {
			return next, true
		}
		// What was taken not to have changed did. Then everything is hidden that has, and is tied to it: of numbers that all
		// differ from what was told, whoever knows by how much none does knows none.
		if next, there := p.coverFor(p.around(u)); there {
			return next, true
		}
	}
	return quantity{}, false
}

// around gives the relations that tie an unknown to others, directly or through further unknowns.
func (p puzzle) around(u unknown) (tied []relation) {
	all := relations(append(slices.Clone(p.beside), p.now))
	reached, used := map[unknown]bool{u: true}, make([]bool, len(all))
	for again := true; again; {
		again = false
		for i, rel := range all {
			if used[i] || p.false(rel) || !slices.ContainsFunc(rel, func(t term) bool { return !p.known(t) && reached[unknown{t.in.month, t.of}] }) {
				continue
			}
			used[i], again = true, true
			tied = append(tied, rel)
			for _, t := range rel {
				if !p.known(t) {
					reached[unknown{t.in.month, t.of}] = true
				}
			}
		}
	}
	return tied
}

// secret reports whether an unknown must not be computed: it is small, or it is hidden by an edition that does not say why.
func (p puzzle) secret(u unknown) bool {
	if n := p.truth[u.of].value; u.month == p.now.month && p.now.counts[u.of].hidden && n > 0 && n < p.least {
		return true
	}
	return slices.ContainsFunc(p.beside, func(v *version) bool { return v.month == u.month && v.counts[u.of].hidden })
}

// coverFor gives the smallest count of the new version that is told in some relations, and whose hiding makes them tell
// less. Zeros come last: of many that are hidden a reader takes none for zero.
func (p puzzle) coverFor(all []relation) (best quantity, there bool) {
	for _, rel := range all {
		for _, t := range rel {
			if _, is := p.now.counts[t.of]; t.in != p.now || !is || p.now.counts[t.of].hidden || p.before.told(t.of) {
				continue
			}
			if !there || p.order(t.of, best) < 0 {
				best, there = t.of, true
			}
		}
	}
	return best, there
}

func (p puzzle) order(a, b quantity) int {
	x, y := p.truth[a].value, p.truth[b].value
	if (x == 0) != (y == 0) {
		return cmp.Compare(y, x)
	}
	return cmp.Or(cmp.Compare(x, y), a.compare(b))
}
