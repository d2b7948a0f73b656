package rollup_test

import (
	"context"
	"encoding/json"
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

	"pgregory.net/rapid"
)

func (h *house) spoil(id string, day insight.Day) {
	h.Helper()
	if err := h.store.SpoilFact(h.Context(), rollup.Case{Kind: event.Ticket, ID: id}, day); err != nil {
		h.Fatal(err)
	}
}

// order rolls everything up that is due, over a store.
func (h *house) order(s spoiled) (failed []rollup.Failure, mended []rollup.Case) {
	h.Helper()
	all, err := h.spoiledService(s).Order(h.Context(), layout.Shards, nil, "")
	if err != nil {
		h.Fatal(err)
	}
	for _, r := range all {
		failed, mended = append(failed, r.Failed...), append(mended, r.Mended...)
	}
	return failed, mended
}

func TestAFactThatCannotBeReadIsMadeAnew(t *testing.T) {
	h := newHouse(t)
	h.open("T1", "chain")
	h.open("T2", "")
	h.morning(1)
	h.reply("T1")
	h.night(2)
	h.roll("2026-03-03")
	h.spoil("T1", "2026-03-02") // the day that it began on, with all that is known of it
	h.spoil("T1", "2026-03-03")
	h.morning(2)
	h.solve("T1")
	h.night(3)
	failed, mended := h.order(spoiled{Store: h.store})
	if len(failed) > 0 || !slices.Equal(mended, []rollup.Case{{Kind: event.Ticket, ID: "T1"}}) {
		t.Fatalf("failed %v, mended %v", failed, mended)
	}
	h.want(insight.Backlog, insight.Key{}, "2", "2", "1")
	h.want(insight.Replies, insight.Key{}, "0", "1", "0")
	if days := h.differing(false); len(days) > 1 || len(days) == 1 && days[0] != insight.DayOf(h.at) {
		t.Fatalf("%v differ", days)
	}
	// It is not even looked at again.
	h.night(4)
	if failed, mended = h.order(spoiled{Store: h.store}); len(failed)+len(mended) > 0 {
		t.Fatalf("failed %v, mended %v", failed, mended)
	}
}

// Found where the day is summed, because of another case.
func TestAFactThatCannotBeReadIsFoundWhereItsDayIsSummed(t *testing.T) {
	h := newHouse(t)
	var other string // of the same shard
	for i := 2; other == ""; i++ {
		if id := fmt.Sprintf("T%d", i); layout.Shard(id) == layout.Shard("T1") {
			other = id
		}
	}
	h.open("T1", "")
	h.open(other, "")
	h.night(1)
	h.roll("2026-03-02")
	h.spoil("T1", "2026-03-02")
	// Much later, so that no list of what was written names it any more.
	h.morning(9)
	h.solve(other) // which changes the rate of solutions of the first day
	h.night(10)
	store := spoiled{h.store, map[string]func([]event.Event) ([]event.Event, error){
		"T1": func([]event.Event) ([]event.Event, error) { return nil, nil },
	}}
	want := []rollup.Failure{{Case: rollup.Case{Kind: event.Ticket, ID: "T1"}, Why: rollup.WhyTimeline}}
	if failed, mended := h.order(store); !slices.Equal(failed, want) || len(mended) > 0 {
		t.Fatalf("without a timeline: failed %v, mended %v", failed, mended)
	}
	h.want(insight.ResolutionRate, insight.Key{}, "1") // of those that can be measured
	h.night(11)
	if failed, _ := h.order(store); !slices.Equal(failed, want) {
		t.Fatalf("the next night: %v", failed)
	}
	delete(store.by, "T1")
	h.night(12)
	if failed, mended := h.order(store); len(failed) > 0 || len(mended) != 1 {
		t.Fatalf("with it: failed %v, mended %v", failed, mended)
	}
	h.want(insight.ResolutionRate, insight.Key{}, "0.5")
}

func TestASumThatCannotBeReadIsMadeAnew(t *testing.T) {
	h := newHouse(t)
	h.open("T1", "")
	h.night(3)
	h.roll("2026-03-04")
	at := rollup.Place{Day: "2026-03-04", Shard: layout.Shard("T1"), Measure: insight.Backlog, By: insight.All}
	if err := h.store.SpoilSum(t.Context(), at); err != nil {
		t.Fatal(err)
	}
	h.night(4)
	h.roll("2026-03-05") // carries the backlog on
	h.want(insight.Backlog, insight.Key{}, "1", "1", "1", "1")
	// One that no day is carried on from is mended by a rebuild.
	at.Measure, at.Day = insight.Opened, "2026-03-02"
	if err := h.store.SpoilSum(t.Context(), at); err != nil {
		t.Fatal(err)
	}
	if days := h.differing(true); !slices.Contains(days, at.Day) {
		t.Fatalf("%v differ", days)
	}
	h.want(insight.Opened, insight.Key{}, "1")
}

