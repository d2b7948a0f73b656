package complaints_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/web"
)

// Bodies of the steps.
const (
	investigation = `{"understanding":"A withdrawal came late.","points":[{"id":"1","text":"It was late."},{"id":"2","text":"Nobody answered."}]}`
	findings      = `{"summary":"The queue stood still.","upheld":"partly","cause":"queue","category":"withdrawal"}`
	solution      = `{"statement":"We are sorry.","answers":[{"point":"1","text":"It was."},{"point":"2","text":"We did not."}],
		"remedies":["apology"],"expectedBy":"2026-03-20T10:00:00Z","reasoning":"Our queue stood still.","appeal":"You can turn to the authority."}`
)

func money(amount string) string {
	return strings.Replace(solution, `"reasoning"`, `"compensation":{"kind":"credit","amount":"`+amount+`","asset":"EUR"},"reasoning"`, 1)
}

// found leads a complaint of Alice up to its findings.
func (d *desk) found() string {
	d.Helper()
	path := d.filed()
	d.post(cora, path+"/acknowledgement", `{"admissible":true}`, http.StatusOK)
	d.post(cora, path+"/investigation", investigation, http.StatusOK)
	d.post(cora, path+"/findings", findings, http.StatusOK)
	return path
}

func TestAComplaintGoesThroughItsWholeProcedure(t *testing.T) {
	d := open(t)
	path := d.filed()
	d.post(cora, path+"/acknowledgement", `{"admissible":true}`, http.StatusOK)
	d.want(d.post(cora, path+"/investigation", investigation, http.StatusOK), map[string]any{
		"status": "investigating", "understanding": "A withdrawal came late.", "nextStep.what": "findings", "nextStep.dueAt": "2026-03-17T10:00:00Z",
	})
	d.post(cora, path+"/information-requests", `{"question":"From which account?"}`, http.StatusOK)
	d.post(alice, path+"/information-requests/2/answer", `{"answer":"x"}`, http.StatusNotFound)
	d.post(alice, path+"/information-requests/1/answer", `{"answer":"The first."}`, http.StatusOK)
	d.post(alice, path+"/information-requests/1/answer", `{"answer":"The second."}`, http.StatusConflict)
	d.post(alice, path+"/messages", `{"body":"I am waiting."}`, http.StatusOK)
	d.post(cora, path+"/messages", `{"body":"So are we."}`, http.StatusOK)
	given := d.post(alice, path+"/evidence", `{"name":"receipt","text":"Paid."}`, http.StatusOK)
	d.post(alice, path+"/evidence", `{"name":"nothing"}`, http.StatusUnprocessableEntity)
	if !strings.Contains(given.Body.String(), `"id":"e1","kind":"text","name":"receipt","sha256":"`) {
		t.Errorf("the evidence is not hashed: %s", given.Body)
	}
	d.post(cora, path+"/findings", strings.Replace(findings, "{", `{"evidence":["e9"],`, 1), http.StatusUnprocessableEntity)
	d.want(d.post(cora, path+"/findings", strings.Replace(findings, "{", `{"evidence":["e1"],`, 1), http.StatusOK), map[string]any{"status": "found", "findings.cause": "queue"})
	if before := d.get(alice, path, http.StatusOK); before.at("findings") != nil || before.at("understanding") == nil {
		t.Errorf("the customer reads %s before the decision", before.Body)
	}
	d.want(d.post(cora, path+"/solution", money("100"), http.StatusOK), map[string]any{"status": "proposed", "nextStep.by": "customer", "nextStep.what": "acceptance", "nextStep.dueAt": "2026-03-16T10:00:00Z"})
	d.want(d.get(alice, path, http.StatusOK), map[string]any{
		"findings.summary": "The queue stood still.", "findings.cause": nil, "solution.number": 1, "solution.compensation.amount": "100",
		"solution.appeal": "You can turn to the authority.", "solution.proposedBy": nil,
	})
	d.want(d.post(alice, path+"/acceptance", `{}`, http.StatusOK), map[string]any{"status": "accepted", "nextStep.what": "fulfilment", "nextStep.dueAt": "2026-03-20T10:00:00Z"})
	d.post(alice, path+"/acceptance", `{}`, http.StatusConflict)
	d.want(d.post(cora, path+"/fulfilment", `{"note":"Credited."}`, http.StatusOK), map[string]any{"status": "fulfilled", "nextStep.what": "follow-up"})
	d.want(d.post(alice, path+"/follow-up", `{"satisfied":true}`, http.StatusOK), map[string]any{"status": "closed", "outcome": "satisfied"})
	d.want(d.post(lin, path+"/lesson", `{"cause":"queue","action":"Watch it.","owner":"lin","dueBy":"2026-04-01T00:00:00Z"}`, http.StatusOK), map[string]any{"status": "closed"})
	due := 0
	for _, e := range d.timeline(path) {
		if e == event.RemedyDue {
			due++
		}
	}
	if due != 1 {
		t.Errorf("the remedy is due %d times", due)
	}
	for _, inner := range []string{"Watch it.", "remedy\":\"", "complaint.learned"} {
		if strings.Contains(d.get(alice, path+"/timeline", http.StatusOK).Body.String(), inner) {
			t.Errorf("the customer reads %q", inner)
		}
	}
}

