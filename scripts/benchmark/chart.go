package main

import (
	"fmt"
	"html"
	"strings"
)

// Sizes of the chart, in pixels.
const (
	chartWidth  = 760
	labelWidth  = 230
	barHeight   = 18
	barStep     = 26
	groupHeight = 34
)

// group is some bars with one unit.
type group struct {
	title string
	bars  []bar
}

type bar struct {
	label string
	value float64
	limit float64 // a budget, drawn as a line; 0 for none
	text  string
}

// chart draws a report as SVG: write units, warm calls, and both sizes of the table beside each other.
func chart(r report) string {
	groups := []group{{title: "Write units until everything is done (line: budget)"}}
	for _, c := range r.Counts {
		if c.Tally.writeUnits() == 0 {
			continue
		}
		b := bar{label: c.What, value: c.Tally.writeUnits(), text: units(c.Tally.writeUnits())}
		for _, v := range r.Verdicts {
			if v.Operation == c.Name && v.Measure == "writeUnits" {
				b.limit = v.Budget
			}
		}
		groups[0].bars = append(groups[0].bars, b)
	}
	for _, environments := range []int{1, 16} {
		g := group{title: fmt.Sprintf("Warm call, p50 in ms, %d warm environments", environments)}
		if environments == 1 {
			g.title = "Warm call, p50 in ms, one warm environment"
		}
		for _, s := range r.Speeds {
			if s.Environments == environments {
				g.bars = append(g.bars, bar{
					label: fmt.Sprintf("%s, %d tickets", s.What, s.Tickets), value: s.P50,
					text: fmt.Sprintf("%.1f  (p99 %.1f, %.0f/s)", s.P50, s.P99, s.PerSecond),
				})
			}
		}
		groups = append(groups, g)
	}
	return draw(groups)
}

func draw(groups []group) string {
	var out strings.Builder
	y := 10
	for _, g := range groups {
		if len(g.bars) == 0 {
			continue
		}
		most := 0.0
		for _, b := range g.bars {
			most = max(most, b.value, b.limit)
		}
		scale := float64(chartWidth-labelWidth-170) / most
		y += groupHeight
		fmt.Fprintf(&out, `<text x="10" y="%d" class="title">%s</text>`+"\n", y-12, html.EscapeString(g.title))
		for _, b := range g.bars {
			length := b.value * scale
			fmt.Fprintf(&out, `<text x="%d" y="%d" text-anchor="end">%s</text>`, labelWidth-8, y+13, html.EscapeString(b.label))
			fmt.Fprintf(&out, `<rect x="%d" y="%d" width="%.1f" height="%d"/>`, labelWidth, y, length, barHeight)
			if b.limit > 0 {
				at := labelWidth + b.limit*scale
				fmt.Fprintf(&out, `<line x1="%.1f" x2="%.1f" y1="%d" y2="%d"/>`, at, at, y-3, y+barHeight+3)
				length = max(length, b.limit*scale)
			}
			fmt.Fprintf(&out, `<text x="%.1f" y="%d">%s</text>`+"\n", labelWidth+length+6, y+13, html.EscapeString(b.text))
			y += barStep
		}
	}
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img" aria-label="What operations take, and how long warm calls last">
<style>text{font:12px sans-serif;fill:#24292f}.title{font-weight:bold;font-size:13px}rect{fill:#4f7cac}line{stroke:#b3412f;stroke-width:2}svg{background:#fff}</style>
%s</svg>
`, chartWidth, y+10, chartWidth, y+10, out.String())
}
