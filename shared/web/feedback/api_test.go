package feedback_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/feedback"
	"aftercare/shared/memory"
	"aftercare/shared/seal"
	"aftercare/shared/ticket"
	"aftercare/shared/web"
	webfeedback "aftercare/shared/web/feedback"
	"aftercare/shared/web/webtest"
)

const (
	id   = "ABCDEFGHJKMN"
	form = "application/x-www-form-urlencoded"
	html = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" // as browsers say it
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// desk is the API with a survey to answer.
type desk struct {
	http.Handler
	store *memory.Store
	token string
	time  time.Time
}

func newDesk(t *testing.T, language string) *desk { return newDeskAsking(t, feedback.CSAT, language) }

func newDeskAsking(t *testing.T, kind feedback.Kind, language string) *desk {
	t.Helper()
	d := &desk{token: seal.NewToken(), time: noon}
	now := func() time.Time { return d.time }
	d.store = memory.New(now)
	tickets := ticket.NewService(d.store, d.store, now)
	_, err := tickets.Open(t.Context(), ticket.Opening{
		ID: id, Subject: "Where is it?", Body: "Nothing arrived.", Channel: ticket.Web,
		Customer: ticket.Customer{ID: "alice", Assurance: ticket.Authenticated},
	}, event.Actor{Kind: event.Customer, ID: "alice"}, nil)
	if err == nil {
		_, err = tickets.Solve(t.Context(), id, "", ticket.Do{Actor: event.Actor{Kind: event.Staff, ID: "bo"}})
	}
	if err == nil {
		err = tickets.Note(t.Context(), id, event.SurveySent, ticket.Delivery{Notice: "N", Template: "survey", To: "customer"})
	}
	if err == nil {
		err = d.store.SaveSurvey(t.Context(), feedback.Change{Survey: feedback.Survey{
			ID: feedback.SurveyID(kind, id), Revision: 1, Kind: kind, TicketID: id, CustomerID: "alice",
			Agent: "bo", Language: language, TokenHash: seal.HashToken(feedback.TokenPurpose, d.token),
			AskedAt: noon, ExpiresAt: noon.Add(feedback.Life), State: feedback.Sent, Recorded: true,
		}})
	}
	if err != nil {
		t.Fatal(err)
	}
	server := web.New("Feedback", slog.New(slog.NewTextHandler(io.Discard, nil)))
	webfeedback.API{Feedback: feedback.NewService(d.store, tickets, now), Tickets: d.store}.Register(server.API)
	d.Handler = webfeedback.Pages(server)
	return d
}

// do sends a request. What an answer to any survey must have is checked here.
func (d *desk) do(t *testing.T, method, path, body string, header map[string]string) *httptest.ResponseRecorder {
	t.Helper()
	w := webtest.Do(t, d, webtest.Request{Method: method, Path: path, Body: body, Header: header})
	for name, want := range map[string]string{
		"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Vary": "Accept, Content-Type",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	return w
}

func (d *desk) path() string { return "/v1/public/surveys/" + d.token }

func (d *desk) want(t *testing.T, w *httptest.ResponseRecorder, status int, media string) string {
	t.Helper()
	if w.Code != status || w.Header().Get("Content-Type") != media {
		t.Errorf("got %d as %q, want %d as %q:\n%s", w.Code, w.Header().Get("Content-Type"), status, media, w.Body)
	}
	return w.Body.String()
}

func (d *desk) events(t *testing.T) int {
	t.Helper()
	events, err := d.store.Timeline(context.Background(), event.Ticket, id, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	return len(events)
}

const (
	jsonMedia    = "application/json"
	problemMedia = "application/problem+json"
	pageMedia    = "text/html; charset=utf-8"
)

func TestTheQuestionIsShownAndRecordsNothing(t *testing.T) {
	d := newDesk(t, "en")
	before := d.events(t)
	for _, query := range []string{"", "?score=5", "?score=5&comment=great&answer=1", "?score=abandon"} {
		body := d.want(t, d.do(t, "GET", d.path()+query, "", nil), 200, jsonMedia)
		var s webfeedback.Survey
		if err := json.Unmarshal([]byte(body), &s); err != nil || s.Reference != "ABCD-EFGH-JKMN" || s.Kind != "csat" || s.Highest != 5 || s.Answer != nil {
			t.Errorf("got %+v, %v", s, err)
		}
		d.want(t, d.do(t, "GET", d.path()+query, "", map[string]string{"Accept": html}), 200, pageMedia)
		w := d.do(t, "HEAD", d.path()+query, "", map[string]string{"Accept": html})
		if w.Code != 200 || w.Body.Len() != 0 {
			t.Errorf("HEAD gave %d with %d bytes", w.Code, w.Body.Len())
		}
	}
	if d.events(t) != before {
		t.Error("looking was recorded")
	}
	s, err := d.store.Survey(t.Context(), feedback.SurveyID(feedback.CSAT, id))
	if err != nil || s.Revision != 1 {
		t.Errorf("looking changed the survey: %+v, %v", s, err)
	}
}

func TestThePageStandsAlone(t *testing.T) {
	d := newDesk(t, "en")
	w := d.do(t, "GET", d.path()+"?score=4", "", map[string]string{"Accept": html})
	body := d.want(t, w, 200, pageMedia)
	for _, foreign := range []string{"<script", "src=", "http://", "https://", "onclick", "abandon"} {
		if strings.Contains(body, foreign) {
			t.Errorf("the page has %q", foreign)
		}
	}
	for _, own := range []string{`<html lang="en">`, `<form method="post">`, `value="4" required checked`, `<textarea`, "How satisfied"} {
		if !strings.Contains(body, own) {
			t.Errorf("the page lacks %q:\n%s", own, body)
		}
	}
	if n := strings.Count(body, " checked"); n != 1 {
		t.Errorf("%d scores are selected", n)
	}
	csp := w.Header().Get("Content-Security-Policy")
	for _, rule := range []string{"default-src 'none'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'", "style-src 'sha256-"} {
		if !strings.Contains(csp, rule) {
			t.Errorf("the policy %q lacks %q", csp, rule)
		}
	}
}

func TestAQuerySelectsAScoreAndNothingElse(t *testing.T) {
	d := newDesk(t, "en")
	for query, selected := range map[string]int{"": 0, "?score=1": 1, "?score=5": 1, "?score=0": 0, "?score=6": 0, "?score=%22%3E%3Cscript%3E": 0} {
		body := d.do(t, "GET", d.path()+query, "", map[string]string{"Accept": html}).Body.String()
		if got := strings.Count(body, " checked"); got != selected || strings.Contains(body, "<script") {
			t.Errorf("%q selects %d scores, want %d", query, got, selected)
		}
	}
}

func TestEveryKindAsksOnItsOwnScale(t *testing.T) {
	for kind, want := range map[feedback.Kind]struct {
		low, high int
		ends      [2]string
	}{
		feedback.CSAT: {1, 5, [2]string{"Very dissatisfied", "Very satisfied"}},
		feedback.NPS:  {0, 10, [2]string{"Not at all likely", "Extremely likely"}},
		feedback.CES:  {1, 7, [2]string{"Very difficult", "Very easy"}},
	} {
		d := newDeskAsking(t, kind, "en")
		var s webfeedback.Survey
		err := json.Unmarshal(d.do(t, "GET", d.path(), "", nil).Body.Bytes(), &s)
		if err != nil || s.Lowest != want.low || s.Highest != want.high || s.LowestMeans != want.ends[0] || s.HighestMeans != want.ends[1] {
			t.Errorf("%s: %+v, %v", kind, s, err)
		}
		body := d.do(t, "GET", fmt.Sprintf("%s?score=%d", d.path(), want.low), "", map[string]string{"Accept": html}).Body.String()
		if n := strings.Count(body, `<input type="radio"`); n != want.high-want.low+1 || !strings.Contains(body, fmt.Sprintf(`value="%d" required checked`, want.low)) {
			t.Errorf("%s: %d scores on the page:\n%s", kind, n, body)
		}
		for _, said := range append(want.ends[:], s.Question, "<fieldset", "<legend", `<html lang="en">`) {
			if !strings.Contains(body, said) {
				t.Errorf("%s: the page lacks %q:\n%s", kind, said, body)
			}
		}
		for _, score := range []int{want.low - 1, want.high + 1, -5, 11} {
			if got := d.want(t, d.do(t, "POST", d.path(), fmt.Sprintf(`{"score":%d}`, score), nil), 422, problemMedia); !strings.Contains(got, "score") {
				t.Errorf("%s: %d is refused by %s", kind, score, got)
			}
		}
	}
}

func TestAnAnswerIsShownAndCanBeChangedForAnHour(t *testing.T) {
	d := newDesk(t, "en")
	browser := map[string]string{"Accept": html, "Content-Type": form}
	thanks := d.do(t, "POST", d.path(), "score=4&comment=Quite+good.", browser).Body.String()
	for _, said := range []string{"4 – Satisfied", `href="?score=4"`} {
		if !strings.Contains(thanks, said) {
			t.Errorf("the thanks lack %q:\n%s", said, thanks)
		}
	}
	again := d.do(t, "GET", d.path(), "", map[string]string{"Accept": html}).Body.String()
	if !strings.Contains(again, `value="4" required checked`) || !strings.Contains(again, "Quite good.") {
		t.Errorf("the answer is not there to be changed:\n%s", again)
	}
	d.time = noon.Add(feedback.Reconsider + time.Second)
	late := d.do(t, "GET", d.path(), "", map[string]string{"Accept": html}).Body.String()
	if strings.Contains(late, `name="score"`) || strings.Contains(late, "Quite good.") || !strings.Contains(late, "4 – Satisfied") {
		t.Errorf("after the hour:\n%s", late)
	}
}

func TestTheCustomersLanguageIsSpoken(t *testing.T) {
	d := newDesk(t, "zh-TW")
	if body := d.do(t, "GET", d.path(), "", map[string]string{"Accept": html}).Body.String(); !strings.Contains(body, "您对我们的处理满意吗") {
		t.Errorf("the page is not in Chinese:\n%s", body)
	}
	body := d.do(t, "POST", d.path(), "score=5", map[string]string{"Content-Type": form, "Accept": html}).Body.String()
	if !strings.Contains(body, "谢谢您") {
		t.Errorf("the thanks are not in Chinese:\n%s", body)
	}
	d.time = noon.Add(feedback.Life)
	for path, want := range map[string]string{d.path(): "作答时间已过", "/v1/public/surveys/" + seal.NewToken(): "此链接无效"} {
		body = d.do(t, "GET", path, "", map[string]string{"Accept": html, "Accept-Language": "zh-CN,en;q=0.5"}).Body.String()
		if !strings.Contains(body, want) {
			t.Errorf("the problem is not in Chinese:\n%s", body)
		}
	}
}

func TestAnswers(t *testing.T) {
	type step struct {
		after  time.Duration
		method string
		body   string
		status int
	}
	for _, tc := range []struct {
		name  string
		steps []step
	}{
		{"the first, the same, another, too late", []step{
			{0, "POST", `{"score":5,"comment":"Fine."}`, 201}, {0, "POST", `{"score":5,"comment":"Fine."}`, 200},
			{time.Minute, "POST", `{"score":3}`, 200}, {time.Hour, "POST", `{"score":4}`, 409}, {0, "POST", `{"score":3}`, 200},
			{feedback.Life, "POST", `{"score":3}`, 410}, {0, "GET", "", 410},
		}},
		{"what is none", []step{
			{0, "POST", `{"score":6}`, 422}, {0, "POST", `{"score":0}`, 422}, {0, "POST", `{"comment":"x"}`, 422}, {0, "POST", `{"score":"x"}`, 422},
			{0, "POST", `{"score":3,"more":1}`, 422}, {0, "POST", `{"score":`, 400}, {0, "PUT", `{"score":5}`, 405},
		}},
	} {
		for _, browser := range []bool{false, true} {
			t.Run(tc.name, func(t *testing.T) {
				d := newDesk(t, "en")
				for _, s := range tc.steps {
					d.time = d.time.Add(s.after)
					header, body, media := map[string]string{}, s.body, jsonMedia
					if s.status >= 400 {
						media = problemMedia
					}
					if browser {
						header["Accept"], media = html, pageMedia
						var values map[string]any
						if json.Unmarshal([]byte(body), &values) == nil {
							body = encode(values)
							header["Content-Type"] = form
						}
					}
					w := d.do(t, s.method, d.path(), body, header)
					d.want(t, w, s.status, media)
					if location := w.Header().Get("Location"); (location == d.path()) != (s.status == 201) {
						t.Errorf("%d came with Location %q", s.status, location)
					}
				}
			})
		}
	}
}

func encode(values map[string]any) string {
	f := url.Values{}
	for name, v := range values {
		raw, _ := json.Marshal(v)
		f.Set(name, strings.Trim(string(raw), `"`))
	}
	return f.Encode()
}

// Browsers send what was left in the form, and a line feed in it must not cost the customer their answer; nor is it a reason why.
func TestACommentInWhichNothingIsSeenIsNone(t *testing.T) {
	for name, blank := range map[string]string{"spaces": "+%0D%0A+", "no width": "%E2%80%8B"} {
		d := newDesk(t, "en")
		page := d.want(t, d.do(t, "POST", d.path(), "score=5&comment="+blank, map[string]string{"Accept": html, "Content-Type": form}), 201, pageMedia)
		s, err := d.store.Survey(t.Context(), feedback.SurveyID(feedback.CSAT, id))
		if err != nil || s.Answer == nil || s.Answer.Comment != "" || s.Praised() || strings.Contains(page, "/story") {
			t.Errorf("%s: got %+v, %v", name, s.Answer, err)
		}
	}
}

func TestWhoGetsAPage(t *testing.T) {
	d := newDesk(t, "en")
	for _, tc := range []struct {
		method, accept, content string
		page                    bool
	}{
		{"GET", "", "", false},
		{"GET", "*/*", "", false},
		{"GET", html, "", true},
		{"GET", "application/json", "", false},
		{"GET", "application/json, text/html;q=0.5", "", false},
		{"GET", "text/html;q=0, */*", "", false},
		{"GET", "text/html;q=bad", "", true},
		{"POST", "", form, true},
		{"POST", "*/*", form + "; charset=utf-8", true},
		{"POST", "application/json", form, false},
		{"POST", "*/*", "application/json", false},
		{"POST", html, "application/json", true},
	} {
		body := ""
		if tc.method == "POST" {
			if body = `{"score":5}`; strings.HasPrefix(tc.content, form) {
				body = "score=5&comment="
			}
		}
		w := d.do(t, tc.method, d.path(), body, map[string]string{"Accept": tc.accept, "Content-Type": tc.content})
		if got := w.Header().Get("Content-Type") == pageMedia; got != tc.page || w.Code >= 400 {
			t.Errorf("%s accepting %q, sending %q: page %t, status %d", tc.method, tc.accept, tc.content, got, w.Code)
		}
	}
}

func TestAForeignTokenFindsNothing(t *testing.T) {
	d := newDesk(t, "en")
	for _, token := range []string{"x", seal.NewToken(), d.token + "A", feedback.SurveyID(feedback.CSAT, id)} {
		for _, method := range []string{"GET", "POST"} {
			body := ""
			if method == "POST" {
				body = `{"score":5}`
			}
			d.want(t, d.do(t, method, "/v1/public/surveys/"+token, body, nil), 404, problemMedia)
			d.want(t, d.do(t, method, "/v1/public/surveys/"+token, body, map[string]string{"Accept": html}), 404, pageMedia)
		}
	}
}

func TestStatisticsAreForStaff(t *testing.T) {
	d := newDesk(t, "en")
	d.do(t, "POST", d.path(), `{"score":4}`, nil)
	get := func(path string, as *web.Caller) *httptest.ResponseRecorder {
		return webtest.Do(t, d, webtest.Request{Method: "GET", Path: path, As: as})
	}
	const path = "/v1/feedback/statistics"
	alice := &web.Caller{ID: "alice"}
	for _, tc := range []struct {
		path   string
		as     *web.Caller
		status int
	}{
		{path, nil, 401},
		{path, alice, 403},
		{path + "?kind=mood", alice, 403},
		{path + "?kind=mood", &web.Caller{ID: "bo", Groups: []web.Group{web.Agent}}, 422},
		{path + "?from=today", &web.Caller{ID: "bo", Groups: []web.Group{web.Agent}}, 422},
		{path + "?from=2026-01-01T00:00:00Z&to=2026-11-22T00:00:00Z", &web.Caller{ID: "ada", Groups: []web.Group{web.Admin}}, 422},
		{path, &web.Caller{ID: "bo", Groups: []web.Group{web.Agent}}, 200},
		{path + "?agent=bo", &web.Caller{ID: "bo", Groups: []web.Group{web.Agent}}, 200},
		{path + "?agent=bo", &web.Caller{ID: "lin", Groups: []web.Group{web.Agent}}, 403},
		{path + "?from=2026-11-22T13:00:00%2B01:00&to=2026-11-23T00:00:00Z&agent=bo&kind=csat", &web.Caller{ID: "lin", Groups: []web.Group{web.Lead}}, 200},
	} {
		w := get(tc.path, tc.as)
		if w.Code != tc.status {
			t.Errorf("%s as %+v: %d, want %d\n%s", tc.path, tc.as, w.Code, tc.status, w.Body)
		}
		if w.Code != 200 {
			continue
		}
		var s webfeedback.Statistics
		if err := json.Unmarshal(w.Body.Bytes(), &s); err != nil || s.Asked != 1 || s.Answered != 1 || s.CSAT == nil || *s.CSAT != 1 || s.Distribution["4"] != 1 || s.NPS != nil {
			t.Errorf("%s: %s, %v", tc.path, w.Body, err)
		}
	}
}

func TestAnAnswerUnderAKeyIsRecordedOnce(t *testing.T) {
	d := newDesk(t, "en")
	under := func(key string, more ...string) map[string]string {
		h := map[string]string{"Idempotency-Key": key}
		for i := 0; i+1 < len(more); i += 2 {
			h[more[i]] = more[i+1]
		}
		return h
	}
	d.want(t, d.do(t, "POST", d.path(), `{"score":4,"comment":"Fine."}`, under("k")), 201, jsonMedia)
	d.want(t, d.do(t, "POST", d.path(), `{"score":5}`, under("l")), 200, jsonMedia)
	recorded := d.events(t)
	d.time = noon.Add(2 * time.Hour) // too late for another answer, not for the same request again
	again := d.do(t, "POST", d.path(), `{"score":4,"comment":"Fine."}`, under("k"))
	if body := d.want(t, again, 201, jsonMedia); !strings.Contains(body, `"score":5`) {
		t.Errorf("does not show what counts: %s", body)
	}
	if got := again.Header().Get("Location"); got != d.path() {
		t.Errorf("Location is %q", got)
	}
	d.want(t, d.do(t, "POST", d.path(), `{"score":5}`, under("l")), 200, jsonMedia)
	d.want(t, d.do(t, "POST", d.path(), `{"score":4}`, under("k")), 422, problemMedia)
	d.want(t, d.do(t, "POST", d.path(), `{"score":4}`, under("a b")), 422, problemMedia)
	if d.events(t) != recorded {
		t.Error("a repetition was recorded")
	}
}