func (d *desk) timeline(path string) []event.Type {
	d.Helper()
	events, err := d.store.Timeline(d.Context(), event.Complaint, strings.TrimPrefix(path, "/v1/complaints/"), 0, 0)
	if err != nil {
		d.Fatal(err)
	}
	var all []event.Type
	for _, e := range events {
		all = append(all, e.Type)
	}
	return all
}

func TestMuchMoneyWaitsForSomebodyElse(t *testing.T) {
	d := open(t)
	path := d.found()
	d.want(d.post(lin, path+"/solution", money("250.01"), http.StatusOK), map[string]any{"status": "awaitingApproval", "draft.compensation.amount": "250.01", "solution": nil})
	if mine := d.get(alice, path, http.StatusOK); strings.Contains(mine.Body.String(), "250.01") {
		t.Errorf("the customer reads a draft: %s", mine.Body)
	}
	d.post(lin, path+"/approval", `not JSON`, http.StatusForbidden)
	d.post(alice, path+"/approval", `{"decision":"approved"}`, http.StatusForbidden)
	d.post(cora, path+"/approval", `{"decision":"perhaps"}`, http.StatusUnprocessableEntity)
	d.post(cora, path+"/approval", `{"decision":"refused"}`, http.StatusUnprocessableEntity)
	d.want(d.post(cora, path+"/approval", `{"decision":"refused","reason":"Too much."}`, http.StatusOK), map[string]any{"status": "found"})
	d.post(lin, path+"/solution", money("300"), http.StatusOK)
	d.want(d.post(ada, path+"/approval", `{"decision":"approved"}`, http.StatusOK), map[string]any{"status": "proposed", "solution.number": 2, "solution.approvedBy": "ada"})
	ledger, err := d.store.Ledger(t.Context(), complaintLedger("ada", d.now))
	if err != nil || ledger.Sums["EUR"] != "300" {
		t.Errorf("the ledger is %+v, %v", ledger, err)
	}
	d.post(alice, path+"/rejection", `{"reason":"Not enough."}`, http.StatusOK)
	if ledger, err = d.store.Ledger(t.Context(), complaintLedger("ada", d.now)); err != nil || ledger.Sums["EUR"] != "0" {
		t.Errorf("after the rejection the ledger is %+v, %v", ledger, err)
	}
}

func TestTheMonthsLimitHoldsOverAllComplaints(t *testing.T) {
	d := open(t)
	for i := range 11 {
		want := "proposed"
		if i == 10 {
			want = "awaitingApproval"
		}
		d.want(d.post(cora, d.found()+"/solution", money("1000"), http.StatusOK), map[string]any{"status": want})
	}
}

