package topic

import (
	"slices"
	"time"
)

// How terms become topics: they are taken the strongest first. A term joins the first topic whose leading term stands in
// the same texts: those that hold both are at least half of those that hold either (the Jaccard index). One that
// joins none leads a topic of its own.
const (
	Overlap       = 0.5
	MaxTopicTerms = 8  // a topic names no more; the strongest
	MaxTopics     = 30 // of one look; the strongest
	MaxCases      = 50
)

// Group finds the topics of the seven days that end at a midnight: see the rules in rise and here. The topics have
// no identity yet. before has the counts of each day of the four weeks before the seven days, the oldest first.
func Group(texts []Read, before []Counts, to time.Time) []Topic {
	all := once(texts)
	var groups [][]rising
	for _, term := range risingTerms(all, before, to) {
		i := slices.IndexFunc(groups, func(g []rising) bool { return overlap(g[0].cases, term.cases) >= Overlap })
		switch {
		case i < 0 && len(groups) < MaxTopics:
			groups = append(groups, []rising{term})
		case i >= 0 && len(groups[i]) < MaxTopicTerms:
			groups[i] = append(groups[i], term)
		}
	}
	topics := make([]Topic, len(groups))
	for i, g := range groups {
		topics[i] = topicOf(g, all)
	}
	return topics
}

func topicOf(g []rising, texts []Read) Topic {
	lead := g[0]
	t := Topic{Language: lead.Key[:2], Weeks: lead.weeks, People: lead.people, Documents: len(lead.cases)}
	for _, term := range g {
		t.Terms = append(t.Terms, term.Term)
	}
	for _, place := range slices.Backward(lead.cases) { // texts are in order of time
		if len(t.Cases) == MaxCases {
			break
		}
		t.Cases = append(t.Cases, texts[place].Case)
	}
	return t
}

// overlap is the Jaccard index of two sets, each in rising order.
func overlap(a, b []int) float64 {
	both, i, j := 0, 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			both, i, j = both+1, i+1, j+1
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return float64(both) / float64(len(a)+len(b)-both)
}

// Label puts a topic into few words: its three strongest terms, without one that another of them holds. Pairs of Chinese
// characters that overlap are written together, as 提现 and 现失 and 失败 are 提现失败.
func (t Topic) Label() []string {
	var texts []string
	for _, term := range t.Terms {
		texts = append(texts, term.Text)
	}
	if t.Language == Chinese {
		texts = chained(texts)
	}
	var label []string
	for i, text := range texts {
		within := func(other string) bool { return len(other) > len(text) && holdsWord(other, text) }
		if !slices.ContainsFunc(texts[:i], within) && !slices.ContainsFunc(texts[i+1:], within) {
			label = append(label, text)
		}
	}
	return label[:min(len(label), maxLabel)]
}

const maxLabel = 3
