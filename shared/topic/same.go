package topic

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"aftercare/shared/event"
)

// Present is how long after it was last found a topic is the same when it comes again, and texts are told to belong to
// it. After the base weeks what is found is measured against other weeks, and is another topic.
const Present = Weeks * week

// doubled is how much more a topic needs to be told again within a week, and a dismissed one to be told at all.
const doubled = 2

// same reports whether two topics are one: at least half of the terms of the one with fewer are terms of the other.
func same(a, b Topic) bool {
	both := 0
	for _, term := range a.Terms {
		if slices.ContainsFunc(b.Terms, func(other Term) bool { return other.Key == term.Key }) {
			both++
		}
	}
	return both > 0 && 2*both >= min(len(a.Terms), len(b.Terms))
}

// weekOf names the week that seven days begin in.
func weekOf(from time.Time) string {
	year, n := from.ISOWeek()
	return fmt.Sprintf("%04d-W%02d", year, n)
}

// idOf makes a topic's id from the week in which it was found first and what leads it. It tells no word.
func idOf(t Topic, week string) string {
	h := HashOf(t.Lead())
	return week + "-" + hex.EncodeToString(h[:])
}

// news reports whether a present topic that was found again is worth telling: it was not told in this week yet, or
// has doubled since. One that was dismissed stays quiet until it has doubled since it was dismissed.
func news(present, found Topic, week string) bool {
	switch {
	case present.Status == Dismissed:
		return present.Decision == nil || found.Count() >= doubled*present.Decision.Count
	case present.Week != week:
		return true
	default:
		return found.Count() >= doubled*present.Count()
	}
}

// matched is the present topic that one goes on, the zero Topic for a new one. A part is not told: it is of a present
// topic that a stronger one goes on already.
type matched struct {
	was  Topic
	part bool
}

// match gives for each topic that was found the present one that it goes on. The strongest chooses first, and none is
// chosen twice.
func match(found, present []Topic) []matched {
	order := slices.Clone(present)
	slices.SortFunc(order, func(a, b Topic) int { return cmp.Or(b.FoundAt.Compare(a.FoundAt), cmp.Compare(a.ID, b.ID)) })
	taken := map[string]bool{}
	out := make([]matched, len(found))
	for i, f := range found {
		for _, p := range order {
			if !same(p, f) {
				continue
			}
			if out[i].part = taken[p.ID]; !out[i].part {
				out[i].was, taken[p.ID] = p, true
				break
			}
		}
	}
	return out
}

// found is the change that tells of a topic. was is the present topic that goes on; the zero Topic for a new one.
func found(was, f Topic, s Suggestion, do Do) (Change, error) {
	last := f.Weeks[len(f.Weeks)-1]
	d := FoundData{
		Week: weekOf(last.From), From: last.From, To: last.To, Language: f.Language, Status: was.Status, Count: last.Count,
		People: f.People, Documents: f.Documents, Cases: f.Cases, Suggestion: s,
	}
	for _, w := range f.Weeks[:len(f.Weeks)-1] {
		d.Before = append(d.Before, w.Count)
	}
	if d.Status == "" || d.Status == Dismissed {
		d.Status = Offered
	}
	id := was.ID
	if was.Seq == 0 {
		id = idOf(f, d.Week)
	}
	return was.change(event.TopicFound, id, d, FoundText{Terms: f.Terms}, do)
}

// Belonging gives those of some topics that a text belongs to: those whose leading term it holds. That is how cases
// are counted, too.
func Belonging(terms []Term, topics []Topic) []Topic {
	var out []Topic
	for _, t := range topics {
		if _, holds := slices.BinarySearchFunc(terms, t.Lead(), func(term Term, key string) int { return cmp.Compare(term.Key, key) }); holds && t.Lead() != "" {
			out = append(out, t)
		}
	}
	return out
}
