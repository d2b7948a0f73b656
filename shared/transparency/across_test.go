package transparency

import (
	"fmt"
	"math/big"
	"testing"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/insight"

	"pgregory.net/rapid"
)

// one is a ticket or a complaint of a company that reports: months are counted from 0, and what is not solved is solved in 99.
type life struct {
	channel, category   string
	opened, day, solved int
	known               int // the freeze from which on it is known: what was told late is missing before
	uncounted, answered bool
	spam, complaint     bool
}

func monthNo(n int) Month { return MonthOf(Month("2026-01").Start().AddDate(0, n, 0)) }

// figuresOf gives what is known of a month at a freeze.
func figuresOf(lives []life, month, freeze int) Figures {
	m := monthNo(month)
	days := []insight.Day{insight.DayOf(m.Start()), insight.DayOf(m.Start()).Next(), insight.DayOf(m.End()).Previous()}
	facts := map[insight.Day][]insight.Fact{}
	f := Figures{Through: days[2]}
	see := func(i int, day insight.Day, o insight.Observation) {
		facts[day] = append(facts[day], insight.Fact{Kind: "ticket", ID: fmt.Sprint(i, o.Measure, len(facts[day])), Observations: []insight.Observation{o}})
	}
	for i, l := range lives {
		if l.known > freeze || l.opened > month {
			continue
		}
		day := days[l.day%2]
		if l.complaint {
			at := monthNo(l.opened).Start().AddDate(0, 0, l.day)
			line := complaint.Line{ID: fmt.Sprint(i), ReceivedAt: at, CreatedAt: at, Topic: l.category, Deadlines: []complaint.Deadline{
				{Name: complaint.Acknowledgement, DueAt: at.Add(24 * time.Hour), MetAt: at.Add(time.Hour)},
			}}
			if l.solved <= month {
				line.ClosedAt, line.Outcome = monthNo(l.solved).Start().AddDate(0, 0, 20), told[i%2]
			}
			f.Complaints = append(f.Complaints, line)
			continue
		}
		in := insight.Observation{Channel: l.channel, Category: l.category}
		with := func(name insight.Name, value, of int64, target string) insight.Observation {
			o := in
			o.Measure, o.Value, o.Of, o.Target = name, value, of, target
			return o
		}
		if l.opened == month {
			see(i, day, with(insight.Opened, 1, 0, ""))
			if !l.uncounted {
				see(i, day, with(insight.EscalationRate, 0, 1, ""))
			}
			if l.answered {
				see(i, day, with(insight.FirstResponse, 60, 0, ""))
				see(i, day, with(insight.FirstResponseBusiness, 60, 0, ""))
				see(i, day, with(insight.BreachRate, 0, 1, []string{"firstReply", "resolution"}[i%2]))
			}
		}
		if l.solved == month && !l.spam {
			see(i, day, with(insight.Solved, 1, 0, ""))
			see(i, day, with(insight.ResolutionTime, 600, 0, ""))
			see(i, day, with(insight.ResolutionTimeBusiness, 600, 0, ""))
		}
		if l.solved > month {
			see(i, days[2], with(insight.Backlog, 1, 1, ""))
		}
	}
	for _, day := range days {
		f.Days = append(f.Days, Day{Day: day, Sheet: insight.Sum(facts[day])})
	}
	return f
}

// held is a published edition as an attacker holds it, who is also told which of the guesses are right.
type held struct {
	report Report
	truth  map[string]int64
	hidden map[string]bool
}

// cellName is what an attacker calls a count: the tables of a report that tell the same are known.
func cellName(t Table, c, row int) string {
	of, what := t.Rows[row].Of, t.Columns[c].Measure
	if t.Rows[row].Total || t.By == "all" {
		of = ""
	}
	switch t.ID {
	case "times", "timesCounted":
		return "answers to " + of
	case "firstResponse":
		what = "answers to firstReply"
	case "resolution":
		what = "answers to resolution"
	case "escalations", "satisfaction", "steps", "calls":
		what = t.ID + " " + what
	}
	if of == "" {
		return what
	}
	if t.By == "step" || t.By == "survey" {
		return what + " of " + of
	}
	return what + " of " + t.By + " " + of
}

