package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// line is what one line of a function's log holds.
type line struct {
	Msg           string
	Type          string
	Aggregate     string
	Outcome       string
	RequestID     string
	CorrelationID string
}

// logged gives the lines in a function's log that hold a text.
func (s *stack) logged(t *testing.T, job, text string) (lines []line) {
	t.Helper()
	body, err := json.Marshal(map[string]string{"logGroupName": "/aws/lambda/aftercare-" + job, "filterPattern": fmt.Sprintf("%q", text)})
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.endpoint, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	r.Header.Set("X-Amz-Target", "Logs_20140328.FilterLogEvents")
	r.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/logs/aws4_request")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // it was read
	var found struct{ Events []struct{ Message string } }
	if err := json.NewDecoder(answer.Body).Decode(&found); err != nil {
		t.Fatal(err)
	}
	for _, event := range found.Events {
		var l line
		if json.Unmarshal([]byte(event.Message), &l) == nil && l.Msg != "" {
			lines = append(lines, l)
		}
	}
	return lines
}

func TestOneRequestIsFollowedToItsLastConsumerByOneID(t *testing.T) {
	t.Parallel()
	s, alice := deployed(t), customer(t)
	ticket := alice.opens(t, opening("Where is it?"))
	about := "ticket " + ticket.ID

	// The mail is recorded on the ticket, and that is published, too: the last thing that follows.
	var id string
	eventually(t, "the record of the mail on the bus", func() bool {
		for _, l := range s.logged(t, "relay", about) {
			if l.Type == "notice.sent" {
				id = l.CorrelationID
			}
		}
		return id != ""
	})
	for job, wants := range map[string]func(line) bool{
		"tickets": func(l line) bool { return l.Msg == "request" && l.RequestID == id },
		"relay":   func(l line) bool { return l.Msg == "published" && l.Type == "ticket.opened" && l.Aggregate == about },
		"notices": func(l line) bool { return l.Type == "ticket.opened" && l.Aggregate == about && l.Outcome == "done" },
		"timers":  func(l line) bool { return l.Type == "sla.armed" && l.Aggregate == about && l.Outcome == "done" },
	} {
		eventually(t, "a line of "+job+" under the request's id "+id, func() bool {
			for _, l := range s.logged(t, job, id) {
				if l.CorrelationID == id && wants(l) {
					return true
				}
			}
			return false
		})
	}
}

func TestEveryLineThatHasToDoWithAContactNamesIt(t *testing.T) {
	t.Parallel()
	s, alice := deployed(t), customer(t)
	message := contact(alice, "email", "Hello, is anybody there?")
	s.send(t, message.String())
	ticket := alice.only(t)
	eventually(t, "the automatic reply", func() bool { return len(s.letters(t, alice.Email)) > 0 })
	for _, job := range []string{"relay", "notices", "timers"} {
		for _, l := range s.logged(t, job, ticket.ID) {
			if strings.HasPrefix(l.CorrelationID, "ticket-"+ticket.ID) {
				continue // a clock of the ticket's is a cause of its own
			}
			if l.CorrelationID != message.ID {
				t.Errorf("%s: %+v is not under %s", job, l, message.ID)
			}
		}
	}
}
