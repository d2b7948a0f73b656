package rollup_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/insight"
	"aftercare/shared/memory"
	"aftercare/shared/rollup"

	"pgregory.net/rapid"
)

// stepping is a store that waits for a step before it writes.
type stepping struct {
	*memory.Store
	step chan struct{}
}

func (s stepping) SaveFacts(ctx context.Context, c rollup.Change) error {
	<-s.step
	return s.Store.SaveFacts(ctx, c)
}

func (s stepping) SaveMark(ctx context.Context, m rollup.Mark) error {
	<-s.step
	return s.Store.SaveMark(ctx, m)
}

func (s stepping) SaveSum(ctx context.Context, day insight.Day, shard int, revision int64, sum rollup.Sum) error {
	<-s.step
	return s.Store.SaveSum(ctx, day, shard, revision, sum)
}

// However the writes of roll-ups of a shard come between each other, none of them fails, one does the work of all, and the
// figures are those that the timelines alone give.
func TestRollUpsOfAShardAtTheSameTimeGiveWayToEachOther(t *testing.T) {
	const shard = 1
	rapid.Check(t, func(t *rapid.T) {
		h := newHouse(t)
		h.roll("2026-03-01") // the first one looks back for weeks
		for i, opened := 0, rapid.IntRange(1, 12).Draw(t, "tickets"); opened > 0; i++ {
			id := fmt.Sprintf("T%d", i)
			if layout.Shard(id) != shard {
				continue
			}
			opened--
			h.at = h.at.Add(time.Minute)
			if h.open(id, ""); rapid.Bool().Draw(t, "solved") {
				h.solve(id)
			}
		}
		h.night(1)
		runs := rapid.IntRange(2, 3).Draw(t, "runs")
		steps, ends := make([]chan struct{}, runs), make([]chan error, runs)
		for i := range runs {
			steps[i], ends[i] = make(chan struct{}), make(chan error, 1)
			s, one := h.service(), shard
			s.Store = stepping{h.store, steps[i]}
			go func() {
				<-steps[i]
				_, err := s.Order(t.Context(), layout.Shards, &one, insight.DayOf(h.at))
				ends[i] <- err
			}()
		}
		going := make([]int, runs)
		for i := range going {
			going[i] = i
		}
		for len(going) > 0 {
			next := rapid.SampledFrom(going).Draw(t, "goes")
			select {
			case steps[next] <- struct{}{}:
			case err := <-ends[next]:
				if err != nil {
					t.Fatalf("run %d failed: %v", next, err)
				}
				going = slices.DeleteFunc(going, func(run int) bool { return run == next })
			}
		}
		m, err := h.store.Mark(t.Context(), shard)
		if err != nil || m.Reading != nil || m.Through != insight.DayOf(h.at) {
			t.Fatalf("the shard is left at %+v, %v", m, err)
		}
		h.roll(insight.DayOf(h.at)) // the other shards
		if days := h.differing(false); len(days) > 0 {
			t.Fatalf("%v differ", days)
		}
	})
}
