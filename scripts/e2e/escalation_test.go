package e2e

import (
	"net/http"
	"strings"
	"testing"
)

func TestCustomersOwnCallMovesTheTicketUpOnce(t *testing.T) {
	t.Parallel()
	s := deployed(t)
	alice, lin := customer(t), lead(t)
	ticket := alice.opens(t, opening("A superior, please"))
	path := "/v1/tickets/" + ticket.ID
	alice.post(t, path+"/escalation", map[string]any{"reason": "Nobody helps me."}).want(http.StatusOK)
	got := lin.reads(t, ticket.ID)
	if got.Escalation.Level != 1 || got.Escalation.TakeoverBy == nil || got.Priority != "high" {
		t.Errorf("%+v, priority %s", got.Escalation, got.Priority)
	}
	eventually(t, "the word to the lead", func() bool {
		for _, letter := range s.letters(t, leadsAddress) {
			if strings.Contains(letter.Subject+letter.BodyText, ticket.Reference) {
				return true
			}
		}
		return false
	})

	alice.post(t, path+"/escalation", map[string]any{"reason": "Still nobody."}).want(http.StatusOK)
	if again := lin.reads(t, ticket.ID); again.Escalation.Level != 1 {
		t.Errorf("a second call moved a level that still waits to %d", again.Escalation.Level)
	}

	agent(t).post(t, path+"/escalation/takeover", map[string]any{}).want(http.StatusForbidden)
	lin.post(t, path+"/escalation/takeover", map[string]any{}).want(http.StatusOK)
	if after := lin.reads(t, ticket.ID); after.Assignee == nil {
		t.Error("nobody is assigned after the takeover")
	}
}
