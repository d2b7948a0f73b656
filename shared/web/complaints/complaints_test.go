package complaints_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"aftercare/shared/complaint"
	"aftercare/shared/document"
	"aftercare/shared/event"
	"aftercare/shared/memory"
	"aftercare/shared/seal"
	"aftercare/shared/ticket"
	"aftercare/shared/web"
	"aftercare/shared/web/complaints"
	"aftercare/shared/web/webtest"
)

var (
	alice = &web.Caller{ID: "alice", Name: "Alice", Email: "alice@example.com", EmailVerified: true, Locale: "en"}
	wei   = &web.Caller{ID: "wei", Name: "Wei", Email: "wei@example.com", EmailVerified: true, Locale: "zh"}
	bo    = &web.Caller{ID: "bo", Name: "Bo", Groups: []web.Group{web.Agent}}
	lin   = &web.Caller{ID: "lin", Name: "Lin", Groups: []web.Group{web.Lead}}
	cora  = &web.Caller{ID: "cora", Name: "Cora", Groups: []web.Group{web.Compliance}}
	ada   = &web.Caller{ID: "ada", Name: "Ada", Groups: []web.Group{web.Admin}}
)

const statement = `{"subject":"Withdrawal blocked","statement":"My withdrawal is blocked since Friday."}`

// desk is the API over storage in memory, at a time that the test sets.
type desk struct {
	*testing.T
	server  *web.Server
	store   *memory.Store
	tickets *ticket.Service
	service *complaint.Service
	now     time.Time
}

type keys struct{ *seal.Keys }

func (k keys) Get(context.Context) (*seal.Keys, error) { return k.Keys, nil }

func open(t *testing.T) *desk {
	t.Helper()
	return openIn(t, complaint.MiCA)
}

// openIn opens under the law of another country.
func openIn(t *testing.T, law complaint.Jurisdiction) *desk {
	t.Helper()
	d := &desk{T: t, now: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return d.now }
	d.store = memory.New(clock)
	d.tickets = ticket.NewService(d.store, d.store, clock)
	zone, err := time.LoadLocation("Europe/Vienna")
	if err != nil {
		t.Fatal(err)
	}
	regime, err := complaint.NewRegime(law, zone)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := seal.New([]byte(`{"current":"0123456789abcdef0123456789abcdef"}`))
	if err != nil {
		t.Fatal(err)
	}
	d.service = complaint.NewService(d.store, d.store, d.tickets, regime, clock).Linking(d.tickets)
	d.server = web.New("Aftercare", slog.New(slog.DiscardHandler))
	complaints.API{Complaints: d.service, Keys: keys{secret}, House: document.House{Company: "Example Exchange", Zone: "Europe/Vienna"}}.Register(d.server.API)
	return d
}

// post sends a step and wants a status.
func (d *desk) post(as *web.Caller, path, body string, want int, headers ...string) answer {
	d.Helper()
	return d.send(webtest.Request{Method: http.MethodPost, Path: path, Body: body, As: as}, want, headers)
}

func (d *desk) get(as *web.Caller, path string, want int) answer {
	d.Helper()
	return d.send(webtest.Request{Method: http.MethodGet, Path: path, As: as}, want, nil)
}

func (d *desk) send(r webtest.Request, want int, headers []string) answer {
	d.Helper()
	r.Header = map[string]string{}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header[headers[i]] = headers[i+1]
	}
	w := webtest.Do(d, d.server, r)
	if w.Code != want {
		d.Fatalf("%s %s answered %d, want %d: %s", r.Method, r.Path, w.Code, want, w.Body)
	}
	a := answer{ResponseRecorder: w}
	if w.Body.Len() > 0 {
		if err := json.Unmarshal(w.Body.Bytes(), &a.body); err != nil {
			d.Fatalf("%s %s answered no JSON: %v", r.Method, r.Path, err)
		}
	}
	return a
}

type answer struct {
	*httptest.ResponseRecorder
	body map[string]any
}

// at gives a value by its path, such as "escalation.level"; nil when there is none.
func (a answer) at(path string) any {
	var v any = a.body
	for _, name := range strings.Split(path, ".") {
		object, _ := v.(map[string]any)
		v = object[name]
	}
	return v
}

