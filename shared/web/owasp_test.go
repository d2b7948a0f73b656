package web_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"aftercare/shared/effort"
	"aftercare/shared/seal"
	"aftercare/shared/web"
	"aftercare/shared/web/webtest"
)

// The tests are named after OWASP's API Security Top 10 of 2023, https://owasp.org/API-Security/editions/2023/. What
// needs the real gateway is tried on the deployed stack, in scripts/e2e.

// bodies are right for each operation that takes one. Where a field may hold text, it is here: it is tried with secrets.
var bodies = map[string]string{
	"openTicket": `{"subject":"a","body":"b","channel":"web","category":"other","language":"en","desiredOutcome":"c",
		"transaction":{"chain":"bitcoin","hash":"d","address":"e","asset":"BTC","amount":"1"}}`,
	"changeTicket": `{"status":"open","priority":"high","category":"fees","team":"a","assignee":"bo","tags":["b"],"subject":"c","language":"en",
		"transaction":{"chain":"bitcoin","hash":"d","address":"e","asset":"BTC","amount":"1"}}`,
	"writeMessage": `{"body":"a","visibility":"public"}`, "solveTicket": `{"body":"a"}`, "mergeTicket": `{"into":"0000-0000-0000"}`,
	"reopenTicket": `{"reason":"a"}`, "escalateTicket": `{"reason":"a"}`, "deescalateTicket": `{"reason":"a"}`,
	"fileComplaint": `{"subject":"a","statement":"b","desiredRemedy":"c","serviceReference":"d","language":"en","loss":{"amount":"1","asset":"BTC"},
		"evidence":[{"name":"e","url":"https://example.com/f","text":"g"}],"representative":{"name":"h","contact":"i","authorization":"j"}}`,
	"acknowledgeComplaint": `{"admissible":false,"reasons":"a"}`, "escalateComplaint": `{"reason":"a"}`, "deescalateComplaint": `{"reason":"a"}`,
	"closeComplaint":       `{"outcome":"inadmissible","reason":"a"}`,
	"investigateComplaint": `{"understanding":"a","points":[{"id":"b","text":"c"}]}`, "askComplainant": `{"question":"a"}`,
	"answerInformationRequest": `{"answer":"a"}`, "giveEvidence": `{"name":"a","url":"https://example.com/b","text":"c"}`, "writeInComplaint": `{"body":"a"}`,
	"findComplaint": `{"summary":"a","upheld":"no","evidence":["b"],"cause":"c","asset":"D"}`,
	"proposeSolution": `{"statement":"a","answers":[{"point":"b","text":"c"}],"remedies":["credit"],"expectedBy":"2100-01-01T00:00:00Z","reasoning":"d",
		"appeal":"e","differs":"f","compensation":{"kind":"credit","amount":"1","asset":"EUR"}}`,
	"approveSolution": `{"decision":"refused","reason":"a"}`, "rejectSolution": `{"reason":"a"}`, "fulfilSolution": `{"note":"a"}`,
	"followUpComplaint": `{"satisfied":true,"comment":"a"}`, "delayComplaint": `{"reasons":"a","decisionBy":"2100-01-01T00:00:00Z"}`,
	"learnFromComplaint":        `{"cause":"a","action":"b","owner":"c","dueBy":"2100-01-01T00:00:00Z"}`,
	"assignComplaintToCustomer": `{"customerId":"a"}`, "revokeComplaintLinks": `{"reason":"a"}`,
	"askForPaperCopy": `{"document":"receipt","address":"a"}`, "sendPaperCopy": `{}`,
	"holdComplaint": `{"reason":"a"}`, "releaseComplaint": `{"reason":"a"}`,
	"setCauses":              `{"causes":[{"id":"a","names":{"en":"b"}},{"id":"c","parent":"a","names":{"en":"d"}}]}`,
	"answerFollowUpQuestion": `{"satisfied":false,"comment":"a"}`,
	"answerFeedbackLoop":     `{"satisfied":false,"comment":"a"}`,
	"answerOwnSurvey":        `{"score":4,"comment":"a"}`,
	"answerSurvey":           `{"score":4,"comment":"a"}`,
	"setLadder":              `{"levels":[{"role":"lead","takeoverWithin":"30m"}]}`,
	"setPolicies":            `[{"id":"a","match":{"tier":["b"]},"calendar":"always","targets":{"firstReply":{"within":"5m"}}},{"id":"c","targets":{"firstReply":{"within":"5m"}}}]`,
	"setCalendar":            `{"timeZone":"Europe/Berlin","hours":{"mon":["09:00-17:00"]},"holidays":[{"from":"2026-12-24","to":"2026-12-26","name":"Christmas"}]}`,
	"simulate":               `{"events":[{"at":"2026-11-22T10:00:00Z","type":"opened","channel":"web"}],"asOf":"2026-11-22T12:00:00Z"}`,
	"completeLesson":         `{"note":"a"}`,
	"setFeedbackPreferences": `{"surveys":false}`,
	"unsubscribe":            `{"surveys":false}`,
	"setFeedbackRules":       `{"csat":[{"match":{"tier":["a"],"team":["b"]},"delay":"1h"},{}],"nps":{"match":{"tier":["c"]}}}`,
	"exportRegister":         `{"from":"2026-01-01T00:00:00Z","format":"csv"}`,
}

