package rollup_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"aftercare/shared/insight"
	"aftercare/shared/rollup"
)

// Of a day that is not over nobody knows its evening: a ticket of ten minutes ago is ten minutes old.
func TestTheBacklogOfTodayIsAsOldAsItIs(t *testing.T) {
	h := newHouse(t)
	h.open("T1", "chain")
	h.at = h.at.Add(10*time.Minute + time.Second) // a roll-up counts seconds that are over
	today := insight.DayOf(h.at)
	h.roll(today)
	h.want(insight.BacklogAge, insight.Key{}, "600")
	a, err := h.reader().Figures(t.Context(), rollup.Ask{Measure: insight.BacklogAge, By: insight.ByTeam, From: today, To: today})
	if err != nil || len(a.Rows) != 1 || *a.Rows[0].Figure.Value != 600 {
		t.Errorf("%+v, %v", a.Rows, err)
	}
	h.at = h.at.AddDate(0, 0, 1)
	h.roll(today)
	h.want(insight.BacklogAge, insight.Key{}, "54000") // from nine to midnight
}

// A span is read in parts, which come to what the days come to at once.
func TestASpanIsWhatItsDaysAre(t *testing.T) {
	h := newHouse(t)
	teams := []string{"chain", "cards", ""}
	for day := range 60 {
		h.morning(day)
		h.open(fmt.Sprintf("T%d", day), teams[day/7%3])
		h.at = h.at.Add(time.Duration(day*37%600+1) * time.Second)
		h.reply(fmt.Sprintf("T%d", day))
		if day > 40 {
			h.solve(fmt.Sprintf("T%d", day-40))
		}
	}
	h.night(60)
	from, to := insight.DayOf(first), insight.DayOf(first.AddDate(0, 0, 59))
	h.roll(to)
	for _, name := range []insight.Name{insight.Opened, insight.FirstResponse, insight.Backlog, insight.BacklogAge, insight.ResolutionRate} {
		m, _ := insight.Lookup(name)
		for _, by := range m.Dimensions {
			a, err := h.reader().Figures(t.Context(), rollup.Ask{Measure: name, By: by, From: from, To: to})
			if err != nil {
				t.Fatal(err)
			}
			days, err := h.reader().Cells(t.Context(), m, by, from, to)
			if err != nil || len(a.Rows) == 0 {
				t.Fatalf("%s by %s: %+v, %v", name, by, a, err)
			}
			for _, row := range a.Rows {
				var cells []insight.Cell
				for _, day := range days {
					cells = append(cells, day[row.Value])
				}
				if diff := cmp.Diff(m.Figure(m.Over(cells), to.End()), row.Figure); diff != "" {
					t.Errorf("%s of %s %q: %s", name, by, row.Value, diff)
				}
			}
		}
	}
	if got := len(h.figures(insight.Opened, from, to, insight.Key{By: insight.ByTeam, Value: "cards"})); got != 60 {
		t.Errorf("%d days", got)
	}
}