func (d *desk) want(a answer, values map[string]any) {
	d.Helper()
	for path, want := range values {
		if got := a.at(path); fmt.Sprint(got) != fmt.Sprint(want) {
			d.Errorf("%s is %v, want %v", path, got, want)
		}
	}
}

// filed files a complaint of Alice and gives its path.
func (d *desk) filed() string {
	d.Helper()
	return d.post(alice, "/v1/complaints", statement, http.StatusCreated).Header().Get("Location")
}

// ticket opens a ticket of a customer, assigned to somebody.
func (d *desk) ticket(id string, of *web.Caller, assignee string) {
	d.Helper()
	_, err := d.tickets.Open(d.Context(), ticket.Opening{
		ID: id, Subject: "Withdrawal", Body: "It is blocked.", Channel: ticket.Web,
		Customer: ticket.Customer{ID: of.ID, Name: of.Name, Email: of.Email, Assurance: ticket.Authenticated, Reachable: true},
	}, of.Actor(), nil)
	if err != nil {
		d.Fatal(err)
	}
	if _, err := d.tickets.Edit(d.Context(), id, ticket.Patch{Assignee: &assignee}, ticket.Do{Actor: lin.Actor()}); err != nil {
		d.Fatal(err)
	}
}

// note writes an internal note in a ticket.
func (d *desk) note(id string, by *web.Caller) {
	d.Helper()
	if _, err := d.tickets.Write(d.Context(), id, ticket.Reply{Body: "Looked at it.", Internal: true}, ticket.Do{Actor: by.Actor()}); err != nil {
		d.Fatal(err)
	}
}

func complaintLedger(person string, now time.Time) complaint.LedgerID {
	return complaint.LedgerOf(person, now)
}

func TestACustomerFilesAndReadsAComplaintWithItsDeadlines(t *testing.T) {
	d := open(t)
	a := d.post(alice, "/v1/complaints", `{"subject":"Withdrawal blocked","statement":"Since Friday.","desiredRemedy":"Release it",
		"occurredAt":"2026-02-27T12:00:00Z","loss":{"amount":"0.015","asset":"BTC"},"serviceReference":"W-77","language":"zh",
		"evidence":[{"name":"screenshot","url":"https://example.com/1"}],
		"representative":{"name":"Wei","contact":"wei@example.com","authorization":"power of attorney"}}`, http.StatusCreated)
	id, _ := a.at("id").(string)
	if got := a.Header().Get("Location"); len(id) != 12 || got != "/v1/complaints/"+id {
		t.Errorf("Location is %q", got)
	}
	read := d.get(alice, "/v1/complaints/"+strings.ToLower(seal.Reference(id)), http.StatusOK)
	d.want(read, map[string]any{
		"status": "received", "jurisdiction": "mica", "language": "zh", "version": 1, "loss.amount": "0.015",
		"customer.email": "alice@example.com", "receivedAt": "2026-03-02T10:00:00Z", "redacted": false, "escalation.level": 0,
		"nextStep.by": "compliance", "nextStep.what": "acknowledgement", "nextStep.dueAt": "2026-03-03T10:00:00Z",
	})
	if read.Header().Get("ETag") != `"1"` {
		t.Errorf("ETag is %s", read.Header().Get("ETag"))
	}
	want := `[{"name":"acknowledgement","dueAt":"2026-03-03T10:00:00Z"},{"name":"investigation","dueAt":"2026-03-07T10:00:00Z"},` +
		`{"name":"decision","dueAt":"2026-03-17T10:00:00Z"},{"name":"decisionStatutory","dueAt":"2026-05-02T21:59:59Z"}]`
	if !strings.Contains(read.Body.String(), `"deadlines":`+want) {
		t.Errorf("deadlines are not %s in %s", want, read.Body)
	}
}

