package intake_test

import (
	"context"
	"testing"

	"aftercare/shared/intake"
	"aftercare/shared/text"
	"aftercare/shared/ticket"
)

// plainIDs gives ids that show what they were derived from.
func plainIDs(_ context.Context, scope, key string) ([]string, error) {
	return []string{scope + " " + key}, nil
}

func TestWhoeverIsNotNamedIsKnownByTheirConversationAlone(t *testing.T) {
	for name, c := range map[string]struct {
		customer  intake.Customer
		id        string
		assurance ticket.Assurance
	}{
		"by id":              {intake.Customer{ID: "alice", Email: "alice@example.com"}, "alice", ticket.Asserted},
		"by address":         {intake.Customer{Email: "Alice@Example.com"}, "customer email alice@example.com", ticket.Asserted},
		"by number":          {intake.Customer{Phone: "+43 1 555"}, "customer phone 431555", ticket.Asserted},
		"by nothing":         {intake.Customer{Name: "Alice"}, "customer thread /chat\x00t-1", ticket.Unverified},
		"by no number":       {intake.Customer{Phone: "anonymous"}, "customer thread /chat\x00t-1", ticket.Unverified},
		"by address, not no": {intake.Customer{Email: "wei@example.com", Phone: "withheld"}, "customer email wei@example.com", ticket.Asserted},
	} {
		t.Run(name, func(t *testing.T) {
			_, known, err := intake.Identify(t.Context(), new(text.Checker), c.customer, "/chat", "t-1", plainIDs)
			got, _, _ := intake.Identify(t.Context(), new(text.Checker), c.customer, "/chat", "t-1", plainIDs)
			if err != nil || len(known) != 1 || known[0] != c.id || got.Assurance != c.assurance {
				t.Errorf("known as %q, %s: %v", known, got.Assurance, err)
			}
		})
	}
}
