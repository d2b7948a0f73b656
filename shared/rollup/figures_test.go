package rollup_test

import (
	"testing"
	"time"

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