func TestLettersTellNothingOfTheInside(t *testing.T) {
	d := open(t)
	d.ticket("0123456789AB", alice, "bo")
	path := d.post(alice, "/v1/complaints", `{"subject":"Withdrawal blocked","statement":"Since Friday.","ticketId":"0123456789AB",
		"representative":{"name":"Wei","contact":"wei@example.com","authorization":"power of attorney"}}`, http.StatusCreated).Header().Get("Location")
	d.post(alice, path+"/evidence", `{"name":"receipt of the bank","text":"Twice."}`, http.StatusOK)
	d.post(cora, path+"/evidence", `{"name":"inner audit","url":"https://example.com/audit"}`, http.StatusOK)
	d.post(cora, path+"/acknowledgement", `{"admissible":true}`, http.StatusOK)
	letters := d.get(alice, path+"/documents", http.StatusOK).items()
	letter := fmt.Sprintf("%s/documents/%v", path, letters[len(letters)-1]["seq"])
	for who, wants := range map[*web.Caller]string{alice: "wei@example.com", cora: "wei@example.com", bo: "w***@example.com"} {
		told := d.get(who, letter, http.StatusOK).Body.String()
		if strings.Contains(told, "audit") || !strings.Contains(told, "receipt of the bank") {
			t.Errorf("the evidence of the company goes out, or the customer's does not: %s", told)
		}
		if !strings.Contains(told, wants) || strings.Contains(told, "wei@") != (wants == "wei@example.com") {
			t.Errorf("%s does not see %s: %s", who.ID, wants, told)
		}
	}
}

// Who reads a deadline must see that it is a chance, or that a holding reply can move it.
func TestDeadlinesSayWhatTheLawMakesOfThem(t *testing.T) {
	d := openIn(t, "uk")
	c := d.post(alice, "/v1/complaints", `{"subject":"Fee","statement":"Two fees.","service":"payment"}`, http.StatusCreated)
	told := map[string]map[string]any{}
	for _, one := range c.at("deadlines").([]any) {
		deadline := one.(map[string]any)
		told[deadline["name"].(string)] = deadline
	}
	if told["summaryResolution"]["lapses"] != true || told["decision"]["lapses"] != nil {
		t.Errorf("the chance of three days: %v", told)
	}
	if told["decisionStatutory"]["extensibleTo"] == nil || told["decision"]["extensibleTo"] != nil {
		t.Errorf("what a holding reply can move: %v", told)
	}
}

func TestStaffSeeHowARepresentativeIsReachedMasked(t *testing.T) {
	d := open(t)
	path := d.post(alice, "/v1/complaints", `{"subject":"Withdrawal blocked","statement":"Since Friday.",
		"representative":{"name":"Wei","contact":"wei@example.com, +43 660 1234567","authorization":"power of attorney"}}`, http.StatusCreated).Header().Get("Location")
	for _, path := range []string{path, path + "/timeline"} {
		if seen := d.get(alice, path, http.StatusOK).Body.String(); !strings.Contains(seen, `"wei@example.com, +43 660 1234567"`) {
			t.Errorf("the customer does not see what they wrote: %s", seen)
		}
		if seen := d.get(cora, path, http.StatusOK).Body.String(); !strings.Contains(seen, `"w***@example.com, +43***67"`) || strings.Contains(seen, "1234567") {
			t.Errorf("staff see %s", seen)
		}
	}
}

func TestTheSameKeyFilesOnceAndAnotherBodyUnderItIsRefused(t *testing.T) {
	d := open(t)
	first := d.post(alice, "/v1/complaints", statement, http.StatusCreated, "Idempotency-Key", "k1")
	path := first.Header().Get("Location")
	d.post(cora, path+"/acknowledgement", `{"admissible":true}`, http.StatusOK)
	again := d.post(alice, "/v1/complaints", statement, http.StatusCreated, "Idempotency-Key", "k1")
	d.want(again, map[string]any{"id": first.at("id"), "status": "acknowledged"})
	d.post(alice, "/v1/complaints", strings.Replace(statement, "Friday", "Monday", 1), http.StatusUnprocessableEntity, "Idempotency-Key", "k1")
	other := d.post(wei, "/v1/complaints", statement, http.StatusCreated, "Idempotency-Key", "k1")
	if other.at("id") == first.at("id") {
		t.Error("another customer's key named the same complaint")
	}
}

