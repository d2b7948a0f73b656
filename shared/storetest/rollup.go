package storetest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/feedback"
	"aftercare/shared/insight"
	"aftercare/shared/rollup"

	gocmp "github.com/google/go-cmp/cmp"
)

// touched gives the ids of all cases of a day, of all shards, read by pages of a size.
func touched(t *testing.T, b *bench, day insight.Day, limit int) []string {
	t.Helper()
	var ids []string
	for shard := range layout.Shards {
		for after := ""; ; {
			cases, next, err := b.Touched(t.Context(), day, shard, after, limit)
			must(t, err)
			if len(cases) > limit {
				t.Fatalf("%d cases, asked for %d", len(cases), limit)
			}
			for _, c := range cases {
				if layout.Shard(c.ID) != shard {
					t.Fatalf("%s is of another shard", c.ID)
				}
				ids = append(ids, c.ID)
			}
			if after = next; next == "" {
				break
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

func known(id string, revision int64, days map[insight.Day]string) rollup.Known {
	return rollup.Known{Case: rollup.Case{Kind: event.Ticket, ID: id}, Home: "2026-03-28", Revision: revision, Days: days}
}

func fact(id string, day insight.Day, value int64) rollup.Fact {
	f := rollup.Fact{Case: rollup.Case{Kind: event.Ticket, ID: id}, Day: day}
	if value != 0 {
		f.Observations = []insight.Observation{{Day: day, Measure: insight.Opened, Team: "chain", Value: value}}
	}
	return f
}

var rollupTests = map[string]func(*testing.T, *bench){
	"what began on a day or was last written on it is found by pages": func(t *testing.T, b *bench) {
		var all []string
		for i := range 9 {
			id := fmt.Sprintf("T%d", i)
			all = append(all, id)
			b.save(t, opening(aTicket(id)))
		}
		must(t, b.SaveComplaint(t.Context(), filing(aComplaint("C1"))))
		all = append([]string{"C1"}, all...)
		first, second, third := insight.DayOf(start), insight.DayOf(start.Add(day)), insight.DayOf(start.Add(2*day))
		for limit := 1; limit <= 11; limit++ {
			if got := touched(t, b, first, limit); !slices.Equal(got, all) {
				t.Fatalf("by %d: %v, want %v", limit, got, all)
			}
		}
		b.wait(day)
		at, err := b.Ticket(t.Context(), "T3")
		must(t, err)
		at = b.save(t, later(at, 1))
		if got := touched(t, b, second, 5); !slices.Equal(got, []string{"T3"}) {
			t.Fatalf("on the second day %v", got)
		}
		b.wait(day)
		b.save(t, later(at, 1))
		if got := touched(t, b, second, 5); len(got) > 0 {
			t.Fatalf("what was written again is still of the second day: %v", got)
		}
		if got := touched(t, b, third, 5); !slices.Equal(got, []string{"T3"}) {
			t.Fatalf("on the third day %v", got)
		}
	},
	"a survey that tells of itself is found when it is answered on a later day": func(t *testing.T, b *bench) {
		for _, kind := range []feedback.Kind{feedback.CSAT, feedback.NPS} {
			s := aSurvey(string(kind), func(s *feedback.Survey) { s.Kind, s.State = kind, feedback.Sent })
			c := feedback.Change{Survey: s}
			if kind == feedback.NPS {
				c.Events = []event.Event{happening(event.SurveySent, event.Survey, s.ID, 1)}
			}
			must(t, b.SaveSurvey(t.Context(), c))
		}
		b.wait(day)
		for _, kind := range []feedback.Kind{feedback.CSAT, feedback.NPS} {
			s := aSurvey(string(kind), func(s *feedback.Survey) { s.Kind, s.State, s.Revision = kind, feedback.Sent, 2 })
			s.Answer = &feedback.Answer{Score: 5, FirstAt: start.Add(day), At: start.Add(day)}
			c := feedback.Change{Survey: s}
			if kind == feedback.NPS {
				c.Events = []event.Event{happening(event.FeedbackReceived, event.Survey, s.ID, 2)}
			}
			must(t, b.SaveSurvey(t.Context(), c))
		}
		if got := touched(t, b, insight.DayOf(start.Add(day)), 5); !slices.Equal(got, []string{"nps"}) {
			t.Fatalf("on the second day %v", got)
		}
		var begun []string
		must(t, b.Begun(t.Context(), event.Survey, start, start.Add(time.Second), func(id string) error {
			begun = append(begun, id)
			return nil
		}))
		slices.Sort(begun)
		if !slices.Equal(begun, []string{"csat", "nps"}) {
			t.Fatalf("asked on the first day: %v", begun)
		}
	},
	"facts are written with what is known, or not at all": func(t *testing.T, b *bench) {
		c := rollup.Case{Kind: event.Ticket, ID: "T1"}
		none, err := b.Known(t.Context(), c, "2026-03-28")
		must(t, err)
		if none.Revision != 0 || none.Case != c || none.Home != "2026-03-28" {
			t.Fatalf("known of nothing: %+v", none)
		}
		first := known("T1", 1, map[insight.Day]string{"2026-03-28": "a", "2026-03-30": "b"})
		first.Asked = []insight.Day{"2026-04-02"}
		must(t, b.SaveFacts(t.Context(), rollup.Change{
			Known: first, Facts: []rollup.Fact{fact("T1", "2026-03-28", 1), fact("T1", "2026-03-30", 2)}, Asks: first.Asked,
		}))
		refuses(t, b.SaveFacts(t.Context(), rollup.Change{
			Known: known("T1", 1, nil), Facts: []rollup.Fact{fact("T1", "2026-03-28", 7), fact("T1", "2026-03-30", 7)},
		}), fault.Lost)
		got, err := b.Known(t.Context(), c, "2026-03-28")
		must(t, err)
		if diff := gocmp.Diff(first, got); diff != "" {
			t.Fatal(diff)
		}
		if ids := touched(t, b, "2026-04-02", 5); !slices.Equal(ids, []string{"T1"}) {
			t.Fatalf("asked about on the day: %v", ids)
		}
		must(t, b.SaveFacts(t.Context(), rollup.Change{
			Known: known("T1", 2, map[insight.Day]string{"2026-03-30": "b"}), Facts: []rollup.Fact{fact("T1", "2026-03-28", 0)},
		}))
		for day, want := range map[insight.Day]int{"2026-03-28": 0, "2026-03-29": 0, "2026-03-30": 1} {
			found, next, err := b.Facts(t.Context(), day, layout.Shard("T1"), "", 10)
			must(t, err)
			if len(found) != want || next != "" {
				t.Fatalf("%s has %+v", day, found)
			}
			if want == 1 {
				if diff := gocmp.Diff(fact("T1", day, 2), found[0]); diff != "" {
					t.Fatal(diff)
				}
			}
		}
	},
	"facts of a day come by pages, in order": func(t *testing.T, b *bench) {
		want := map[int][]string{}
		for i := range 20 {
			id := fmt.Sprintf("T%02d", i)
			want[layout.Shard(id)] = append(want[layout.Shard(id)], id)
			must(t, b.SaveFacts(t.Context(), rollup.Change{Known: known(id, 1, nil), Facts: []rollup.Fact{fact(id, "2026-03-28", 1)}}))
		}
		for shard := range layout.Shards {
			for limit := 1; limit < 8; limit++ {
				var got []string
				for after := ""; ; {
					page, next, err := b.Facts(t.Context(), "2026-03-28", shard, after, limit)
					must(t, err)
					for _, f := range page {
						got = append(got, f.Case.ID)
					}
					if after = next; next == "" {
						break
					}
				}
				if !slices.Equal(got, want[shard]) {
					t.Fatalf("shard %d by %d: %v, want %v", shard, limit, got, want[shard])
				}
			}
		}
	},
	"what cannot be understood of a case is told, and replaced": func(t *testing.T, b *bench) {
		c := rollup.Case{Kind: event.Ticket, ID: "T1"}
		shard := layout.Shard("T1")
		days := []insight.Day{"2026-03-28", "2026-03-30", "2026-04-01"}
		k := known("T1", 1, map[insight.Day]string{days[0]: "a", days[1]: "b", days[2]: "c"})
		first := rollup.Change{Known: k, Facts: []rollup.Fact{fact("T1", days[0], 1), fact("T1", days[1], 2), fact("T1", days[2], 3)}}
		must(t, b.SaveFacts(t.Context(), first))
		first.Mends = true
		refuses(t, b.SaveFacts(t.Context(), first), fault.Lost) // nothing is damaged
		for _, day := range days[:2] {
			must(t, b.SpoilFact(t.Context(), c, day))
			page, next, err := b.Facts(t.Context(), day, shard, "", 10)
			must(t, err)
			if diff := gocmp.Diff([]rollup.Fact{{Case: c, Day: day, Damaged: true}}, page); diff != "" || next != "" {
				t.Fatal(diff, next)
			}
		}
		if _, err := b.Known(t.Context(), c, days[0]); !fault.IsDamaged(err) {
			t.Fatalf("what is known of it: %v", err)
		}
		stored := func(from, to insight.Day, want ...rollup.Fact) {
			t.Helper()
			got, err := b.FactsOf(t.Context(), c, from, to)
			must(t, err)
			slices.SortFunc(got, func(a, b rollup.Fact) int { return strings.Compare(string(a.Day), string(b.Day)) })
			if diff := gocmp.Diff(want, got); diff != "" {
				t.Fatal(diff)
			}
		}
		stored("2025-11-01", "2026-06-30", rollup.Fact{Case: c, Day: days[0], Damaged: true}, rollup.Fact{Case: c, Day: days[1], Damaged: true}, fact("T1", days[2], 3))
		stored(days[2], days[2], fact("T1", days[2], 3))
		for _, revision := range []int64{1, 2} { // what is damaged has none that is known
			k.Revision = revision
			refuses(t, b.SaveFacts(t.Context(), rollup.Change{Known: k, Facts: first.Facts}), fault.Lost)
		}
		k.Revision = 1
		must(t, b.SaveFacts(t.Context(), rollup.Change{Known: k, Facts: first.Facts[:2], Mends: true}))
		stored(days[0], days[2], first.Facts...)
		got, err := b.Known(t.Context(), c, days[0])
		must(t, err)
		if diff := gocmp.Diff(k, got); diff != "" {
			t.Fatal(diff)
		}
		refuses(t, b.SaveFacts(t.Context(), first), fault.Lost)
	},
	"a sum that cannot be understood is told, and replaced": func(t *testing.T, b *bench) {
		s := rollup.Sum{Measure: insight.Opened, By: insight.ByTeam, Document: json.RawMessage(`{"a":{"v":1}}`)}
		at := rollup.Place{Day: "2026-03-28", Shard: 1, Measure: s.Measure, By: s.By}
		must(t, b.SaveSum(t.Context(), at.Day, 1, 5, s))
		must(t, b.SpoilSum(t.Context(), at))
		all, err := b.Sums(t.Context(), at.Day, 1)
		must(t, err)
		if len(all) != 1 || all[0].Measure != s.Measure || all[0].By != s.By || all[0].Document != nil {
			t.Fatalf("%+v", all)
		}
		if _, err := b.SumsAt(t.Context(), []rollup.Place{at}); !fault.IsDamaged(err) {
			t.Fatalf("its document: %v", err)
		}
		must(t, b.SaveSum(t.Context(), at.Day, 1, 5, s))
		found, err := b.SumsAt(t.Context(), []rollup.Place{at})
		must(t, err)
		if string(found[at]) != string(s.Document) {
			t.Fatalf("%s", found[at])
		}
	},
	"a sum is replaced by one of the same or a later revision": func(t *testing.T, b *bench) {
		s := func(text string) rollup.Sum {
			return rollup.Sum{Measure: insight.Opened, By: insight.ByTeam, Document: json.RawMessage(text)}
		}
		must(t, b.SaveSum(t.Context(), "2026-03-28", 1, 5, s(`{"a":{"v":1}}`)))
		must(t, b.SaveSum(t.Context(), "2026-03-28", 1, 5, s(`{"a":{"v":2}}`)))
		refuses(t, b.SaveSum(t.Context(), "2026-03-28", 1, 4, s(`{"a":{"v":3}}`)), fault.Lost)
		must(t, b.SaveSum(t.Context(), "2026-03-29", 1, 5, s(`{"a":{"v":4}}`)))
		all, err := b.Sums(t.Context(), "2026-03-28", 1)
		must(t, err)
		if diff := gocmp.Diff([]rollup.Sum{s(`{"a":{"v":2}}`)}, all); diff != "" {
			t.Fatal(diff)
		}
		at := rollup.Place{Day: "2026-03-29", Shard: 1, Measure: insight.Opened, By: insight.ByTeam}
		other := at
		other.Shard = 2
		found, err := b.SumsAt(t.Context(), []rollup.Place{other, at})
		must(t, err)
		if len(found) != 1 || string(found[at]) != `{"a":{"v":4}}` {
			t.Fatalf("found %v", found)
		}
		var many []rollup.Place
		for range 250 {
			at.Day = at.Day.Next()
			many = append(many, at)
			must(t, b.SaveSum(t.Context(), at.Day, 1, 1, s(`{}`)))
		}
		found, err = b.SumsAt(t.Context(), many)
		must(t, err)
		if len(found) != len(many) {
			t.Fatalf("%d of %d", len(found), len(many))
		}
	},
	"a mark moves one step at a time": func(t *testing.T, b *bench) {
		m, err := b.Mark(t.Context(), 2)
		must(t, err)
		if m.Revision != 0 || m.Shard != 2 {
			t.Fatalf("the mark before the first is %+v", m)
		}
		m = rollup.Mark{
			Shard: 2, Revision: 1, First: "2026-01-01", Through: "2026-03-27", At: start, Dirty: []insight.Day{"2026-03-20"},
			Reading: &rollup.Reading{At: start.Add(day), Through: "2026-03-28", To: "2026-03-29", Day: "2026-03-28", After: "x", Done: true},
			Failed:  []rollup.Failure{{Case: rollup.Case{Kind: event.Ticket, ID: "T1"}, Why: rollup.WhyTimeline}},
		}
		must(t, b.SaveMark(t.Context(), m))
		refuses(t, b.SaveMark(t.Context(), m), fault.Lost)
		got, err := b.Mark(t.Context(), 2)
		must(t, err)
		if diff := gocmp.Diff(m, got); diff != "" {
			t.Fatal(diff)
		}
	},
}
