package redact

import (
	_ "embed"
	"strings"
	"sync"
)

// english is the English word list of BIP-39, as published in bitcoin/bips
// (bip-0039/english.txt, MIT), SHA-256 2f5eed53...24dbda.
//
//go:embed english.txt
var english string

// Lengths of the words in the list, and of the beginning that tells each from
// all others: many people note down no more than that.
const (
	shortestWord = 3
	longestWord  = 8
	uniquePrefix = 4
)

// lexicon finds words of the list.
type lexicon struct {
	ids      map[string]int      // word -> its number, 1 to 2048
	prefixes map[string]int      // the first four letters -> the number
	typos    map[string]struct{} // every word with one letter left out
}

var list = sync.OnceValue(func() *lexicon {
	words := strings.Fields(english)
	l := &lexicon{
		ids:      make(map[string]int, len(words)),
		prefixes: make(map[string]int, len(words)),
		typos:    make(map[string]struct{}, 6*len(words)),
	}
	for i, w := range words {
		l.ids[w] = i + 1
		l.prefixes[w[:min(uniquePrefix, len(w))]] = i + 1
		for j := range len(w) {
			l.typos[w[:j]+w[j+1:]] = struct{}{}
		}
	}
	return l
})

// id is the number of a word, whole or as its first four letters; 0 for
// others. The word is in lower case.
func (l *lexicon) id(word []byte) int {
	if len(word) < shortestWord || len(word) > longestWord {
		return 0
	}
	if id := l.ids[string(word)]; id > 0 {
		return id
	}
	if len(word) == uniquePrefix {
		return l.prefixes[string(word)]
	}
	return 0
}

// shortestTypo keeps the small words of ordinary prose out: nearly each of
// them is one letter away from some word of the list.
const shortestTypo = 5

// mistyped says whether one letter changed, lost, added or swapped with its
// neighbour makes a word of the list. A plural is no slip.
func (l *lexicon) mistyped(word []byte) bool {
	if len(word) < shortestTypo || len(word) > longestWord+1 {
		return false
	}
	if _, lost := l.typos[string(word)]; lost {
		return true
	}
	var without [longestWord + 1]byte
	for i := range word {
		n := copy(without[:], word[:i])
		n += copy(without[n:], word[i+1:])
		rest := without[:n]
		if _, changed := l.typos[string(rest)]; changed {
			return true
		}
		if l.ids[string(rest)] > 0 && (i < len(word)-1 || word[i] != 's') {
			return true
		}
	}
	return false
}

// split parts letters that were run together into words of the list, and
// gives the end of each word. It is nil unless all letters are used up.
func (l *lexicon) split(letters []byte) []int {
	from := make([]int, len(letters)+1) // from[i]: where the word that ends at i begins, plus one
	from[0] = 1
	for end := shortestWord; end <= len(letters); end++ {
		for n := shortestWord; n <= longestWord && n <= end; n++ {
			if from[end-n] > 0 && l.ids[string(letters[end-n:end])] > 0 {
				from[end] = end - n + 1
				break
			}
		}
	}
	if from[len(letters)] == 0 {
		return nil
	}
	var ends []int
	for end := len(letters); end > 0; end = from[end] - 1 {
		ends = append(ends, end)
	}
	for i, j := 0, len(ends)-1; i < j; i, j = i+1, j-1 {
		ends[i], ends[j] = ends[j], ends[i]
	}
	return ends
}

// enumerators are the words that people number a list with. Those that are
// words of the list themselves are named in labels.
var enumerators = set(`nr no num pos st nd rd th
	third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth
	seventeenth eighteenth nineteenth twentieth
	four five nine eleven thirteen fourteen fifteen sixteen seventeen eighteen nineteen
	i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx xxi xxii xxiii xxiv`)

// labels are words of the list that number or name a word: "word 1 is ...,
// second word: ...".
var labels = set(`word number first second
	one two three six seven eight ten twelve twenty`)

// markup names the HTML elements and entities that stand between words copied
// from a page.
var markup = set(`li ol ul br p b i u em strong code pre div span td th tr table tbody font
	nbsp quot amp lt gt ensp emsp thinsp zwnj zwj shy`)

func set(words string) map[string]struct{} {
	all := make(map[string]struct{})
	for _, w := range strings.Fields(words) {
		all[w] = struct{}{}
	}
	return all
}
