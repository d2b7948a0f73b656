package topic

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"aftercare/shared/redact"
)

// Quotes of what customers wrote are short, and nobody can be known by them.
const (
	maxQuote = 200 // characters
	hidden   = "***"
)

// sentences end with what ends them in English, German and Chinese.
var sentences = regexp.MustCompile(`[^\n。！？!?]*?(?:[。！？!?]|\.(?:\s|$)|\n|$)`)

// Quote gives the sentence of a text that holds the most terms of a topic, the first of them, without secrets, numbers,
// addresses, links and names. It is empty when none holds the leading term.
func (t Topic) Quote(from Text, names Names) string {
	names = names.with(from.Name)
	best, most := "", 0
	for _, part := range from.Parts {
		clean, _ := redact.Secrets(norm.NFC.String(strings.ToValidUTF8(part, "")))
		clean = strings.Map(visible, clean)
		for _, sentence := range sentences.FindAllString(clean, -1) {
			terms := Terms(sentence, from.Language, names)
			if len(Belonging(terms, []Topic{t})) == 0 {
				continue
			}
			n := 0
			for _, term := range t.Terms {
				if slices.ContainsFunc(terms, func(other Term) bool { return other.Key == term.Key }) {
					n++
				}
			}
			if n > most {
				best, most = sentence, n
			}
		}
	}
	return masked(strings.TrimSpace(best), names)
}

// masked hides what is no word of a sentence, and names.
func masked(s string, names Names) string {
	for _, r := range []*regexp.Regexp{addressed, counted, introduced, signed, called} {
		s = r.ReplaceAllString(s, hidden)
	}
	s = names.hide(s)
	if runes := []rune(s); len(runes) > maxQuote {
		s = string(runes[:maxQuote-1]) + "…"
	}
	return s
}

// hide hides names in a sentence.
func (n Names) hide(s string) string {
	var out strings.Builder
	runes := []rune(s)
	for i := 0; i < len(runes); {
		if unicode.Is(unicode.Han, runes[i]) {
			if i+1 < len(runes) && n.has(string(runes[i:i+2])) {
				out.WriteString(hidden)
				i += 2
				for i < len(runes) && n.has(string(runes[i-1:i+1])) {
					i++
				}
				continue
			}
			out.WriteRune(runes[i])
			i++
			continue
		}
		j := i
		for j < len(runes) && (unicode.IsLetter(runes[j]) || unicode.IsMark(runes[j])) && !unicode.Is(unicode.Han, runes[j]) {
			j++
		}
		switch word := string(runes[i:j]); {
		case j == i:
			out.WriteRune(runes[i])
			j++
		case n.has(strings.ToLower(word)):
			out.WriteString(hidden)
		default:
			out.WriteString(word)
		}
		i = j
	}
	return out.String()
}
