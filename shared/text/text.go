// Package text brings what people type into one form and refuses what no person types.
package text

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"aftercare/shared/fault"
	"aftercare/shared/redact"
)

// Lengths in characters (Unicode code points after normalisation).
const (
	MaxSubject = 200
	MaxBody    = 20_000
	MaxName    = 200
)

// Clean gives s in Unicode NFC with line ends as line feeds and without white space around it. A problem is
// returned in words, empty when there is none: not UTF-8, without anything to be seen, longer than most characters, or
// holding control characters other than tab and line feed.
func Clean(s string, most int) (clean, problem string) {
	if !utf8.ValidString(s) {
		return "", "is not valid UTF-8"
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.TrimSpace(norm.NFC.String(s))
	if !seen(s) {
		return "", "is empty"
	}
	if n := utf8.RuneCountInString(s); n > most {
		return "", fmt.Sprintf("has %d characters, the most is %d", n, most)
	}
	for _, r := range s {
		if unicode.IsControl(r) && r != '\t' && r != '\n' {
			return "", "holds a control character other than tab and line feed"
		}
	}
	return s, ""
}

// seen reports whether there is anything in a text for a reader: more than white space, characters without width, such as
// come along when something is copied from a page, and letters that are blank.
func seen(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		return !unicode.IsSpace(r) && !unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector) && r != brailleBlank
	})
}

// brailleBlank is a braille pattern without dots, which Unicode counts among the symbols.
const brailleBlank = '\u2800'

// Checker gathers the problems of several values, so that a caller hears of all of them at once.
type Checker struct{ fields []fault.Field }

// Required gives the clean form of a value that must be there.
func (c *Checker) Required(name, s string, most int) string {
	clean, problem := Clean(s, most)
	if problem != "" {
		c.Add(name, problem)
	}
	return clean
}

// Optional gives the clean form of a value that may be empty. One in which nothing is to be seen is: a browser sends the
// line feed that somebody left in a form.
func (c *Checker) Optional(name, s string, most int) string {
	if !seen(s) {
		return ""
	}
	return c.Required(name, s, most)
}

// Name gives the clean form of a value that names something, such as a team or a customer, and may be empty. Names are
// published and stand in keys and logs, so one with a secret in it is refused, not cleaned, and so is one of several
// lines.
func (c *Checker) Name(name, s string, most int) string {
	if s == "" {
		return ""
	}
	clean := c.Required(name, s, most)
	if strings.ContainsAny(clean, "\t\n") {
		c.Add(name, "has more than one line")
	}
	if redact.InName(clean) {
		c.Add(name, "holds a recovery phrase or private key")
	}
	return clean
}

// Decimal gives an amount that is an unsigned decimal without exponent, of at most 40 digits before and after the point.
func (c *Checker) Decimal(name, s string) string {
	whole, fraction, point := strings.Cut(s, ".")
	if !digits(whole) || point && !digits(fraction) {
		c.Add(name, "is not a decimal such as 0.015")
		return ""
	}
	return s
}

func digits(s string) bool {
	return s != "" && len(s) <= 40 && strings.Trim(s, "0123456789") == ""
}

// OneOf notes a problem when s is none of the allowed values.
func (c *Checker) OneOf(name, s string, allowed ...string) {
	for _, a := range allowed {
		if s == a {
			return
		}
	}
	c.Add(name, "is none of "+strings.Join(allowed, ", "))
}

// Add notes a problem. It must not hold the value.
func (c *Checker) Add(name, problem string) {
	c.fields = append(c.fields, fault.Field{Name: name, Problem: problem})
}

// Err gives what was found as one fault of kind Invalid; nil when all is well.
func (c *Checker) Err() error { return fault.InvalidFields(c.fields) }