func eachName(r Report, give func(name string, t Table, c, row int)) {
	for _, s := range r.Sections {
		for _, t := range s.Tables {
			for c, column := range t.Columns {
				for row := range t.Rows {
					if s.ID != "incidents" && column.Unit == Count && len(column.Rests) == 0 {
						give(cellName(t, c, row), t, c, row)
					}
				}
			}
		}
	}
}

// attack gives the hidden counts that can be computed exactly, by exact fractions.
func attack(all []held) map[string]bool {
	index := map[string]int{}
	var rows []map[int]*big.Rat
	name := func(h held, cell string) string { return fmt.Sprint(h.report.Month, " ", h.report.Edition, " ", cell) }
	relate := func(parts map[string]int64) {
		row := map[int]*big.Rat{}
		for of, sign := range parts {
			if _, there := index[of]; !there {
				index[of] = len(index)
			}
			row[index[of]] = big.NewRat(sign, 1)
		}
		rows = append(rows, row)
	}
	// equal notes that some cells, with their signs, come to nothing, where that is true.
	equal := func(parts ...any) {
		sum, unknowns := int64(0), map[string]int64{}
		for i := 0; i < len(parts); i += 3 {
			h, cell, sign := parts[i].(held), parts[i+1].(string), int64(parts[i+2].(int))
			if sum += sign * h.truth[cell]; h.hidden[cell] {
				unknowns[name(h, cell)] += sign
			}
		}
		if sum == 0 && len(unknowns) > 0 {
			relate(unknowns)
		}
	}
	for _, h := range all {
		sums := map[string][]any{}
		totals := map[string]string{}
		done := map[string]bool{}
		eachName(h.report, func(cell string, t Table, c, row int) {
			at := t.ID + " " + t.Columns[c].Measure
			if t.Rows[row].Total {
				totals[at] = cell
			} else if !done[at+cell] {
				done[at+cell] = true
				sums[at] = append(sums[at], h, cell, 1)
			}
		})
		for at, total := range totals {
			equal(append(sums[at], h, total, -1)...)
		}
		equal(h, "closed", -1, h, "outcomes total", 1)
		for cell := range h.truth {
			for _, ch := range append([]string{""}, " of channel web", " of channel chat", " of channel phone", " of channel social") {
				if cell == "escalations cases"+ch {
					equal(h, cell, 1, h, "opened"+ch, -1)
				}
			}
		}
		equal(h, "steps done of acknowledgement", 1, h, "received", -1)
		equal(h, "steps due of acknowledgement", 1, h, "received", -1)
		for _, other := range all {
			for cell := range h.truth {
				if h.report.Month == other.report.Month && h.report.Edition != other.report.Edition {
					equal(h, cell, 1, other, cell, -1) // did not change
				}
				if len(cell) >= 7 && cell[:7] == "backlog" && other.report.Month == h.report.Month.Before() {
					equal(h, cell, 1, h, "opened"+cell[7:], -1, h, "solved"+cell[7:], 1, other, cell, -1)
				}
			}
			if other.report.Month == h.report.Month.Before() {
				equal(h, "openAtEnd", 1, h, "received", -1, h, "closed", 1, other, "openAtEnd", -1)
			}
		}
	}
	// Gauss and Jordan.
	var solved []map[int]*big.Rat
	var pivots []int
	less := func(from, other map[int]*big.Rat, factor *big.Rat) {
		for i, f := range other {
			now := new(big.Rat).Neg(new(big.Rat).Mul(f, factor))
			if had := from[i]; had != nil {
				now.Add(now, had)
			}
			if from[i] = now; now.Sign() == 0 {
				delete(from, i)
			}
		}
	}
	for _, row := range rows {
		for i, pivot := range pivots {
			if f := row[pivot]; f != nil {
				less(row, solved[i], new(big.Rat).Set(f))
			}
		}
		pivot := -1
		for i := range row {
			pivot = max(pivot, i)
		}
		if pivot < 0 {
			continue
		}
		scale := new(big.Rat).Inv(row[pivot])
		for i := range row {
			row[i] = new(big.Rat).Mul(row[i], scale)
		}
		for _, other := range solved {
			if f := other[pivot]; f != nil {
				less(other, row, new(big.Rat).Set(f))
			}
		}
		solved, pivots = append(solved, row), append(pivots, pivot)
	}
	names := make([]string, len(index))
	for of, i := range index {
		names[i] = of
	}
	out := map[string]bool{}
	for i, row := range solved {
		if len(row) == 1 {
			out[names[pivots[i]]] = true
		}
	}
	return out
}

