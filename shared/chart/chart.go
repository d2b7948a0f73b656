// Package chart draws figures as SVG that stands in a page by itself: no script, no style of its own, nothing from
// elsewhere. Colours come from the page's classes, so that they follow dark mode and paper; no series is told by its
// colour alone. A chart says what it shows in its title and description; the page has the same figures as a table.
package chart

import (
	"fmt"
	"html/template"
	"math"
	"strings"
)

// Chart is something drawn.
type Chart interface {
	// SVG gives the element. Every text in it is escaped.
	SVG() template.HTML
}

// width of every drawing, in its own units: about that of a telephone, so that letters stay readable there.
const width = 400

// About is what every chart says of itself.
type About struct {
	ID    string // unique in the page: letters, digits and dashes
	Title string
	Desc  string // what it shows, for who does not see it
}

// drawing is an SVG element that is being written.
type drawing struct{ strings.Builder }

func (d *drawing) add(format string, args ...any) { _, _ = fmt.Fprintf(d, format, args...) } // a builder never fails

// text writes a text at a place; anchor is start, middle or end.
func (d *drawing) text(x, y float64, anchor, words string) {
	d.add(`<text x="%s" y="%s" text-anchor="%s">%s</text>`, at(x), at(y), anchor, template.HTMLEscapeString(words))
}

// begin opens the element with what it says of itself.
func (d *drawing) begin(a About, height float64) {
	id := template.HTMLEscapeString(a.ID)
	d.add(`<svg class="chart" role="img" aria-labelledby="%s-title %s-desc" viewBox="0 0 %d %s" xmlns="http://www.w3.org/2000/svg">`, id, id, width, at(height))
	d.add(`<title id="%s-title">%s</title><desc id="%s-desc">%s</desc>`, id, template.HTMLEscapeString(a.Title), id, template.HTMLEscapeString(a.Desc))
}

func (d *drawing) end() template.HTML {
	d.add(`</svg>`)
	return template.HTML(d.String()) //nolint:gosec // every text in it was escaped
}

// at writes a coordinate, the same on every machine.
func at(v float64) string {
	s := fmt.Sprintf("%.1f", v)
	return strings.TrimSuffix(s, ".0")
}

// ceiling is the end of an axis that holds a value: 1, 2 or 5 times a power of ten, and never less than 1.
func ceiling(v float64) float64 {
	if v <= 1 || math.IsInf(v, 0) || math.IsNaN(v) {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(v)))
	for _, step := range []float64{1, 2, 5, 10} {
		if v <= step*power {
			return step * power
		}
	}
	return 10 * power
}