// forStaff says who of the staff may use what customers may not. Every operation that is not here is for customers, too.
var forStaff = map[string][]*web.Caller{
	"changeTicket": {agent, lin, cora, ada}, "solveTicket": {agent, lin, cora, ada}, "mergeTicket": {agent, lin, cora, ada}, "markTicketAsSpam": {agent, lin, cora, ada}, "takeOverTicket": {agent, lin, cora, ada},
	"deescalateTicket":     {lin, cora, ada},
	"acknowledgeComplaint": {lin, cora}, "closeComplaint": {lin, cora}, "takeOverComplaint": {lin, cora, ada}, "deescalateComplaint": {lin, cora, ada},
	"investigateComplaint": {lin, cora}, "askComplainant": {lin, cora}, "findComplaint": {lin, cora}, "proposeSolution": {lin, cora},
	"fulfilSolution": {lin, cora}, "delayComplaint": {lin, cora}, "approveSolution": {lin, cora, ada}, "learnFromComplaint": {lin, cora, ada},
	"listSimilarDecisions": {lin, cora, ada}, "assignComplaintToCustomer": {lin, cora}, "sendPaperCopy": {lin, cora}, "holdComplaint": {cora, ada}, "releaseComplaint": {cora, ada},
	"readFeedbackStatistics": {agent, lin, cora, ada}, "readFeedbackRules": {agent, lin, cora, ada}, "setFeedbackRules": {lin, ada}, "readPolicies": {agent, lin, cora, ada}, "readLadder": {agent, lin, cora, ada},
	"readComplaintStatistics": {lin, cora, ada}, "readCauses": {agent, lin, cora, ada}, "setCauses": {cora, ada},
	"setCalendar": {lin, ada}, "simulate": {lin, ada}, "listCalendars": {agent, lin, cora, ada}, "readCalendar": {agent, lin, cora, ada},
	"listOpenLessons": {lin, cora, ada}, "completeLesson": {lin, cora, ada}, "listRecurringCauses": {agent, lin, cora, ada}, "exportRegister": {cora, ada}, "readRegisterExport": {cora, ada},
	"setPolicies": {lin, ada}, "setLadder": {lin, ada}, "listTeams": {agent, lin, cora, ada}, "listStaff": {agent, lin, cora, ada},
}