func TestStaffFileForLettersAndCalls(t *testing.T) {
	d := open(t)
	body := `{"subject":"Fees","statement":"Too high.","customerId":"alice","channel":"letter","receivedAt":"2026-02-28T09:00:00Z"}`
	a := d.post(cora, "/v1/complaints", body, http.StatusCreated)
	d.want(a, map[string]any{"customer.id": "alice", "customer.assurance": "asserted", "channel": "letter", "receivedAt": "2026-02-28T09:00:00Z"})
	if !strings.Contains(a.Body.String(), `"dueAt":"2026-03-01T09:00:00Z","breachedAt":"2026-03-01T09:00:00Z"`) {
		t.Errorf("the acknowledgement is not late: %s", a.Body)
	}
	d.post(cora, "/v1/complaints", strings.Replace(body, "2026-02-28", "2026-03-03", 1), http.StatusUnprocessableEntity)
	d.post(cora, "/v1/complaints", statement, http.StatusUnprocessableEntity) // for whom?
	d.post(alice, "/v1/complaints", body, http.StatusForbidden)
}

func TestTheLinkedTicketMustBeTheSameCustomers(t *testing.T) {
	d := open(t)
	d.ticket("0123456789AB", alice, "bo")
	linked := func(ticketID string) string {
		return strings.Replace(statement, "{", `{"ticketId":"`+ticketID+`",`, 1)
	}
	d.want(d.post(alice, "/v1/complaints", linked("0123-4567-89ab"), http.StatusCreated), map[string]any{"ticketId": "0123456789AB"})
	d.post(wei, "/v1/complaints", linked("0123456789AB"), http.StatusUnprocessableEntity)
	d.post(alice, "/v1/complaints", linked("ZZZZZZZZZZZZ"), http.StatusUnprocessableEntity)
	d.post(alice, "/v1/complaints", linked("nothing"), http.StatusUnprocessableEntity)
}

func TestStaffWhoKnowOnlyTheCustomersIdReachThemAsBefore(t *testing.T) {
	d := open(t)
	d.ticket("0123456789AB", alice, "bo")
	a := d.post(cora, "/v1/complaints", `{"subject":"Fees","statement":"Too high.","customerId":"alice","channel":"phone"}`, http.StatusCreated)
	id, _ := a.at("id").(string)
	c, err := d.store.Complaint(t.Context(), id)
	if err != nil || c.Customer.Email != "alice@example.com" || !c.Customer.Reachable || c.Customer.Assurance != ticket.Asserted {
		t.Errorf("the customer is %+v, %v", c.Customer, err)
	}
}

func TestWhoSeesAComplaint(t *testing.T) {
	d := open(t)
	d.ticket("0123456789AB", alice, "bo")
	linked := d.post(alice, "/v1/complaints", strings.Replace(statement, "{", `{"ticketId":"0123456789AB",`, 1), http.StatusCreated).Header().Get("Location")
	alone := d.filed()
	for name, tc := range map[string]struct {
		who           *web.Caller
		linked, alone int
	}{
		"the customer":             {alice, 200, 200},
		"another customer":         {wei, 404, 404},
		"the agent of the ticket":  {bo, 200, 404},
		"an agent of other things": {&web.Caller{ID: "bea", Groups: []web.Group{web.Agent}}, 404, 404},
		"a lead":                   {lin, 200, 200},
		"compliance":               {cora, 200, 200},
		"an administrator":         {ada, 200, 200},
	} {
		t.Run(name, func(t *testing.T) {
			d := &desk{T: t, server: d.server}
			for path, want := range map[string]int{linked: tc.linked, alone: tc.alone} {
				d.get(tc.who, path, want)
				d.get(tc.who, path+"/timeline", want)
			}
		})
	}
	d.get(cora, "/v1/complaints/ZZZZZZZZZZZZ", http.StatusNotFound)
	d.get(cora, "/v1/complaints/nothing", http.StatusNotFound)
	masked := d.get(cora, alone, http.StatusOK)
	if strings.Contains(masked.Body.String(), "alice@example.com") {
		t.Error("staff read the address unmasked")
	}
}

