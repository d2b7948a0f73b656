package topic_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"aftercare/shared/event"
	"aftercare/shared/topic"
)

// midnight ends the seven days: those from the 15th to the 21st.
var midnight = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

// wrote makes a text of a customer so many days before midnight.
func wrote(id, customer string, ago float64, text string) topic.Read {
	return topic.ReadText(topic.Text{
		Case:     topic.Case{Kind: event.Ticket, ID: id, At: midnight.Add(-time.Duration(ago * 24 * float64(time.Hour)))},
		Customer: customer, Language: "en", Parts: []string{text},
	}, topic.NamesOf())
}

// many makes a text of each of n customers, spread over the week.
func many(prefix string, n int, text string) []topic.Read {
	var out []topic.Read
	for i := range n {
		out = append(out, wrote(fmt.Sprintf("%s%02d", prefix, i), fmt.Sprintf("%s customer %d", prefix, i), 6.5-float64(i%7)*0.9, text))
	}
	return out
}

// base gives the days of the four weeks before, each week with n people who wrote a term on its first day.
func base(n int, keys ...string) []topic.Counts {
	days := make([]topic.Counts, 28)
	for i := range days {
		days[i] = topic.Counts{}
		if i%7 == 0 && n > 0 {
			for _, k := range keys {
				days[i][topic.HashOf(k)] = n
			}
		}
	}
	return days
}

func TestGroup_GrowthByHand(t *testing.T) {
	for name, c := range map[string]struct {
		week   []topic.Read
		before int // a week
		want   int // count; 0: nothing grows
	}{
		"five people and never before: 5 / (0+1)":    {many("T", 5, "staking"), 0, 5},
		"four are too few":                           {many("T", 4, "staking"), 0, 0},
		"six against two a week: 6 / (2+1) is 2":     {many("T", 6, "staking"), 2, 6},
		"five against two a week: 5 / (2+1) is less": {many("T", 5, "staking"), 2, 0},
		"as many as always":                          {many("T", 20, "staking"), 20, 0},
		"twice as many and two":                      {many("T", 42, "staking"), 20, 42},
		"one person who writes ten times a day":      {repeated(10, 1, 1), 0, 0},
		"one who writes on each of seven days":       {repeated(7, 1, 7), 0, 0},
		"two who do":                                 {repeated(14, 2, 7), 0, 0},
		"three on two days each":                     {repeated(6, 3, 2), 0, 6},
	} {
		t.Run(name, func(t *testing.T) {
			got := topic.Group(c.week, base(c.before, "en:stake"), midnight)
			switch {
			case c.want == 0 && len(got) > 0:
				t.Errorf("grows: %+v", got)
			case c.want > 0 && (len(got) != 1 || got[0].Count() != c.want || got[0].Mean() != float64(c.before)):
				t.Errorf("got %+v", got)
			}
		})
	}
}

// repeated makes n texts by so many people, over so many days.
func repeated(n, people, days int) []topic.Read {
	var out []topic.Read
	for i := range n {
		out = append(out, wrote(fmt.Sprintf("R%d", i), fmt.Sprint("customer ", i%people), 0.5+float64(i/people%days), "staking"))
	}
	return out
}

