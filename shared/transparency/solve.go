package transparency

import (
	"math/bits"
	"slices"
)

// prime is what equations are solved modulo, with whole numbers alone: 2^61 - 1. An unknown that whole numbers determine is
// determined so, too, and the other way round, unless the prime divides a determinant of ones and minus ones.
const prime = 1<<61 - 1

func times(a, b uint64) uint64 {
	high, low := bits.Mul64(a, b)
	_, rest := bits.Div64(high, low, prime)
	return rest
}

func minus(a, b uint64) uint64 { return (a + prime - b) % prime }

// inverse is a to the power of prime - 2 (Fermat).
func inverse(a uint64) uint64 {
	out := uint64(1)
	for n := uint64(prime - 2); n > 0; n >>= 1 {
		if n&1 == 1 {
			out = times(out, a)
		}
		a = times(a, a)
	}
	return out
}

// equation is a sum of unknowns with factors, and of which of the equations that were given it is made.
type equation struct {
	factors map[int]uint64
	made    map[int]uint64
}

// less takes another equation away, so many times.
func (e equation) less(other equation, factor uint64) {
	for _, part := range []struct{ of, from map[int]uint64 }{{e.factors, other.factors}, {e.made, other.made}} {
		for i, f := range part.from {
			if now := minus(part.of[i], times(f, factor)); now != 0 {
				part.of[i] = now
			} else {
				delete(part.of, i)
			}
		}
	}
}

// first is the first of its unknowns; -1 for none.
func (e equation) first() int {
	first := -1
	for i := range e.factors {
		if first < 0 || i < first {
			first = i
		}
	}
	return first
}

// determined gives the unknowns that have one value alone, by Gauss and Jordan, each with the equations that tell it, in order.
// What the equations come to does not matter.
func determined(equations []map[int]int64) map[int][]int {
	var solved []equation
	pivots := map[int]int{} // of which of the solved ones an unknown is the first
	for i, given := range equations {
		e := equation{map[int]uint64{}, map[int]uint64{i: 1}}
		for unknown, factor := range given {
			if factor != 0 {
				e.factors[unknown] = uint64((factor%prime + prime) % prime) //nolint:gosec // from 0
			}
		}
		for unknown, at := range pivots {
			if f := e.factors[unknown]; f != 0 {
				e.less(solved[at], f)
			}
		}
		pivot := e.first()
		if pivot < 0 {
			continue
		}
		scale := inverse(e.factors[pivot])
		for _, part := range []map[int]uint64{e.factors, e.made} {
			for k, f := range part {
				part[k] = times(f, scale)
			}
		}
		for _, other := range solved {
			if f := other.factors[pivot]; f != 0 {
				other.less(e, f)
			}
		}
		pivots[pivot] = len(solved)
		solved = append(solved, e)
	}
	out := map[int][]int{}
	for unknown, at := range pivots {
		if len(solved[at].factors) != 1 {
			continue
		}
		var by []int
		for i := range solved[at].made {
			by = append(by, i)
		}
		slices.Sort(by)
		out[unknown] = by
	}
	return out
}
