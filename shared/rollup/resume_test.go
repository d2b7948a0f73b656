package rollup_test

import (
	"errors"
	"testing"
	"time"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/insight"
)

// A ticket that is written again before a roll-up is gone on with stands in the list of a later day. Whatever the mark says
// is counted is counted, wherever the second roll-up breaks off.
func TestWhatIsWrittenBetweenABreakAndTheNextRollUpIsFound(t *testing.T) {
	const enough = 30 // calls of both roll-ups, and more
	for calls := range enough {
		h := newHouse(t)
		h.open("T1", "")
		h.night(1)
		h.roll("2026-03-02")
		broken := func(left int) {
			h.at = h.at.Add(time.Minute)
			s := h.service()
			s.Store = failing{h.store, &left}
			if _, err := s.Roll(t.Context(), layout.Shard("T1"), insight.DayOf(h.at).Previous()); err != nil && !errors.Is(err, errTired) {
				t.Fatal(err)
			}
		}
		h.morning(2)
		h.reply("T1")
		h.night(3)
		broken(1) // has noted the days, and writes no facts
		h.morning(4)
		h.reply("T1")
		h.night(5)
		broken(calls)
		m, err := h.store.Mark(t.Context(), layout.Shard("T1"))
		if err != nil {
			t.Fatal(err)
		}
		if days := h.differing(false); m.Reading == nil && len(days) > 0 {
			t.Fatalf("after %d calls %s is said to be counted, and %v differ", calls, m.Through, days)
		}
	}
}
