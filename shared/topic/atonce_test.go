package topic_test

import (
	"context"
	"testing"

	"aftercare/shared/memory"
	"aftercare/shared/topic"
)

// crowded is a store that lets something happen before one of its writes.
type crowded struct {
	*memory.Store
	left int // writes until then
	then func()
}

func (c *crowded) next() {
	if c.left--; c.left == -1 {
		c.then()
	}
}

func (c *crowded) SaveTopic(ctx context.Context, change topic.Change) error {
	c.next()
	return c.Store.SaveTopic(ctx, change)
}

func (c *crowded) SaveTermDay(ctx context.Context, d topic.Day) error {
	c.next()
	return c.Store.SaveTermDay(ctx, d)
}

// Whichever write another look comes before, neither fails, and what they find is told once.
func TestLooksAtTheSameTimeGiveWayToEachOther(t *testing.T) {
	for before, came := 0, true; came; before++ {
		d := aDesk()
		d.source.add(6, 3, "Staking rewards are missing")
		other := d.Service
		came = false
		told := 0
		d.Service.Store = &crowded{Store: d.Store, left: before, then: func() {
			came = true
			seen, err := other.Look(t.Context(), midnight, d.at)
			if err != nil {
				t.Fatalf("the other look, before write %d: %v", before, err)
			}
			told += seen.Told
		}}
		told += d.look(t, 0).Told
		if all := d.all(t); told != 1 || len(all) != 1 || all[0].Seq != 1 {
			t.Fatalf("with another before write %d it is told %d times: %+v", before, told, all)
		}
		days, err := d.TermDays(t.Context(), midnight.Add(-topic.Span), midnight)
		if err != nil || len(days) != topic.Parts*7*(1+topic.Weeks) {
			t.Fatalf("%d parts of days are kept, %v", len(days), err)
		}
	}
}