func TestOWASP_API1_BrokenObjectLevelAuthorization(t *testing.T) {
	t.Run("a foreign object is as absent as one that never was", func(t *testing.T) {
		o := newOffice(t)
		for _, op := range o.operations() {
			if !strings.Contains(op.path, "{id}") || strings.HasPrefix(op.path, "/v1/sla/") { // promises are nobody's own
				continue
			}
			for name, body := range map[string]string{
				"right": bodies[op.id], "none": "", "broken": "{", "wrong": `{"nothing":1}`, "secret": `{"` + phrase + `":"` + phrase + `"}`,
			} {
				for headers, pairs := range map[string][]string{
					"": nil, "matching": {"If-Match", `"1"`}, "stale": {"If-Match", `"9"`}, "keyed": {"Idempotency-Key", "k"},
				} {
					foreign := o.send(alice, op.method, op.about(o, true), body, pairs...)
					absent := o.send(alice, op.method, op.about(o, false), body, pairs...)
					want := http.StatusNotFound
					if strings.HasPrefix(op.path, "/v1/complaints/exports") { // no customer has any
						want = http.StatusForbidden
					}
					if foreign.Code != want || foreign.Body.String() != absent.Body.String() || fmt.Sprint(foreign.Header()) != fmt.Sprint(absent.Header()) {
						t.Errorf("%s, body %s %s: %d %s\nabsent: %d %s", op.id, name, headers, foreign.Code, foreign.Body, absent.Code, absent.Body)
					}
				}
			}
		}
	})
	t.Run("another spelling of the id opens nothing", func(t *testing.T) {
		o := newOffice(t)
		for _, id := range []string{
			strings.ToLower(o.ticket), seal.Reference(o.ticket), o.ticket + "/", "./" + o.ticket, o.ticket + "%2F..", "%2e%2e/" + o.ticket,
			o.ticket + ";x=1", o.ticket + "%00", "//" + o.ticket, o.complaint,
		} {
			if w := o.send(alice, http.MethodGet, "/v1/tickets/"+id, ""); w.Code != http.StatusNotFound || strings.Contains(w.Body.String(), "matter") {
				t.Errorf("%s: %d %s", id, w.Code, w.Body)
			}
		}
	})
	t.Run("a link to a foreign object tells nothing of it", func(t *testing.T) {
		o := newOffice(t)
		file := func(id string) string {
			return o.do(http.StatusUnprocessableEntity, alice, http.MethodPost, "/v1/complaints", `{"subject":"a","statement":"b","ticketId":"`+id+`"}`).Body.String()
		}
		if foreign, absent := file(o.ticket), file("0000-0000-0000"); foreign != absent {
			t.Errorf("%s\n%s", foreign, absent)
		}
	})
	t.Run("lists hold one's own alone", func(t *testing.T) {
		o := newOffice(t)
		for _, path := range []string{"/v1/tickets", "/v1/complaints"} {
			if w := o.do(http.StatusOK, alice, http.MethodGet, path+"?limit=100", ""); !strings.Contains(w.Body.String(), `"items":[]`) {
				t.Errorf("%s", w.Body)
			}
		}
		for _, query := range []string{"customer=wei", "view=all", "view=queue", "reference=" + o.ticket, "hash=x", "address=x", "team=x", "from=2026-11-01T00:00:00Z"} {
			o.do(http.StatusForbidden, alice, http.MethodGet, "/v1/tickets?"+query, "")
		}
	})
	t.Run("a cursor serves its own caller and list alone", func(t *testing.T) {
		o := newOffice(t)
		for range 2 {
			o.do(http.StatusCreated, wei, http.MethodPost, "/v1/tickets", `{"subject":"Another","body":"Between us."}`)
		}
		var page struct{ NextCursor string }
		if err := json.Unmarshal(o.do(http.StatusOK, wei, http.MethodGet, "/v1/tickets?limit=1", "").Body.Bytes(), &page); err != nil || page.NextCursor == "" {
			t.Fatal(page, err)
		}
		o.do(http.StatusOK, wei, http.MethodGet, "/v1/tickets?limit=1&cursor="+page.NextCursor, "")
		raw, _ := base64.RawURLEncoding.DecodeString(page.NextCursor)
		raw[len(raw)-1] ^= 1
		for _, c := range []struct {
			as   *web.Caller
			path string
		}{
			{alice, "/v1/tickets?cursor=" + page.NextCursor}, {ada, "/v1/tickets?cursor=" + page.NextCursor},
			{wei, "/v1/tickets?status=open&cursor=" + page.NextCursor}, {wei, "/v1/complaints?cursor=" + page.NextCursor},
			{wei, "/v1/tickets/" + o.ticket + "/timeline?cursor=" + page.NextCursor},
			{wei, "/v1/tickets?cursor=" + base64.RawURLEncoding.EncodeToString(raw)}, {wei, "/v1/tickets?cursor=AAAA"}, {wei, "/v1/tickets?cursor=%00"},
		} {
			o.do(http.StatusBadRequest, c.as, http.MethodGet, c.path, "")
		}
	})
	t.Run("another's Idempotency-Key brings nothing of theirs", func(t *testing.T) {
		o := newOffice(t)
		for path, body := range map[string]string{"/v1/tickets": bodies["openTicket"], "/v1/complaints": bodies["fileComplaint"]} {
			first := o.do(http.StatusCreated, wei, http.MethodPost, path, body, "Idempotency-Key", "k-1")
			again := o.do(http.StatusCreated, wei, http.MethodPost, path, body, "Idempotency-Key", "k-1")
			other := o.do(http.StatusCreated, alice, http.MethodPost, path, body, "Idempotency-Key", "k-1")
			if first.Header().Get("Location") != again.Header().Get("Location") || first.Header().Get("Location") == other.Header().Get("Location") {
				t.Errorf("%s: %s %s %s", path, first.Header(), again.Header(), other.Header())
			}
		}
		o.do(http.StatusCreated, wei, http.MethodPost, "/v1/tickets/"+o.ticket+"/messages", `{"body":"x"}`, "Idempotency-Key", "k-2")
		o.do(http.StatusNotFound, alice, http.MethodPost, "/v1/tickets/"+o.ticket+"/messages", `{"body":"x"}`, "Idempotency-Key", "k-2")
	})
	t.Run("a replay after losing the role is refused", func(t *testing.T) {
		o := newOffice(t)
		body := `{"subject":"a","body":"b","customerId":"wei"}`
		o.do(http.StatusCreated, agent, http.MethodPost, "/v1/tickets", body, "Idempotency-Key", "k")
		o.do(http.StatusOK, agent, http.MethodPost, "/v1/tickets/"+o.ticket+"/solution", "", "Idempotency-Key", "k")
		former := &web.Caller{ID: agent.ID, Name: agent.Name}
		o.do(http.StatusForbidden, former, http.MethodPost, "/v1/tickets", body, "Idempotency-Key", "k")
		o.do(http.StatusNotFound, former, http.MethodPost, "/v1/tickets/"+o.ticket+"/solution", "", "Idempotency-Key", "k")
	})
	t.Run("an agent reads no complaint that is not linked to their ticket", func(t *testing.T) {
		o := newOffice(t)
		o.do(http.StatusNotFound, agent, http.MethodGet, "/v1/complaints/"+o.complaint, "")
		o.do(http.StatusForbidden, agent, http.MethodGet, "/v1/complaints", "")
	})
}

