package redact

// tokenKind says what a token means between the words of a phrase.
type tokenKind byte

const (
	listWord tokenKind = iota // a word of the list
	neutral                   // a number, a list marker, an HTML tag: does not interrupt
	foreign                   // any other word or long number
	unspacedText
	barrier // a wall
)

// token is a piece of the text that is not mere punctuation.
type token struct {
	start, end int // glyphs
	kind       tokenKind
	id         int    // listWord: its number in the list
	label      bool   // listWord: may also name or number the word after it
	slip       bool   // foreign: a word of the list with one slip
	hash       uint32 // foreign: FNV-1a of its letters in lower case
}

// longestNumber is the number of digits that a numbering may have.
const longestNumber = 4

// runTogether is the number of letters from which a word is tried as words
// that lost their spaces. No English word of this length is made of them.
const runTogether = 20

// tokens reads the view from left to right.
func (v *view) tokens() []token {
	tokens := make([]token, 0, len(v.glyphs)/4)
	for i := 0; i < len(v.glyphs); {
		v.work++
		start, c := i, v.glyphs[i].char
		switch {
		case isLetter(c) || c == letter:
			for i < len(v.glyphs) && (isLetter(v.glyphs[i].char) || v.glyphs[i].char == letter) {
				i++
			}
			tokens = v.word(tokens, start, i)
			continue
		case isDigit(c):
			for i < len(v.glyphs) && isDigit(v.glyphs[i].char) {
				i++
			}
			kind := neutral
			if i-start > longestNumber {
				kind = foreign
			}
			tokens = append(tokens, token{start: start, end: i, kind: kind})
			continue
		case c == ideograph:
			tokens = append(tokens, token{start: start, end: i + 1, kind: unspacedText})
		case c == wall:
			tokens = append(tokens, token{start: start, end: i + 1, kind: barrier})
		}
		i++
	}
	return tokens
}

// word appends the token, or the several tokens, that a run of letters is.
func (v *view) word(tokens []token, start, end int) []token {
	v.work += end - start
	letters := make([]byte, 0, 2*longestWord) // stays on the stack for all but long runs
	soft := false
	for i := start; i < end; i++ {
		letters = append(letters, lower(v.glyphs[i].char))
		soft = soft || i > start && v.glyphs[i].soft
	}
	words := list()
	if id := words.id(letters); id > 0 {
		_, label := labels[string(letters)]
		return append(tokens, token{start: start, end: end, kind: listWord, id: id, label: label})
	}
	if soft {
		if parts := v.softParts(letters, start); parts != nil {
			return append(tokens, parts...)
		}
	}
	if len(letters) >= runTogether {
		if ends := words.split(letters); ends != nil {
			from := 0
			for _, to := range ends {
				tokens = append(tokens, token{start: start + from, end: start + to, kind: listWord, id: words.id(letters[from:to])})
				from = to
			}
			return tokens
		}
	}
	if v.numbers(letters, start, end) {
		return append(tokens, token{start: start, end: end, kind: neutral})
	}
	return append(tokens, token{start: start, end: end, kind: foreign, slip: words.mistyped(letters), hash: fnv(letters)})
}

// softParts reads invisible characters as the only separators between words.
func (v *view) softParts(letters []byte, start int) []token {
	var parts []token
	from := 0
	for to := 1; to <= len(letters); to++ {
		if to < len(letters) && !v.glyphs[start+to].soft {
			continue
		}
		id := list().id(letters[from:to])
		if id == 0 {
			return nil
		}
		parts = append(parts, token{start: start + from, end: start + to, kind: listWord, id: id})
		from = to
	}
	return parts
}

// numbers says whether letters only number or format what stands beside them.
func (v *view) numbers(letters []byte, start, end int) bool {
	before, after := v.char(start-1), v.char(end)
	if _, ok := markup[string(letters)]; ok {
		tag := before == '<' || before == '/' && v.char(start-2) == '<'
		if tag || before == '&' && after == ';' {
			return true
		}
	}
	closed := after == '.' || after == ')' || after == ':' || after == ']'
	if len(letters) == 1 {
		return closed // "a)"; without it "I" and "a" are ordinary words
	}
	_, ok := enumerators[string(letters)]
	return ok
}

// char is the glyph at i, or a mark outside of the text.
func (v *view) char(i int) byte {
	if i < 0 || i >= len(v.glyphs) {
		return mark
	}
	return v.glyphs[i].char
}

func fnv(letters []byte) uint32 {
	h := uint32(2166136261)
	for _, c := range letters {
		h = (h ^ uint32(c)) * 16777619
	}
	return h
}
