package voice

import (
	"strings"

	"aftercare/shared/topic"
)

// Term is something that a text is about: a word, or two Chinese characters that follow one another.
type Term struct {
	Key  string `json:"key"`  // as package topic counts it, after its language: "en:withdraw"
	Text string `json:"text"` // as it was written
}

// maxTerms bounds what is kept of a long text.
const maxTerms = 100

// TermsOf gives what a text is about, each term once, by key: as topics read it, but for pairs of words, which say
// nothing that their words do not. name is the writer's, which is no term.
func TermsOf(text, language, name string) []Term {
	var terms []Term
	for _, t := range topic.Terms(text, language, topic.NamesOf(name)) {
		if !strings.Contains(t.Key, " ") && len(terms) < maxTerms {
			terms = append(terms, Term{Key: t.Key, Text: t.Text})
		}
	}
	return terms
}

// Two texts are alike that share leastShared terms or more, and of the shorter one at least leastOverlap of them; or all
// of it, where it has but one. So a short wish is found in a long letter, and two long letters have to say much the same.
const (
	leastShared  = 2
	leastOverlap = 0.6
)

// Alike reports whether two texts are about the same, by their terms.
func Alike(a, b []Term) bool {
	shorter := min(len(a), len(b))
	if shorter == 0 {
		return false
	}
	shared := sharing(a, b)
	return shared >= min(leastShared, shorter) && float64(shared) >= leastOverlap*float64(shorter)
}

// sharing counts what two lists share, each in the order of its keys.
func sharing(a, b []Term) int {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch strings.Compare(a[i].Key, b[j].Key) {
		case 0:
			n, i, j = n+1, i+1, j+1
		case -1:
			i++
		default:
			j++
		}
	}
	return n
}