func TestOWASP_API2_BrokenAuthentication(t *testing.T) {
	o := newOffice(t)
	token := func(claims string) string {
		encode := base64.RawURLEncoding.EncodeToString
		return encode([]byte(`{"alg":"none"}`)) + "." + encode([]byte(claims)) + "."
	}
	t.Run("without a token only what is public answers", func(t *testing.T) {
		for _, op := range o.operations() {
			w := o.send(nil, op.method, op.about(o, true), bodies[op.id])
			if public := strings.HasPrefix(op.path, web.PublicPrefix); !public && (w.Code != http.StatusUnauthorized || w.Header().Get("WWW-Authenticate") == "") {
				t.Errorf("%s: %d", op.id, w.Code)
			}
		}
	})
	t.Run("a token that the gateway did not verify is none", func(t *testing.T) {
		for name, authorization := range map[string]string{
			"without the gateway": "Bearer " + webtest.Token(*ada), "alg none": "Bearer " + token(`{"sub":"ada","cognito:groups":["admin"]}`),
			"another scheme": "Basic YWRhOmFkYQ==", "two": "Bearer " + webtest.Token(*ada) + ", Bearer " + webtest.Token(*ada), "no payload": "Bearer a.b.c", "empty": "Bearer",
		} {
			if w := o.send(nil, http.MethodGet, "/v1/tickets", "", "Authorization", authorization); w.Code != http.StatusUnauthorized {
				t.Errorf("%s: %d %s", name, w.Code, w.Body)
			}
		}
		for name, claims := range map[string]string{
			"of somebody else": `{"sub":"ada","cognito:groups":["admin"]}`, "an access token": `{"sub":"alice","token_use":"access","cognito:groups":["admin"]}`,
			"a refresh token": `{"sub":"alice","token_use":"refresh"}`, "without a subject": `{"cognito:groups":["admin"]}`, "no object": `["alice"]`,
			"subject of another type": `{"sub":["alice"]}`,
		} {
			if w := o.send(alice, http.MethodGet, "/v1/me", "", "Authorization", "Bearer "+token(claims)); w.Code != http.StatusUnauthorized {
				t.Errorf("%s: %d %s", name, w.Code, w.Body)
			}
		}
	})
	t.Run("a survey's token is guessed, reused or borrowed in vain", func(t *testing.T) {
		o := newOffice(t)
		for _, guess := range []string{
			seal.NewToken(), o.survey[:42], o.survey + "A", strings.ToUpper(o.survey), seal.HashToken("survey", o.survey), o.ticket,
			"%00", "..%2F..%2Ftickets", "*", strings.Repeat("A", 43), strings.Repeat("A", 5000),
		} {
			if w := o.send(nil, http.MethodGet, "/v1/public/surveys/"+guess, ""); w.Code != http.StatusNotFound {
				t.Errorf("%.50s: %d", guess, w.Code)
			}
		}
		path := "/v1/public/surveys/" + o.survey
		for range 3 { // reading records nothing
			o.do(http.StatusOK, nil, http.MethodGet, path+"?score=1&comment=x", "")
		}
		o.do(http.StatusCreated, nil, http.MethodPost, path, `{"score":5}`)
		o.now = o.now.Add(2 * time.Hour)
		o.do(http.StatusConflict, nil, http.MethodPost, path, `{"score":1}`)
		o.now = o.now.Add(15 * 24 * time.Hour)
		o.do(http.StatusGone, nil, http.MethodPost, path, `{"score":1}`)
		if strings.Contains(o.store.kept.String(), o.survey) || strings.Contains(o.log.String(), o.survey) {
			t.Error("the token is stored or logged")
		}
	})
}

