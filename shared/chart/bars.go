package chart

import (
	"html/template"
)

// Bars are values side by side, one row each, in one series or two.
type Bars struct {
	About
	Series []string // their names, for the legend; a single one needs none
	Rows   []Bar
	Max    float64 // the end of the axis; the largest value when 0
}

// Bar is one row: a label, and a value for each series.
type Bar struct {
	Label  string
	Values []Value
}

// Value is a value and how it is written. One that is not known is written, and not drawn.
type Value struct {
	Known bool
	Of    float64 // 0 or more
	Text  string
}

// Sizes of bars.
const (
	labelLine = 18 // of a row's label
	barHeight = 14
	barGap    = 4
	rowGap    = 12
	barRoom   = 260 // of the longest bar; the rest is for its value
	legend    = 24
	letter    = 11 // from the top of a line to where letters stand
)

// SVG draws the bars.
func (b Bars) SVG() template.HTML {
	most := b.Max
	for _, row := range b.Rows {
		for _, v := range row.Values {
			if b.Max == 0 && v.Known {
				most = max(most, v.Of)
			}
		}
	}
	if most <= 0 {
		most = 1
	}
	head := 0.0
	if len(b.Series) > 1 {
		head = legend
	}
	height := head
	for _, row := range b.Rows {
		height += labelLine + float64(len(row.Values))*(barHeight+barGap) + rowGap
	}
	var d drawing
	d.begin(b.About, max(height, 1))
	if head > 0 {
		for i, name := range b.Series {
			x := float64(i) * width / 2
			d.bar(i, x, 2, 16)
			d.text(x+22, 2+letter+2, "start", name)
		}
	}
	y := head
	for _, row := range b.Rows {
		d.text(0, y+letter+3, "start", row.Label)
		y += labelLine
		for i, v := range row.Values {
			long := 0.0
			if v.Known {
				long = min(v.Of/most, 1) * barRoom
				d.bar(i, 0, y, max(long, 1))
			}
			d.text(long+6, y+letter+1, "start", v.Text)
			y += barHeight + barGap
		}
		y += rowGap
	}
	return d.end()
}

// bar draws the bar of a series: the first is filled, the second an outline, so that they differ without colour.
func (d *drawing) bar(series int, x, y, long float64) {
	class := "first"
	if series > 0 {
		class = "second"
	}
	d.add(`<rect class="%s" x="%s" y="%s" width="%s" height="%d"/>`, class, at(x), at(y), at(long), barHeight)
}
