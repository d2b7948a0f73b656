// Package trend finds what complaints are about more often than before: a cause, an asset or a category that rises is
// a finding for those who make the product.
package trend

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"aftercare/shared/complaint"
)

// Dimension is what complaints have in common.
type Dimension string

// The dimensions.
const (
	Cause    Dimension = "cause"
	Asset    Dimension = "asset"
	Category Dimension = "category"
)

// The rule: complaints received in the last seven whole days rise against the eight weeks before them when there are
// at least leastCases of them, and at least leastRatio times as many as in the mean of those weeks. Two cases are no
// trend; a rise by half comes and goes by chance, with as few complaints as there are.
const (
	Week       = 7 * 24 * time.Hour
	Weeks      = 8 // before
	leastCases = 3
	leastRatio = 2.0
)

// Span is how far back the rule looks.
const Span = (1 + Weeks) * Week

// maxShown is how many complaints a finding names.
const maxShown = 50

// Finding says that something rises.
type Finding struct {
	ID         string    `json:"id"` // by week, dimension and value, so that it is found once a week
	Dimension  Dimension `json:"dimension"`
	Value      string    `json:"value"`
	From       time.Time `json:"from"` // the seven days
	To         time.Time `json:"to"`
	Count      int       `json:"count"`      // in these
	Before     int       `json:"before"`     // in the eight weeks before them, all together
	Complaints []string  `json:"complaints"` // of the seven days, the newest first, at most fifty
	At         time.Time `json:"at"`         // when it was found
}

// Mean is how many a week had before.
func (f Finding) Mean() float64 { return float64(f.Before) / Weeks }

// key is one thing that is counted.
type key struct {
	dimension Dimension
	value     string
}

// Rising gives what rises, from the lines of the register of the whole Span before a time. The days end at midnight
// UTC: of the day of now nothing is counted yet.
func Rising(lines []complaint.Line, now time.Time) []Finding {
	to := now.UTC().Truncate(24 * time.Hour)
	from, first := to.Add(-Week), to.Add(-Span)
	found := map[key]*Finding{}
	for _, l := range lines {
		if l.ReceivedAt.Before(first) || !l.ReceivedAt.Before(to) {
			continue
		}
		for _, k := range []key{{Cause, l.Cause}, {Asset, l.Asset}, {Category, l.Topic}} {
			if k.value == "" {
				continue
			}
			if found[k] == nil {
				found[k] = &Finding{Dimension: k.dimension, Value: k.value, From: from, To: to, At: now}
			}
			found[k].count(l)
		}
	}
	var rising []Finding
	for _, f := range found {
		if f.rises() {
			year, week := from.ISOWeek()
			f.ID = fmt.Sprintf("%04d-W%02d-%s-%s", year, week, f.Dimension, f.Value)
			slices.Reverse(f.Complaints) // lines come by receipt
			f.Complaints = f.Complaints[:min(len(f.Complaints), maxShown)]
			rising = append(rising, *f)
		}
	}
	slices.SortFunc(rising, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Dimension, b.Dimension), cmp.Compare(a.Value, b.Value))
	})
	return rising
}

func (f *Finding) count(l complaint.Line) {
	if l.ReceivedAt.Before(f.From) {
		f.Before++
		return
	}
	f.Count++
	f.Complaints = append(f.Complaints, l.ID)
}

// rises is the rule itself.
func (f *Finding) rises() bool {
	return f.Count >= leastCases && float64(f.Count) >= leastRatio*f.Mean()
}