func TestGroup_TellsWhatAndWhich(t *testing.T) {
	texts := many("E", 6, "Ledger pairing fails over Bluetooth")
	texts = append(texts, many("C", 5, "新版提现失败")...)
	texts = append(texts, many("O", 9, "deposit")...) // as ever
	texts = append(texts, wrote("E90", "somebody", 1, "my Ledger"))
	got := topic.Group(texts, base(9, "en:deposit"), midnight)
	if len(got) != 2 {
		t.Fatalf("got %+v", got)
	}
	english, chinese := got[0], got[1]
	weeks := []topic.Week{
		{From: midnight.AddDate(0, 0, -35), To: midnight.AddDate(0, 0, -28)}, {From: midnight.AddDate(0, 0, -28), To: midnight.AddDate(0, 0, -21)},
		{From: midnight.AddDate(0, 0, -21), To: midnight.AddDate(0, 0, -14)}, {From: midnight.AddDate(0, 0, -14), To: midnight.AddDate(0, 0, -7)},
		{From: midnight.AddDate(0, 0, -7), To: midnight, Count: 7},
	}
	if diff := cmp.Diff(weeks, english.Weeks); diff != "" {
		t.Error(diff)
	}
	var terms []string
	for _, term := range english.Terms {
		terms = append(terms, fmt.Sprintf("%s=%s %d", term.Key, term.Text, term.Cases))
	}
	want := []string{"en:ledger=ledger 7", "en:ledger pair=ledger pairing 6", "en:pair fail=pairing fails 6", "en:bluetooth=bluetooth 6", "en:fail=fails 6", "en:pair=pairing 6"}
	if diff := cmp.Diff(want, terms); diff != "" {
		t.Error(diff)
	}
	if english.Language != topic.English || english.People != 7 || english.Documents != 7 || len(english.Cases) != 7 || english.Cases[6].ID != "E00" {
		t.Errorf("got %+v", english)
	}
	if diff := cmp.Diff([]string{"ledger pairing", "pairing fails", "bluetooth"}, english.Label()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"新版提现失败"}, chinese.Label()); diff != "" || chinese.Language != topic.Chinese || chinese.Count() != 5 {
		t.Errorf("%s %+v", diff, chinese)
	}
}

// Terms that stand in other texts are other topics.
func TestGroup_KeepsApartWhatStandsApart(t *testing.T) {
	for both, topics := range map[int]int{4: 1, 3: 2} { // of 5 + 3 and 6 + ... texts: 4 of 8 is half
		a, b := 6-both, 6-both
		texts := slices.Concat(many("A", a, "staking"), many("B", b, "margin"), many("X", both, "staking; margin"))
		got := topic.Group(texts, base(0), midnight)
		if len(got) != topics {
			t.Errorf("%d of both: %d topics", both, len(got))
		}
	}
}

// The order of texts changes nothing, and neither does one that comes again.
func TestGroup_OrderAndRepetitionDoNotMatter(t *testing.T) {
	sentences := []string{"staking rewards missing", "Ledger pairing fails", "提现失败", "margin call", "staking", "新版提现", "reward and Ledger"}
	rapid.Check(t, func(t *rapid.T) {
		var texts []topic.Read
		for i := range rapid.IntRange(0, 40).Draw(t, "texts") {
			texts = append(texts, wrote(fmt.Sprintf("T%02d", i), fmt.Sprint(rapid.IntRange(0, 9).Draw(t, "customer")),
				float64(rapid.IntRange(1, 69).Draw(t, "ago"))/10, rapid.SampledFrom(sentences).Draw(t, "text")))
		}
		before := base(rapid.IntRange(0, 3).Draw(t, "before"), "en:stake", "zh:提现")
		want := topic.Group(texts, before, midnight)
		again := append(slices.Clone(texts), texts[:len(texts)/2]...)
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "order"), 1)) //nolint:gosec // an order, not a secret
		r.Shuffle(len(again), func(i, j int) { again[i], again[j] = again[j], again[i] })
		if diff := cmp.Diff(want, topic.Group(again, before, midnight)); diff != "" {
			t.Fatal(diff)
		}
		for _, found := range want {
			if found.People < topic.LeastPeople || found.Count() < topic.LeastCount || topic.Growth(found.Count(), found.Mean()) < topic.LeastGrowth {
				t.Fatalf("%+v does not grow", found)
			}
		}
	})
}

// What one person writes alone is never a term of a topic.
func TestGroup_NamesNoWordOfFewPeople(t *testing.T) {
	texts := many("T", 8, "staking")
	for i := range 2 {
		texts = append(texts, wrote(fmt.Sprint("S", i), fmt.Sprint("few ", i), 1, "staking xylophone"), wrote(fmt.Sprint("U", i), fmt.Sprint("few ", i), 2, "staking xylophone"), wrote(fmt.Sprint("V", i), fmt.Sprint("few ", i), 3, "staking xylophone"))
	}
	for _, found := range topic.Group(texts, base(0), midnight) {
		for _, term := range found.Terms {
			if strings.Contains(term.Text, "xylophone") {
				t.Errorf("%+v", found.Terms)
			}
		}
	}
}