func TestARebuildMendsFactsAndGoesOnWithoutACase(t *testing.T) {
	h := newHouse(t)
	for i := range 9 {
		h.open(fmt.Sprintf("T%d", i), "")
	}
	h.night(1)
	h.roll("2026-03-02")
	h.spoil("T1", "2026-03-02")
	// Readable, and not what was written: the hash that is known of it does not tell.
	c := rollup.Case{Kind: event.Ticket, ID: "T2"}
	k, err := h.store.Known(t.Context(), c, "2026-03-02")
	if err != nil {
		t.Fatal(err)
	}
	k.Revision++
	if err := h.store.SaveFacts(t.Context(), rollup.Change{Known: k, Facts: []rollup.Fact{{Case: c, Day: "2026-03-02"}}}); err != nil {
		t.Fatal(err)
	}
	store := spoiled{h.store, map[string]func([]event.Event) ([]event.Event, error){"T3": faults["a gap"]}}
	r := rollup.Rebuild{Service: h.spoiledService(store), Begun: h.store.Begun, ShardOf: layout.Shard, Shards: layout.Shards}
	span := rollup.Span{Begun: "2026-02-01", From: "2026-03-02", To: "2026-03-02", Write: true}
	var differ int
	run := func() []rollup.Failure {
		t.Helper()
		differ = 0
		failed, err := r.Run(t.Context(), span, func(d rollup.Day) { differ += len(d.Differs) })
		if err != nil {
			t.Fatal(err)
		}
		return failed
	}
	want := []rollup.Failure{{Case: rollup.Case{Kind: event.Ticket, ID: "T3"}, Why: rollup.WhyTimeline}}
	if failed := run(); !slices.Equal(failed, want) || differ > 0 {
		t.Fatalf("%v, %d differ", failed, differ) // sums were right, and stay so
	}
	for _, id := range []string{"T1", "T2"} {
		facts, err := h.store.FactsOf(t.Context(), rollup.Case{Kind: event.Ticket, ID: id}, "2026-03-02", "2026-03-02")
		if err != nil || len(facts) != 1 || facts[0].Damaged {
			t.Fatalf("%s: %+v, %v", id, facts, err)
		}
	}
	h.want(insight.Opened, insight.Key{}, "9")
	if m, err := h.store.Mark(t.Context(), layout.Shard("T3")); err != nil || !slices.Equal(m.Failed, want) {
		t.Fatalf("the alarm is told of %v, %v", m.Failed, err)
	}
	clear(store.by)
	if failed := run(); len(failed) > 0 || differ > 0 {
		t.Fatalf("%v, %d differ", failed, differ)
	}
	if m, err := h.store.Mark(t.Context(), layout.Shard("T3")); err != nil || len(m.Failed) > 0 {
		t.Fatalf("the alarm is told of %v, %v", m.Failed, err)
	}
}

// blindfolded are doings of which some of one customer cannot be read.
type blindfolded struct{ *memory.Store }

func (blindfolded) ActiveBetween(context.Context, string, time.Time, time.Time) (bool, error) {
	return false, fault.Damaged(fault.NotFound("such thing"))
}

func TestAQuestionThatCannotBeAnsweredLeavesTheRest(t *testing.T) {
	h := newHouse(t)
	h.open("T1", "")
	h.at = h.at.Add(30 * time.Hour) // the resolution is promised within a day
	if _, err := h.desk.Wake(t.Context(), "T1"); err != nil {
		t.Fatal(err)
	}
	h.night(2)
	h.roll("2026-03-03")
	h.night(40)
	s := rollup.NewService(h.store, blindfolded{h.store}, h.desk.Promises, func() time.Time { return h.at })
	r, err := s.Roll(t.Context(), layout.Shard("T1"), insight.DayOf(h.at).Previous())
	want := []rollup.Failure{{Case: rollup.Case{Kind: event.Ticket, ID: "T1"}, Why: rollup.WhyNeighbour}}
	if err != nil || !slices.Equal(r.Failed, want) {
		t.Fatalf("%+v, %v", r, err)
	}
	h.roll(insight.DayOf(h.at).Previous())
	h.want(insight.Opened, insight.Key{}, "1")
	if m, err := h.store.Mark(t.Context(), layout.Shard("T1")); err != nil || len(m.Failed) > 0 {
		t.Fatalf("still %v, %v", m.Failed, err)
	}
}

