package tickets_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestAPatchWantsTheVersionThatWasSeen(t *testing.T) {
	d := newDesk(t)
	path := d.opened()
	d.patch(http.StatusPreconditionRequired, bo, path, `{"priority":"high"}`)
	d.patch(http.StatusPreconditionFailed, bo, path, `{"priority":"high"}`, "If-Match", `"2"`)
	d.patch(http.StatusPreconditionFailed, bo, path, `{"priority":"high"}`, "If-Match", `W/"1"`)
	d.patch(http.StatusBadRequest, bo, path, `{"priority":"high"}`, "If-Match", `1`)
	a := d.patch(http.StatusOK, bo, path, `{"priority":"high"}`, "If-Match", `"1"`)
	d.wants(a, map[string]any{"priority": "high", "version": 2.0, "sla.policy": "high"})
	if a.Header().Get("ETag") != `"2"` {
		t.Errorf("ETag is %s", a.Header().Get("ETag"))
	}
	d.patch(http.StatusPreconditionFailed, bo, path, `{"priority":"low"}`, "If-Match", `"1"`)
}

func TestNobodySolvesOverAnUnreadReply(t *testing.T) {
	d := newDesk(t)
	path := d.opened()
	d.post(http.StatusCreated, alice, path+"/messages", `{"body":"One thing more."}`)
	d.post(http.StatusPreconditionFailed, bo, path+"/solution", "", "If-Match", `"1"`)
	d.post(http.StatusOK, bo, path+"/solution", "", "If-Match", `"2"`)
}

func TestAPatchChangesWhatItNamesAndNullClears(t *testing.T) {
	d := newDesk(t)
	path := d.opened()
	full := `{"status":"pending","category":"wallet","team":"chain","assignee":"bo","tags":["vip"],"subject":"Wallet","language":"zh",
		"transaction":{"chain":"bitcoin","hash":"aa"},"dueAt":{"resolution":"2026-03-04T10:00:00Z"}}`
	d.wants(d.patch(http.StatusOK, bo, path, full, "If-Match", "*"), map[string]any{
		"status": "pending", "category": "wallet", "team": "chain", "assignee": "bo", "tags.0": "vip", "subject": "Wallet", "language": "zh",
		"transaction.hash": "aa", "sla.targets.1.dueAt": "2026-03-04T10:00:00Z",
	})
	d.wants(d.patch(http.StatusOK, bo, path, `{"transaction":{"hash":"bb","asset":"BTC"}}`, "If-Match", "*"), map[string]any{
		"transaction.chain": "bitcoin", "transaction.hash": "bb", "transaction.asset": "BTC", "team": "chain",
	})
	d.wants(d.patch(http.StatusOK, bo, path, `{"transaction":{"asset":null},"status":"open"}`, "If-Match", "*"), map[string]any{"transaction.hash": "bb", "transaction.asset": nil})
	a := d.patch(http.StatusOK, bo, path, `{"team":null,"assignee":null,"tags":null,"transaction":null,"dueAt":{"resolution":null}}`, "If-Match", "*")
	d.lacks(a, "team", "assignee", "tags.0", "transaction")
	d.wants(a, map[string]any{"category": "wallet", "subject": "Wallet", "sla.targets.1.dueAt": "2026-03-03T10:00:00Z"})
	if tags, ok := a.at("tags").([]any); !ok || len(tags) != 0 {
		t.Errorf("tags are %v, want an empty list", a.at("tags"))
	}
}