func TestOWASP_API3_BrokenObjectPropertyLevelAuthorization(t *testing.T) {
	t.Run("customers set nothing that is not theirs", func(t *testing.T) {
		o := newOffice(t)
		for operation, members := range map[string][]string{
			"/v1/tickets": {
				"priority", "customerId", "team", "tags", "status", "id", "version", "customer", "assignee", "followUpOf", "complaintId", "mergedInto",
				"redacted", "escalation", "sla", "createdAt", "thread", "automatic", "receivedAt", "request", "Subject", "BODY",
			},
			"/v1/complaints": {
				"customerId", "channel", "receivedAt", "status", "id", "version", "customer", "team", "assignee", "jurisdiction", "deadlines",
				"escalation", "redacted", "outcome", "request", "Statement",
			},
		} {
			for _, member := range members {
				for _, value := range []string{`"urgent"`, `["x"]`, `{"id":"wei"}`, `1`, `true`} {
					body := strings.Replace(`{"subject":"a","body":"b",`, "body", map[string]string{"/v1/tickets": "body", "/v1/complaints": "statement"}[operation], 1)
					w := o.send(alice, http.MethodPost, operation, body+`"`+member+`":`+value+`}`)
					if w.Code != http.StatusForbidden && w.Code != http.StatusUnprocessableEntity {
						t.Errorf("%s with %s=%s: %d %s", operation, member, value, w.Code, w.Body)
					}
				}
			}
		}
	})
	t.Run("a merge patch reaches no other property", func(t *testing.T) {
		o := newOffice(t)
		for _, member := range []string{"id", "version", "customer", "channel", "customerId", "escalation", "sla", "redacted", "createdAt", "seq", "request", "satisfaction", "closesAt"} {
			o.do(http.StatusUnprocessableEntity, ada, http.MethodPatch, "/v1/tickets/"+o.ticket, `{"`+member+`":"x"}`, "If-Match", "*")
		}
		for _, status := range []string{"new", "solved", "closed", ""} {
			o.do(http.StatusUnprocessableEntity, ada, http.MethodPatch, "/v1/tickets/"+o.ticket, `{"status":"`+status+`"}`, "If-Match", "*")
		}
	})
	t.Run("customers read nothing that is not theirs", func(t *testing.T) {
		o := newOffice(t)
		o.do(http.StatusCreated, agent, http.MethodPost, "/v1/tickets/"+o.ticket+"/messages", `{"body":"inner words","visibility":"internal"}`)
		o.do(http.StatusOK, agent, http.MethodPatch, "/v1/tickets/"+o.ticket, `{"team":"inner team","tags":["inner tag"],"assignee":"inner person"}`, "If-Match", "*")
		o.do(http.StatusOK, agent, http.MethodPost, "/v1/tickets/"+o.ticket+"/escalation", `{"reason":"inner reason"}`)
		o.do(http.StatusOK, cora, http.MethodPost, "/v1/complaints/"+o.complaint+"/escalation", `{"reason":"inner reason"}`)
		for _, path := range []string{
			"/v1/tickets", "/v1/tickets/" + o.ticket, "/v1/tickets/" + o.ticket + "/timeline?limit=100",
			"/v1/complaints", "/v1/complaints/" + o.complaint, "/v1/complaints/" + o.complaint + "/timeline?limit=100",
		} {
			body := o.do(http.StatusOK, wei, http.MethodGet, path, "").Body.String()
			for _, inner := range []string{"inner", `"bo"`, `"cora"`, `"request"`, `"private"`, `"cause":"staff"`} {
				if strings.Contains(body, inner) {
					t.Errorf("%s shows %s: %s", path, inner, body)
				}
			}
		}
		for seq := 1; seq < 12; seq++ {
			if w := o.send(wei, http.MethodGet, fmt.Sprintf("/v1/tickets/%s/timeline/%d", o.ticket, seq), ""); strings.Contains(w.Body.String(), "inner") {
				t.Errorf("item %d: %s", seq, w.Body)
			}
		}
	})
	t.Run("staff read addresses masked", func(t *testing.T) {
		o := newOffice(t)
		for _, path := range []string{
			"/v1/tickets", "/v1/tickets/" + o.ticket, "/v1/tickets/" + o.ticket + "/timeline?limit=100",
			"/v1/complaints", "/v1/complaints/" + o.complaint, "/v1/complaints/" + o.complaint + "/timeline?limit=100",
		} {
			if w := o.do(http.StatusOK, lin, http.MethodGet, path, ""); strings.Contains(w.Body.String(), "wei@") {
				t.Errorf("%s: %s", path, w.Body)
			}
		}
	})
}

func TestOWASP_API4_UnrestrictedResourceConsumption(t *testing.T) {
	t.Run("a body is bounded in size, depth and numbers", func(t *testing.T) {
		o := newOffice(t)
		for name, c := range map[string]struct {
			body string
			want int
		}{
			"oversized":       {`{"subject":"a","body":"` + strings.Repeat("x", web.MaxBody) + `"}`, http.StatusRequestEntityTooLarge},
			"too long a text": {`{"subject":"a","body":"` + strings.Repeat("x", 20_001) + `"}`, http.StatusUnprocessableEntity},
			"deep arrays":     {strings.Repeat("[", 200_000), http.StatusBadRequest},
			"deep objects":    {strings.Repeat(`{"a":`, 40_000) + "1" + strings.Repeat("}", 40_000), http.StatusBadRequest},
			"members twice":   {`{"subject":"a","subject":"b","body":"c"}`, http.StatusBadRequest},
			"a huge number":   {`{"subject":"a","body":1e999999}`, http.StatusUnprocessableEntity},
			"many digits":     {`{"subject":"a","body":` + strings.Repeat("9", 200_000) + `}`, http.StatusUnprocessableEntity},
			"no UTF-8":        {"{\"subject\":\"a\",\"body\":\"\xff\"}", http.StatusBadRequest},
			"NUL":             {`{"subject":"a","body":"b\u0000"}`, http.StatusUnprocessableEntity},
			"many tags":       {`{"subject":"a","body":"b","customerId":"wei","tags":[` + strings.Repeat(`"x",`, 50_000) + `"x"]}`, http.StatusUnprocessableEntity},
			"many members": {`{"subject":"a","body":"b"` + func() string {
				s := ""
				for i := range 5000 {
					s += fmt.Sprintf(`,"m%d":1`, i)
				}
				return s
			}() + `}`, http.StatusUnprocessableEntity},
			"language": {`{"subject":"a","body":"b","customerId":"wei","language":"` + strings.Repeat("-", 200_000) + `"}`, http.StatusUnprocessableEntity},
			"customer": {`{"subject":"a","body":"b","customerId":"` + strings.Repeat("a", 3000) + `"}`, http.StatusUnprocessableEntity},
		} {
			var w *httptest.ResponseRecorder
			took := effort.Of(func() { w = o.send(agent, http.MethodPost, "/v1/tickets", c.body) })
			if w.Code != c.want && (c.want != http.StatusUnprocessableEntity || w.Code != http.StatusBadRequest) {
				t.Errorf("%s: %d instead of %d: %.300s", name, w.Code, c.want, w.Body)
			}
			if w.Body.Len() > 16<<10 || took > effort.Limit {
				t.Errorf("%s: %d bytes after %s", name, w.Body.Len(), took)
			}
		}
	})
	t.Run("the longest texts of the widest letters are taken", func(t *testing.T) {
		o := newOffice(t)
		for _, letter := range []string{"😀", "<", "\u2028", `\"`} {
			o.do(http.StatusCreated, alice, http.MethodPost, "/v1/tickets", `{"subject":"a","body":"a`+strings.Repeat(letter, 19_998)+`z"}`)
		}
	})
	t.Run("lists are bounded", func(t *testing.T) {
		o := newOffice(t)
		for _, query := range []string{"limit=0", "limit=101", "limit=-1", "limit=99999999999999999999", "limit=x", "cursor=" + strings.Repeat("A", 5000)} {
			o.do(http.StatusUnprocessableEntity, alice, http.MethodGet, "/v1/tickets?"+query, "")
		}
		for _, query := range []string{"view=all", "from=2026-01-01T00:00:00Z&to=2026-11-01T00:00:00Z", "from=0001-01-01T00:00:01Z&to=9999-12-31T23:59:59Z"} {
			o.do(http.StatusUnprocessableEntity, ada, http.MethodGet, "/v1/tickets?"+query, "")
		}
		o.do(http.StatusUnprocessableEntity, ada, http.MethodGet, "/v1/complaints?from=0001-01-01T00:00:01Z&to=9999-12-31T23:59:59Z", "")
		o.do(http.StatusUnprocessableEntity, ada, http.MethodGet, "/v1/feedback/statistics?from=0001-01-01T00:00:01Z&to=9999-12-31T23:59:59Z", "")
	})
}

