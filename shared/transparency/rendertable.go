package transparency

import (
	"fmt"
	"strings"
	"time"

	"aftercare/shared/chart"
	"aftercare/shared/page"
)

// table tells a table, with a drawing of it where one helps.
func (w writer) table(t Table) page.Part {
	p := page.Part{Heading: w.Tables[t.ID]}
	if len(t.Rows) == 0 || len(t.Rows) == 1 && t.Rows[0].Total && t.Rows[0].empty() {
		p.Paragraphs = []string{w.Empty}
		return p
	}
	p.Chart = w.chart(t, p.Heading)
	p.Table = &page.Table{Headers: []string{w.By[t.By]}, Figures: true, Label: p.Heading}
	for _, c := range t.Columns {
		p.Table.Headers = append(p.Table.Headers, w.Measures[c.Measure])
	}
	for _, row := range t.Rows {
		cells := []string{w.name(t.By, row)}
		for i, cell := range row.Cells {
			cells = append(cells, w.cell(cell, t.Columns[i].Unit))
		}
		p.Table.Rows = append(p.Table.Rows, cells)
	}
	return p
}

// empty reports whether all counts of a row are 0.
func (r Row) empty() bool {
	for _, c := range r.Cells {
		if c.Hidden || c.Value != nil && *c.Value != 0 {
			return false
		}
	}
	return true
}

// name says what a row is of.
func (w writer) name(by string, row Row) string {
	if row.Total {
		return w.Total
	}
	if row.Of == "" {
		return w.None
	}
	names := w.Rows[by]
	switch by {
	case "channel":
		names = promised[w.lang].Channels
	case "category", "topic":
		names = promised[w.lang].Categories
	case "target", "what":
		names = map[string]string{}
		for name, said := range values[w.lang].Targets {
			names[name] = said
		}
	case "day":
		return day(w.lang, row.Of)
	}
	if said, known := names[row.Of]; known {
		return said
	}
	if said, known := w.Rows["other"][row.Of]; known {
		return said
	}
	return row.Of
}

// cell says a figure.
func (w writer) cell(c Cell, unit Unit) string {
	switch {
	case c.Hidden:
		return w.Hidden
	case c.Value == nil:
		return "–"
	}
	switch unit {
	case Portion:
		n := (*c.Value*1000 + one/2) / one // one decimal of a percent
		if n == 1000 && *c.Value < one {
			n-- // all is only what is all
		}
		return fmt.Sprintf(w.Percent, w.number(n*one/10))
	case Seconds:
		return w.duration(time.Duration(int64(*c.Value/one)) * time.Second)
	default:
		return w.number(*c.Value)
	}
}

// number writes a number as the language does.
func (w writer) number(d Decimal) string {
	s := d.String()
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "−", s[1:]
	}
	whole, decimals, _ := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + w.Group + whole[i:]
	}
	if decimals != "" {
		decimals = w.Decimal + decimals
	}
	return sign + whole + decimals
}

// duration writes a span of time in its two largest units.
func (w writer) duration(d time.Duration) string {
	var parts []string
	for i, unit := range []time.Duration{24 * time.Hour, time.Hour, time.Minute, time.Second} {
		n := d / unit
		d -= n * unit
		if n > 0 || i == 3 && len(parts) == 0 {
			parts = append(parts, fmt.Sprint(int64(n), w.Units[i]))
		}
		if len(parts) == 2 {
			break
		}
	}
	return strings.Join(parts, " ")
}

// drawn says which columns of a table are drawn; what is absent is not.
var drawn = map[string][]string{
	"keptByTarget": {"kept"}, "keptByChannel": {"kept"}, "steps": {"kept"},
	"firstResponse": {"median"}, "resolution": {"median"},
	"channel": {"opened", "solved"}, "category": {"opened", "solved"}, "day": {"opened", "solved"},
}

// chart draws a table; nil where that would show nothing.
func (w writer) chart(t Table, title string) chart.Chart {
	var columns []int
	var names []string
	for _, measure := range drawn[t.ID] {
		for i, c := range t.Columns {
			if c.Measure == measure {
				columns, names = append(columns, i), append(names, w.Measures[measure])
			}
		}
	}
	if len(columns) == 0 {
		return nil
	}
	about := chart.About{ID: "chart-" + t.ID, Title: title, Desc: fmt.Sprintf(w.Chart, strings.Join(names, ", "), w.By[t.By])}
	if t.By == "day" {
		return w.lines(t, about, columns, names)
	}
	return w.bars(t, about, columns, names)
}

func (w writer) bars(t Table, about chart.About, columns []int, names []string) chart.Chart {
	b := chart.Bars{About: about, Series: names}
	if len(names) == 1 {
		b.Series = nil
	}
	if t.Columns[columns[0]].Unit == Portion {
		b.Max = 1
	}
	known := false
	for _, row := range t.Rows {
		if row.Total && t.Columns[columns[0]].Unit == Count {
			continue // it would dwarf the others
		}
		bar, drawn := chart.Bar{Label: w.name(t.By, row)}, false
		for _, i := range columns {
			v := w.value(row.Cells[i], t.Columns[i].Unit)
			known = known || v.Known && v.Of > 0
			drawn = drawn || v.Known && v.Of > 0
			bar.Values = append(bar.Values, v)
		}
		if drawn { // the table has the others
			b.Rows = append(b.Rows, bar)
		}
	}
	if !known {
		return nil
	}
	return b
}

func (w writer) value(c Cell, unit Unit) chart.Value {
	v := chart.Value{Text: w.cell(c, unit)}
	if c.Value != nil && !c.Hidden {
		v.Known, v.Of = true, c.Value.Float()
	}
	return v
}

func (w writer) lines(t Table, about chart.About, columns []int, names []string) chart.Chart {
	l := chart.Lines{About: about}
	for _, name := range names {
		l.Series = append(l.Series, chart.Line{Name: name})
	}
	known := false
	for _, row := range t.Rows {
		if row.Total {
			continue
		}
		along := ""
		if day, err := time.Parse(time.DateOnly, row.Of); err == nil && (day.Day()-1)%7 == 0 {
			along = fmt.Sprint(day.Day())
		}
		l.Along = append(l.Along, along)
		for n, i := range columns {
			v := w.value(row.Cells[i], t.Columns[i].Unit)
			known = known || v.Known
			l.Series[n].Values = append(l.Series[n].Values, v)
		}
	}
	if !known {
		return nil
	}
	return l
}