func TestChecksGoInTheOrderOfTheContract(t *testing.T) {
	d := open(t)
	d.ticket("0123456789AB", alice, "bo")
	path := d.post(alice, "/v1/complaints", strings.Replace(statement, "{", `{"ticketId":"0123456789AB",`, 1), http.StatusCreated).Header().Get("Location")
	d.post(nil, path+"/acknowledgement", `{"admissible":true}`, http.StatusUnauthorized)
	d.post(wei, path+"/acknowledgement", `not JSON`, http.StatusNotFound)
	for _, who := range []*web.Caller{alice, bo, ada} {
		d.post(who, path+"/acknowledgement", `not JSON`, http.StatusForbidden)
		d.post(who, path+"/acknowledgement", `{"admissible":true}`, http.StatusForbidden)
	}
	d.post(cora, path+"/acknowledgement", `not JSON`, http.StatusBadRequest)
	d.post(cora, path+"/acknowledgement", `{"reasons":"x"}`, http.StatusUnprocessableEntity)
	d.post(cora, path+"/acknowledgement", `{"admissible":false}`, http.StatusUnprocessableEntity)
	d.post(cora, path+"/closure", `{"outcome":"settled","reason":"Settled."}`, http.StatusConflict) // a decision is owed
	d.post(lin, path+"/acknowledgement", `{"admissible":true}`, http.StatusOK, "If-Match", `"1"`)
	d.post(lin, path+"/acknowledgement", `{"admissible":true}`, http.StatusPreconditionFailed, "If-Match", `"1"`)
	conflict := d.post(lin, path+"/acknowledgement", `{"admissible":false}`, http.StatusConflict)
	if kind, _ := conflict.at("type").(string); !strings.HasSuffix(kind, "/conflict") || !strings.Contains(conflict.Body.String(), "acknowledged") {
		t.Errorf("the conflict is %s", conflict.Body)
	}
	d.post(cora, path+"/findings", `{"upheld":"no"}`, http.StatusUnprocessableEntity)
	d.post(cora, path+"/findings", `{"summary":"x","upheld":"no"}`, http.StatusConflict)
	d.post(cora, path+"/acceptance", `{}`, http.StatusForbidden)
	d.post(alice, path+"/acceptance", `{}`, http.StatusConflict)
}

func TestWhatIsNotAdmissibleSaysWhyAndClosesWithAReason(t *testing.T) {
	d := open(t)
	path := d.filed()
	a := d.post(cora, path+"/acknowledgement", `{"admissible":false,"reasons":"It is about another company."}`, http.StatusOK)
	d.want(a, map[string]any{"status": "inadmissible", "reasons": "It is about another company.", "nextStep.what": "closure"})
	d.post(cora, path+"/closure", `{"outcome":"not a name","reason":"Done."}`, http.StatusUnprocessableEntity)
	d.want(d.post(cora, path+"/closure", `{"outcome":"inadmissible","reason":"Told so."}`, http.StatusOK), map[string]any{
		"status": "closed", "outcome": "inadmissible", "closureReason": "Told so.", "nextStep": nil,
	})
	d.post(alice, path+"/escalation", `{"reason":"No."}`, http.StatusConflict)
}