// Whoever writes ten times on a day is one.
func TestCountDay_CountsPeople(t *testing.T) {
	texts := []topic.Read{wrote("1", "alice", 0.5, "staking"), wrote("2", "alice", 0.4, "staking rewards"), wrote("3", "wei", 0.3, "staking")}
	got := topic.CountDay(texts)
	want := topic.Counts{topic.HashOf("en:stake"): 2, topic.HashOf("en:reward"): 1, topic.HashOf("en:stake reward"): 1}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestCounts_AreReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := topic.Counts{}
		for key, n := range rapid.MapOf(rapid.String(), rapid.IntRange(1, 1<<20)).Draw(t, "counts") {
			counts[topic.HashOf(key)] = n
		}
		total := topic.Counts{}
		for _, part := range topic.Split(midnight, 3, counts) {
			raw, err := part.Counts.MarshalText()
			if err != nil {
				t.Fatal(err)
			}
			var back topic.Counts
			if err := back.UnmarshalText(raw); err != nil {
				t.Fatal(err)
			}
			for h, n := range back {
				total[h] += n
			}
		}
		if diff := cmp.Diff(counts, total); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestSplit_KeepsWhatMostPeopleWrote(t *testing.T) {
	counts := topic.Counts{}
	for i := range topic.MaxTerms + 10 {
		counts[topic.Hash{0, byte(i >> 16), byte(i >> 8), byte(i)}] = 1 + i%2
	}
	part := topic.Split(midnight, 9, counts)[0]
	ones, twos := 0, 0
	for _, n := range part.Counts {
		if n == 1 {
			ones++
		} else {
			twos++
		}
	}
	if ones+twos != topic.MaxTerms || twos != topic.MaxTerms/2+5 {
		t.Errorf("kept %d once and %d twice", ones, twos)
	}
}

func FuzzCounts(f *testing.F) {
	f.Add("AAAAAAAAAQ==")
	f.Fuzz(func(t *testing.T, text string) {
		var c topic.Counts
		if err := c.UnmarshalText([]byte(text)); err != nil {
			return
		}
		raw, err := c.MarshalText()
		var again topic.Counts
		if err != nil || again.UnmarshalText(raw) != nil || !cmp.Equal(c, again) {
			t.Fatalf("%q was read as %v and written as %q", text, c, raw)
		}
	})
}

func TestSuggest_ByHand(t *testing.T) {
	how, solved, bad, none := map[topic.SignName]bool{topic.AsksHow: true}, map[topic.SignName]bool{topic.FirstReply: true}, map[topic.SignName]bool{topic.Escalated: true, topic.Reopened: true}, map[topic.SignName]bool{}
	for name, c := range map[string]struct {
		cases []map[topic.SignName]bool
		want  topic.Status
	}{
		"half ask or were solved at once":     {[]map[topic.SignName]bool{how, solved, none, none}, topic.Article},
		"less than half":                      {[]map[topic.SignName]bool{how, none, none}, topic.Problem},
		"a third went wrong":                  {[]map[topic.SignName]bool{how, solved, bad}, topic.Problem},
		"less than a third":                   {[]map[topic.SignName]bool{how, how, solved, bad}, topic.Article},
		"a case that went wrong twice is one": {[]map[topic.SignName]bool{bad, how, how, how}, topic.Article},
		"nothing is known":                    {nil, topic.Problem},
	} {
		if got := topic.Suggest(c.cases); got.Decision != c.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
	got := topic.Suggest([]map[topic.SignName]bool{how, solved, bad})
	want := []topic.Sign{{Name: topic.AsksHow, Cases: 1, Of: 3}, {Name: topic.FirstReply, Cases: 1, Of: 3}, {Name: topic.Reopened, Cases: 1, Of: 3}, {Name: topic.Escalated, Cases: 1, Of: 3}}
	if diff := cmp.Diff(want, got.Signs); diff != "" {
		t.Error(diff)
	}
}
