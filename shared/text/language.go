package text

import (
	"strings"

	"golang.org/x/text/language"
)

// MaxLanguage is the most characters of a language tag. RFC 5646, 4.4.1, wants room for 35.
const MaxLanguage = 35

// NoLanguage stands in for the language of whoever names none.
const NoLanguage = "en"

// Language gives the canonical form of a language tag (BCP 47), or false for what is none. Tags with extensions or
// with private parts (en-x-...) are refused: they can spell anything, and a language is published. The length is
// looked at first, for a long tag takes long to parse.
func Language(s string) (string, bool) {
	if s == "" || len(s) > MaxLanguage {
		return "", false
	}
	tag, err := language.Parse(s)
	if err != nil || len(tag.Extensions()) > 0 {
		return "", false
	}
	canonical := tag.String()
	return canonical, !strings.HasPrefix(canonical, "x-")
}

// Language gives the canonical form of a language tag that may be empty, which means NoLanguage.
func (c *Checker) Language(name, s string) string {
	if s == "" {
		return NoLanguage
	}
	tag, ok := Language(s)
	if !ok {
		c.Add(name, "is not a language tag (BCP 47) such as en or zh")
	}
	return tag
}
