package transparency_test

import (
	"context"
	"encoding/json"
	"sync"
	"testing"
	"time"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/insight"
	"aftercare/shared/rollup"
	"aftercare/shared/transparency"
)

// looking notes by what a report reads figures.
type looking struct {
	transparency.Source
	mu sync.Mutex
	by map[insight.Dimension]bool
}

func (l *looking) SumsAt(ctx context.Context, places []rollup.Place) (map[rollup.Place]json.RawMessage, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, p := range places {
		l.by[p.By] = true
	}
	return l.Source.SumsAt(ctx, places)
}

// Those of a month of thousands of agents are hundreds of megabytes, and the function has 256.
func TestAReportReadsNoFiguresOfAgents(t *testing.T) {
	h := newHouse(t, t)
	h.work(6)
	h.now = h.now.Add(2 * time.Second)
	h.roll(insight.DayOf(h.now))
	l := &looking{Source: h.Store, by: map[insight.Dimension]bool{}}
	f, _, err := transparency.Collector{Source: l, Shards: layout.Shards}.Gather(t.Context(), month)
	h.must(err)
	if l.by[insight.ByAgent] || l.by[insight.ByTeam] || !l.by[insight.ByTarget] || len(f.Days) == 0 {
		t.Errorf("figures of %d days were read by %v", len(f.Days), l.by)
	}
}
