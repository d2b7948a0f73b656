package insight

import (
	"math"
	"math/bits"
	"slices"
)

// Digest keeps the distribution of many whole numbers in little space, so that quantiles of any sum of days can be told.
// It is a t-digest (Dunning and Ertl, "Computing Extremely Accurate Quantiles Using t-Digests", arXiv:1902.04023) with the
// scale function k1, whose centroids are small at both ends.
//
// Up to Exact different numbers it keeps each of them, and quantiles are exact. Beyond that neighbours are joined, and a
// quantile is off by at most RankError of the ranks at the median, and by less at the ends.
//
// A centroid is a sum and a count, both whole, and what is joined follows from whole numbers alone. So no rounding of
// floating-point numbers, which differs between processors (the Go specification lets them fuse x*y + z), and no
// chance gets into the figures: the same numbers give the same digest on every machine.
type Digest struct {
	centroids []centroid // by mean, no two with the same
	joined    bool       // centroids may stand for different numbers
}

// Limits of digests.
const (
	// Exact is how many different numbers a digest keeps apart.
	Exact = 512
	// RankError bounds how far a quantile of joined digests is off, as a share of all ranks.
	RankError = 0.015
	// finest is how many centroids there would be, were all as large as those in the middle: one there holds at most
	// that share of everything. The scale function's delta is pi times this, about 400.
	finest = 128
)

type centroid struct{ sum, count uint64 }

func (c centroid) mean() uint64 { return c.sum / c.count }

// compare orders centroids by their exact means.
func (c centroid) compare(d centroid) int {
	ah, al := bits.Mul64(c.sum, d.count)
	bh, bl := bits.Mul64(d.sum, c.count)
	switch {
	case ah < bh || ah == bh && al < bl:
		return -1
	case ah == bh && al == bl:
		return 0
	}
	return 1
}

// number is n, which never is that large.
func number(n uint64) int64 { return int64(min(n, math.MaxInt64)) } //nolint:gosec // bounded above

// natural is n, or zero.
func natural(n int64) uint64 { return uint64(max(n, 0)) } //nolint:gosec // not below zero

// NewDigest makes a digest of numbers, in whatever order. Negative ones count as zero, and what is longer than 136 years
// (in seconds), as of a date with a slip of the pen, counts as that: no more can be stored.
func NewDigest(values []int64) Digest {
	values = slices.Clone(values)
	slices.Sort(values)
	var d Digest
	for _, v := range values {
		v := min(natural(v), largest)
		if n := len(d.centroids); n > 0 && d.centroids[n-1].mean() == v {
			d.centroids[n-1].sum += v
			d.centroids[n-1].count++
			continue
		}
		d.centroids = append(d.centroids, centroid{v, 1})
	}
	return d.bounded()
}

// Merge gives the digest of what both hold. It does not matter which is which.
func (d Digest) Merge(other Digest) Digest {
	out := Digest{centroids: make([]centroid, 0, len(d.centroids)+len(other.centroids)), joined: d.joined || other.joined}
	a, b := d.centroids, other.centroids
	for len(a) > 0 || len(b) > 0 {
		var next centroid
		switch {
		case len(b) == 0, len(a) > 0 && a[0].compare(b[0]) < 0:
			next, a = a[0], a[1:]
		case len(a) == 0, a[0].compare(b[0]) > 0:
			next, b = b[0], b[1:]
		default:
			next = centroid{a[0].sum + b[0].sum, a[0].count + b[0].count}
			a, b = a[1:], b[1:]
		}
		out.centroids = append(out.centroids, next)
	}
	return out.bounded()
}

// bounded joins neighbours where there are too many.
func (d Digest) bounded() Digest {
	if len(d.centroids) <= Exact {
		return d
	}
	all := d.Count()
	out := Digest{joined: true, centroids: make([]centroid, 0, Exact)}
	before, now := uint64(0), d.centroids[0]
	for _, next := range d.centroids[1:] {
		if joint := (centroid{now.sum + next.sum, now.count + next.count}); joint.fits(before, all) {
			now = joint
			continue
		}
		out.centroids = append(out.centroids, now)
		before += now.count
		now = next
	}
	out.centroids = append(out.centroids, now)
	return out
}

// fits tells whether a centroid is small enough where it stands: count <= 2 all sqrt(q (1 - q)) / finest, with q the share
// of what lies before its middle. Both sides are squared.
func (c centroid) fits(before, all uint64) bool {
	middle := 2*before + c.count // q = middle / (2 all)
	lh, ll := bits.Mul64(c.count*finest, c.count*finest)
	rh, rl := bits.Mul64(middle, 2*all-middle)
	return lh < rh || lh == rh && ll <= rl
}

// Count is how many numbers there are.
func (d Digest) Count() uint64 {
	n := uint64(0)
	for _, c := range d.centroids {
		n += c.count
	}
	return n
}

// Quantile is the smallest number that at least so many percent of all are not greater than: number ceil(n percent/100) in
// rising order (Hyndman and Fan, 1996, type 1). So it is a number that occurred, and of an even count the median is the lower of the two
// in the middle. Where numbers were joined it is interpolated between centroids. Zero for no numbers.
func (d Digest) Quantile(percent int) int64 {
	n := d.Count()
	if n == 0 {
		return 0
	}
	rank := max(1, (n*natural(int64(percent))+99)/100)
	if !d.joined {
		for _, c := range d.centroids {
			if rank <= c.count {
				return number(c.mean())
			}
			rank -= c.count
		}
	}
	return d.interpolated(rank)
}

// interpolated looks a rank up between the middles of centroids. Positions are doubled, to stay whole.
func (d Digest) interpolated(rank uint64) int64 {
	before, last, at := uint64(0), centroid{}, uint64(0)
	for i, c := range d.centroids {
		middle := 2*before + c.count + 1
		if 2*rank <= middle {
			if i == 0 || 2*rank == middle {
				return number(c.mean())
			}
			low, high := last.mean(), c.mean()
			hi, lo := bits.Mul64(high-low, 2*rank-at)
			part, _ := bits.Div64(hi, lo, middle-at)
			return number(low + part)
		}
		before, last, at = before+c.count, c, middle
	}
	return number(last.mean())
}