func TestOWASP_API5_BrokenFunctionLevelAuthorization(t *testing.T) {
	o := newOffice(t)
	for _, op := range o.operations() {
		allowed, inner := forStaff[op.id]
		if strings.HasPrefix(op.path, web.PublicPrefix) {
			continue
		}
		for _, body := range []string{bodies[op.id], "", "{", `{"nothing":1}`} {
			for _, who := range []*web.Caller{wei, agent, lin, cora, ada} {
				o.reset()
				w := o.send(who, op.method, op.about(o, true), body, "If-Match", `"1"`)
				refused := w.Code == http.StatusForbidden || w.Code == http.StatusNotFound
				if inner && !slices.Contains(allowed, who) && !refused {
					t.Errorf("%s by %s with %q: %d %s", op.id, who.ID, body, w.Code, w.Body)
				}
				if inner && slices.Contains(allowed, who) && who != agent && refused && op.id != "takeOverTicket" && op.id != "takeOverComplaint" {
					t.Errorf("%s by %s is not for them any more: %d %s", op.id, who.ID, w.Code, w.Body)
				}
			}
		}
	}
	t.Run("whose group only looks like a role is a customer", func(*testing.T) {
		for _, groups := range []string{`["x admin"]`, `["[admin]"]`, `"admin"`, `"[admin]"`, `["admin "]`, `["ADMIN"]`, `[["admin"]]`, `{"admin":true}`, `["admin",1]`, `null`, `["аdmin"]`} {
			payload := base64.RawURLEncoding.EncodeToString([]byte(`{"sub":"alice","cognito:groups":` + groups + `,"groups":["admin"],"custom:groups":["admin"]}`))
			o.do(http.StatusForbidden, alice, http.MethodGet, "/v1/sla/policies", "", "Authorization", "Bearer e30."+payload+".x")
		}
	})
	t.Run("a header, query or method gives no other function", func(t *testing.T) {
		o := newOffice(t)
		for _, header := range []string{"X-HTTP-Method-Override", "X-Method-Override", "X-Original-URL", "X-Rewrite-URL", "X-Forwarded-User", "X-User-Groups"} {
			if w := o.send(wei, http.MethodPost, "/v1/tickets/"+o.ticket, "{}", header, "PATCH"); w.Code != http.StatusMethodNotAllowed {
				t.Errorf("%s: %d", header, w.Code)
			}
		}
		for _, method := range []string{http.MethodDelete, http.MethodPut, http.MethodOptions, http.MethodTrace, "PROPFIND"} {
			w := o.send(wei, method, "/v1/tickets/"+o.ticket, "")
			if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Content-Type") != "application/problem+json" {
				t.Errorf("%s: %d %s", method, w.Code, w.Body)
			}
		}
	})
}

func TestOWASP_API6_UnrestrictedAccessToSensitiveBusinessFlows(t *testing.T) {
	o := newOffice(t)
	for range 20 { // asking for a superior again and again calls nobody again
		o.do(http.StatusOK, wei, http.MethodPost, "/v1/tickets/"+o.ticket+"/escalation", `{"reason":"Now!"}`)
		o.do(http.StatusOK, wei, http.MethodPost, "/v1/complaints/"+o.complaint+"/escalation", `{"reason":"Now!"}`)
	}
	for _, path := range []string{"/v1/tickets/" + o.ticket, "/v1/complaints/" + o.complaint} {
		if w := o.do(http.StatusOK, lin, http.MethodGet, path, ""); !strings.Contains(w.Body.String(), `"escalation":{"level":1`) {
			t.Errorf("%s", w.Body)
		}
	}
}