// Two houses live the same life; in one of them things of some cases are damaged. What is told of the others is the same,
// and everything is once it is mended.
func TestDamageNeverChangesTheFiguresOfOtherCases(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole, hurt := newHouse(t), newHouse(t)
		both := []*house{whole, hurt}
		store := spoiled{hurt.store, map[string]func([]event.Event) ([]event.Event, error){}}
		status := map[string]string{}
		victim := func(id string) bool { return id < "T3" }
		kinds := []string{"a gap", "an event that cannot be read", "an item that cannot be decoded"}
		days := rapid.IntRange(2, 6).Draw(t, "days")
		for day := range days {
			for _, h := range both {
				h.morning(day)
			}
			for range rapid.IntRange(0, 6).Draw(t, "steps") {
				wait := time.Duration(rapid.IntRange(1, 2*3600).Draw(t, "wait")) * time.Second
				id := rapid.SampledFrom([]string{"T1", "T2", "T3", "T4", "T5", "T6"}).Draw(t, "ticket")
				act := rapid.Bool().Draw(t, "reply")
				for _, h := range both {
					h.at = h.at.Add(wait)
					switch {
					case status[id] == "" && victim(id):
						h.open(id, "")
					case status[id] == "":
						h.open(id, "chain")
					case status[id] == "solved":
						h.reopen(id)
					case act:
						h.reply(id)
					default:
						h.solve(id)
					}
				}
				if status[id] == "" || status[id] == "solved" {
					status[id] = "open"
				} else if !act {
					status[id] = "solved"
				}
			}
			for range rapid.IntRange(0, 4).Draw(t, "damages") {
				id := rapid.SampledFrom([]string{"T1", "T2"}).Draw(t, "victim")
				on := insight.DayOf(first.AddDate(0, 0, rapid.IntRange(0, days-1).Draw(t, "on")))
				switch rapid.IntRange(0, 3).Draw(t, "what") {
				case 0:
					store.by[id] = faults[rapid.SampledFrom(kinds).Draw(t, "how")]
				case 1:
					delete(store.by, id)
				case 2:
					if status[id] != "" {
						hurt.spoil(id, on)
					}
				default:
					at := rapid.SampledFrom(hurt.places(on)).Draw(t, "sum")
					if err := hurt.store.SpoilSum(t.Context(), at); err != nil {
						t.Fatal(err)
					}
				}
			}
			if rapid.Bool().Draw(t, "rolled") || day == days-1 {
				for _, h := range both {
					h.night(day + 1)
				}
				whole.order(spoiled{Store: whole.store})
				hurt.order(store)
			}
		}
		r := rollup.Rebuild{Service: hurt.spoiledService(store), Begun: hurt.store.Begun, ShardOf: layout.Shard, Shards: layout.Shards}
		span := rollup.Span{Begun: "2026-02-01", From: insight.DayOf(first), To: insight.DayOf(first.AddDate(0, 0, days-1)), Write: true}
		if rapid.Bool().Draw(t, "rebuilt") {
			if _, err := r.Run(t.Context(), span, func(rollup.Day) {}); err != nil {
				t.Fatal(err)
			}
		}
		// A sum that nothing is carried on from stays damaged until a rebuild.
		if got, want, read := hurt.told("chain", span), whole.told("chain", span), hurt.readable(span); read && got != want {
			t.Fatalf("other cases show\n%s, without the damage\n%s", got, want)
		}
		clear(store.by)
		if failed, err := r.Run(t.Context(), span, func(rollup.Day) {}); err != nil || len(failed) > 0 {
			t.Fatal(failed, err)
		}
		if got, want := hurt.told("", span)+hurt.told("chain", span), whole.told("", span)+whole.told("chain", span); got != want {
			t.Fatalf("after it was mended\n%s, without the damage\n%s", got, want)
		}
	})
}

// places are the sums of a day.
func (h *house) places(day insight.Day) (all []rollup.Place) {
	h.Helper()
	for shard := range layout.Shards {
		sums, err := h.store.Sums(h.Context(), day, shard)
		if err != nil {
			h.Fatal(err)
		}
		for _, s := range sums {
			all = append(all, rollup.Place{Day: day, Shard: shard, Measure: s.Measure, By: s.By})
		}
	}
	slices.SortFunc(all, func(a, b rollup.Place) int { return cmpPlace(a, b) })
	if len(all) == 0 {
		all = append(all, rollup.Place{Day: day, Measure: insight.Backlog, By: insight.ByTeam})
	}
	return all
}

func cmpPlace(a, b rollup.Place) int {
	x, _ := json.Marshal(a)
	y, _ := json.Marshal(b)
	return slices.Compare(x, y)
}

// readable reports whether every sum of a span can be read.
func (h *house) readable(span rollup.Span) bool {
	for day := span.From; day <= span.To; day = day.Next() {
		for _, p := range h.places(day) {
			if _, err := h.store.SumsAt(h.Context(), []rollup.Place{p}); err != nil {
				return false
			}
		}
	}
	return true
}

// told gives everything that is told of a team, as text.
func (h *house) told(team string, span rollup.Span) (all string) {
	h.Helper()
	if !h.readable(span) {
		return "cannot be read"
	}
	for _, m := range insight.Definitions() {
		if !m.Has(insight.ByTeam) {
			continue
		}
		days, err := h.reader().Cells(h.Context(), m, insight.ByTeam, span.From, span.To)
		if err != nil {
			h.Fatal(err)
		}
		for i, day := range days {
			if cell, _ := json.Marshal(day[team]); string(cell) != "{}" {
				all += fmt.Sprintln(m.Name, i, string(cell))
			}
		}
	}
	return all
}