func TestEscalationClimbsOneLevelAndIsTakenOver(t *testing.T) {
	d := open(t)
	path := d.filed()
	d.post(alice, path+"/escalation/takeover", ``, http.StatusForbidden)
	d.post(lin, path+"/escalation/takeover", ``, http.StatusConflict)
	a := d.post(alice, path+"/escalation", `{"reason":"Nobody answers."}`, http.StatusOK, "Idempotency-Key", "up")
	d.want(a, map[string]any{"status": "received", "escalation.level": 1, "escalation.cause": nil, "nextStep.what": "takeover", "nextStep.by": "lead"})
	d.want(d.post(alice, path+"/escalation", `{"reason":"Nobody answers."}`, http.StatusOK, "Idempotency-Key", "up"), map[string]any{"version": a.at("version")})
	d.post(alice, path+"/escalation", `{"reason":"Another one."}`, http.StatusUnprocessableEntity, "Idempotency-Key", "up")
	d.want(d.post(alice, path+"/escalation", `{"reason":"Still nobody."}`, http.StatusOK), map[string]any{"escalation.level": 1})
	d.want(d.post(lin, path+"/escalation/takeover", ``, http.StatusOK), map[string]any{"assignee": "lin", "escalation.by": "lin"})
	d.want(d.post(lin, path+"/de-escalation", `{"reason":"Settled."}`, http.StatusOK), map[string]any{"escalation.level": 0})
	d.post(lin, path+"/de-escalation", `{"reason":"Settled."}`, http.StatusConflict)
	d.post(lin, path+"/withdrawal", ``, http.StatusForbidden)
	d.want(d.post(alice, path+"/withdrawal", `{}`, http.StatusOK), map[string]any{"status": "closed", "outcome": "withdrawn"})
}

func TestADeadlineThatPassesIsBreachedOnceAndEscalatesThroughTheService(t *testing.T) {
	d := open(t)
	path := d.filed()
	id := strings.TrimPrefix(path, "/v1/complaints/")
	d.post(cora, path+"/acknowledgement", `{"admissible":true}`, http.StatusOK)
	d.now = d.now.AddDate(0, 0, 15).Add(time.Second)
	for range 2 {
		next, err := d.service.Wake(t.Context(), id)
		if err != nil || !next.Equal(time.Date(2026, 5, 2, 22, 0, 0, 0, time.UTC)) {
			t.Fatalf("wakes next at %s, %v", next, err)
		}
	}
	for range 2 {
		do := complaint.Do{Who: complaint.System, Receipt: &event.Receipt{Scope: "escalations", Key: "breach-1"}}
		if _, err := d.service.Escalate(t.Context(), id, "breach", "", do); err != nil {
			t.Fatal(err)
		}
	}
	d.want(d.get(cora, path, http.StatusOK), map[string]any{"escalation.level": 1, "escalation.cause": "breach"})
	var types []string
	for _, item := range d.get(cora, path+"/timeline", http.StatusOK).items() {
		types = append(types, item["type"].(string))
	}
	want := "complaint.filed complaint.acknowledged sla.met sla.breached sla.breached complaint.escalated"
	if got := strings.Join(types, " "); got != want {
		t.Errorf("the timeline is\n%s, want\n%s", got, want)
	}
}

func (a answer) items() []map[string]any {
	list, _ := a.body["items"].([]any)
	items := make([]map[string]any, 0, len(list))
	for _, v := range list {
		item, _ := v.(map[string]any)
		items = append(items, item)
	}
	return items
}

func TestCustomersReadTheTimelineWithoutInnerMatters(t *testing.T) {
	d := open(t)
	path := d.filed()
	d.post(lin, path+"/escalation", `{"reason":"Smells like fraud."}`, http.StatusOK)
	d.post(alice, path+"/escalation", `{"reason":"Nobody answers."}`, http.StatusOK)
	d.post(lin, path+"/escalation/takeover", ``, http.StatusOK)
	d.post(lin, path+"/de-escalation", `{"reason":"No fraud at all."}`, http.StatusOK)
	d.post(cora, path+"/acknowledgement", `{"admissible":true,"reasons":"We look into it."}`, http.StatusOK)
	a := d.get(alice, path+"/timeline", http.StatusOK)
	for _, inner := range []string{"fraud", `"lin"`, "sla.armed", `"request"`, `"cause"`} {
		if strings.Contains(a.Body.String(), inner) {
			t.Errorf("a customer reads %s: %s", inner, a.Body)
		}
	}
	for _, shown := range []string{"My withdrawal is blocked", "Nobody answers.", "We look into it.", `"name":"Lin"`} {
		if !strings.Contains(a.Body.String(), shown) {
			t.Errorf("a customer does not read %s: %s", shown, a.Body)
		}
	}
	var seqs []any
	path += "/timeline?limit=2"
	for cursor := ""; ; {
		page := d.get(alice, path+cursor, http.StatusOK)
		for _, item := range page.items() {
			seqs = append(seqs, item["seq"])
		}
		next, more := page.at("nextCursor").(string)
		if !more {
			break
		}
		cursor = "&cursor=" + next
	}
	if len(seqs) != len(a.items()) {
		t.Errorf("the pages hold %v, the whole %d items", seqs, len(a.items()))
	}
}

