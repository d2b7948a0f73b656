package topic

import (
	"bytes"
	"cmp"
	"embed"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/cjk"
	"github.com/blevesearch/bleve/v2/analysis/lang/de"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/analysis/token/lowercase"
	"github.com/blevesearch/bleve/v2/analysis/token/porter"
	segments "github.com/blevesearch/bleve/v2/analysis/tokenizer/unicode"
	"golang.org/x/text/language"
)

// The languages that are read.
const (
	English = "en"
	German  = "de"
	Chinese = "zh"
)

// Languages lists them.
var Languages = []string{English, German, Chinese}

// Bounds of a text and of its words. What is longer than any word is an address or a key without a digit in it.
const (
	maxText  = 20_000 // characters of a text that are read
	minWord  = 3      // letters
	maxWord  = 20
	maxTerms = 400 // of one text
)

//go:embed words/*.txt
var lists embed.FS

// words reads a list of words, one a line, # for comments.
func words(name string) analysis.TokenMap {
	raw, err := lists.ReadFile("words/" + name + ".txt")
	if err != nil {
		panic(err) // it is compiled in
	}
	m := analysis.NewTokenMap()
	for line := range strings.Lines(string(raw)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			m.AddToken(line)
		}
	}
	return m
}

// grammar is the words of a language that carry no meaning, as bleve lists them.
func grammar(list []byte) analysis.TokenMap {
	m := analysis.NewTokenMap()
	if err := m.LoadBytes(list); err != nil {
		panic(err) // it is compiled in
	}
	return m
}

// latin is how a language of Latin letters is read.
type latin struct {
	grammar analysis.TokenMap // tells the language, too
	ours    analysis.TokenMap
	before  []analysis.TokenFilter // words are looked up in the lists after these
	stem    []analysis.TokenFilter
}

// What the languages are read with. They are the parts of bleve's analyzers en, de and cjk, with our words left out
// between them. None has a state.
var (
	tokenizer = segments.NewUnicodeTokenizer()
	readers   = map[string]latin{
		English: {
			grammar(en.EnglishStopWords), words(English),
			[]analysis.TokenFilter{en.NewPossessiveFilter(), lowercase.NewLowerCaseFilter()},
			[]analysis.TokenFilter{porter.NewPorterStemmer()},
		},
		German: {
			grammar(de.GermanStopWords), words(German),
			[]analysis.TokenFilter{lowercase.NewLowerCaseFilter()},
			[]analysis.TokenFilter{de.NewGermanNormalizeFilter(), de.NewGermanLightStemmerFilter()},
		},
	}
	chinese      = []analysis.TokenFilter{cjk.NewCJKWidthFilter(), cjk.NewCJKBigramFilter(false)}
	chineseWords = words(Chinese)
)

// Terms gives the terms of a text, each once, by key. The script says how a text is read, and of languages with Latin
// letters their small words do; the tag that came with it decides where those do not. A text in two scripts is read in
// both.
func Terms(text, tag string, names Names) []Term {
	if utf8.RuneCountInString(text) > maxText {
		text = string([]rune(text)[:maxText])
	}
	clean := []byte(plain(text))
	tokens := tokenizer.Tokenize(clean)
	found := map[string]Term{}
	if lang := latinOf(tokens, tag); lang != "" {
		readLatin(clean, tokens, lang, names, found)
	}
	if !bytes.ContainsFunc(clean, japaneseOrKorean) {
		readChinese(tokens, names, found)
	}
	terms := slices.SortedFunc(maps.Values(found), func(a, b Term) int { return cmp.Compare(a.Key, b.Key) })
	return terms[:min(len(terms), maxTerms)]
}

// latinOf says in which language the Latin letters of a text are: the one of which it has more small words. Where it has
// as many of both the tag decides; with none at all a text in another language is not read.
func latinOf(tokens analysis.TokenStream, tag string) string {
	count := map[string]int{}
	for _, t := range tokens {
		word := strings.ToLower(string(t.Term))
		for lang, r := range readers {
			if r.grammar[word] {
				count[lang]++
			}
		}
	}
	switch base := baseOf(tag); {
	case count[German] > count[English]:
		return German
	case count[English] > count[German]:
		return English
	case base == German:
		return German
	case base == English, base == Chinese, count[English] > 0:
		return English // who writes Chinese, writes the rest in English
	default:
		return ""
	}
}

// baseOf gives the language of a tag without its region and script; English where there is no tag.
func baseOf(tag string) string {
	parsed, err := language.Parse(tag)
	if err != nil {
		return English
	}
	base, _ := parsed.Base()
	return base.String()
}

// readLatin adds the words of a text, and the pairs of neighbouring ones.
func readLatin(text []byte, tokens analysis.TokenStream, lang string, names Names, found map[string]Term) {
	r := readers[lang]
	var read analysis.TokenStream
	for _, t := range tokens {
		if t.Type == analysis.AlphaNumeric {
			c := *t
			c.Term = bytes.Clone(t.Term)
			read = append(read, &c)
		}
	}
	for _, f := range r.before {
		read = f.Filter(read)
	}
	kept := slices.DeleteFunc(read, func(t *analysis.Token) bool {
		word := string(t.Term)
		return !isWord(word) || r.grammar[word] || r.ours[word] || names.has(word)
	})
	forms := make([]string, len(kept))
	for i, t := range kept {
		forms[i] = string(t.Term)
	}
	for _, f := range r.stem {
		kept = f.Filter(kept) // which keeps their number and order
	}
	for i, t := range kept {
		add(found, lang+":"+string(t.Term), forms[i])
		if i > 0 && neighbours(text, kept[i-1], t) {
			add(found, lang+":"+string(kept[i-1].Term)+" "+string(t.Term), forms[i-1]+" "+forms[i])
		}
	}
}

// add notes a term; of several forms the first in the alphabet, whatever comes first in the text.
func add(found map[string]Term, key, form string) {
	if had, there := found[key]; !there || form < had.Text {
		found[key] = Term{Key: key, Text: form}
	}
}

// isWord reports whether a token is a word: letters of one script alone, with what German and English have within words.
func isWord(s string) bool {
	n := 0
	for _, c := range s {
		switch {
		case unicode.Is(unicode.Latin, c):
			n++
		case !unicode.Is(unicode.M, c) && c != '\'' && c != '’':
			return false
		}
	}
	return minWord <= n && n <= maxWord
}

// neighbours reports whether nothing but spaces and hyphens stands between two tokens of a text.
func neighbours(text []byte, a, b *analysis.Token) bool {
	return a.End <= b.Start && len(bytes.Trim(text[a.End:b.Start], " -‐‑")) == 0
}

// readChinese adds the pairs of Chinese characters that stand beside each other.
func readChinese(tokens analysis.TokenStream, names Names, found map[string]Term) {
	read := tokens
	for _, f := range chinese {
		read = f.Filter(read)
	}
	for _, t := range read {
		pair := []rune(string(t.Term))
		if t.Type != analysis.Double || len(pair) != 2 || !unicode.Is(unicode.Han, pair[0]) || !unicode.Is(unicode.Han, pair[1]) {
			continue
		}
		s := string(pair)
		if !chineseWords[s] && !chineseWords[string(pair[0])] && !chineseWords[string(pair[1])] && !names.has(s) {
			add(found, Chinese+":"+s, s)
		}
	}
}

// japaneseOrKorean are the letters of which one says that the Chinese characters beside it are not Chinese.
func japaneseOrKorean(r rune) bool {
	return unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Hangul) && r != 'ー' && r != '・'
}