func drawLives(t *rapid.T, freezes int) []life {
	one := rapid.Custom(func(t *rapid.T) life {
		l := life{
			channel:   rapid.SampledFrom([]string{"web", "web", "web", "chat", "chat", "phone", "social"}).Draw(t, "channel"),
			category:  rapid.SampledFrom([]string{"deposit", "deposit", "withdrawal", "fees", "other"}).Draw(t, "category"),
			opened:    rapid.IntRange(0, 3).Draw(t, "opened"),
			day:       rapid.IntRange(0, 1).Draw(t, "day"),
			uncounted: rapid.IntRange(0, 9).Draw(t, "uncounted") == 0,
			answered:  rapid.Bool().Draw(t, "answered"),
			spam:      rapid.IntRange(0, 9).Draw(t, "spam") == 0,
			complaint: rapid.IntRange(0, 4).Draw(t, "complaint") == 0,
		}
		l.solved = l.opened + rapid.SampledFrom([]int{0, 0, 1, 1, 99}).Draw(t, "solved")
		if rapid.IntRange(0, 7).Draw(t, "late") == 0 {
			l.known = rapid.IntRange(0, freezes).Draw(t, "known")
		}
		return l
	})
	return rapid.SliceOfN(one, 1, 120).Draw(t, "lives")
}

// Whoever holds every edition that was published, of all months, knows how reports are made, and even which of their
// guesses are right (what did not change between editions, where nothing was reopened), computes no small count.
func TestNoSmallCountCanBeComputedAcrossReports(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		freezes := rapid.IntRange(1, 6).Draw(t, "freezes")
		lives := drawLives(t, freezes)
		least := rapid.Int64Range(MinLeast, 6).Draw(t, "least")
		var all []held
		var out []Report
		editions := map[int]int{}
		for freeze := range freezes {
			month := rapid.IntRange(0, min(3, len(editions))).Draw(t, "month") // one after the other, and then corrections
			editions[month]++
			head := Head{Month: monthNo(month), Edition: editions[month], Least: least, AsOf: AsOf{monthNo(month).End().AddDate(0, 0, 9)}}
			f := figuresOf(lives, month, freeze)
			content, _, err := Build(head, f, out...).Canonical()
			if err != nil {
				t.Fatal(err)
			}
			r, err := Read(content)
			if err != nil {
				t.Fatal(err)
			}
			h := held{report: r, truth: map[string]int64{}, hidden: map[string]bool{}}
			eachName(build(head, f), func(name string, tab Table, c, row int) { h.truth[name] = int64(*tab.Rows[row].Cells[c].Value / one) })
			eachName(r, func(name string, tab Table, c, row int) {
				n := h.truth[name] // zero in a row that was added
				h.truth[name] = n
				if h.hidden[name] = tab.Rows[row].Cells[c].Hidden; n > 0 && n < least && !h.hidden[name] {
					t.Fatalf("%s edition %d tells %d %s", r.Month, r.Edition, n, name)
				}
			})
			all, out = append(all, h), append(out, r)
		}
		computed := attack(all)
		for _, h := range all {
			for cell, n := range h.truth {
				if n > 0 && n < least && computed[fmt.Sprint(h.report.Month, " ", h.report.Edition, " ", cell)] {
					t.Errorf("%s, edition %d: that %s is %d can be computed", h.report.Month, h.report.Edition, cell, n)
				}
			}
		}
	})
}
