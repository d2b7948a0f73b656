package rollup_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/insight"
	"aftercare/shared/memory"
	"aftercare/shared/rollup"
	"aftercare/shared/sla"
	"aftercare/shared/ticket"
)

// spoiled is a store in which some timelines are not as they were written.
type spoiled struct {
	*memory.Store
	by map[string]func([]event.Event) ([]event.Event, error)
}

func (s spoiled) Timeline(ctx context.Context, kind event.Kind, id string, after int64, limit int) ([]event.Event, error) {
	events, err := s.Store.Timeline(ctx, kind, id, after, limit)
	if spoil := s.by[id]; spoil != nil && err == nil {
		return spoil(events)
	}
	return events, err
}

func (s spoiled) SaveFacts(ctx context.Context, c rollup.Change) error {
	if s.by[c.Known.Case.ID] != nil {
		return fault.New(fault.TooLarge, "a fact is more than can be kept")
	}
	return s.Store.SaveFacts(ctx, c)
}

// The ways in which a case alone is at fault.
var faults = map[string]func([]event.Event) ([]event.Event, error){
	"a gap": func(events []event.Event) ([]event.Event, error) { return events[1:], nil },
	"an event that cannot be read": func(events []event.Event) ([]event.Event, error) {
		events[0].Data = []byte(`{"channel":7}`)
		return events, nil
	},
	"an item that cannot be decoded": func([]event.Event) ([]event.Event, error) {
		return nil, fault.Damaged(errors.New("attribute events is packed and damaged"))
	},
	"a policy that there is not": func(events []event.Event) ([]event.Event, error) {
		events[0].Data = []byte(`{"channel":"web","policy":"none"}`)
		return events, nil
	},
	"more than can be kept": func(events []event.Event) ([]event.Event, error) { return events, nil },
}

// reasons are those that are told.
var reasons = map[string]rollup.Why{
	"a gap": rollup.WhyTimeline, "an event that cannot be read": rollup.WhyTimeline, "an item that cannot be decoded": rollup.WhyTimeline,
	"a policy that there is not": rollup.WhyTimeline, "more than can be kept": rollup.WhyTooLarge,
}

func (h *house) spoiledService(s spoiled) rollup.Service {
	return rollup.NewService(s, s, h.desk.Promises, func() time.Time { return h.at })
}

func TestACaseThatCannotBeMeasuredStopsNoOther(t *testing.T) {
	for name, spoil := range faults {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			for i := range 12 {
				h.open(fmt.Sprintf("T%d", i), "")
			}
			broken := rollup.Case{Kind: event.Ticket, ID: "T7"}
			store := spoiled{h.store, map[string]func([]event.Event) ([]event.Event, error){"T7": spoil}}
			failed := func(want ...rollup.Case) {
				t.Helper()
				all, err := h.spoiledService(store).Order(t.Context(), layout.Shards, nil, "")
				if err != nil {
					t.Fatal(err)
				}
				var got []rollup.Case
				for _, r := range all {
					for _, f := range r.Failed {
						if got = append(got, f.Case); f.Why != reasons[name] {
							t.Errorf("%v fails for %q", f.Case, f.Why)
						}
					}
					if r.Lag != 0 {
						t.Errorf("shard %d lags %d days behind", r.Shard, r.Lag)
					}
				}
				if !slices.Equal(got, want) {
					t.Fatalf("%v cannot be measured, want %v", got, want)
				}
			}
			h.night(1)
			failed(broken)
			failed(broken) // what is done already tells it, too
			h.want(insight.Opened, insight.Key{}, "11")
			h.night(5) // later than any list of what was written names it
			failed(broken)
			h.want(insight.Backlog, insight.Key{}, "11", "11", "11", "11", "11")
			delete(store.by, "T7")
			h.night(6)
			failed()
			h.want(insight.Opened, insight.Key{}, "12", "0", "0", "0", "0", "0")
			h.want(insight.Backlog, insight.Key{}, "12", "12", "12", "12", "12", "12")
			if days := h.differing(false); len(days) > 1 || len(days) == 1 && days[0] != insight.DayOf(h.at) {
				t.Fatalf("%v differ", days)
			}
		})
	}
}

// lookups are promises that cannot be read.
type lookups struct{ ticket.Promises }

func (lookups) Policy(string, int) (sla.Policy, error) { return sla.Policy{}, errTired }

func TestAStorageThatFailsIsNoFaultOfACase(t *testing.T) {
	for name, service := range map[string]func(h *house) rollup.Service{
		"of the timeline": func(h *house) rollup.Service {
			return h.spoiledService(spoiled{h.store, map[string]func([]event.Event) ([]event.Event, error){
				"T1": func([]event.Event) ([]event.Event, error) { return nil, errTired },
			}})
		},
		"of promises": func(h *house) rollup.Service {
			s := h.service()
			s.Observer.Promises = func(ctx context.Context) ticket.Promises { return lookups{h.desk.Promises(ctx)} }
			return s
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.open("T1", "")
			h.night(1)
			shard := layout.Shard("T1")
			if _, err := service(h).Roll(t.Context(), shard, "2026-03-02"); !errors.Is(err, errTired) {
				t.Fatalf("the roll-up goes on: %v", err)
			}
			m, err := h.store.Mark(t.Context(), shard)
			if err != nil || len(m.Failed) > 0 || m.Through != "" {
				t.Fatalf("the mark is %+v, %v", m, err)
			}
			h.roll("2026-03-02")
			h.want(insight.Opened, insight.Key{}, "1")
		})
	}
}

// Where very many cases cannot be measured the fault is none of theirs. None of them is forgotten when it is mended.
func TestVeryManyThatCannotBeMeasuredStopARollUp(t *testing.T) {
	h := newHouse(t)
	store := spoiled{h.store, map[string]func([]event.Event) ([]event.Event, error){}}
	shard := layout.Shard("T0")
	n := 0
	for i := 0; n <= 100; i++ {
		if id := fmt.Sprintf("T%d", i); layout.Shard(id) == shard {
			h.open(id, "")
			store.by[id] = faults["a gap"]
			n++
		}
	}
	h.night(1)
	for range 2 {
		if r, err := h.spoiledService(store).Roll(t.Context(), shard, "2026-03-02"); err == nil {
			t.Fatalf("the roll-up goes on: %+v", r)
		}
	}
	m, err := h.store.Mark(t.Context(), shard)
	if err != nil || len(m.Failed) > 100 || m.Through != "" {
		t.Fatalf("%d are passed over, figures are there through %q, %v", len(m.Failed), m.Through, err)
	}
	clear(store.by)
	r, err := h.spoiledService(store).Roll(t.Context(), shard, "2026-03-02")
	if err != nil || len(r.Failed) > 0 || r.Changed != n {
		t.Fatalf("after it was mended: %+v, %v", r, err)
	}
}