func TestARejectedSolutionClimbsAndIsDecidedAnew(t *testing.T) {
	d := open(t)
	path := d.found()
	d.post(cora, path+"/solution", solution, http.StatusOK)
	d.want(d.post(alice, path+"/rejection", `{"reason":"Not enough."}`, http.StatusOK), map[string]any{
		"status": "escalated", "escalation.level": 1, "nextStep.what": "takeover",
	})
	d.want(d.post(lin, path+"/escalation/takeover", `{}`, http.StatusOK), map[string]any{"nextStep.what": "solution", "nextStep.dueAt": "2026-03-17T10:00:00Z"})
	d.post(lin, path+"/investigation", investigation, http.StatusOK)
	d.post(lin, path+"/findings", strings.Replace(findings, "partly", "yes", 1), http.StatusOK)
	again := strings.Replace(solution, "{", `{"differs":"There is more evidence now.",`, 1)
	d.want(d.post(lin, path+"/solution", again, http.StatusOK), map[string]any{"status": "proposed", "solution.number": 2})
}

func TestWhatIsLikeEarlierDecisionsIsShownAndADifferentOneSaysWhy(t *testing.T) {
	d := open(t)
	first := d.found()
	d.post(cora, first+"/solution", solution, http.StatusOK)
	second := d.found()
	similar := d.get(lin, second+"/similar", http.StatusOK)
	if !strings.Contains(similar.Body.String(), `"complaintId":"`+strings.TrimPrefix(first, "/v1/complaints/")+`"`) {
		t.Errorf("the like is %s", similar.Body)
	}
	d.get(alice, second+"/similar", http.StatusForbidden)
	d.get(wei, second+"/similar", http.StatusNotFound)
	d.post(cora, second+"/solution", money("10"), http.StatusUnprocessableEntity)
	d.post(cora, second+"/solution", strings.Replace(money("10"), "{", `{"differs":"This one waited longer.",`, 1), http.StatusOK)
	if shown := d.get(alice, second, http.StatusOK); strings.Contains(shown.Body.String(), "waited longer") {
		t.Errorf("the customer reads why it differs: %s", shown.Body)
	}
}

func TestWhoWorkedTheTicketDoesNotInvestigate(t *testing.T) {
	d := open(t)
	d.ticket("0123456789AB", alice, "bo")
	path := d.post(alice, "/v1/complaints", strings.Replace(statement, "{", `{"ticketId":"0123456789AB",`, 1), http.StatusCreated).Header().Get("Location")
	linked, err := d.store.Ticket(t.Context(), "0123456789AB")
	if err != nil || linked.ComplaintID != strings.TrimPrefix(path, "/v1/complaints/") {
		t.Fatalf("the ticket names %q, %v", linked.ComplaintID, err)
	}
	d.note("0123456789AB", lin)
	d.post(lin, path+"/acknowledgement", `{"admissible":true,"about":["cora"]}`, http.StatusOK)
	d.post(lin, path+"/investigation", `not JSON`, http.StatusForbidden)
	d.post(cora, path+"/investigation", investigation, http.StatusForbidden)
	d.post(bo, path+"/investigation", investigation, http.StatusForbidden)
	other := &web.Caller{ID: "lia", Name: "Lia", Groups: []web.Group{web.Lead}}
	d.post(other, path+"/investigation", investigation, http.StatusOK)
	d.post(bo, path+"/messages", `{"body":"x"}`, http.StatusForbidden)
}

func TestAStepWithItsKeyIsTakenOnce(t *testing.T) {
	d := open(t)
	path := d.found()
	for range 2 {
		d.want(d.post(cora, path+"/solution", money("10"), http.StatusOK, "Idempotency-Key", "k1"), map[string]any{"status": "proposed", "solution.number": 1})
	}
	d.post(cora, path+"/solution", money("11"), http.StatusUnprocessableEntity, "Idempotency-Key", "k1")
	for range 2 {
		d.want(d.post(alice, path+"/acceptance", `{}`, http.StatusOK, "Idempotency-Key", "k2"), map[string]any{"status": "accepted"})
	}
}

func TestNobodyAnswersForAFortnight(t *testing.T) {
	d := open(t)
	path := d.found()
	d.post(cora, path+"/solution", solution, http.StatusOK)
	d.now = d.now.Add(14*24*time.Hour + time.Second)
	if _, err := d.service.Wake(t.Context(), strings.TrimPrefix(path, "/v1/complaints/")); err != nil {
		t.Fatal(err)
	}
	d.want(d.get(alice, path, http.StatusOK), map[string]any{"status": "closed", "outcome": "noResponse"})
	d.post(alice, path+"/acceptance", `{}`, http.StatusConflict)
}