func TestOWASP_API7_ServerSideRequestForgery(t *testing.T) {
	o := newOffice(t)
	for _, url := range []string{"file:///etc/passwd", "javascript:alert(1)", "gopher://x", "//example.com", "http://", "data:text/html,x", "https:example.com"} {
		o.do(http.StatusUnprocessableEntity, alice, http.MethodPost, "/v1/complaints", `{"subject":"a","statement":"b","evidence":[{"name":"x","url":"`+url+`"}]}`)
	}
	asked := false
	trap := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	defer trap.Close()
	o.do(http.StatusCreated, alice, http.MethodPost, "/v1/complaints", `{"subject":"a","statement":"b","evidence":[{"name":"x","url":"`+trap.URL+`"}]}`)
	if asked {
		t.Error("a link that a customer sent was followed")
	}
}

func TestOWASP_API8_SecurityMisconfiguration(t *testing.T) {
	t.Run("every answer says how it is to be treated", func(t *testing.T) {
		o := newOffice(t)
		for _, op := range o.operations() {
			for _, who := range []*web.Caller{nil, alice, ada} {
				w := o.send(who, op.method, op.about(o, true), "{")
				if w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("X-Content-Type-Options") != "nosniff" || w.Header().Get("Server") != "" {
					t.Errorf("%s: %v", op.id, w.Header())
				}
				if kind := w.Header().Get("Content-Type"); w.Body.Len() > 0 && kind != "application/json" && kind != "application/problem+json" {
					t.Errorf("%s: %s", op.id, kind)
				}
				if strings.HasPrefix(op.path, web.PublicPrefix) && w.Header().Get("Referrer-Policy") != "no-referrer" {
					t.Errorf("%s: %v", op.id, w.Header())
				}
			}
		}
	})
	t.Run("no path is read in another way than the gateway reads it", func(t *testing.T) {
		o := newOffice(t)
		for _, path := range []string{
			"/v1/public/../tickets", "/v1/public/surveys/../../tickets", "/v1//tickets", "//v1/tickets", "/v1/tickets/", "/V1/tickets", "/v1/Tickets",
			"/v1/public/%2e%2e/tickets", "/v1/public/surveys/%2e%2e%2f%2e%2e%2ftickets", "/v1/tickets/%2e%2e/me", "/v1/public/", "/v1/public", "/",
			"/v1/me/../tickets", "/v1/./tickets", "//example.com/v1/tickets", "/v1/tickets%2f",
		} {
			w := o.send(wei, http.MethodGet, path, "")
			if w.Code != http.StatusNotFound || w.Header().Get("Location") != "" {
				t.Errorf("%s: %d %s %s", path, w.Code, w.Header().Get("Location"), w.Body)
			}
		}
	})
	t.Run("a page runs nothing that anybody wrote", func(t *testing.T) {
		o := newOffice(t)
		script := `<script>alert(1)</script>`
		for _, query := range []string{"?score=" + script, "?" + script, ""} {
			w := o.do(http.StatusOK, nil, http.MethodGet, "/v1/public/surveys/"+o.survey+strings.NewReplacer("<", "%3C", ">", "%3E").Replace(query), "",
				"Accept", "text/html", "Accept-Language", script)
			if strings.Contains(w.Body.String(), "<script") || !strings.Contains(w.Header().Get("Content-Security-Policy"), "default-src 'none'") {
				t.Errorf("%s %v", w.Body, w.Header())
			}
		}
		body := "score=2&comment=" + strings.NewReplacer("<", "%3C", ">", "%3E", "/", "%2F").Replace(script)
		w := o.do(http.StatusCreated, nil, http.MethodPost, "/v1/public/surveys/"+o.survey, body, "Content-Type", "application/x-www-form-urlencoded", "Accept", "text/html")
		if strings.Contains(w.Body.String(), "<script") {
			t.Errorf("%s", w.Body)
		}
	})
	t.Run("nobody's page posts in the name of a reader", func(t *testing.T) {
		o := newOffice(t)
		for _, kind := range []string{"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"} {
			o.do(http.StatusUnsupportedMediaType, alice, http.MethodPost, "/v1/tickets", bodies["openTicket"], "Content-Type", kind)
		}
	})
}

func TestOWASP_API9_ImproperInventoryManagement(t *testing.T) {
	for _, op := range newOffice(t).operations() {
		if !strings.HasPrefix(op.path, "/v1/") {
			t.Errorf("%s stands at %s", op.id, op.path)
		}
		if (op.method == http.MethodPost && !strings.HasSuffix(op.path, "/takeover") && !strings.HasSuffix(op.path, "/withdrawal") &&
			!strings.HasSuffix(op.path, "/acceptance") && !strings.HasSuffix(op.path, "/spam") ||
			op.method == http.MethodPatch || op.method == http.MethodPut) && bodies[op.id] == "" {
			t.Errorf("%s is not tried with a body of its own: add it", op.id)
		}
	}
}

