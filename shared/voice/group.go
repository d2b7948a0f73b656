package voice

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"aftercare/shared/fault"
)

// Group is voices of one kind that are alike.
type Group struct {
	ID     string // of its first voice, to which the others are alike
	Kind   Kind
	Count  int      // in the range
	Before int      // in the weeks before it
	Terms  []string // that most of them share, the most frequent first, at most MaxShown
	Recent []Voice  // of the range, the newest first, at most MaxShown; of those that were read, what inShort leaves
}

// Growth is how many times more a week there were in the range than before; nil where there were none before.
func (g Group) Growth(span time.Duration) *float64 {
	if g.Before == 0 {
		return nil
	}
	v := (float64(g.Count) / (span.Hours() / week.Hours())) / (float64(g.Before) / BaseWeeks)
	return &v
}

// What a look at groups covers.
const (
	week = 7 * 24 * time.Hour
	// BaseWeeks before a range are what it is compared with.
	BaseWeeks = 4
	// MaxSpan is how long a range may be.
	MaxSpan = 31 * 24 * time.Hour
	// MaxShown is how many terms and examples of a group are shown.
	MaxShown = 5
	// MaxExcerpt is how much of a text is kept of an example, in characters: many whole ones would not fit into memory.
	MaxExcerpt = 300
	// maxGrouped is how many voices are looked at: as many as can be read and compared before a caller gives up.
	maxGrouped = 5000
)

// Groups puts the voices of a range together that are alike, the largest group first; an empty kind means every one. A
// voice joins the first group, by its age, to whose first voice it is alike, so that the same voices always make the
// same groups. Invalid for a range that is none, or holds more than can be looked at.
func (s *Service) Groups(ctx context.Context, from, to time.Time, kind Kind) ([]Group, error) {
	switch {
	case !to.After(from):
		return nil, fault.InvalidField("to", "is not after from")
	case to.Sub(from) > MaxSpan:
		return nil, fault.InvalidField("to", "is more than 31 days after from")
	}
	var all []Voice
	read := 0
	err := s.store.EachVoice(ctx, from.Add(-BaseWeeks*week), to, func(v Voice) error {
		if read++; read > maxGrouped {
			return fault.InvalidField("from", "begins a range with more feedback than can be grouped at once")
		}
		if kind != "" && v.Kind != kind {
			return nil
		}
		all = append(all, inShort(v))
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read feedback: %w", err)
	}
	return Grouped(all, from), nil
}

// inShort leaves of a voice what groups are made of and shown by. The excerpt is a copy, which does not keep the whole
// text in memory.
func inShort(v Voice) Voice {
	body, n := v.Body, 0
	for i := range body {
		if n == MaxExcerpt {
			body = body[:i]
			break
		}
		n++
	}
	return Voice{ID: v.ID, Kind: v.Kind, Body: strings.Clone(body), Language: v.Language, Terms: v.Terms, CreatedAt: v.CreatedAt}
}

// Grouped is the rule: voices since from count, earlier ones are what they are compared with.
func Grouped(all []Voice, from time.Time) []Group {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b Voice) int { return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), cmp.Compare(a.ID, b.ID)) })
	var groups []*gathering
	leading := map[string][]int{} // groups by the terms of their first voice
	for _, v := range all {
		g := first(groups, leading, v)
		if g == nil {
			g = &gathering{Group: Group{ID: v.ID, Kind: v.Kind}, lead: v.Terms, terms: map[string]int{}, forms: map[string]string{}}
			for _, term := range v.Terms {
				leading[term.Key] = append(leading[term.Key], len(groups))
			}
			groups = append(groups, g)
		}
		g.add(v, from)
	}
	var out []Group
	for _, g := range groups {
		if g.Count > 0 {
			out = append(out, g.finish())
		}
	}
	slices.SortStableFunc(out, func(a, b Group) int { return cmp.Compare(b.Count, a.Count) })
	return out
}

// gathering is a group at work.
type gathering struct {
	Group

	lead  []Term
	terms map[string]int    // by key
	forms map[string]string // as the first wrote them
}

// first gives the oldest group that a voice is alike to; nil for none.
func first(groups []*gathering, leading map[string][]int, v Voice) *gathering {
	found := -1
	for _, term := range v.Terms {
		for _, i := range leading[term.Key] {
			if (found < 0 || i < found) && groups[i].Kind == v.Kind && Alike(groups[i].lead, v.Terms) {
				found = i
			}
		}
	}
	if found < 0 {
		return nil
	}
	return groups[found]
}

func (g *gathering) add(v Voice, from time.Time) {
	if v.CreatedAt.Before(from) {
		g.Before++
		return
	}
	g.Count++
	g.Recent = append(g.Recent, v)
	for _, term := range v.Terms {
		g.terms[term.Key]++
		if _, named := g.forms[term.Key]; !named {
			g.forms[term.Key] = term.Text
		}
	}
}

func (g *gathering) finish() Group {
	var keys []string
	for term, n := range g.terms {
		if 2*n > g.Count {
			keys = append(keys, term)
		}
	}
	slices.SortFunc(keys, func(a, b string) int { return cmp.Or(cmp.Compare(g.terms[b], g.terms[a]), cmp.Compare(a, b)) })
	for _, key := range keys[:min(len(keys), MaxShown)] {
		g.Terms = append(g.Terms, g.forms[key])
	}
	slices.Reverse(g.Recent)
	g.Recent = g.Recent[:min(len(g.Recent), MaxShown)]
	return g.Group
}
