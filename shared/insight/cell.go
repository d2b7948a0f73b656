package insight

import (
	"math"
	"time"
)

// Cell is the sum of observations of one measure. Its zero value is the sum of none.
type Cell struct {
	Value  int64  `json:"v,omitempty"` // of Observation.Value; nothing for quantiles
	Of     int64  `json:"o,omitempty"` // of Observation.Of
	Digest Digest `json:"d,omitzero"`  // of the values of a quantile
}

// Merge adds two sums. It does not matter which is which, and, but for digests of more than Exact different numbers, in what
// order many are added.
func (c Cell) Merge(other Cell) Cell {
	return Cell{Value: c.Value + other.Value, Of: c.Of + other.Of, Digest: c.Digest.Merge(other.Digest)}
}

// Figure is what is shown of a measure.
type Figure struct {
	// Value is the figure in the unit of the measure: the median of a quantile, from 0 to 1 (or above, where the measure
	// says so) with four decimals for a share. Nil where there is nothing to tell.
	Value *float64 `json:"value"`
	// P90 is the ninth decile of a quantile; nil otherwise.
	P90 *float64 `json:"p90,omitempty"`
	// Count is how many things the figure rests on: what a small cell is judged by.
	Count int64 `json:"count"`
	// Part is what a ratio divides by Count; for a score those in favour less those against.
	Part *int64 `json:"part,omitempty"`
}

// Figure computes what is shown of a sum. end is the end of the time that it covers, which the age of a backlog is measured to.
func (m Measure) Figure(c Cell, end time.Time) Figure {
	switch m.Sums {
	case Quantile:
		f := Figure{Count: number(c.Digest.Count())}
		if f.Count > 0 {
			f.Value, f.P90 = whole(c.Digest.Quantile(50)), whole(c.Digest.Quantile(90))
		}
		return f
	case Ratio:
		return Figure{Value: divided(c.Value, c.Of, 1), Count: c.Of, Part: &c.Value}
	case Score:
		return Figure{Value: divided(c.Value, c.Of, 100), Count: c.Of, Part: &c.Value}
	case Mean:
		return Figure{Value: divided(c.Value, c.Of, 1), Count: c.Of}
	case Age:
		f := Figure{Count: c.Value}
		if c.Value > 0 {
			f.Value = whole(max(0, end.Unix()-int64(math.Round(float64(c.Of)/float64(c.Value))))) // one shard may be some seconds ahead
		}
		return f
	default: // Count, Gauge
		return Figure{Value: whole(c.Value), Count: c.Value}
	}
}

func whole(n int64) *float64 {
	v := float64(n)
	return &v
}

// divided keeps four decimals, and is nil where there is nothing to divide by.
func divided(part, whole, times int64) *float64 {
	if whole <= 0 {
		return nil
	}
	v := math.Round(float64(part*times)*10_000/float64(whole)) / 10_000
	return &v
}
