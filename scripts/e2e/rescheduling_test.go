package e2e

import (
	"crypto/rand"
	"net/http"
	"strings"
	"testing"
	"time"
)

// reached is how long new promises may take to reach all open tickets: twenty seconds until nothing is at work that knew
// those before, and two rounds of fifty tickets a second; begun again for each change that another test makes.
const reached = 5 * time.Minute

// rescheduling is how far a change has come.
type rescheduling struct {
	ID, Status, SupersededBy         string
	Seen, Changed, Unchanged, Failed int
	FinishedAt                       time.Time
}

// status is where the answer to a change says that its progress is shown.
func (a *answer) status() string {
	a.t.Helper()
	to, rel, found := strings.Cut(a.Header.Get("Link"), ">; ")
	if !found || rel != `rel="status"` {
		a.t.Fatalf("Link is %q", a.Header.Get("Link"))
	}
	return strings.TrimPrefix(to, "<")
}

// waits waits until a change has reached all open tickets, by itself or by a newer one, and gives what did it.
func (p *person) waits(t *testing.T, path string) rescheduling {
	t.Helper()
	var at rescheduling
	within(t, reached, path+" is done", func() bool {
		at = into[rescheduling](p.get(t, path).want(http.StatusOK))
		if at.SupersededBy != "" {
			path = "/v1/sla/reschedulings/" + at.SupersededBy
			return false
		}
		return at.Status == "done"
	})
	return at
}

// resolves promises a tier a resolution within so much, and gives where it is seen how far that has come.
func (p *person) resolves(t *testing.T, tier, within string) (status string) {
	t.Helper()
	eventually(t, "the policy is set", func() bool {
		read := p.get(t, "/v1/sla/policies").want(http.StatusOK)
		policies := []map[string]any{{
			"id": tier, "match": map[string]any{"tier": []string{tier}}, "calendar": "always",
			"targets": map[string]any{"resolution": map[string]any{"within": within}}, "warnTo": []string{},
		}}
		for _, policy := range into[[]map[string]any](read) {
			if policy["id"] != tier {
				policies = append(policies, policy)
			}
		}
		set := p.call(t, http.MethodPut, "/v1/sla/policies", policies, "If-Match", read.Header.Get("ETag"))
		if set.Status == http.StatusOK {
			status = set.status()
		}
		return set.Status == http.StatusOK
	})
	return status
}

func newTier() string { return "moving-" + strings.ToLower(rand.Text()) }

func TestNewPoliciesReachOpenTicketsInTheBackground(t *testing.T) {
	t.Parallel()
	deployed(t)
	lin, bo, tier := lead(t), agent(t), newTier()
	lin.resolves(t, tier, "24h")
	alice := newPerson(t, who{tier: tier})
	ticket := alice.opens(t, opening("When?"))
	started := ticket.target("resolution").StartedAt
	due := func() time.Time { return bo.reads(t, ticket.ID).target("resolution").DueAt }
	if !due().Equal(started.Add(24 * time.Hour)) {
		t.Fatalf("due %s", due())
	}

	status := lin.resolves(t, tier, "2h")
	within(t, reached, "the ticket is due earlier", func() bool { return due().Equal(started.Add(2 * time.Hour)) })
	done := lin.waits(t, status)
	if done.Failed != 0 || done.Seen != done.Changed+done.Unchanged || done.Seen == 0 || done.FinishedAt.IsZero() {
		t.Errorf("%+v", done)
	}
	measured := 0
	for _, item := range bo.timeline(t, "tickets/"+ticket.ID) {
		if item.Type == "ticket.changed" && item.Data["policy"] == tier {
			measured++
		}
	}
	if measured != 1 {
		t.Errorf("measured anew %d times", measured)
	}
	listed := into[page[rescheduling]](bo.get(t, "/v1/sla/reschedulings?limit=100").want(http.StatusOK)).Items
	if len(listed) == 0 {
		t.Error("none is listed")
	}
	alice.get(t, status).want(http.StatusForbidden)
}

func TestNewHoursReachOpenTicketsInTheBackground(t *testing.T) {
	t.Parallel()
	deployed(t)
	lin, bo := lead(t), agent(t)
	tier := lin.sets(t)
	ticket := newPerson(t, who{tier: tier}).opens(t, opening("And at night?"))
	before := ticket.target("resolution").DueAt
	path := "/v1/sla/calendars/" + tier
	calendar := into[map[string]any](bo.get(t, path).want(http.StatusOK))
	hours := calendar["hours"].(map[string]any)
	for day := range hours {
		hours[day] = []string{"00:00-24:00"}
	}
	status := lin.call(t, http.MethodPut, path, calendar, "If-Match", `"1"`).want(http.StatusOK).status()
	lin.waits(t, status)
	// Twenty hours counted around the clock end within a day.
	after := bo.reads(t, ticket.ID).target("resolution").DueAt
	if !after.Before(before) || after.After(ticket.CreatedAt.Add(24*time.Hour)) {
		t.Errorf("due %s instead of %s, opened %s", after, before, ticket.CreatedAt)
	}
}
