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
	"aftercare/shared/ticket"

	"pgregory.net/rapid"
)

var (
	alice = event.Actor{Kind: event.Customer, ID: "alice"}
	bo    = event.Actor{Kind: event.Staff, ID: "bo"}
)

// first is the morning of the first day of every test.
var first = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// house is a desk whose figures are rolled up.
type house struct {
	tb
	at    time.Time
	store *memory.Store
	desk  *ticket.Service
}

type tb interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Context() context.Context
}

func newHouse(t tb) *house {
	h := &house{tb: t, at: first}
	now := func() time.Time { return h.at }
	h.store = memory.New(now)
	h.desk = ticket.NewService(h.store, h.store, now)
	return h
}

func (h *house) service() rollup.Service {
	return rollup.NewService(h.store, h.store, h.desk.Promises, func() time.Time { return h.at })
}

func (h *house) open(id, team string) {
	h.Helper()
	_, err := h.desk.Open(h.Context(), ticket.Opening{
		ID: id, Subject: "My deposit", Body: "Where is it?", Channel: ticket.Web, Category: "deposit", Team: team,
		Customer: ticket.Customer{ID: "alice", Assurance: ticket.Authenticated},
	}, alice, nil)
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) must(_ ticket.Done, err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) reply(id string) {
	h.must(h.desk.Write(h.Context(), id, ticket.Reply{Body: "One moment."}, ticket.Do{Actor: bo}))
}

func (h *house) solve(id string) { h.must(h.desk.Solve(h.Context(), id, "", ticket.Do{Actor: bo})) }

func (h *house) reopen(id string) {
	h.must(h.desk.Reopen(h.Context(), id, "It is not there.", ticket.Do{Actor: alice}))
}

// roll rolls all shards up to the end of a day.
func (h *house) roll(through insight.Day) (sum rollup.Report) {
	h.Helper()
	for shard := range layout.Shards {
		r, err := h.service().Roll(h.Context(), shard, through)
		if err != nil {
			h.Fatal(err)
		}
		sum.Cases, sum.Changed, sum.Days, sum.Sums = sum.Cases+r.Cases, sum.Changed+r.Changed, sum.Days+r.Days, sum.Sums+r.Sums
	}
	return sum
}

func (h *house) reader() rollup.Reader { return rollup.Reader{Store: h.store, Shards: layout.Shards} }

// figures gives the values of a measure by day as text; "-" where there is none.
func (h *house) figures(measure insight.Name, from, to insight.Day, with insight.Key) []string {
	h.Helper()
	a, err := h.reader().Figures(h.Context(), rollup.Ask{Measure: measure, By: rollup.ByDay, From: from, To: to, With: with})
	if err != nil {
		h.Fatal(err)
	}
	var out []string
	for _, row := range a.Rows {
		if row.Figure.Value == nil {
			out = append(out, "-")
			continue
		}
		out = append(out, fmt.Sprint(*row.Figure.Value))
	}
	return out
}

func (h *house) want(measure insight.Name, with insight.Key, want ...string) {
	h.Helper()
	from := insight.DayOf(first)
	to := insight.DayOf(first.AddDate(0, 0, len(want)-1))
	if got := h.figures(measure, from, to, with); !slices.Equal(got, want) {
		h.Fatalf("%s is %v, want %v", measure, got, want)
	}
}

// differing rebuilds everything and gives the days that differ.
func (h *house) differing(write bool) (days []insight.Day) {
	h.Helper()
	r := rollup.Rebuild{Service: h.service(), Begun: h.store.Begun, ShardOf: layout.Shard, Shards: layout.Shards}
	_, err := r.Run(h.Context(), rollup.Span{Begun: insight.DayOf(first.AddDate(0, 0, -9)), From: insight.DayOf(first), To: insight.DayOf(h.at), Write: write},
		func(d rollup.Day) {
			if len(d.Differs) > 0 {
				days = append(days, d.Day)
			}
		})
	if err != nil {
		h.Fatal(err)
	}
	return days
}

func (h *house) morning(day int) { h.at = first.AddDate(0, 0, day) }

func (h *house) night(day int) {
	h.at = first.Truncate(24*time.Hour).AddDate(0, 0, day).Add(20 * time.Minute)
}

