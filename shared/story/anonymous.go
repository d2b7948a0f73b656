package story

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"aftercare/shared/redact"
)

var (
	// long finds what only an address on a chain, a hash or an account looks like.
	long = regexp.MustCompile(`[A-Za-z0-9]{20,}`)
	// reference finds what looks like the reference of a case, of this customer or another.
	reference = regexp.MustCompile(`(?i)\b[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4}\b`)
)

// identifies says how a text tells who its customer is; empty when it does not, as far as a program sees.
func identifies(words string, s Story) string {
	words = apparent(words)
	if _, found := redact.Secrets(words); len(found) > 0 {
		return "holds a recovery phrase or private key"
	}
	if redact.MaskContact(words) != words {
		return "holds a mail address, a telephone number, or another long number"
	}
	if long.MatchString(words) {
		return "holds something as long as an address or a hash"
	}
	if names(words, s.Customer.Name) {
		return "holds the customer's name"
	}
	if numbers(words, s.ID, s.TicketID, s.Source.ID, s.Customer.ID) {
		return "holds the number of a case, or of the customer"
	}
	return ""
}

// apparent gives a text as it looks to its reader: wide forms as the letters that they are, and nothing without width.
func apparent(words string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, norm.NFKC.String(words))
}

// shortName is up to how many letters a name stands in too many texts as another word: it counts with a capital alone.
const shortName = 3

// names reports whether a text holds a part of a name: where words are written apart as a word, for Chan is in exchange,
// and elsewhere anywhere.
func names(words, name string) bool {
	var said []string
	for _, word := range spelled(words) {
		said = append(said, word, strings.TrimSuffix(word, "s")) // Alices, in German
	}
	for _, part := range spelled(apparent(name)) {
		if !apart(part) {
			if slices.ContainsFunc(joinedForms(part), func(form string) bool { return strings.Contains(words, form) }) {
				return true
			}
			continue
		}
		n := utf8.RuneCountInString(part)
		for _, word := range said {
			first, _ := utf8.DecodeRuneInString(word)
			if n > 1 && strings.EqualFold(word, part) && (n > shortName || unicode.IsUpper(first)) {
				return true
			}
		}
	}
	return false
}

// joinedForms gives how people write a name where words are not written apart: whole, and in Chinese, where the family's
// comes first, without it, or it alone before a title.
func joinedForms(name string) []string {
	forms, runes := []string{name}, []rune(name)
	if !unicode.Is(unicode.Han, runes[0]) {
		return forms
	}
	for _, title := range []string{"先生", "女士", "小姐", "太太"} {
		forms = append(forms, string(runes[0])+title)
	}
	if len(runes) > 2 {
		forms = append(forms, string(runes[1:]))
	}
	return forms
}

// spelled gives the words of a text.
func spelled(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) })
}

// apart reports whether a word is of a script that writes words apart.
func apart(word string) bool {
	return !strings.ContainsFunc(word, func(r rune) bool {
		return unicode.IsLetter(r) && !unicode.In(r, unicode.Latin, unicode.Cyrillic, unicode.Greek)
	})
}

// numbers reports whether a text holds an id, in whatever groups it is written, or the reference of any case.
func numbers(words string, ids ...string) bool {
	for _, found := range reference.FindAllString(words, -1) {
		if strings.ContainsAny(found, "0123456789") {
			return true
		}
	}
	joined := joining.Replace(strings.ToLower(words))
	for _, id := range ids {
		if id = joining.Replace(strings.ToLower(id)); id != "" && strings.Contains(joined, id) {
			return true
		}
	}
	return false
}

var joining = strings.NewReplacer(" ", "", "-", "", "\n", "", "\t", "")
