package tickets_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestACustomerOpensATicket(t *testing.T) {
	d := newDesk(t)
	a := d.post(http.StatusCreated, alice, root, `{"subject":" Where is it? ","body":"line one\r\nline two","transaction":{"chain":"bitcoin","hash":"aa","amount":"0.5"}}`)
	id, _ := a.at("id").(string)
	if len(id) != 12 || a.Header().Get("Location") != root+"/"+id || a.Header().Get("ETag") != `"1"` {
		t.Errorf("id %q, Location %q, ETag %q", id, a.Header().Get("Location"), a.Header().Get("ETag"))
	}
	d.wants(a, map[string]any{
		"reference": id[:4] + "-" + id[4:8] + "-" + id[8:], "version": 1.0, "subject": "Where is it?", "status": "new", "priority": "normal",
		"channel": "web", "category": "other", "language": "en", "redacted": false, "escalation.level": 0.0, "sla.policy": "standard",
		"sla.targets.0.name": "firstReply", "sla.targets.0.dueAt": "2026-03-02T10:05:00Z", "nextDueAt": "2026-03-02T10:05:00Z",
		"customer.id": "alice", "customer.email": "alice@example.com", "customer.assurance": "authenticated", "customer.tier": "gold",
		"transaction.amount": "0.5", "createdAt": "2026-03-02T10:00:00Z", "lastCustomerMessageAt": "2026-03-02T10:00:00Z",
	})
	d.lacks(a, "tags", "team", "assignee", "escalation.cause", "body", "request")
	d.wants(d.get(http.StatusOK, alice, a.Header().Get("Location")), a.scalars())
}

// scalars gives the values of an answer that are no objects.
func (a answer) scalars() map[string]any {
	out := map[string]any{}
	for name, v := range a.body {
		switch v.(type) {
		case map[string]any, []any:
		default:
			out[name] = v
		}
	}
	return out
}

func TestACustomerSetsNothingThatIsForStaff(t *testing.T) {
	for name, more := range map[string]string{
		"priority": `"priority":"urgent"`, "customer": `"customerId":"wei"`, "team": `"team":"chain"`, "tags": `"tags":["vip"]`,
		"a channel of staff": `"channel":"phone"`, "their own id": `"customerId":"alice"`,
		"nothing in it": `"tags":[]`, "what is not valid": `"priority":"asap"`, "while another value is not valid": `"priority":"high","category":"gossip"`,
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.post(http.StatusForbidden, alice, root, `{"subject":"Hello","body":"Hello.",`+more+`}`)
			d.post(http.StatusForbidden, alice, root, `{"subject":"","body":"Hello.",`+more+`}`)
			d.post(http.StatusForbidden, alice, root, `{`+more+`}`)
			if got := d.get(http.StatusOK, alice, root); len(got.items("id")) != 0 {
				t.Error("a ticket was opened all the same")
			}
		})
	}
	newDesk(t).post(http.StatusCreated, alice, root, `{"subject":"Hello","body":"Hello.","channel":"chat"}`)
}

func TestStaffOpenOnBehalfOfACustomer(t *testing.T) {
	d := newDesk(t)
	d.opened() // by alice herself: how she is reached is known from there
	a := d.post(http.StatusCreated, bo, root, `{"subject":"Call","body":"She called.","channel":"phone","customerId":"alice","priority":"high","team":"chain","tags":["vip"]}`)
	d.wants(a, map[string]any{
		"customer.id": "alice", "customer.name": "Alice", "customer.assurance": "asserted", "priority": "high", "team": "chain", "tags.0": "vip", "channel": "phone",
	})
	if email, _ := a.at("customer.email").(string); email == "" || email == "alice@example.com" {
		t.Errorf("staff see the address %q", email)
	}
	hers := d.get(http.StatusOK, alice, a.Header().Get("Location"))
	d.lacks(hers, "tags", "team", "assignee")
	for _, none := range []string{`{"subject":"Call","body":"She called."}`, `{"subject":"Call","body":"She called.","customerId":""}`} {
		d.wants(d.post(http.StatusUnprocessableEntity, bo, root, none), map[string]any{"errors.0.name": "customerId"})
	}
	d.wants(d.post(http.StatusCreated, bo, root, `{"subject":"Letter","body":"It says.","channel":"api","customerId":"unknown"}`), map[string]any{"customer.id": "unknown"})
}

