package rollup_test

import (
	"testing"
	"time"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/insight"
	"aftercare/shared/rollup"
	"aftercare/shared/ticket"
)

// What is written before midnight and brought after it begins on a day after those that are rebuilt, and shows something of
// the last of them.
func TestARebuildReadsWhatWasBroughtAfterItsLastDay(t *testing.T) {
	h := newHouse(t)
	h.open("T1", "")
	h.night(1)
	if _, err := h.desk.Open(t.Context(), ticket.Opening{
		ID: "T2", Subject: "My deposit", Body: "Where is it?", Channel: ticket.Email, ReceivedAt: h.at.Add(-time.Hour),
		Customer: ticket.Customer{ID: "alice", Assurance: ticket.Authenticated},
	}, alice, nil); err != nil {
		t.Fatal(err)
	}
	h.at = h.at.Add(time.Minute)
	h.roll("2026-03-02")
	h.want(insight.Opened, insight.Key{}, "2")
	r := rollup.Rebuild{Service: h.service(), Begun: h.store.Begun, ShardOf: layout.Shard, Shards: layout.Shards}
	_, err := r.Run(t.Context(), rollup.Span{Begun: "2026-03-01", From: "2026-03-02", To: "2026-03-02"}, func(d rollup.Day) {
		if len(d.Differs) > 0 {
			t.Errorf("%s differs: %v", d.Day, d.Differs)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}
