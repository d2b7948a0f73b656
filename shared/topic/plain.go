package topic

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"aftercare/shared/redact"
)

// What is no word of anybody's, and what is somebody's name. Each is replaced by a line feed, which nothing neighbours.
var (
	marked    = regexp.MustCompile(`\[removed: [^\]]*\]|\*\*\*`)
	addressed = regexp.MustCompile(`\S*@\S*|\S*://\S*|\bwww\.\S*|\S*[/\\]\S*[/\\]\S*`)
	// counted is a number, an amount, a date, a hash or an address: whatever has a digit in it, with what is joined to it.
	counted = regexp.MustCompile(`[\p{Latin}\p{M}_.,:#+$€£¥%~-]*\p{N}[\p{Latin}\p{M}\p{N}_.,:#+$€£¥%~-]*`)
	// introduced is what follows such words with a capital, and signed what follows the end of a letter. It is a name, or might be.
	introduced = regexp.MustCompile(`\b(?i:my name is|name is|mein name ist|ich hei(?:ß|ss)e|i am|i['’]m|mr|mrs|ms|dr|herr|frau|dear|hi|hello|hallo|liebe[rs]?)\b\.?[ \t]+` + capitals)
	signed     = regexp.MustCompile(`\b(?i:regards|sincerely|gr(?:ü|ue)(?:ß|ss)en?|cheers)\b[\s.,!]*` + capitals)
	// called is the same in Chinese: after 我叫 and 我是 with 名, and before a title.
	called = regexp.MustCompile(`(?:我叫|我的名字是|名字叫)\p{Han}{2,3}|\p{Han}{1,3}(?:先生|女士|小姐|老师|经理)`)
)

// capitals are up to three words with a capital.
const capitals = `(?:\p{Lu}[\p{L}\p{M}'’-]*[ \t]*){1,3}`

// plain gives a text without what is no word: secrets, addresses, links, numbers, names by which people greet.
func plain(text string) string {
	text, _ = redact.Secrets(norm.NFKC.String(strings.ToValidUTF8(text, "\n")))
	text = strings.Map(visible, text)
	for _, r := range []*regexp.Regexp{marked, addressed, counted, introduced, signed, called} {
		text = r.ReplaceAllString(text, "\n")
	}
	return text
}

// visible leaves out what has no width, such as the soft hyphens of a page that something was copied from: with one in it
// a word is no word.
func visible(r rune) rune {
	if unicode.Is(unicode.Cf, r) {
		return -1
	}
	return r
}

// Names are the names of people, none of which is ever a term.
type Names struct {
	words map[string]bool // lower case, and pairs of Chinese characters
}

// NamesOf gathers names, such as those of the staff and of who wrote.
func NamesOf(names ...string) Names {
	n := Names{words: map[string]bool{}}
	for _, name := range names {
		n.add(name)
	}
	return n
}

func (n Names) add(name string) {
	for _, word := range strings.FieldsFunc(strings.ToLower(norm.NFKC.String(name)), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }) {
		n.words[word] = true
		for runes := []rune(word); len(runes) > 1; runes = runes[1:] {
			if unicode.Is(unicode.Han, runes[0]) {
				n.words[string(runes[:2])] = true
			}
		}
	}
}

// with gives the names and further ones.
func (n Names) with(names ...string) Names {
	if !slices.ContainsFunc(names, func(s string) bool { return s != "" }) {
		return n
	}
	all := Names{words: make(map[string]bool, len(n.words)+4)}
	for word := range n.words {
		all.words[word] = true
	}
	for _, name := range names {
		all.add(name)
	}
	return all
}

func (n Names) has(word string) bool { return n.words[word] }