func TestOpeningNamesTheFieldsThatAreWrong(t *testing.T) {
	for name, c := range map[string]struct {
		body   string
		status int
		field  string
	}{
		"no subject":           {`{"body":"Hello."}`, 422, "subject"},
		"an empty subject":     {`{"subject":"","body":"Hello."}`, 422, "subject"},
		"a blank subject":      {`{"subject":"  ","body":"Hello."}`, 422, "subject"},
		"no body":              {`{"subject":"Hello"}`, 422, "body"},
		"an empty body":        {`{"subject":"Hello","body":""}`, 422, "body"},
		"an unknown field":     {`{"subject":"Hello","body":"Hello.","colour":"red"}`, 422, "colour"},
		"a subject of 201":     {`{"subject":"` + strings.Repeat("x", 201) + `","body":"Hello."}`, 422, "subject"},
		"a body of 20,001":     {`{"subject":"Hello","body":"` + strings.Repeat("x", 20_001) + `"}`, 422, "body"},
		"a control character":  {`{"subject":"Hello","body":"\u0007"}`, 422, "body"},
		"a number for text":    {`{"subject":1,"body":"Hello."}`, 422, "subject"},
		"a category of none":   {`{"subject":"Hello","body":"Hello.","category":"gossip"}`, 422, "category"},
		"a language of none":   {`{"subject":"Hello","body":"Hello.","language":"!!"}`, 422, "language"},
		"an amount of no sort": {`{"subject":"Hello","body":"Hello.","transaction":{"chain":"bitcoin","amount":"many"}}`, 422, "transaction.amount"},
		"a transfer nowhere":   {`{"subject":"Hello","body":"Hello.","transaction":{"hash":"aa"}}`, 422, "transaction.chain"},
		"an unknown member":    {`{"subject":"Hello","body":"Hello.","transaction":{"chain":"bitcoin","fee":"1"}}`, 422, "transaction.fee"},
		"no JSON":              {`{"subject"`, 400, ""},
		"no object":            {`[]`, 422, ""},
		"nothing":              {``, 400, ""},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			a := d.post(c.status, alice, root, c.body)
			if c.field != "" && a.at("errors.0.name") != c.field {
				t.Errorf("names %v, want %s", a.at("errors.0.name"), c.field)
			}
			if a.Header().Get("Content-Type") != "application/problem+json" {
				t.Errorf("is of type %s", a.Header().Get("Content-Type"))
			}
		})
	}
}

// Every answer of these tests is searched for the secret by send.
func TestASecretIsInNoAnswer(t *testing.T) {
	d := newDesk(t)
	for _, body := range []string{
		`{"subject":"Wallet","body":"` + phrase + `"}`, `{"subject":"` + phrase + `","body":"Hello."}`,
		`{"subject":"Wallet","body":"Hello.","desiredOutcome":"` + phrase + `"}`,
		`{"subject":"Wallet","body":"Hello.","transaction":{"chain":"bitcoin","address":"` + phrase + `"}}`,
	} {
		a := d.post(http.StatusCreated, alice, root, body)
		d.wants(a, map[string]any{"redacted": true, "priority": "urgent"})
		for _, who := range []string{"alice", "bo"} {
			as := alice
			if who == "bo" {
				as = bo
			}
			d.get(http.StatusOK, as, a.Header().Get("Location"))
			d.get(http.StatusOK, as, a.Header().Get("Location")+"/timeline?limit=100")
			d.get(http.StatusOK, as, root)
		}
	}
	for _, body := range []string{
		`{"subject":1,"body":"` + phrase + `"}`, `{"subject":"Wallet","body":"` + phrase + `","category":"` + phrase + `"}`,
		`{"subject":"Wallet","body":"x","language":"` + phrase + `"}`, `{"subject":"Wallet","body":"x","` + phrase + `":1}`,
		`{"subject":"Wallet","body":"x","channel":"` + phrase + `"}`, `{"subject":"Wallet","body":"x","transaction":"` + phrase + `"}`,
	} {
		if a := d.send(alice, http.MethodPost, root, body); a.Code < 400 {
			t.Errorf("%s was taken", body)
		}
	}
	path := d.opened()
	a := d.post(http.StatusCreated, alice, path+"/messages", `{"body":"`+phrase+`"}`)
	d.wants(a, map[string]any{"data.redacted": true})
	d.wants(d.get(http.StatusOK, alice, path), map[string]any{"redacted": true, "priority": "urgent"})
	d.post(http.StatusOK, bo, path+"/solution", `{"body":"`+phrase+`"}`)
	d.post(http.StatusOK, alice, path+"/reopening", `{"reason":"`+phrase+`"}`)
	d.post(http.StatusOK, alice, path+"/escalation", `{"reason":"`+phrase+`"}`)
	d.patch(http.StatusOK, bo, path, `{"subject":"`+phrase+`","tags":["`+phrase+`"]}`, "If-Match", "*")
	d.get(http.StatusOK, bo, path+"/timeline?limit=100")
	d.get(http.StatusBadRequest, alice, root+"?cursor="+strings.ReplaceAll(phrase, " ", "+"))
	d.get(http.StatusUnprocessableEntity, alice, root+"?status="+strings.ReplaceAll(phrase, " ", "+"))
	d.get(http.StatusNotFound, alice, root+"/"+strings.ReplaceAll(phrase, " ", "%20")[:60])
}

