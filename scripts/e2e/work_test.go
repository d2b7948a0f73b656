package e2e

import (
	"net/http"
	"testing"
)

func TestCustomerNeitherSeesNorTouchesAnothersTicket(t *testing.T) {
	t.Parallel()
	deployed(t)
	alice, mallory := customer(t), customer(t)
	ticket := alice.opens(t, opening("Private"))
	path := "/v1/tickets/" + ticket.ID
	mallory.get(t, path).want(http.StatusNotFound)
	mallory.get(t, path+"/timeline").want(http.StatusNotFound)
	mallory.post(t, path+"/messages", map[string]any{"body": "Hello"}).want(http.StatusNotFound)
	mallory.post(t, path+"/escalation", map[string]any{"reason": "Mine"}).want(http.StatusNotFound)
	if n := len(mallory.tickets(t)); n != 0 {
		t.Errorf("a stranger's list shows %d tickets", n)
	}
	// What does not exist looks the same.
	mallory.get(t, "/v1/tickets/0000ABCDEFGH").want(http.StatusNotFound)
}

func TestCustomerDoesNoStaffWork(t *testing.T) {
	t.Parallel()
	deployed(t)
	alice := customer(t)
	ticket := alice.opens(t, opening("Hers"))
	path := "/v1/tickets/" + ticket.ID
	alice.call(t, http.MethodPatch, path, map[string]any{"priority": "urgent"}, "If-Match", `"1"`).want(http.StatusForbidden)
	alice.post(t, path+"/solution", map[string]any{}).want(http.StatusForbidden)
	alice.post(t, path+"/messages", map[string]any{"body": "x", "visibility": "internal"}).want(http.StatusForbidden)
	alice.get(t, "/v1/tickets?view=queue").want(http.StatusForbidden)
	alice.call(t, http.MethodPut, "/v1/sla/policies", []any{}).want(http.StatusForbidden)
	priority := opening("Me first")
	priority["priority"] = "urgent"
	alice.post(t, "/v1/tickets", priority).want(http.StatusForbidden)
}

func TestTicketGoesThroughItsLife(t *testing.T) {
	t.Parallel()
	deployed(t)
	alice, bo := customer(t), agent(t)
	ticket := alice.opens(t, opening("Where is my withdrawal?"))
	path := "/v1/tickets/" + ticket.ID
	if ticket.Status != "new" || ticket.target("firstReply").Status != "running" {
		t.Fatalf("%+v", ticket)
	}

	bo.call(t, http.MethodPatch, path, map[string]any{"priority": "high"}).want(http.StatusPreconditionRequired)
	bo.call(t, http.MethodPatch, path, map[string]any{"priority": "high"}, "If-Match", `"999"`).want(http.StatusPreconditionFailed)
	etag := bo.get(t, path).want(http.StatusOK).Header.Get("ETag")
	bo.call(t, http.MethodPatch, path, map[string]any{"priority": "high", "tags": []string{"btc"}}, "If-Match", etag).want(http.StatusOK)

	bo.post(t, path+"/messages", map[string]any{"body": "Do not tell.", "visibility": "internal"}).want(http.StatusCreated)
	if got := bo.reads(t, ticket.ID); got.Status != "new" || got.target("firstReply").Status != "running" {
		t.Errorf("a note answered: %+v", got)
	}
	bo.post(t, path+"/messages", map[string]any{"body": "We are looking."}).want(http.StatusCreated)
	if got := bo.reads(t, ticket.ID); got.Status != "open" || got.target("firstReply").Status != "met" {
		t.Errorf("after the first reply: %+v", got)
	}
	for _, item := range alice.timeline(t, "tickets/"+ticket.ID) {
		if item.Type == "ticket.noted" || item.Type == "ticket.changed" && item.Data["tags"] != nil {
			t.Errorf("the customer sees %s %v", item.Type, item.Data)
		}
	}

	etag = bo.get(t, path).Header.Get("ETag")
	bo.call(t, http.MethodPatch, path, map[string]any{"status": "pending"}, "If-Match", etag).want(http.StatusOK)
	alice.post(t, path+"/messages", map[string]any{"body": "Here is the hash."}).want(http.StatusCreated)
	if got := bo.reads(t, ticket.ID); got.Status != "open" {
		t.Errorf("an answer left it %s", got.Status)
	}
	bo.post(t, path+"/solution", map[string]any{"body": "Confirmed."}).want(http.StatusOK)
	if got := bo.reads(t, ticket.ID); got.Status != "solved" || got.target("resolution").Status != "met" || got.Assignee == nil {
		t.Errorf("after the solution: %+v", got)
	}
	alice.post(t, path+"/messages", map[string]any{"body": "Not yet."}).want(http.StatusCreated)
	if got := bo.reads(t, ticket.ID); got.Status != "open" {
		t.Errorf("a reply left a solved ticket %s", got.Status)
	}
	bo.post(t, path+"/solution", map[string]any{}).want(http.StatusOK)
	bo.post(t, path+"/reopening", map[string]any{"reason": "Too early."}).want(http.StatusOK)
}

func TestQueueGoesByNextDueTime(t *testing.T) {
	t.Parallel()
	deployed(t)
	alice, bo := customer(t), agent(t)
	slow := alice.opens(t, opening("Later"))
	fast := opening("Sooner")
	fast["category"] = "security"
	quick := alice.opens(t, fast)
	bo.call(t, http.MethodPatch, "/v1/tickets/"+slow.ID, map[string]any{"priority": "low"},
		"If-Match", bo.get(t, "/v1/tickets/"+slow.ID).Header.Get("ETag")).want(http.StatusOK)

	place := map[string]int{}
	for i, one := range all[ticket](t, bo, "/v1/tickets?view=queue") {
		place[one.ID] = i + 1
	}
	if place[slow.ID] == 0 || place[quick.ID] == 0 {
		t.Fatal("the queue lacks one of them")
	}
}
