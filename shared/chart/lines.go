package chart

import (
	"html/template"
	"strconv"
)

// Lines are values over time, in one series or two.
type Lines struct {
	About
	Series []Line
	Along  []string // what the places are called, as many as the longest series has; empty names are not written
}

// Line is one series. A value that is not known leaves a gap.
type Line struct {
	Name   string
	Values []Value
}

// Sizes of a chart with lines.
const (
	left, right = 44.0, 8.0
	top         = legend + 8.0
	plot        = 170.0 // height of what is drawn
	foot        = 24.0
	gridLines   = 1 // between the ends
)

// SVG draws the lines.
func (l Lines) SVG() template.HTML {
	places, most := len(l.Along), 0.0
	for _, s := range l.Series {
		places = max(places, len(s.Values))
		for _, v := range s.Values {
			if v.Known {
				most = max(most, v.Of)
			}
		}
	}
	most = ceiling(most)
	x := func(i int) float64 { return left + (width-left-right)*float64(i)/float64(max(places-1, 1)) }
	y := func(v float64) float64 { return top + plot*(1-min(v/most, 1)) }
	var d drawing
	d.begin(l.About, top+plot+foot)
	for i := range gridLines + 2 {
		if i > 0 && i < gridLines+1 && most < gridLines+1 {
			continue // there is nothing whole between the ends
		}
		v := most * float64(i) / (gridLines + 1)
		d.add(`<line class="grid" x1="%s" y1="%s" x2="%s" y2="%s"/>`, at(left), at(y(v)), at(width-right), at(y(v)))
		d.text(left-6, y(v)+4, "end", strconv.FormatFloat(v, 'f', digits(v), 64))
	}
	for i, name := range l.Along {
		if name != "" {
			d.text(x(i), top+plot+18, "middle", name)
		}
	}
	for i, s := range l.Series {
		d.series(i, s, x, y)
		from := float64(i) * width / 2
		d.add(`<path class="line %s" d="M%s 9H%s"/>`, class(i), at(from), at(from+24))
		d.marker(i, from+12, 9)
		d.text(from+30, 14, "start", s.Name)
	}
	return d.end()
}

// series draws a line with a mark at every value: the first is solid with dots, the second dashed with squares.
func (d *drawing) series(n int, s Line, x func(int) float64, y func(float64) float64) {
	d.add(`<path class="line %s" d="`, class(n))
	drawn := false
	for i, v := range s.Values {
		switch {
		case !v.Known:
			drawn = false
			continue
		case drawn:
			d.add("L")
		default:
			d.add("M")
		}
		d.add("%s %s", at(x(i)), at(y(v.Of)))
		drawn = true
	}
	d.add(`"/>`)
	for i, v := range s.Values {
		if v.Known {
			d.marker(n, x(i), y(v.Of))
		}
	}
}

func (d *drawing) marker(n int, x, y float64) {
	if n == 0 {
		d.add(`<circle class="first" cx="%s" cy="%s" r="3"/>`, at(x), at(y))
		return
	}
	d.add(`<rect class="second" x="%s" y="%s" width="5" height="5"/>`, at(x-2.5), at(y-2.5))
}

func class(series int) string {
	if series == 0 {
		return "first"
	}
	return "second"
}

// digits is how many decimals a value on the axis needs.
func digits(v float64) int {
	if v == float64(int64(v)) {
		return 0
	}
	return 1
}