func TestAPatchNamesTheFieldsThatAreWrong(t *testing.T) {
	d := newDesk(t)
	path := d.opened()
	for name, c := range map[string]struct {
		body   string
		status int
		field  string
	}{
		"unknown field":          {`{"colour":"red"}`, 422, "colour"},
		"the id":                 {`{"id":"x"}`, 422, "id"},
		"a status of no sort":    {`{"status":"lost"}`, 422, "status"},
		"solved by a patch":      {`{"status":"solved"}`, 422, "status"},
		"no status":              {`{"status":null}`, 422, "status"},
		"no priority":            {`{"priority":null}`, 422, "priority"},
		"no category":            {`{"category":null}`, 422, "category"},
		"no subject":             {`{"subject":null}`, 422, "subject"},
		"a number":               {`{"team":1}`, 422, "team"},
		"two due times":          {`{"dueAt":{"resolution":null,"update":null}}`, 422, "dueAt"},
		"a target of no sort":    {`{"dueAt":{"lunch":"2026-03-04T10:00:00Z"}}`, 422, "dueAt"},
		"a time of no sort":      {`{"dueAt":{"resolution":"soon"}}`, 422, "dueAt.resolution"},
		"a due time in the past": {`{"dueAt":{"resolution":"2026-03-02T09:59:59Z"}}`, 422, "dueAt.resolution"},
		"a transfer on no chain": {`{"transaction":{"hash":"aa"}}`, 422, "transaction.chain"},
		"what does not run":      {`{"dueAt":{"update":"2026-03-04T10:00:00Z"}}`, 409, ""},
	} {
		t.Run(name, func(t *testing.T) {
			d.T = t
			a := d.patch(c.status, bo, path, c.body, "If-Match", `"1"`)
			if c.field != "" && a.at("errors.0.name") != c.field {
				t.Errorf("names %v, want %s", a.at("errors.0.name"), c.field)
			}
		})
	}
}

func TestAConflictSaysWhatTheStatusIs(t *testing.T) {
	d := newDesk(t)
	path := d.opened()
	a := d.post(http.StatusConflict, alice, path+"/reopening", `{"reason":"Once more."}`)
	d.wants(a, map[string]any{"currentStatus": "new", "type": "/problems/conflict"})
}

func TestAMessageOfTheCustomerOpensWhatWaits(t *testing.T) {
	d := newDesk(t)
	path := d.opened()
	a := d.post(http.StatusCreated, bo, path+"/messages", `{"body":"Please send the hash."}`)
	d.wants(a, map[string]any{"type": "ticket.replied", "actor.id": "bo", "actor.name": "Bo", "data.body": "Please send the hash.", "data.status": "open"})
	if want := fmt.Sprintf("%s/timeline/%v", path, a.at("seq")); a.Header().Get("Location") != want {
		t.Errorf("Location is %s, want %s", a.Header().Get("Location"), want)
	}
	d.wants(d.get(http.StatusOK, bo, a.Header().Get("Location")), map[string]any{"seq": a.at("seq"), "data.body": "Please send the hash."})
	d.patch(http.StatusOK, bo, path, `{"status":"pending"}`, "If-Match", "*")
	d.wants(d.post(http.StatusCreated, alice, path+"/messages", `{"body":"aa"}`), map[string]any{"data.status": "open", "actor.id": "alice"})
	d.wants(d.get(http.StatusOK, alice, path), map[string]any{"status": "open"})
}

func TestAMessageOnAClosedTicketOpensANewOneOnce(t *testing.T) {
	d := newDesk(t)
	path := d.closed()
	first := d.post(http.StatusCreated, alice, path+"/messages", `{"body":"It is back."}`, "Idempotency-Key", "k")
	location := first.Header().Get("Location")
	if location == path || first.at("ticketId") == nil || location != root+"/"+first.at("ticketId").(string) {
		t.Fatalf("Location is %s: %s", location, first.Body)
	}
	d.wants(first, map[string]any{"seq": 1.0, "type": "ticket.opened", "data.body": "It is back."})
	next := d.get(http.StatusOK, alice, location)
	d.wants(next, map[string]any{"followUpOf": strings.TrimPrefix(path, root+"/"), "status": "new", "subject": "Where is my deposit?", "category": "deposit"})
	again := d.post(http.StatusCreated, alice, path+"/messages", `{"body":"It is back."}`, "Idempotency-Key", "k")
	if again.Header().Get("Location") != location {
		t.Errorf("the replay answers %s", again.Header().Get("Location"))
	}
	d.post(http.StatusUnprocessableEntity, alice, path+"/messages", `{"body":"Another."}`, "Idempotency-Key", "k")
	if got := d.get(http.StatusOK, alice, root).items("id"); len(got) != 2 {
		t.Errorf("alice has %d tickets", len(got))
	}
	d.post(http.StatusUnprocessableEntity, alice, path+"/messages", `{"body":" "}`)
	d.post(http.StatusPreconditionFailed, alice, path+"/messages", `{"body":"It is back."}`, "If-Match", `"1"`)
	d.post(http.StatusConflict, bo, path+"/messages", `{"body":"Staff open no follow-up."}`)
	d.post(http.StatusCreated, bo, path+"/messages", `{"body":"A note is fine.","visibility":"internal"}`)
}

