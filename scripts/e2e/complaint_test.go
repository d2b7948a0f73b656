package e2e

import (
	"crypto/rand"
	"net/http"
	"strings"
	"testing"
	"time"
)

type complaint struct {
	ID, Reference, Status, Jurisdiction string
	Escalation                          escalation
	ReceivedAt                          time.Time
	Deadlines                           []struct {
		Name       string
		DueAt      time.Time
		MetAt      *time.Time
		BreachedAt *time.Time
	}
}

func (c complaint) dueIn(name string) time.Duration {
	for _, deadline := range c.Deadlines {
		if deadline.Name == name {
			return deadline.DueAt.Sub(c.ReceivedAt)
		}
	}
	return 0
}

func TestComplaintIsFiledReceiptedReadAndAcknowledged(t *testing.T) {
	t.Parallel()
	s := deployed(t)
	alice, mallory, bo, cora := customer(t), customer(t), agent(t), newPerson(t, who{group: "compliance"})
	filed := alice.post(t, "/v1/complaints", map[string]any{
		"subject": "Fee taken twice", "statement": "One withdrawal, two fees.", "desiredRemedy": "Give one back.",
	}).want(http.StatusCreated)
	c := into[complaint](filed)
	path := "/v1/complaints/" + c.ID
	if c.Status != "received" || c.Jurisdiction != "mica" || filed.Header.Get("Location") == "" {
		t.Errorf("%+v", c)
	}
	if c.dueIn("acknowledgement") != 24*time.Hour || c.dueIn("decision") != 15*24*time.Hour {
		t.Errorf("deadlines %+v", c.Deadlines)
	}
	eventually(t, "the receipt", func() bool {
		for _, letter := range s.letters(t, alice.Email) {
			if strings.Contains(letter.Subject+letter.BodyText, c.Reference) {
				return true
			}
		}
		return false
	})
	mallory.get(t, path).want(http.StatusNotFound)
	mallory.get(t, path+"/timeline").want(http.StatusNotFound)
	alice.post(t, path+"/acknowledgement", map[string]any{"admissible": true}).want(http.StatusForbidden)
	if status := bo.post(t, path+"/acknowledgement", map[string]any{"admissible": true}).Status; status != 403 && status != 404 {
		t.Errorf("an agent acknowledges: %d", status)
	}

	cora.post(t, path+"/acknowledgement", map[string]any{"admissible": true}).want(http.StatusOK)
	if got := into[complaint](alice.get(t, path).want(http.StatusOK)); got.Status != "acknowledged" {
		t.Errorf("status %s", got.Status)
	}
	cora.post(t, path+"/acknowledgement", map[string]any{"admissible": true}).want(http.StatusConflict)
}

func TestComplaintArrivesByQueue(t *testing.T) {
	t.Parallel()
	s, alice := deployed(t), customer(t)
	s.send(t, event{
		SpecVersion: "1.0", ID: rand.Text(), Source: "test/" + rand.Text(), Type: "support.complaint.received",
		Time: time.Now().UTC().Truncate(time.Second),
		Data: map[string]any{
			"subject": "Account closed", "statement": "Without a word.", "channel": "email",
			"customer": map[string]any{"id": alice.ID, "email": alice.Email, "name": "Alice", "language": "en"},
		},
	}.String())
	eventually(t, "the complaint", func() bool {
		return len(into[page[complaint]](alice.get(t, "/v1/complaints").want(http.StatusOK)).Items) == 1
	})
}

func TestComplaintThatIsDecidedTooLateMovesUp(t *testing.T) {
	t.Parallel()
	deployed(t)
	cora := newPerson(t, who{group: "compliance"})
	alice := customer(t)
	// A letter that lay for almost all of its fifteen days: two seconds are left.
	received := time.Now().UTC().Truncate(time.Second).Add(-15*24*time.Hour + 2*time.Second)
	c := into[complaint](cora.post(t, "/v1/complaints", map[string]any{
		"subject": "By letter", "statement": "Found on a desk.", "channel": "email", "customerId": alice.ID,
		"receivedAt": received,
	}).want(http.StatusCreated))
	items := cora.happens(t, "complaints/"+c.ID, "sla.breached", map[string]any{"target": "decision"})
	items = append(items[:0:0], cora.happens(t, "complaints/"+c.ID, "complaint.escalated", nil)...)
	if n := count(items, "sla.breached", map[string]any{"target": "decision"}); n != 1 {
		t.Errorf("breached %d times", n)
	}
	if got := into[complaint](cora.get(t, "/v1/complaints/"+c.ID)); got.Escalation.Level < 1 || got.Status == "escalated" {
		t.Errorf("%+v", got)
	}
}
