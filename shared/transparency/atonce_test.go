package transparency_test

import (
	"context"
	"testing"
	"time"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/memory"
	"aftercare/shared/transparency"
)

// crowded is a store that lets something happen before a report is saved.
type crowded struct {
	*memory.Store
	then func()
}

func (c crowded) SaveReport(ctx context.Context, change transparency.Change) error {
	c.then()
	return c.Store.SaveReport(ctx, change)
}

func TestLooksAtTheSameTimeFreezeAReportOnce(t *testing.T) {
	h := newHouse(t, t)
	h.work(7)
	h.now = month.End().AddDate(0, 0, 4).Add(time.Hour)
	h.roll()
	came := 0
	store := crowded{h.Store, func() {
		if came++; came > 1 {
			return
		}
		if _, err := h.reports.Due(t.Context()); err != nil {
			t.Errorf("who came between: %v", err)
		}
	}}
	late := transparency.NewService(store, transparency.Collector{Source: h.Store, Shards: layout.Shards},
		transparency.Settings{Company: "Example Exchange", Least: 5, CutOff: 4 * 24 * time.Hour}, func() time.Time { return h.now })
	if _, err := late.Due(t.Context()); err != nil || came == 0 {
		t.Errorf("who came second: %v, after %d", err, came)
	}
	if f, err := h.reports.Report(t.Context(), month); err != nil || len(f.Editions) != 1 || f.Seq != 1 {
		t.Errorf("%+v, %v", f, err)
	}
}
