package redact

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Glyphs that are not a plain ASCII character.
const (
	mark      byte = 0x80 + iota // punctuation, symbols, emoji: anything that only separates
	letter                       // a letter of another alphabet, part of a foreign word
	ideograph                    // a character of a script that is written without spaces
	wall                         // something removed, now or in an earlier call
)

// glyph is one character as the detectors see it, and where it stands in the
// text.
type glyph struct {
	char       byte // ASCII with its case kept, or one of the constants above
	soft       bool // invisible characters stood before it
	start, end int  // bytes of the text
}

// span is a range of glyphs, end exclusive, that holds a secret.
type span struct {
	start, end int
	kind       Kind
}

// view is a text with everything undone that hides letters without changing
// how they read: compatibility forms, ligatures, combining marks, invisible
// characters, and the escapes of JSON and URLs.
type view struct {
	text   string
	glyphs []glyph
	found  []finding
	work   int // steps taken by the detectors; the tests hold it to a multiple of the length
}

func newView(text string) *view {
	v := &view{text: text, glyphs: make([]glyph, 0, len(text))}
	soft := false
	for i := 0; i < len(text); {
		if text[i] == '[' {
			if n := markerAt(text[i:]); n > 0 {
				v.glyphs = append(v.glyphs, glyph{char: wall, start: i, end: i + n})
				i, soft = i+n, false
				continue
			}
		}
		r, size := decode(text[i:])
		if invisible(r) {
			i, soft = i+size, true
			continue
		}
		if expanded, ok := ligatures[r]; ok {
			for j := range len(expanded) {
				v.glyphs = append(v.glyphs, glyph{char: expanded[j], soft: soft && j == 0, start: i, end: i + size})
			}
		} else {
			v.glyphs = append(v.glyphs, glyph{char: fold(r), soft: soft, start: i, end: i + size})
		}
		i, soft = i+size, false
	}
	return v
}

// take records a finding and puts a wall in its place. A found glyph may share
// its bytes with a neighbour (a ligature), which then goes with it.
func (v *view) take(s span) {
	f := finding{v.glyphs[s.start].start, v.glyphs[s.end-1].end, s.kind}
	for i := s.start; i < s.end; i++ {
		v.glyphs[i].char = wall
	}
	for i := s.start - 1; i >= 0 && v.glyphs[i].end > f.start; i-- {
		v.glyphs[i].char = wall
	}
	for i := s.end; i < len(v.glyphs) && v.glyphs[i].start < f.end; i++ {
		v.glyphs[i].char = wall
	}
	v.found = append(v.found, f)
}

// markerAt is the length of the marker that text begins with, or 0.
func markerAt(text string) int {
	for _, m := range markers {
		if strings.HasPrefix(text, m) {
			return len(m)
		}
	}
	return 0
}

// decode reads the next character, through a JSON escape (\n, \u0061) or a
// percent-encoded ASCII character (%20, %0A).
func decode(text string) (rune, int) {
	switch {
	case len(text) >= 6 && text[0] == '\\' && text[1] == 'u':
		if n, ok := hexNumber(text[2:6]); ok {
			return rune(n), 6
		}
	case len(text) >= 2 && text[0] == '\\' && strings.IndexByte("nrt", text[1]) >= 0:
		return '\n', 2
	case len(text) >= 3 && text[0] == '%':
		if n, ok := hexNumber(text[1:3]); ok && n < utf8.RuneSelf {
			return rune(n), 3
		}
	}
	return utf8.DecodeRuneInString(text)
}

// hexNumber reads up to four hexadecimal digits.
func hexNumber(digits string) (uint16, bool) {
	var n uint16
	for i := range len(digits) {
		d := hexValue(digits[i])
		if d > 15 {
			return 0, false
		}
		n = n<<4 | uint16(d)
	}
	return n, true
}

// invisible characters take no room: format controls such as the zero-width
// space or the soft hyphen, and marks that combine with the letter before.
func invisible(r rune) bool {
	return r >= 0x80 && (r < 0x4E00 || r > 0x9FFF) && unicode.In(r, unicode.Cf, unicode.Mn, unicode.Me)
}

// ligatures are the compatibility forms of several letters that PDF files put
// into copied words.
var ligatures = map[rune]string{
	'\uFB00': "ff", '\uFB01': "fi", '\uFB02': "fl", '\uFB03': "ffi",
	'\uFB04': "ffl", '\uFB05': "st", '\uFB06': "st",
}

// unspaced are the scripts whose words are not parted by spaces, so that a
// Latin word may stand in the middle of them.
var unspaced = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul,
	unicode.Bopomofo, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar,
}

// fold is the glyph of one visible character.
func fold(r rune) byte {
	switch {
	case r == '\u0085', r == '\u2028', r == '\u2029':
		return '\n'
	case r == '\u3002':
		return '.'
	case r == '\u3001':
		return ','
	case 0 <= r && r < 0x80:
		return byte(r)
	case 0x4E00 <= r && r <= 0x9FFF:
		return ideograph // most of Chinese, without a search
	}
	if c, ok := compatible(r); ok {
		return c
	}
	switch {
	case unicode.In(r, unspaced...):
		return ideograph
	case unicode.IsLetter(r):
		return letter
	}
	return mark
}

// compatible looks r up in compatForms.
func compatible(r rune) (byte, bool) {
	low, high := 0, len(compatForms)
	for low < high {
		mid := (low + high) / 2
		switch f := compatForms[mid]; {
		case r < f.first:
			high = mid
		case r > f.last:
			low = mid + 1
		default:
			return f.ascii + byte(r-f.first), true // #nosec G115 -- at most 93 characters in a range
		}
	}
	return 0, false
}

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' && c < 0x80 }
func isAlnum(c byte) bool  { return isDigit(c) || isLetter(c) }
func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c | 0x20
	}
	return c
}

// hexValue is the value of a hexadecimal digit, or 255.
func hexValue(c byte) byte {
	switch {
	case isDigit(c):
		return c - '0'
	case 'a' <= lower(c) && lower(c) <= 'f':
		return lower(c) - 'a' + 10
	}
	return 255
}
