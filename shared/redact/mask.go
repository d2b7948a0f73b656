package redact

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// hidden takes the place of what a mask leaves out; its length says nothing.
const hidden = "***"

// Mask shortens an e-mail address to what staff may see: the first character
// and the domain, as in a***@example.com. What is no address is hidden whole;
// an empty one stays empty.
func Mask(email string) string {
	if email == "" {
		return ""
	}
	at := strings.LastIndexByte(email, '@')
	if at < 1 || at == len(email)-1 {
		return hidden
	}
	local, domain := email[:at], email[at:]
	first, size := utf8.DecodeRuneInString(local)
	if size == len(local) || !unicode.In(first, unicode.L, unicode.N) {
		return hidden + domain // the first character would be all of it
	}
	return local[:size] + hidden + domain
}

// reachable finds e-mail addresses and telephone numbers in what people write.
var reachable = regexp.MustCompile(`[^\s<>,;:()]+@[^\s<>,;:()]+|[+(]?[0-9][0-9 ()/.-]{5,}[0-9]`)

// MaskContact shortens the e-mail addresses and telephone numbers in what
// somebody wrote of how they are reached, and leaves the rest.
func MaskContact(text string) string {
	return reachable.ReplaceAllStringFunc(text, func(found string) string {
		if strings.Contains(found, "@") {
			return Mask(found)
		}
		return MaskPhone(found)
	})
}

// shortestPhone is the number of digits from which some can be shown.
const shortestPhone = 7

// MaskPhone shortens a telephone number to its beginning, when it is
// international, and its last two digits: +43***67. Short numbers are hidden
// whole; an empty one stays empty.
func MaskPhone(phone string) string {
	if phone == "" {
		return ""
	}
	digits := strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, phone)
	if len(digits) < shortestPhone {
		return hidden
	}
	last := digits[len(digits)-2:]
	if strings.HasPrefix(strings.TrimSpace(phone), "+") {
		return "+" + digits[:2] + hidden + last
	}
	return hidden + last
}
