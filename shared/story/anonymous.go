package story

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"aftercare/shared/redact"
	"aftercare/shared/seal"
)

// long finds what only an address on a chain, a hash or an account looks like.
var long = regexp.MustCompile(`[A-Za-z0-9]{20,}`)

// shortestName is from how many bytes on a name is looked for: "Li" stands in too many words.
const shortestName = 4

// identifies says how a text tells who its customer is; empty when it does not, as far as a program sees.
func identifies(words string, s Story) string {
	lower := strings.ToLower(words)
	if _, found := redact.Secrets(words); len(found) > 0 {
		return "holds a recovery phrase or private key"
	}
	if redact.MaskContact(words) != words {
		return "holds a mail address, a telephone number, or another long number"
	}
	if long.MatchString(words) {
		return "holds something as long as an address or a hash"
	}
	for _, name := range append(strings.Fields(s.Customer.Name), s.Customer.Name) {
		if wide := utf8.RuneCountInString(name) < len(name); (len(name) >= shortestName || wide) && strings.Contains(lower, strings.ToLower(name)) {
			return "holds the customer's name"
		}
	}
	for _, id := range []string{s.ID, s.TicketID, s.Source.ID, s.Customer.ID} {
		if id != "" && (strings.Contains(lower, strings.ToLower(id)) || strings.Contains(lower, strings.ToLower(seal.Reference(id)))) {
			return "holds the number of a case, or of the customer"
		}
	}
	return ""
}
