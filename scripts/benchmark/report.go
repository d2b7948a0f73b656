package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
)

// report is everything that a run found.
type report struct {
	At         string      `json:"at"`
	Machine    string      `json:"machine"`
	Counts     []result    `json:"counts"`
	Verdicts   []verdict   `json:"budgets"`
	Footprints []footprint `json:"functions,omitempty"`
	Speeds     []speed     `json:"speeds,omitempty"`
	Prices     priceList   `json:"-"`
	Costs      []cost      `json:"pricePerThousandTickets"`
}

// write shows a report as tables of Markdown, which people read on a terminal as well.
func (r report) write(w io.Writer) error {
	t := table{out: w}
	t.row("operation, until everything is done", "write units", "read units", "DynamoDB calls", "other calls", "calls before the answer", "invocations", "transitions")
	for _, c := range r.Counts {
		all := 0
		for _, n := range c.Tally.Calls {
			all += n
		}
		before := "-"
		if c.Tally.Before != nil && c.Name != "life" {
			before = fmt.Sprint(measures["callsBeforeAnswer"](c.Tally))
		}
		t.row(c.What, units(c.Tally.writeUnits()), units(c.Tally.readUnits()), c.Tally.calls("DynamoDB"),
			all-c.Tally.calls("DynamoDB"), before, c.Tally.invocations(), c.Tally.Transitions)
	}
	t.end()
	t.row("budget", "at most", "counted", "")
	for _, v := range r.Verdicts {
		mark := "kept"
		if v.exceeded() {
			mark = "EXCEEDED"
		}
		if v.Measure != "scans" || v.exceeded() {
			t.row(v.Operation+" "+v.Measure, units(v.Budget), units(v.Counted), mark)
		}
	}
	t.end()
	if len(r.Footprints) > 0 {
		t.row("function", "bundle MB", "binary MB", "ready ms", "resident MB")
		for _, f := range r.Footprints {
			t.row(f.Job, megabytes(f.Zip), megabytes(f.Binary), fmt.Sprintf("%.1f", f.Ready), megabytes(f.Resident))
		}
		t.end()
	}
	if len(r.Speeds) > 0 {
		t.row("warm call", "tickets", "environments", "p50 ms", "p99 ms", "calls a second", "CPU ms a call")
		for _, s := range r.Speeds {
			t.row(s.What, s.Tickets, s.Environments, fmt.Sprintf("%.2f", s.P50), fmt.Sprintf("%.2f", s.P99),
				fmt.Sprintf("%.0f", s.PerSecond), fmt.Sprintf("%.2f", s.CPU))
		}
		t.end()
	}
	t.row("a ticket's whole ordinary life", "of it", r.Prices.Currency+" for a thousand tickets")
	total := 0.0
	for _, c := range r.Costs {
		t.row(c.Item, quantity(c.Amount), fmt.Sprintf("%.4f", c.Price))
		total += c.Price
	}
	t.row("together", "", fmt.Sprintf("%.2f", total))
	t.end()
	return t.err
}

func units(n float64) string { return strings.TrimSuffix(fmt.Sprintf("%.1f", n), ".0") }

func quantity(n float64) string {
	if n < 0.001 {
		return fmt.Sprintf("%.7f", n)
	}
	return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.4f", n), "0"), ".")
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f", float64(n)/1e6) }

// table writes a table of Markdown with columns of even width.
type table struct {
	out  io.Writer
	rows [][]string
	err  error
}

func (t *table) row(cells ...any) {
	var row []string
	for _, c := range cells {
		row = append(row, fmt.Sprint(c))
	}
	t.rows = append(t.rows, row)
}

// end writes the rows since the last end; the first is the head.
func (t *table) end() {
	if len(t.rows) == 0 || t.err != nil {
		return
	}
	rule := slices.Repeat([]string{"---"}, len(t.rows[0]))
	w := tabwriter.NewWriter(t.out, 0, 0, 1, ' ', 0)
	for _, row := range slices.Insert(t.rows, 1, rule) {
		if _, err := fmt.Fprintln(w, "| "+strings.Join(row, "\t| ")+"\t|"); err != nil {
			t.err = err
		}
	}
	if err := w.Flush(); err != nil {
		t.err = err
	}
	if _, err := fmt.Fprintln(t.out); err != nil {
		t.err = err
	}
	t.rows = nil
}
