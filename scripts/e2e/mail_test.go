package e2e

import (
	"net/http"
	"slices"
	"testing"
)

// letter is a mail that the stack sent, as the emulator kept it.
type letter struct {
	To       []string
	Subject  string
	BodyText string
	BodyHTML string `json:"BodyHtml"`
}

// letters are the mails to an address, oldest first.
func (s *stack) letters(t *testing.T, to string) []letter {
	t.Helper()
	a := request(t, s, http.MethodGet, s.endpoint+"/_ministack/ses/messages", "", nil).want(http.StatusOK)
	byAccount := into[struct{ Messages map[string][]letter }](a).Messages
	var found []letter
	for _, messages := range byAccount {
		for _, message := range messages {
			if slices.Contains(message.To, to) {
				found = append(found, message)
			}
		}
	}
	return found
}
