package notice

import (
	"context"
	"errors"
	"net/mail"
	"slices"
	"strings"
	"unicode"
)

// Auto says in a mail's header Auto-Submitted that no person sent it, so that no machine answers it (RFC 3834, 5).
type Auto string

// How a mail came about.
const (
	Replied   Auto = "auto-replied"   // a machine answers a message
	Generated Auto = "auto-generated" // a machine tells what happened
	Person    Auto = ""               // a person wrote it: no header
)

// Mail is one text to one person. Subject is one line without control characters; To is a bare address.
type Mail struct {
	Notice  string // its id; the same when it is sent again
	To      string
	Subject string
	Text    string
	Auto    Auto
	// Unsubscribe is the address by which one click refuses further mail of this kind (RFC 8058); empty for mail that
	// belongs to a case.
	Unsubscribe string
}

// ErrRefused is what Send wraps when the mail was not sent and never will be: its address or content is refused.
var ErrRefused = errors.New("the mail was refused")

// ErrNotSent is what Send wraps when the mail surely was not sent, and another try may succeed.
var ErrNotSent = errors.New("the mail was not sent")

// Mailer hands mails to the mail system.
type Mailer interface {
	// Send hands a mail over, and does not try a second time when it cannot know what became of the first. It
	// wraps ErrRefused or ErrNotSent; after any other error nobody knows whether the mail was sent.
	Send(ctx context.Context, m Mail) error
}

// addressable reports whether s is one bare mail address, and so can go into a header.
func addressable(s string) bool {
	parsed, err := mail.ParseAddress(s)
	return err == nil && parsed.Name == "" && parsed.Address == s && !strings.ContainsFunc(s, unicode.IsControl)
}

// machines are the names before the @ that no person reads (RFC 5321, 4.5.1; RFC 2142), and those that say so themselves.
var machines = []string{"mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "do-not-reply", "bounce", "bounces"}

// readByMachine reports whether mail to an address ends with a machine, to which nothing is answered automatically. What
// follows a plus sign or, with bounces, a hyphen, names the mail that bounced.
func readByMachine(address string) bool {
	name, _, _ := strings.Cut(strings.ToLower(address), "@")
	name, _, _ = strings.Cut(name, "+")
	return slices.Contains(machines, name) || strings.HasPrefix(name, "bounce-") || strings.HasPrefix(name, "bounces-")
}

// oneLine makes s fit for a header or a line of a text: what would break the line becomes a space, what is
// invisible goes.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r), unicode.IsControl(r):
			return ' '
		case unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp):
			return -1 // turns of direction and the like, which make a name read as another
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}