func TestFiguresOfEachDay(t *testing.T) {
	h := newHouse(t)
	h.open("T1", "chain")
	h.open("T2", "")
	h.at = h.at.Add(10 * time.Minute)
	h.reply("T1")
	h.morning(1)
	h.solve("T1")
	h.open("T3", "chain")
	h.morning(2)
	h.solve("T3")
	h.night(3)
	h.roll("2026-03-04")

	all := insight.Key{}
	h.want(insight.Opened, all, "2", "1", "0")
	h.want(insight.Opened, insight.Key{By: insight.ByTeam, Value: "chain"}, "1", "1", "0")
	h.want(insight.Backlog, all, "2", "2", "1")
	h.want(insight.Backlog, insight.Key{By: insight.ByTeam, Value: "chain"}, "1", "1", "0")
	h.want(insight.FirstResponse, all, "600", "-", "-")
	h.want(insight.Solved, all, "0", "1", "1")

	a, err := h.reader().Figures(t.Context(), rollup.Ask{Measure: insight.Solved, By: insight.ByTeam, From: "2026-03-01", To: "2026-03-31"})
	if err != nil || len(a.Rows) != 1 || a.Rows[0].Value != "chain" || a.Rows[0].Count != 2 || !a.Through.Equal(time.Date(2026, 3, 5, 0, 0, 0, 0, time.UTC)) {
		t.Fatalf("solved by team: %+v, %v", a, err)
	}
	a, err = h.reader().Figures(t.Context(), rollup.Ask{Measure: insight.Backlog, By: insight.ByTeam, From: "2026-03-02", To: "2026-03-03"})
	if err != nil || len(a.Rows) != 2 || a.Rows[0].Count != 1 || a.Rows[1].Count != 1 {
		t.Fatalf("a backlog of some days is the last day's: %+v, %v", a, err)
	}
}

func TestWhatComesLateChangesTheDayThatItBelongsTo(t *testing.T) {
	h := newHouse(t)
	h.open("T1", "")
	h.at = h.at.Add(time.Hour)
	h.solve("T1")
	h.night(1)
	h.roll("2026-03-02")
	h.want(insight.ResolutionRate, insight.Key{}, "1")
	h.morning(1)
	h.reopen("T1")
	h.night(2)
	h.roll("2026-03-03")
	h.want(insight.ResolutionRate, insight.Key{}, "0", "-")
	h.want(insight.ReopenRate, insight.Key{}, "1", "-")
	h.want(insight.Backlog, insight.Key{}, "0", "1")
}

func TestWhatDidNotChangeCostsNothing(t *testing.T) {
	h := newHouse(t)
	for i := range 30 {
		h.open(fmt.Sprintf("T%d", i), "")
	}
	h.night(1)
	if r := h.roll("2026-03-02"); r.Cases < 30 || r.Changed != 30 {
		t.Fatalf("the first day: %+v", r)
	}
	if r := h.roll("2026-03-02"); r.Changed != 0 || r.Days != 0 || r.Sums != 0 {
		t.Fatalf("the same again: %+v", r)
	}
	h.night(2)
	h.roll("2026-03-03")
	h.night(3)
	if r := h.roll("2026-03-04"); r.Cases != 0 || r.Days != layout.Shards {
		t.Fatalf("a day on which nothing happened, with 30 open cases: %+v", r)
	}
	h.want(insight.Backlog, insight.Key{}, "30", "30", "30")
}

func TestADayThatIsNotOverIsCountedSoFar(t *testing.T) {
	h := newHouse(t)
	h.open("T1", "")
	h.at = h.at.Add(time.Minute)
	h.roll("2026-03-02")
	h.want(insight.Opened, insight.Key{}, "1")
	h.open("T2", "")
	h.at = h.at.Add(time.Minute)
	h.roll("2026-03-02")
	h.want(insight.Opened, insight.Key{}, "2")
	through, last, err := h.reader().Through(t.Context())
	if err != nil || last != "2026-03-02" || !through.Equal(h.at.Add(-time.Second)) {
		t.Fatalf("through %s %s %v", through, last, err)
	}
	h.at = h.at.Add(time.Minute)
	h.open("T3", "")
	h.night(1)
	h.roll("2026-03-02")
	h.want(insight.Opened, insight.Key{}, "3")
}

// failing is a store that gives up after some calls.
type failing struct {
	*memory.Store
	left *int
}

var errTired = errors.New("tired")

func (f failing) tired() error {
	if *f.left--; *f.left < 0 {
		return errTired
	}
	return nil
}

func (f failing) SaveFacts(ctx context.Context, c rollup.Change) error {
	return errors.Join(f.tired(), f.Store.SaveFacts(ctx, c))
}

func (f failing) SaveMark(ctx context.Context, m rollup.Mark) error {
	if err := f.tired(); err != nil {
		return err
	}
	return f.Store.SaveMark(ctx, m)
}

func (f failing) SaveSum(ctx context.Context, day insight.Day, shard int, revision int64, s rollup.Sum) error {
	if err := f.tired(); err != nil {
		return err
	}
	return f.Store.SaveSum(ctx, day, shard, revision, s)
}

