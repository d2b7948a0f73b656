package transparency_test

import (
	"fmt"
	"testing"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/insight"
	"aftercare/shared/rollup"
	"aftercare/shared/ticket"
	"aftercare/shared/transparency"

	"pgregory.net/rapid"
)

var (
	alice = event.Actor{Kind: event.Customer, ID: "alice"}
	bo    = event.Actor{Kind: event.Staff, ID: "bo"}
	cora  = event.Actor{Kind: event.Staff, ID: "cora"}
	ada   = event.Actor{Kind: event.Staff, ID: "ada"}
)

// house is a company that works, rolls its figures up, and reports.
type house struct {
	tb
	*world
	desk       *ticket.Service
	complaints *complaint.Service
	reports    *transparency.Service
	collector  transparency.Collector
}

type tb interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

func newHouse(t *testing.T, on tb) *house {
	t.Helper()
	h := &house{tb: on, world: newWorld(t)}
	h.now = month.Start().AddDate(0, 0, 5)
	clock := func() time.Time { return h.now }
	h.desk = ticket.NewService(h.Store, h.Store, clock)
	regime, err := complaint.NewRegime(complaint.MiCA, time.UTC)
	h.must(err)
	h.complaints = complaint.NewService(h.Store, h.Store, h.desk, regime, clock)
	h.collector = transparency.Collector{Source: h.Store, Shards: layout.Shards}
	h.reports = transparency.NewService(h.Store, h.collector, transparency.Settings{Company: "Example Exchange", Least: 5, CutOff: 4 * 24 * time.Hour}, clock)
	return h
}

func (h *house) Helper()                      { h.tb.Helper() }
func (h *house) Fatal(args ...any)            { h.tb.Fatal(args...) }
func (h *house) Fatalf(f string, args ...any) { h.tb.Fatalf(f, args...) }
func (h *house) Errorf(f string, args ...any) { h.tb.Errorf(f, args...) }

func (h *house) service() rollup.Service {
	return rollup.NewService(h.Store, h.Store, h.desk.Promises, func() time.Time { return h.now })
}

func (h *house) open(id string) {
	h.Helper()
	_, err := h.desk.Open(h.Context(), ticket.Opening{
		ID: id, Subject: "My deposit", Body: "Where is it?", Channel: ticket.Chat, Category: "deposit",
		Customer: ticket.Customer{ID: "alice", Assurance: ticket.Authenticated},
	}, alice, nil)
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) solve(id string) {
	h.Helper()
	if _, err := h.desk.Solve(h.Context(), id, "It is there.", ticket.Do{Actor: bo}); err != nil {
		h.Fatal(err)
	}
}

func (h *house) complain(id string) {
	h.Helper()
	_, err := h.complaints.File(h.Context(), complaint.FilingCommand{
		ID: id, FilingText: complaint.FilingText{Subject: "Fee", Statement: "Twice.", Language: "en"},
		Customer: ticket.Customer{ID: "alice", Assurance: ticket.Authenticated}, Channel: ticket.Web,
	}, complaint.Who{Actor: alice})
	if err != nil {
		h.Fatal(err)
	}
}

// roll rolls all shards up to the day before, or to a day.
func (h *house) roll(through ...insight.Day) {
	h.Helper()
	day := insight.DayOf(h.now).Previous()
	if len(through) > 0 {
		day = through[0]
	}
	for shard := range layout.Shards {
		if _, err := h.service().Roll(h.Context(), shard, day); err != nil {
			h.Fatal(err)
		}
		h.now = h.now.Add(time.Second)
	}
}

// work opens tickets and solves them ten minutes later.
func (h *house) work(n int) {
	h.Helper()
	for i := range n {
		h.open(fmt.Sprintf("T%03d", i))
	}
	h.now = h.now.Add(10 * time.Minute)
	for i := range n {
		h.solve(fmt.Sprintf("T%03d", i))
	}
}

func (h *house) content(m transparency.Month, number int) []byte {
	h.Helper()
	f, err := h.reports.Report(h.Context(), m)
	h.must(err)
	e, _ := f.Edition(number)
	raw, err := h.reports.Content(h.Context(), m, e)
	h.must(err)
	return raw
}

// again computes a frozen report from the timelines alone.
func (h *house) again(raw []byte) []byte {
	h.Helper()
	r, err := transparency.Read(raw)
	h.must(err)
	rebuild := rollup.Rebuild{Service: h.service(), Begun: h.Begun, ShardOf: layout.Shard, Shards: layout.Shards}
	f, err := h.collector.Recompute(h.Context(), r, insight.DayOf(month.Start().AddDate(-1, 0, 0)), rebuild)
	h.must(err)
	beside, err := transparency.Beside(h.Context(), h.Store, r)
	h.must(err)
	made, _, err := transparency.Build(r.Again(), f, beside...).Canonical()
	h.must(err)
	return made
}

