package web

import (
	"strings"
	"unicode"

	"aftercare/shared/redact"
	"aftercare/shared/text"
)

// Limits of what a token says of its bearer, in characters. OpenID Connect Core, 2, gives a subject 255; RFC 5321,
// 4.5.3.1, leaves 254 to an address.
const (
	maxSubject = 255
	maxEmail   = 254
	maxTier    = 64
)

// callerOf gives the caller that claims describe. People write some of them on their own, so each is brought into a
// form that can be stored and shown to others, or left out: what somebody has in their profile neither keeps them
// from asking for help nor carries anything in.
func callerOf(c claims) Caller {
	email := claimed(c.Email, maxEmail)
	locale, _ := text.Language(c.Locale)
	return Caller{
		ID: c.Subject, Name: displayed(c.Name), Email: email, EmailVerified: bool(c.EmailVerified) && email != "",
		Locale: locale, Tier: claimed(c.Tier, maxTier), Groups: c.Groups,
	}
}

// claimed gives a claim that is a plain value within its length; otherwise nothing.
func claimed(s string, most int) string {
	clean, problem := text.Clean(s, most)
	if _, found := redact.Secrets(clean); problem != "" || len(found) > 0 || strings.ContainsFunc(clean, unicode.IsControl) {
		return ""
	}
	return clean
}

// displayed gives a name as one line of at most text.MaxName characters, without what makes it read as another: turns
// of direction and the like. The joiners that some scripts need stay. A name with a secret in it is left out.
func displayed(name string) string {
	if len(name) > 16*text.MaxName {
		return ""
	}
	if _, found := redact.Secrets(name); len(found) > 0 {
		return ""
	}
	const nonJoiner, joiner = '\u200c', '\u200d'
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), unicode.IsControl(r):
			return ' '
		case r != nonJoiner && r != joiner && unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp):
			return -1
		}
		return r
	}, name)
	runes := []rune(strings.Join(strings.Fields(name), " "))
	clean, _ := text.Clean(string(runes[:min(len(runes), text.MaxName)]), text.MaxName)
	return clean
}