// Whenever roll-ups run, and wherever they break off, the figures are those that the timelines alone give.
func TestRollUpsGiveWhatARebuildGives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := newHouse(t)
		status := map[string]string{}
		for day := range rapid.IntRange(1, 6).Draw(t, "days") {
			h.morning(day)
			for range rapid.IntRange(0, 6).Draw(t, "steps") {
				h.at = h.at.Add(time.Duration(rapid.IntRange(1, 2*3600).Draw(t, "wait")) * time.Second)
				id := rapid.SampledFrom([]string{"T1", "T2", "T3", "T4", "T5"}).Draw(t, "ticket")
				switch status[id] {
				case "":
					h.open(id, rapid.SampledFrom([]string{"", "chain", "cards"}).Draw(t, "team"))
					status[id] = "open"
				case "open":
					if rapid.Bool().Draw(t, "reply") {
						h.reply(id)
					} else {
						h.solve(id)
						status[id] = "solved"
					}
				default:
					h.reopen(id)
					status[id] = "open"
				}
			}
			if rapid.Bool().Draw(t, "broken") {
				h.at = h.at.Add(time.Minute)
				left := rapid.IntRange(0, 30).Draw(t, "calls")
				s := h.service()
				s.Store = failing{h.store, &left}
				for shard := range layout.Shards {
					if _, err := s.Roll(t.Context(), shard, insight.DayOf(h.at)); err != nil && !errors.Is(err, errTired) {
						t.Fatal(err)
					}
				}
			}
			if rapid.Bool().Draw(t, "rolled") {
				h.night(day + 1)
				h.roll(insight.DayOf(first.AddDate(0, 0, day)))
			}
		}
		h.at = h.at.Add(time.Hour)
		h.roll(insight.DayOf(h.at))
		if days := h.differing(false); len(days) > 0 {
			t.Fatalf("%v differ", days)
		}
	})
}

func TestARebuildFindsAndMendsWhatIsWrong(t *testing.T) {
	h := newHouse(t)
	h.open("T1", "")
	h.open("T2", "chain")
	h.morning(1)
	h.solve("T1")
	h.night(2)
	// As from before there were figures: nothing was rolled up.
	if days := h.differing(true); len(days) == 0 {
		t.Fatal("figures that are missing do not differ")
	}
	h.want(insight.Backlog, insight.Key{}, "2", "1")
	if days := h.differing(false); len(days) > 0 {
		t.Fatalf("%v differ after they were mended", days)
	}
	if err := h.store.SaveSum(t.Context(), "2026-03-03", 1, 99, rollup.Sum{Measure: insight.Opened, By: insight.All, Document: []byte(`{"":{"v":7}}`)}); err != nil {
		t.Fatal(err)
	}
	if days := h.differing(false); !slices.Equal(days, []insight.Day{"2026-03-03"}) {
		t.Fatalf("%v differ", days)
	}
}

func TestTwoAtWorkOnAShard(t *testing.T) {
	h := newHouse(t)
	h.open("T1", "")
	h.night(1)
	shard := layout.Shard("T1")
	late := failing{h.store, new(int)}
	*late.left = 1 // stops when it has noted the days and before it writes facts
	s := h.service()
	s.Store = late
	if _, err := s.Roll(t.Context(), shard, "2026-03-02"); !errors.Is(err, errTired) {
		t.Fatal(err)
	}
	m, err := h.store.Mark(t.Context(), shard)
	if err != nil {
		t.Fatal(err)
	}
	h.roll("2026-03-02")
	m.Revision++
	if err := h.store.SaveMark(t.Context(), m); !fault.Is(err, fault.Lost) {
		t.Fatalf("who was overtaken goes on: %v", err)
	}
	h.want(insight.Opened, insight.Key{}, "1")
}

func TestAnOrderMakesUpForWhatWasMissed(t *testing.T) {
	h := newHouse(t)
	h.open("T1", "")
	order := func(shard *int, through insight.Day) []rollup.Report {
		t.Helper()
		all, err := h.service().Order(t.Context(), layout.Shards, shard, through)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	h.night(1)
	one := 1
	if got := order(&one, ""); len(got) != 1 || got[0].Shard != 1 || got[0].Through != "2026-03-02" || got[0].Lag != 0 || got[0].Days != 1 {
		t.Fatalf("one shard: %+v", got)
	}
	h.night(4)
	for _, r := range order(nil, "") {
		if r.Through != "2026-03-05" || r.Days == 0 {
			t.Fatalf("after three nights: %+v", r)
		}
	}
	for _, r := range order(nil, "") {
		if r.Through != "2026-03-05" || r.Days != 0 || r.Lag != 0 {
			t.Fatalf("a second time: %+v", r)
		}
	}
	h.want(insight.Backlog, insight.Key{}, "1", "1", "1", "1")
	many := layout.Shards
	for _, wrong := range []struct {
		shard   *int
		through insight.Day
	}{{nil, "2026-03-07"}, {nil, "yesterday"}, {&many, ""}} {
		if _, err := h.service().Order(t.Context(), layout.Shards, wrong.shard, wrong.through); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v is taken: %v", wrong, err)
		}
	}
}