func TestAReportIsFrozenAfterItsCutOffAndOnce(t *testing.T) {
	h := newHouse(t, t)
	h.work(7)
	h.complain("0123456789AB")
	h.roll()
	h.now = month.End().AddDate(0, 0, 4).Add(-time.Hour)
	h.roll()
	if looked, err := h.reports.Due(t.Context()); err != nil || len(looked.Frozen) != 0 {
		t.Fatalf("before the cut-off: %+v, %v", looked, err)
	}
	h.now = month.End().AddDate(0, 0, 4).Add(time.Hour)
	if looked, err := h.reports.Due(t.Context()); err != nil || len(looked.Frozen)+len(looked.Overdue) != 0 {
		t.Fatalf("without a roll-up of after the cut-off: %+v, %v", looked, err)
	}
	h.now = h.now.Add(transparency.Overdue)
	if looked, err := h.reports.Due(t.Context()); err != nil || len(looked.Overdue) != 1 {
		t.Fatalf("nobody hears of it: %+v, %v", looked, err)
	}
	h.roll()
	for _, want := range []int{1, 0} {
		if looked, err := h.reports.Due(t.Context()); err != nil || len(looked.Frozen) != want || len(looked.Overdue) != 0 {
			t.Fatalf("%+v, %v", looked, err)
		}
	}
	f, err := h.reports.Report(t.Context(), month)
	if err != nil || len(f.Editions) != 1 || f.Editions[0].Provisional || f.Editions[0].State != transparency.Frozen {
		t.Fatalf("%+v, %v", f, err)
	}
	r, err := transparency.Read(h.content(month, 0))
	h.must(err)
	for _, c := range []struct{ section, table, of, measure, want string }{
		{"volumes", "channel", "chat", "opened", "7"}, {"volumes", "channel", "total", "solved", "7"},
		{"promises", "keptByTarget", "firstReply", "kept", "0"}, {"promises", "keptByTarget", "resolution", "kept", "1"},
		{"times", "firstResponse", "chat", "median", "600"}, {"complaints", "complaints", "all", "received", ""},
	} {
		if got := figure(t, r, c.section, c.table, c.of, c.measure); got != c.want {
			t.Errorf("%s of %s is %q, want %q", c.measure, c.of, got, c.want)
		}
	}
}

// Whatever happens afterwards, whoever computes a frozen report again from the timelines gets the same bytes.
func TestAFrozenReportCanBeComputedAgain(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		h := newHouse(t, r)
		steps := rapid.SliceOfN(rapid.SampledFrom([]string{"open", "solve", "reopen", "complain", "wait", "night", "policies"}), 5, 40)
		n := 0
		play := func(step string) {
			switch step {
			case "open":
				h.open(fmt.Sprintf("T%03d", n))
				n++
			case "solve", "reopen":
				if n > 0 {
					id := fmt.Sprintf("T%03d", rapid.IntRange(0, n-1).Draw(r, "which"))
					if step == "solve" {
						_, _ = h.desk.Solve(h.Context(), id, "", ticket.Do{Actor: bo}) // one that is solved stays so
					} else {
						_, _ = h.desk.Reopen(h.Context(), id, "No.", ticket.Do{Actor: alice})
					}
				}
			case "complain":
				h.complain(fmt.Sprintf("C%011d", n))
				n++
				h.open(fmt.Sprintf("T%03d", n-1))
			case "wait":
				h.now = h.now.Add(time.Duration(rapid.IntRange(1, 30*3600).Draw(r, "seconds")) * time.Second)
			case "night":
				h.now = h.now.Add(24 * time.Hour).Truncate(24 * time.Hour).Add(2 * time.Hour)
				h.roll()
			case "policies":
				had, err := h.Policies(h.Context())
				h.must(err)
				h.promise(had.List...)
			}
		}
		for _, step := range steps.Draw(r, "before") {
			play(step)
		}
		h.open("T998") // there is something to report
		h.now = h.now.Add(2 * time.Second)
		h.roll(insight.DayOf(h.now))
		m := transparency.MonthOf(h.now)
		if _, err := h.reports.Freeze(h.Context(), m, "to try", transparency.Do{Actor: ada}); err != nil {
			r.Fatal(err)
		}
		frozen := h.content(m, 0)
		h.now = h.now.Add(2 * time.Second)
		for _, step := range steps.Draw(r, "after") {
			play(step)
		}
		if again := h.again(frozen); string(again) != string(frozen) {
			r.Fatalf("frozen\n%s\ncomputed again\n%s", frozen, again)
		}
	})
}