func TestCustomersListTheirOwnAndStaffTheRegister(t *testing.T) {
	d := open(t)
	var paths []string
	for range 3 {
		paths = append(paths, d.filed())
		d.now = d.now.Add(time.Hour)
	}
	d.post(wei, "/v1/complaints", statement, http.StatusCreated)
	d.post(cora, paths[0]+"/acknowledgement", `{"admissible":true}`, http.StatusOK)
	own := d.get(alice, "/v1/complaints", http.StatusOK).items()
	if len(own) != 3 || "/v1/complaints/"+own[0]["id"].(string) != paths[2] {
		t.Errorf("the customer's own are %v", own)
	}
	for query, want := range map[string]int{
		"": 4, "?status=received": 3, "?status=acknowledged": 1,
		"?from=2026-03-02T11:00:00Z&to=2026-03-02T13:00:00Z": 2, "?from=2026-03-01T00:00:00Z": 4, "?to=2026-03-02T11:00:00Z": 1,
	} {
		if got := len(d.get(cora, "/v1/complaints"+query, http.StatusOK).items()); got != want {
			t.Errorf("the register with %q holds %d, want %d", query, got, want)
		}
	}
	page := d.get(cora, "/v1/complaints?limit=3", http.StatusOK)
	cursor, _ := page.at("nextCursor").(string)
	if rest := d.get(cora, "/v1/complaints?limit=3&cursor="+cursor, http.StatusOK); len(rest.items()) != 1 || rest.at("nextCursor") != nil {
		t.Errorf("the second page is %s", rest.Body)
	}
	d.get(lin, "/v1/complaints?limit=3&cursor="+cursor, http.StatusBadRequest)
	d.get(cora, "/v1/complaints?status=received&cursor="+cursor, http.StatusBadRequest)
	d.get(cora, "/v1/complaints?status=lost", http.StatusUnprocessableEntity)
	d.get(cora, "/v1/complaints?from=2026-01-01T00:00:00Z&to=2026-03-01T00:00:00Z", http.StatusUnprocessableEntity)
	d.get(bo, "/v1/complaints", http.StatusForbidden)
	d.get(alice, "/v1/complaints?from=2026-03-01T00:00:00Z", http.StatusForbidden)
}

func TestASecretInAComplaintIsRemoved(t *testing.T) {
	d := open(t)
	words := strings.Repeat("abandon ", 11) + "about"
	a := d.post(alice, "/v1/complaints", `{"subject":"Stolen","statement":"My phrase is `+words+`"}`, http.StatusCreated)
	d.want(a, map[string]any{"redacted": true})
	path := a.Header().Get("Location")
	if strings.Contains(a.Body.String()+d.get(cora, path+"/timeline", http.StatusOK).Body.String(), "abandon") {
		t.Error("the secret was kept")
	}
	refused := d.post(alice, "/v1/complaints", `{"subject":"`+words+words+words+`","statement":5,"`+words+`":1}`, http.StatusUnprocessableEntity)
	if strings.Contains(refused.Body.String(), "abandon") {
		t.Errorf("the refusal repeats the secret: %s", refused.Body)
	}
}

func TestACustomerSendsNothingThatIsForStaff(t *testing.T) {
	for _, member := range []string{`"customerId":"wei"`, `"channel":""`, `"receivedAt":"2026-03-01T00:00:00Z"`} {
		d := open(t)
		d.post(alice, "/v1/complaints", `{"subject":"Blocked","statement":"Since Friday.",`+member+`}`, http.StatusForbidden)
		d.post(alice, "/v1/complaints", `{"subject":1,`+member+`}`, http.StatusForbidden)
		d.post(lin, "/v1/complaints", `{"subject":1,`+member+`}`, http.StatusUnprocessableEntity)
	}
}
