package insight

import "slices"

// Name names a measure, as the API and files do.
type Name string

// Unit says what a figure counts in.
type Unit string

// The units.
const (
	Seconds Unit = "seconds"
	Share   Unit = "share"  // of 1
	Number  Unit = "number" // of things
	Points  Unit = "points" // of a scale
)

// Sums says how observations of a measure are added up, and what is computed of the sum.
type Sums string

// How measures sum.
const (
	Quantile Sums = "quantile" // median and ninth decile, by a digest
	Ratio    Sums = "ratio"    // parts divided by wholes, each summed by itself
	Mean     Sums = "mean"     // sum divided by count
	Score    Sums = "score"    // 100 times those in favour less those against, divided by all
	Count    Sums = "count"    // a sum
	Gauge    Sums = "gauge"    // what stands at the end of a day: never summed over days
	Age      Sums = "age"      // the mean age of what a gauge counts
)

// Measure defines one measure. Everything that is told of it stands here.
type Measure struct {
	Name    Name   `json:"name"`
	Title   string `json:"title"`
	Unit    Unit   `json:"unit"`
	Sums    Sums   `json:"sums"`
	Formula string `json:"formula"`
	// Day says which day it counts on.
	Day string `json:"day"`
	// Revised says what changes the figure of a day that is over, beside what is told late; empty where nothing does.
	Revised string `json:"revised,omitempty"`
	// Dimensions are what it can be told apart by, beside the day.
	Dimensions []Dimension `json:"dimensions"`
	// From is the measure whose cells it is computed from: itself, but for the age of the backlog.
	From Name `json:"-"`
}

// Has reports whether a measure can be told apart by a dimension.
func (m Measure) Has(d Dimension) bool { return d == All || slices.Contains(m.Dimensions, d) }

// Lookup gives the measure of a name, and whether there is one.
func Lookup(n Name) (Measure, bool) {
	m, there := measures[n]
	return m, there
}

// Definitions gives all measures, in the order in which they are told.
func Definitions() []Measure { return slices.Clone(table) }

// measures is the table by name.
var measures = func() map[Name]Measure {
	byName := make(map[Name]Measure, len(table))
	for i := range table {
		m := &table[i]
		if m.From == "" {
			m.From = m.Name
		}
		byName[m.Name] = *m
	}
	return byName
}()