// What other systems say is tried in package intake. Here: what people say is nobody's to find again.
func TestOWASP_API10_UnsafeConsumptionOfAPIs_SecretsEndAtTheDoor(t *testing.T) {
	secrets := map[string]string{
		"winner thank":  phrase,
		"add age":       "act add age aim air all any arm art ask bar bus",
		"legal-winner":  "legal-winner-thank-year-wave-sausage-worth-useful-legal-winner-thank-yellow",
		"5KYZdUEo":      "5KYZdUEo39z3FPrtuX2QbbwGnNP5zTd7yyr2SC1j299sBCnWjss",
		"xprv9s21":      "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi",
		"0x0f0e0d0c0b0": "my private key: 0x0f0e0d0c0b0a09080706050403020100000102030405060708090a0b0c0d0e0f",
	}
	who := func(op operation) *web.Caller {
		switch allowed := forStaff[op.id]; {
		case strings.HasPrefix(op.path, web.PublicPrefix):
			return nil
		case len(allowed) > 0:
			return lin
		default:
			return wei
		}
	}
	for trace, secret := range secrets {
		t.Run(trace, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			try := func(op operation, what, body string, headers ...string) {
				t.Helper()
				o.reset()
				if op.id == "reopenTicket" {
					o.do(http.StatusOK, agent, http.MethodPost, "/v1/tickets/"+o.ticket+"/solution", "")
				}
				w := o.send(who(op), op.method, op.about(o, true), body, append([]string{"If-Match", "*"}, headers...)...)
				for place, text := range map[string]string{
					"the store": o.store.kept.String(), "the log": o.log.String(), "the answer": w.Body.String(), "a header": fmt.Sprint(w.Header()),
				} {
					if strings.Contains(text, trace) {
						t.Errorf("%s with the secret as %s leaves it in %s (%d)", op.id, what, place, w.Code)
					}
				}
			}
			for _, op := range o.operations() {
				var body any
				if bodies[op.id] != "" {
					if err := json.Unmarshal([]byte(bodies[op.id]), &body); err != nil {
						t.Fatal(op.id, err)
					}
				}
				for what, replaced := range replacements(body, secret) {
					try(op, what, replaced)
				}
				if op.method == http.MethodPost {
					try(op, "Idempotency-Key", bodies[op.id], "Idempotency-Key", strings.ReplaceAll(secret, " ", "-"))
				}
				try(op, "If-Match", bodies[op.id], "If-Match", `"`+secret+`"`)
				try(op, "Content-Type", bodies[op.id], "Content-Type", secret)
				try(op, "plain body", secret)
			}
			o.reset()
			for _, query := range []string{"customer", "team", "hash", "address", "reference", "status", "view", "cursor", "limit", "from", "secret"} {
				o.send(ada, http.MethodGet, "/v1/tickets?"+query+"="+strings.ReplaceAll(secret, " ", "%20"), "")
				o.send(ada, http.MethodGet, "/v1/tickets/"+strings.ReplaceAll(secret, " ", "%20")+"?"+query+"=1", "")
			}
			o.send(ada, http.MethodGet, "/v1/escalation-ladders/"+strings.ReplaceAll(secret, " ", "%20"), "")
			o.send(lin, http.MethodPut, "/v1/escalation-ladders/"+strings.ReplaceAll(secret, " ", "%20"), bodies["setLadder"], "If-Match", "*")
			if strings.Contains(o.log.String(), trace) || strings.Contains(o.store.kept.String(), trace) {
				t.Error("a query or path is kept")
			}
			named := &web.Caller{ID: "alice", Name: secret, Tier: secret, Locale: secret, Email: strings.ReplaceAll(secret, " ", ".") + "@example.com", EmailVerified: true}
			for _, path := range []string{"/v1/tickets", "/v1/complaints"} {
				o.do(http.StatusCreated, named, http.MethodPost, path, map[string]string{"/v1/tickets": `{"subject":"a","body":"b"}`, "/v1/complaints": `{"subject":"a","statement":"b"}`}[path])
			}
			if kept := o.store.kept.String(); strings.Contains(kept, trace) || strings.Contains(kept, "add.age") || strings.Contains(kept, "winner.thank") {
				t.Error("a claim is stored")
			}
		})
	}
}

// replacements gives a body once for each of its strings, with the secret in its place, and with the secret as the name
// of a member, in JSON.
func replacements(body any, secret string) map[string]string {
	all := map[string]string{}
	var whole func(at string, v any, put func(any) any)
	emit := func(at string, v any) {
		raw, _ := json.Marshal(v) // came from JSON
		all[at] = string(raw)
	}
	whole = func(at string, v any, put func(any) any) {
		switch v := v.(type) {
		case string, float64, bool:
			emit(at, put(secret))
		case []any:
			for i := range v {
				whole(fmt.Sprintf("%s[%d]", at, i), v[i], func(x any) any {
					c := slices.Clone(v)
					c[i] = x
					return put(c)
				})
			}
			if len(v) > 0 {
				words := make([]any, 0, 12)
				for w := range strings.FieldsSeq(secret) {
					words = append(words, w)
				}
				emit(at+" word by word", put(words))
			}
		case map[string]any:
			for name := range v {
				whole(at+"."+name, v[name], func(x any) any {
					c := maps.Clone(v)
					c[name] = x
					return put(c)
				})
			}
			c := maps.Clone(v)
			c[secret] = secret
			emit(at+" member", put(c))
		}
	}
	whole("", body, func(x any) any { return x })
	return all
}
