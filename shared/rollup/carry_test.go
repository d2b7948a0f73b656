package rollup_test

import (
	"errors"
	"testing"
	"time"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/insight"
	"aftercare/shared/ticket"
)

// A ticket that is told a day late stands in the backlog of every day since, wherever the roll-up that finds it breaks off.
func TestABacklogIsCarriedOnAfterAFailure(t *testing.T) {
	const enough = 40 // calls of a whole roll-up, and more
	for calls := range enough {
		h := newHouse(t)
		h.open("T1", "")
		h.morning(2)
		h.roll(insight.DayOf(h.at))
		h.want(insight.Backlog, insight.Key{}, "1", "1", "1")
		h.at = h.at.Add(time.Hour)
		if _, err := h.desk.Open(t.Context(), ticket.Opening{
			ID: "T2", Subject: "My deposit", Body: "Where is it?", Channel: ticket.Web, ReceivedAt: h.at.Add(-12 * time.Hour),
			Customer: ticket.Customer{ID: "alice", Assurance: ticket.Authenticated},
		}, alice, nil); err != nil {
			t.Fatal(err)
		}
		h.at = h.at.Add(time.Minute)
		left := calls
		s := h.service()
		s.Store = failing{h.store, &left}
		if _, err := s.Roll(t.Context(), layout.Shard("T2"), insight.DayOf(h.at)); err != nil && !errors.Is(err, errTired) {
			t.Fatal(err)
		}
		h.at = h.at.Add(time.Minute)
		h.roll(insight.DayOf(h.at))
		h.want(insight.Backlog, insight.Key{}, "1", "2", "2")
	}
}