func TestAReportIsPublishedOnceSomebodyElseApprovedIt(t *testing.T) {
	h := newHouse(t, t)
	h.work(6)
	h.now = h.now.Add(2 * time.Second)
	h.roll(insight.DayOf(h.now))
	do := func(a event.Actor) transparency.Do { return transparency.Do{Actor: a} }
	refuses := func(want fault.Kind) func(transparency.Filing, error) {
		return func(_ transparency.Filing, err error) {
			t.Helper()
			if !fault.Is(err, want) {
				t.Fatalf("%v, want kind %d", err, want)
			}
		}
	}
	ok := func(f transparency.Filing, err error) transparency.Filing {
		t.Helper()
		h.must(err)
		return f
	}
	public := func(f transparency.Filing) int {
		e, is, _ := f.Public()
		if !is {
			return 0
		}
		return e.Number
	}
	ctx := t.Context()
	refuses(fault.Missing)(h.reports.Decide(ctx, month, true, "", do(cora)))
	refuses(fault.Invalid)(h.reports.Freeze(ctx, month, "", do(ada)))
	refuses(fault.Missing)(h.reports.Freeze(ctx, "2026-11", "soon", do(ada)))
	refuses(fault.Conflict)(h.reports.Freeze(ctx, "2001-05", "of before there was anything", do(ada)))
	f := ok(h.reports.Freeze(ctx, month, "for the board", do(ada)))
	if public(f) != 0 || !f.Editions[0].Provisional {
		t.Fatalf("%+v", f)
	}
	refuses(fault.Forbidden)(h.reports.Decide(ctx, month, true, "", do(ada)))
	refuses(fault.Invalid)(h.reports.Decide(ctx, month, false, "", do(cora)))
	refuses(fault.Conflict)(h.reports.Withdraw(ctx, month, "wrong", do(cora)))
	stale := int64(7)
	refuses(fault.Stale)(h.reports.Decide(ctx, month, true, "", transparency.Do{Actor: cora, Version: &stale}))
	if f = ok(h.reports.Decide(ctx, month, true, "", do(cora))); public(f) != 1 || f.Version != 2 {
		t.Fatalf("%+v", f)
	}
	refuses(fault.Conflict)(h.reports.Decide(ctx, month, false, "late", do(cora)))

	before := string(h.content(month, 1))
	h.work2()
	f = ok(h.reports.Freeze(ctx, month, "a case was missing", do(ada)))
	if public(f) != 1 {
		t.Fatal("a correction is published before it is approved")
	}
	refuses(fault.Conflict)(h.reports.Decide(ctx, month, true, "", transparency.Do{Actor: cora, Edition: 1}))
	if f = ok(h.reports.Decide(ctx, month, true, "", transparency.Do{Actor: cora, Edition: 2})); public(f) != 2 {
		t.Fatalf("%+v", f)
	}
	if string(h.content(month, 1)) != before || string(h.content(month, 2)) == before {
		t.Error("the first edition does not read as it did, or the second tells nothing new")
	}
	if f = ok(h.reports.Withdraw(ctx, month, "wrong after all", do(cora))); public(f) != 0 {
		t.Error("an earlier edition is published in the place of one that was withdrawn")
	}
	events, err := h.Timeline(ctx, event.Report, string(month), 0, 0)
	if err != nil || len(events) != 5 || events[4].Type != event.ReportWithdrawn || events[4].Aggregate.Version != 5 {
		t.Errorf("%d events, %v", len(events), err)
	}
}

// work2 is one more case, rolled up.
func (h *house) work2() {
	h.Helper()
	h.open("T900")
	h.now = h.now.Add(2 * time.Second)
	h.roll(insight.DayOf(h.now))
}

func TestTheSameRequestForAReportIsOne(t *testing.T) {
	h := newHouse(t, t)
	h.work(6)
	h.now = h.now.Add(2 * time.Second)
	h.roll(insight.DayOf(h.now))
	do := transparency.Do{Actor: ada, Receipt: &event.Receipt{Scope: "freeze ada", Key: "k", Hash: "h"}}
	for range 2 {
		if f, err := h.reports.Freeze(t.Context(), month, "to try", do); err != nil || len(f.Editions) != 1 {
			t.Fatalf("%+v, %v", f, err)
		}
	}
	do.Receipt = &event.Receipt{Scope: "freeze ada", Key: "k", Hash: "other"}
	if _, err := h.reports.Freeze(t.Context(), month, "to try", do); !fault.Is(err, fault.Invalid) {
		t.Fatal(err)
	}
}
