package e2e

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"slices"
	"testing"
	"time"
)

// ticket is what tests look at of a ticket.
type ticket struct {
	ID, Reference, Subject, Status, Priority, Channel, Language, FollowUpOf string
	Version                                                                 int
	Redacted                                                                bool
	Assignee                                                                any
	Customer                                                                struct{ ID, Email, Tier, Assurance string }
	Escalation                                                              escalation
	SLA                                                                     struct {
		Policy  string
		Targets []target
	}
	CreatedAt time.Time
}

type escalation struct {
	Level      int
	Cause      string
	TakeoverBy *time.Time
}

type target struct {
	Name, Status string
	Cycle        int
	StartedAt    time.Time
	DueAt        time.Time
}

// target is the ticket's promise of that name.
func (k ticket) target(name string) target {
	for _, target := range k.SLA.Targets {
		if target.Name == name {
			return target
		}
	}
	return target{}
}

// item is one thing of a timeline.
type item struct {
	Seq   int64
	At    time.Time
	Type  string
	Actor struct{ Kind, ID, Name string }
	Data  map[string]any
}

// page is a list's answer.
type page[T any] struct {
	Items      []T
	NextCursor string
}

// opening is a body of POST /v1/tickets that is in order.
func opening(subject string) map[string]any {
	return map[string]any{"subject": subject, "body": "Nothing arrived since this morning.", "category": "withdrawal"}
}

// opens opens a ticket.
func (p *person) opens(t *testing.T, body map[string]any) ticket {
	t.Helper()
	return into[ticket](p.post(t, "/v1/tickets", body).want(http.StatusCreated))
}

// reads reads a ticket again.
func (p *person) reads(t *testing.T, id string) ticket {
	t.Helper()
	return into[ticket](p.get(t, "/v1/tickets/"+id).want(http.StatusOK))
}

// timeline reads everything that happened to a case, such as tickets/ID.
func (p *person) timeline(t *testing.T, of string) []item {
	t.Helper()
	return all[item](t, p, "/v1/"+of+"/timeline?")
}

// all gives a list whole, however long others have made it. The path ends with what is asked, or with "?".
func all[T any](t *testing.T, p *person, path string) []T {
	t.Helper()
	var items []T
	for cursor := ""; ; {
		part := into[page[T]](p.get(t, path+"&limit=100"+cursor).want(http.StatusOK))
		items = append(items, part.Items...)
		if part.NextCursor == "" {
			return items
		}
		cursor = "&cursor=" + part.NextCursor
	}
}

// count tells how often something happened, as far as the given data goes.
func count(items []item, kind string, data map[string]any) int {
	n := 0
	for _, item := range items {
		same := item.Type == kind
		for key, value := range data {
			same = same && item.Data[key] == value
		}
		if same {
			n++
		}
	}
	return n
}

// happens waits until a case's timeline holds something.
func (p *person) happens(t *testing.T, of, kind string, data map[string]any) []item {
	t.Helper()
	var items []item
	eventually(t, kind+" in the timeline of "+of, func() bool {
		items = p.timeline(t, of)
		return count(items, kind, data) > 0
	})
	return items
}

// tickets are a customer's own.
func (p *person) tickets(t *testing.T) []ticket {
	t.Helper()
	return into[page[ticket]](p.get(t, "/v1/tickets").want(http.StatusOK)).Items
}

// only waits until the customer has a ticket, and is sure that it is the only one.
func (p *person) only(t *testing.T) ticket {
	t.Helper()
	eventually(t, "a ticket of "+p.Email, func() bool { return len(p.tickets(t)) > 0 })
	tickets := p.tickets(t)
	if len(tickets) != 1 {
		t.Fatalf("%d tickets instead of one", len(tickets))
	}
	return tickets[0]
}

// event is a CloudEvent for the intake queue.
type event struct {
	SpecVersion string         `json:"specversion"`
	ID          string         `json:"id"`
	Source      string         `json:"source"`
	Type        string         `json:"type"`
	Time        time.Time      `json:"time"`
	Data        map[string]any `json:"data"`
}

// contact is a contact of a person, from a system that no other test uses.
func contact(p *person, channel, body string) event {
	return event{
		SpecVersion: "1.0", ID: rand.Text(), Source: "test/" + rand.Text(), Type: "support.contact.received",
		Time: time.Now().UTC().Truncate(time.Second),
		Data: map[string]any{
			"channel": channel, "thread": rand.Text(), "subject": "Where is it?", "body": body,
			"customer": map[string]any{"id": p.ID, "email": p.Email, "name": "Alice", "language": "en"},
		},
	}
}

func (e event) String() string {
	encoded, _ := json.Marshal(e) // strings and maps of them always marshal
	return string(encoded)
}

// The tiers of tests, which only their policies match.
const (
	hasty    = "test-hasty"    // a first reply within two seconds
	fleeting = "test-fleeting" // a solved ticket closes after a second
)

// promise puts the tests' policies before all others.
func (s *stack) promise(t *testing.T) {
	t.Helper()
	admin := signUp(t, s, who{group: "admin"})
	a := admin.get(t, "/v1/sla/policies").want(http.StatusOK)
	policies := into[[]map[string]any](a)
	if slices.ContainsFunc(policies, func(p map[string]any) bool { return p["id"] == hasty }) {
		return
	}
	policy := func(tier, firstReply, closeAfter string) map[string]any {
		return map[string]any{
			"id": tier, "match": map[string]any{"tier": []string{tier}}, "calendar": "always",
			"targets": map[string]any{
				"firstReply": map[string]any{"within": firstReply}, "resolution": map[string]any{"within": "24h"},
			},
			"warnAt": []float64{0.5, 0.8}, "closeAfter": closeAfter,
		}
	}
	policies = append([]map[string]any{policy(hasty, "2s", "96h"), policy(fleeting, "5m", "1s")}, policies...)
	admin.call(t, http.MethodPut, "/v1/sla/policies", policies, "If-Match", a.Header.Get("ETag")).
		want(http.StatusOK)
}