func TestTheSameKeyOpensOnce(t *testing.T) {
	d := newDesk(t)
	first := d.post(http.StatusCreated, alice, root, plain, "Idempotency-Key", "k-1")
	path := first.Header().Get("Location")
	d.post(http.StatusCreated, alice, path+"/messages", `{"body":"Hello?"}`)
	again := d.post(http.StatusCreated, alice, root, plain, "Idempotency-Key", "k-1")
	if again.Header().Get("Location") != path || again.at("id") != first.at("id") || again.at("version") != 2.0 || again.Header().Get("ETag") != `"2"` {
		t.Errorf("the replay answers %s with version %v", again.Header().Get("Location"), again.at("version"))
	}
	if got := d.get(http.StatusOK, alice, root).items("id"); len(got) != 1 {
		t.Errorf("alice has %d tickets", len(got))
	}
	d.wants(d.post(http.StatusUnprocessableEntity, alice, root, `{"subject":"Other","body":"Hello."}`, "Idempotency-Key", "k-1"), map[string]any{"errors.0.name": "Idempotency-Key"})
	other := d.post(http.StatusCreated, wei, root, plain, "Idempotency-Key", "k-1")
	if other.at("id") == first.at("id") {
		t.Error("a key of another caller names alice's ticket")
	}
}

func TestTheSpacingOfJSONMakesNoOtherRequest(t *testing.T) {
	d := newDesk(t)
	first := d.post(http.StatusCreated, alice, root, `{"subject":"Hello","body":"caf\u00e9"}`, "Idempotency-Key", "k")
	again := d.post(http.StatusCreated, alice, root, "{ \"subject\" : \"Hello\",\n\"body\":\"cafe\u0301\" }", "Idempotency-Key", "k")
	if first.at("id") != again.at("id") {
		t.Error("another ticket was opened")
	}
}

func TestAKeyIsVisibleASCII(t *testing.T) {
	d := newDesk(t)
	for _, key := range []string{"a b", "ключ", strings.Repeat("x", 256)} {
		a := d.post(http.StatusUnprocessableEntity, alice, root, plain, "Idempotency-Key", key)
		if a.at("errors.0.name") != "Idempotency-Key" {
			t.Errorf("names %v", a.at("errors.0.name"))
		}
	}
	d.post(http.StatusCreated, alice, root, plain, "Idempotency-Key", strings.Repeat("~", 255))
}

func TestEveryActionIsDoneOnceForAKey(t *testing.T) {
	for name, c := range map[string]struct {
		first      func(*desk, string)
		path, body string
		other      string
		status     int
		changes    []any // the types on the timeline that there is one of
	}{
		"message":    {nil, "/messages", `{"body":"Hello?"}`, `{"body":"Bye."}`, 201, []any{"ticket.replied"}},
		"solution":   {nil, "/solution", `{"body":"Done."}`, `{"body":"Gone."}`, 200, []any{"ticket.replied", "ticket.solved"}},
		"escalation": {nil, "/escalation", `{"reason":"Slow."}`, `{"reason":"Rude."}`, 200, []any{"ticket.escalated"}},
		"reopening": {func(d *desk, path string) { d.post(200, bo, path+"/solution", "") }, "/reopening", `{"reason":"No."}`,
			`{"reason":"Never."}`, 200, []any{"ticket.reopened"}},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			path := d.opened()
			if c.first != nil {
				c.first(d, path)
			}
			first := d.post(c.status, lin, path+c.path, c.body, "Idempotency-Key", "k")
			again := d.post(c.status, lin, path+c.path, c.body, "Idempotency-Key", "k")
			if first.Header().Get("Location") != again.Header().Get("Location") || first.at("seq") != again.at("seq") || first.at("version") != again.at("version") {
				t.Errorf("first %s, then %s", first.Body, again.Body)
			}
			d.post(http.StatusUnprocessableEntity, lin, path+c.path, c.other, "Idempotency-Key", "k")
			kinds := d.get(200, bo, path+"/timeline?limit=100").items("type")
			for _, want := range c.changes {
				if n := len(slices.DeleteFunc(slices.Clone(kinds), func(k any) bool { return k != want })); n != 1 {
					t.Errorf("%d of %v on the timeline %v", n, want, kinds)
				}
			}
		})
	}
}