func TestAKeyOfAMessageHoldsAfterTheTicketClosed(t *testing.T) {
	d := newDesk(t)
	path := d.opened()
	first := d.post(http.StatusCreated, alice, path+"/messages", `{"body":"Hello?"}`, "Idempotency-Key", "k", "If-Match", `"1"`)
	d.post(http.StatusOK, bo, path+"/solution", "")
	d.now = d.now.Add(5 * 24 * time.Hour)
	d.wake(path)
	again := d.post(http.StatusCreated, alice, path+"/messages", `{"body":"Hello?"}`, "Idempotency-Key", "k", "If-Match", `"1"`)
	if again.Header().Get("Location") != first.Header().Get("Location") || again.at("seq") != first.at("seq") {
		t.Errorf("the replay answers %s", again.Header().Get("Location"))
	}
	d.post(http.StatusUnprocessableEntity, alice, path+"/messages", `{"body":"Bye."}`, "Idempotency-Key", "k")
	if got := d.get(http.StatusOK, alice, root).items("id"); len(got) != 1 {
		t.Errorf("alice has %d tickets", len(got))
	}
}

func TestCustomersWriteNoNotes(t *testing.T) {
	d := newDesk(t)
	path := d.opened()
	d.post(http.StatusForbidden, alice, path+"/messages", `{"body":"Hello?","visibility":"internal"}`)
	d.post(http.StatusUnprocessableEntity, alice, path+"/messages", `{"body":"Hello?","visibility":"secret"}`)
	d.post(http.StatusCreated, alice, path+"/messages", `{"body":"Hello?","visibility":"public"}`)
}

func TestSolvingAnswersWithTheTicket(t *testing.T) {
	d := newDesk(t)
	path := d.opened()
	a := d.post(http.StatusOK, bo, path+"/solution", `{"body":"It has arrived."}`)
	d.wants(a, map[string]any{"status": "solved", "assignee": "bo", "solvedAt": "2026-03-02T10:00:00Z", "closesAt": "2026-03-06T10:00:00Z", "version": 2.0})
	d.wants(d.post(http.StatusOK, alice, path+"/reopening", `{"reason":"It has not."}`), map[string]any{"status": "open", "solvedAt": nil, "closesAt": nil})
}

func TestTheCauseOfAnEscalationIsWhoAskedForIt(t *testing.T) {
	d := newDesk(t)
	path := d.opened()
	hers := d.post(http.StatusOK, alice, path+"/escalation", `{"reason":"Too slow."}`)
	d.wants(hers, map[string]any{"escalation.level": 1.0, "escalation.takeoverBy": "2026-03-02T10:30:00Z", "priority": "high"})
	d.lacks(hers, "escalation.cause", "escalation.by")
	d.wants(d.get(http.StatusOK, bo, path), map[string]any{"escalation.cause": "customer"})
	other := d.opened()
	d.wants(d.post(http.StatusOK, bo, other+"/escalation", `{"reason":"Over my head."}`), map[string]any{"escalation.cause": "staff"})
	d.wants(d.post(http.StatusOK, alice, other+"/escalation", `{"reason":"Too slow."}`), map[string]any{"escalation.level": 1.0})
	d.post(http.StatusUnprocessableEntity, alice, path+"/escalation", `{"reason":""}`)
}
