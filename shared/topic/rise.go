package topic

import (
	"cmp"
	"slices"
	"time"
)

// The rule of growth. A term grows when at least LeastPeople different customers wrote it in the last seven whole days,
// its count of these days is at least LeastCount, and that is at least LeastGrowth times what the four weeks before
// had in the mean, plus one: the one keeps what was never written before from growing without bounds, and what was
// written once from growing by chance.
const (
	Weeks       = 4 // before
	LeastPeople = 3
	LeastCount  = 5
	LeastGrowth = 2.0

	oneDay = 24 * time.Hour
	week   = 7 * oneDay
)

// Span is how far back the rule looks.
const Span = (1 + Weeks) * week

// Growth is how many times a count is what came before, smoothed by one.
func Growth(count int, mean float64) float64 { return float64(count) / (mean + 1) }

// rising is a term that grows.
type rising struct {
	Term
	weeks  []Week
	growth float64
	people int
	cases  []int // places of the texts that hold it, in order
}

// Rising gives the terms that grow, the strongest first: by growth, then by count, then those of two words, then by key.
// texts are those of the seven days up to a midnight, and before the counts of the four weeks that end where they begin.
// Nothing depends on the order of the texts, nor on whether one comes twice.
func risingTerms(texts []Read, before []Counts, to time.Time) []rising {
	held, forms := map[string][]int{}, map[string]map[string]int{}
	for i, text := range texts {
		for _, term := range text.Terms {
			held[term.Key] = append(held[term.Key], i)
			if forms[term.Key] == nil {
				forms[term.Key] = map[string]int{}
			}
			forms[term.Key][term.Text]++
		}
	}
	var out []rising
	for key, places := range held {
		r := rising{Term: Term{Key: key, Text: mostly(forms[key]), Cases: len(places)}, cases: places}
		var count int
		if count, r.people = countOf(texts, places); r.people < LeastPeople || count < LeastCount {
			continue
		}
		r.weeks = weeksOf(HashOf(key), before, to)
		r.weeks = append(r.weeks, Week{From: to.Add(-week), To: to, Count: count})
		r.growth = Growth(count, Topic{Weeks: r.weeks}.Mean())
		if r.growth >= LeastGrowth {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b rising) int {
		return cmp.Or(cmp.Compare(b.growth, a.growth), cmp.Compare(b.count(), a.count()), cmp.Compare(words2(b.Key), words2(a.Key)), cmp.Compare(a.Key, b.Key))
	})
	return out
}

func (r rising) count() int { return r.weeks[len(r.weeks)-1].Count }

// words2 is how many words a key has.
func words2(key string) int {
	n := 1
	for _, c := range key {
		if c == ' ' {
			n++
		}
	}
	return n
}

// mostly is the form that most texts have; of those that are as frequent the first in the alphabet.
func mostly(forms map[string]int) string {
	best := ""
	for form, n := range forms {
		if m := forms[best]; best == "" || n > m || n == m && form < best {
			best = form
		}
	}
	return best
}

// countOf counts texts as [CountDay] does, over the days, and the different people.
func countOf(texts []Read, places []int) (count, people int) {
	type one struct {
		day      time.Time
		customer string
	}
	days, customers := map[one]bool{}, map[string]bool{}
	for _, i := range places {
		days[one{texts[i].At.UTC().Truncate(oneDay), texts[i].Customer}] = true
		customers[texts[i].Customer] = true
	}
	return len(days), len(customers)
}

// weeksOf sums the days of a term by week. before has one entry a day, the oldest first.
func weeksOf(h Hash, before []Counts, to time.Time) []Week {
	from := to.Add(-Span)
	weeks := make([]Week, Weeks)
	for i := range weeks {
		weeks[i] = Week{From: from.Add(time.Duration(i) * week), To: from.Add(time.Duration(i+1) * week)}
		for _, day := range before[min(7*i, len(before)):min(7*(i+1), len(before))] {
			weeks[i].Count += day[h]
		}
	}
	return weeks
}
