package stories_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the machine need not have zone files

	"aftercare/shared/event"
	"aftercare/shared/feedback"
	"aftercare/shared/link"
	"aftercare/shared/memory"
	"aftercare/shared/page"
	"aftercare/shared/seal"
	"aftercare/shared/story"
	"aftercare/shared/ticket"
	"aftercare/shared/voice"
	"aftercare/shared/web"
	webfeedback "aftercare/shared/web/feedback"
	"aftercare/shared/web/stories"
	"aftercare/shared/web/webtest"
)

const (
	ticketID = "7KQ2M9XR4T1B"
	form     = "application/x-www-form-urlencoded"
	browser  = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" // as browsers say it
)

var (
	noon  = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	alice = &web.Caller{ID: "customer-alice", Name: "Alice", Email: "alice@example.test", EmailVerified: true, Locale: "de"}
	wei   = &web.Caller{ID: "customer-wei"}
	bo    = &web.Caller{ID: "staff-bo", Name: "Bo", Groups: []web.Group{web.Agent}}
	lin   = &web.Caller{ID: "staff-lin", Name: "Lin", Groups: []web.Group{web.Lead}}
)

type keys struct{ *seal.Keys }

func (k keys) Get(context.Context) (*seal.Keys, error) { return k.Keys, nil }

// office is the API with a survey that alice answered.
type office struct {
	http.Handler
	store   *memory.Store
	links   *link.Links
	surveys *feedback.Service
	token   string // of the survey
	time    time.Time
}

func newOffice(t *testing.T, score int, comment string) *office {
	t.Helper()
	o := &office{time: noon, token: seal.NewToken()}
	now := func() time.Time { return o.time }
	k, err := seal.New([]byte(`{"current":"` + strings.Repeat("s", 32) + `"}`))
	if err != nil {
		t.Fatal(err)
	}
	o.store = memory.New(now)
	tickets := ticket.NewService(o.store, o.store, now)
	_, err = tickets.Open(t.Context(), ticket.Opening{
		ID: ticketID, Subject: "Where is it?", Body: "Nothing arrived.", Channel: ticket.Web, Language: "de",
		Customer: ticket.Customer{ID: alice.ID, Name: "Alice", Email: "alice@example.test", Reachable: true},
	}, alice.Actor(), nil)
	if err == nil {
		_, err = tickets.Solve(t.Context(), ticketID, "", ticket.Do{Actor: bo.Actor()})
	}
	v := feedback.Survey{
		ID: feedback.SurveyID(feedback.CSAT, ticketID), Revision: 1, Kind: feedback.CSAT, TicketID: ticketID, CustomerID: alice.ID, Agent: bo.ID,
		Language: "de", TokenHash: seal.HashToken(feedback.TokenPurpose, o.token), AskedAt: noon, ExpiresAt: noon.Add(feedback.Life),
		State: feedback.Sent, Recorded: true,
	}
	if score > 0 {
		v.Answer = &feedback.Answer{Score: score, Comment: comment, FirstAt: noon, At: noon}
	}
	if err == nil {
		err = o.store.SaveSurvey(t.Context(), feedback.Change{Survey: v})
	}
	if err != nil {
		t.Fatal(err)
	}
	o.surveys, o.links = feedback.NewService(o.store, tickets, now), link.NewLinks(o.store, "", now)
	server := web.New("Stories", slog.New(slog.NewTextHandler(io.Discard, nil)))
	stories.API{
		Stories: story.NewService(o.store, feedback.NewQuotes(o.surveys, o.store), o.links, now), Keys: keys{k}, Now: now,
		Company: "Example Exchange", Zone: time.UTC,
	}.Register(server.API)
	webfeedback.API{Feedback: o.surveys, Tickets: o.store}.Register(server.API)
	o.Handler = stories.Pages(webfeedback.Pages(server))
	return o
}

// send sends a request that must be answered by a status.
func (o *office) send(t *testing.T, as *web.Caller, method, path, body string, status int, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := webtest.Request{Method: method, Path: path, Body: body, As: as, Header: map[string]string{}}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header[headers[i]] = headers[i+1]
	}
	w := webtest.Do(t, o, r)
	if w.Code != status {
		t.Fatalf("%s %s: %d, want %d: %s", method, path, w.Code, status, w.Body)
	}
	return w
}

func into[T any](t *testing.T, w *httptest.ResponseRecorder) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// allowed is the story that alice allows on the thanks page.
func (o *office) allowed(t *testing.T) string {
	t.Helper()
	w := o.send(t, nil, "POST", "/v1/public/surveys/"+o.token+"/story", "", http.StatusCreated)
	return strings.TrimPrefix(w.Header().Get("Location"), "/v1/stories/")
}

// link is what the mail has: a path to a story.
func (o *office) link(t *testing.T, id string) string {
	t.Helper()
	address, _, err := o.links.Issue(t.Context(), link.Link{Purpose: link.Story, Kind: event.Story, ID: id, Language: "de"})
	if err != nil {
		t.Fatal(err)
	}
	return address
}

// told is the public list.
func (o *office) told(t *testing.T) string {
	t.Helper()
	w := o.send(t, nil, "GET", "/v1/public/stories", "", http.StatusOK)
	if cache := w.Header().Get("Cache-Control"); cache != "public, no-cache" {
		t.Errorf("Cache-Control %s", cache)
	}
	for _, secret := range []string{alice.ID, "Alice", ticketID, "example.test", "7KQ2"} {
		if strings.Contains(w.Body.String(), secret) {
			t.Errorf("the public list tells %s", secret)
		}
	}
	var texts []string
	for _, one := range into[stories.Public](t, w).Items {
		texts = append(texts, one.Month+" "+one.Language+" "+one.Text)
	}
	return strings.Join(texts, "; ")
}

func TestFromTheThanksToThePublicListAndBack(t *testing.T) {
	o := newOffice(t, 0, "")
	// She answers in a browser, and is asked on the thanks page.
	thanks := o.send(t, nil, "POST", "/v1/public/surveys/"+o.token, "score=5&comment=Schnell+und+freundlich.", http.StatusCreated, "Accept", browser, "Content-Type", form).Body.String()
	if !strings.Contains(thanks, "Dürfen wir Sie zitieren?") || !strings.Contains(thanks, `action="`+o.token+`/story"`) {
		t.Fatalf("the thanks do not ask:\n%s", thanks)
	}
	w := o.send(t, nil, "POST", "/v1/public/surveys/"+o.token+"/story", "", http.StatusCreated, "Accept", browser, "Content-Type", form)
	if !strings.Contains(w.Body.String(), "Danke für Ihre Erlaubnis") {
		t.Fatalf("no word of thanks:\n%s", w.Body)
	}
	id := o.allowed(t) // again, without effect
	path := "/v1/stories/" + id

	o.send(t, alice, "PUT", path, `{"text":"x"}`, http.StatusForbidden, "If-Match", "*")
	o.send(t, wei, "PUT", path, `{"text":"x"}`, http.StatusNotFound, "If-Match", "*")
	o.send(t, bo, "PUT", path, `{"text":"x"}`, http.StatusPreconditionRequired)
	o.send(t, bo, "PUT", path, `{"text":"Danke sagt Alice."}`, http.StatusUnprocessableEntity, "If-Match", `"1"`)
	o.send(t, bo, "PUT", path, `{"text":"Schnell <b>und</b> freundlich."}`, http.StatusOK, "If-Match", `"1"`)
	if draft := into[stories.View](t, o.send(t, alice, "GET", path, "", http.StatusOK)); draft.Text != "" || draft.Customer != nil {
		t.Errorf("she sees the draft: %+v", draft)
	}
	o.send(t, lin, "POST", path+"/publication", "", http.StatusConflict)
	o.send(t, bo, "POST", path+"/submission", "", http.StatusOK)

	// Behind the link is exactly that text; looking records nothing.
	door := o.link(t, id)
	for range 2 {
		shown := o.send(t, nil, "GET", door+"?decision=approve&edition=1", "", http.StatusOK, "Accept", browser)
		for _, want := range []string{`<html lang="de">`, "Genehmigen Sie diesen Text?", "Schnell &lt;b&gt;und&lt;/b&gt; freundlich.", `value="approve"`, `name="edition" value="1"`, "22. Dezember 2026", "Example Exchange"} {
			if !strings.Contains(shown.Body.String(), want) {
				t.Errorf("the page lacks %s:\n%s", want, shown.Body)
			}
		}
		for name, want := range map[string]string{"Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "Content-Security-Policy": page.Policy} {
			if got := shown.Header().Get(name); got != want {
				t.Errorf("%s is %q", name, got)
			}
		}
	}
	o.send(t, nil, "POST", door, `{"decision":"approve","edition":2}`, http.StatusConflict)
	o.send(t, nil, "POST", door, url.Values{"decision": {"approve"}, "edition": {"1"}}.Encode(), http.StatusOK, "Content-Type", form, "Accept", browser)
	if got := o.told(t); got != "" {
		t.Errorf("approved, not published: %s", got)
	}
	o.send(t, bo, "POST", path+"/publication", "", http.StatusForbidden)
	o.send(t, lin, "POST", path+"/publication", "", http.StatusOK)
	if got := o.told(t); got != "2026-11 de Schnell <b>und</b> freundlich." {
		t.Errorf("published: %q", got)
	}
	public := o.send(t, nil, "GET", "/v1/public/stories?language=en", "", http.StatusOK, "Accept", browser)
	if !strings.Contains(public.Body.String(), `<blockquote lang="de"><p>Schnell &lt;b&gt;und`) || strings.Contains(public.Body.String(), "<script") {
		t.Errorf("the public page:\n%s", public.Body)
	}
	same := o.send(t, nil, "GET", "/v1/public/stories?language=en", "", http.StatusNotModified, "Accept", browser, "If-None-Match", public.Header().Get("ETag"))
	if same.Body.Len() != 0 {
		t.Error("304 has a body")
	}

	// Years later the link of the approval still takes it back.
	o.time = noon.AddDate(2, 0, -2)
	if o.told(t) == "" {
		t.Error("it is gone before its time")
	}
	w = o.send(t, nil, "POST", door, url.Values{"decision": {"withdraw"}, "edition": {"1"}}.Encode(), http.StatusOK, "Content-Type", form, "Accept", browser)
	if !strings.Contains(w.Body.String(), "zurückgezogen") || o.told(t) != "" {
		t.Errorf("it is not withdrawn:\n%s", w.Body)
	}
	o.send(t, nil, "POST", door, `{"decision":"allow"}`, http.StatusConflict)
	o.send(t, bo, "PUT", path, `{"text":"Schnell."}`, http.StatusConflict, "If-Match", "*")
}

func TestOnlyWhoIsSatisfiedAndSaysWhyIsAsked(t *testing.T) {
	for name, c := range map[string]struct {
		score   int
		comment string
	}{"not satisfied": {3, "So so."}, "without a word": {5, ""}, "not answered": {0, ""}} {
		o := newOffice(t, c.score, c.comment)
		o.send(t, nil, "POST", "/v1/public/surveys/"+o.token+"/story", "", http.StatusConflict)
		o.send(t, alice, "POST", "/v1/stories", `{"surveyId":"`+feedback.SurveyID(feedback.CSAT, ticketID)+`"}`, http.StatusUnprocessableEntity)
		shown := o.send(t, nil, "GET", "/v1/public/surveys/"+o.token, "", http.StatusOK, "Accept", browser).Body.String()
		if strings.Contains(shown, "/story") {
			t.Errorf("%s: asked all the same", name)
		}
	}
	o := newOffice(t, 5, "Gut.")
	o.send(t, nil, "POST", "/v1/public/surveys/"+seal.NewToken()+"/story", "", http.StatusNotFound)
	o.send(t, nil, "POST", "/v1/public/surveys/x/story", "", http.StatusNotFound)
	o.time = noon.Add(feedback.Life)
	gone := o.send(t, nil, "POST", "/v1/public/surveys/"+o.token+"/story", "", http.StatusGone, "Accept", browser, "Content-Type", form)
	if !strings.Contains(gone.Body.String(), `<html lang="de">`) {
		t.Errorf("not in her language:\n%s", gone.Body)
	}
}

func TestStaffAskAndTheCustomerSaysNo(t *testing.T) {
	o := newOffice(t, 5, "Gut.")
	if err := o.store.SaveVoice(t.Context(), praise()); err != nil {
		t.Fatal(err)
	}
	o.send(t, wei, "POST", "/v1/stories", `{"feedbackId":"9T2R6H4BJ0VE"}`, http.StatusUnprocessableEntity)
	o.send(t, bo, "POST", "/v1/stories", `{}`, http.StatusUnprocessableEntity)
	o.send(t, bo, "POST", "/v1/stories", `{"feedbackId":"9T2R6H4BJ0VE","surveyId":"9T2R6H4BJ0VE"}`, http.StatusUnprocessableEntity)
	v := into[stories.View](t, o.send(t, bo, "POST", "/v1/stories", `{"feedbackId":"9T2R-6H4B-J0VE"}`, http.StatusCreated, "Idempotency-Key", "k"))
	if v.Status != "asked" || v.Words != "Kind people." || v.Customer == nil || v.Customer.Email != "a***@example.test" {
		t.Fatalf("%+v", v)
	}
	again := into[stories.View](t, o.send(t, bo, "POST", "/v1/stories", `{"feedbackId":"9T2R-6H4B-J0VE"}`, http.StatusCreated, "Idempotency-Key", "k"))
	if again.ID != v.ID {
		t.Error("the repetition made another")
	}
	o.send(t, bo, "POST", "/v1/stories", `{"feedbackId":"9T2R6H4BJ0VE"}`, http.StatusConflict)
	o.send(t, bo, "POST", "/v1/stories/"+v.ID+"/permission", "", http.StatusForbidden)
	o.send(t, wei, "POST", "/v1/stories/"+v.ID+"/refusal", "", http.StatusNotFound)
	shown := o.send(t, nil, "GET", o.link(t, v.ID), "", http.StatusOK, "Accept", browser).Body.String()
	if !strings.Contains(shown, "Kind people.") || strings.Count(shown, "<form") != 2 {
		t.Errorf("what is asked:\n%s", shown)
	}
	if v = into[stories.View](t, o.send(t, alice, "POST", "/v1/stories/"+v.ID+"/refusal", "", http.StatusOK)); v.Status != "refused" {
		t.Errorf("%+v", v)
	}
	o.send(t, alice, "POST", "/v1/stories/"+v.ID+"/permission", "", http.StatusConflict)
}

// praise is what alice wrote unasked.
func praise() voice.Change {
	g := voice.Giving{ID: "9T2R6H4BJ0VE", Kind: voice.Praise, Body: "Kind people.", Customer: ticket.Customer{
		ID: alice.ID, Name: "Alice", Email: alice.Email, Language: "de", Reachable: true,
	}}
	v, events, err := voice.Give(g, voice.Terms{Now: noon, Actor: alice.Actor()})
	if err != nil {
		panic(err)
	}
	return voice.Change{Voice: v, Events: events}
}

func TestInTheAppSheApprovesAndWithdrawsToo(t *testing.T) {
	o := newOffice(t, 5, "Gut.")
	v := into[stories.View](t, o.send(t, alice, "POST", "/v1/stories", `{"surveyId":"`+feedback.SurveyID(feedback.CSAT, ticketID)+`"}`, http.StatusCreated))
	path := "/v1/stories/" + v.ID
	o.send(t, bo, "PUT", path, `{"text":"Gut."}`, http.StatusOK, "If-Match", `"1"`)
	o.send(t, bo, "POST", path+"/submission", "", http.StatusOK, "If-Match", `"2"`)
	o.send(t, bo, "POST", path+"/approval", `{"edition":1}`, http.StatusForbidden)
	o.send(t, alice, "POST", path+"/approval", `{"edition":0}`, http.StatusUnprocessableEntity)
	o.send(t, alice, "POST", path+"/approval", `{"edition":1}`, http.StatusOK)
	o.send(t, lin, "POST", path+"/publication", "", http.StatusOK)
	for who, want := range map[*web.Caller]int{alice: 1, wei: 0, bo: 1} {
		if got := into[web.Page[stories.View]](t, o.send(t, who, "GET", "/v1/stories?status=published", "", http.StatusOK)); len(got.Items) != want {
			t.Errorf("%s lists %d", who.ID, len(got.Items))
		}
	}
	o.send(t, bo, "PUT", path, `{"text":"Sehr gut."}`, http.StatusOK, "If-Match", "*")
	if got := o.told(t); got != "" {
		t.Errorf("a text that nobody approved: %s", got)
	}
	o.send(t, alice, "POST", path+"/withdrawal", "", http.StatusOK)
	o.send(t, lin, "POST", path+"/submission", "", http.StatusConflict)
}

func TestADraftIsNotShownToTheCustomerAfterItsEndEither(t *testing.T) {
	for name, c := range map[string]struct {
		submitted, edited bool
		want              string
	}{
		"never submitted":        {false, false, ""},
		"submitted":              {true, false, "Gut."},
		"edited after submitted": {true, true, ""},
	} {
		o := newOffice(t, 5, "Gut.")
		path := "/v1/stories/" + o.allowed(t)
		o.send(t, bo, "PUT", path, `{"text":"Gut."}`, http.StatusOK, "If-Match", "*")
		if c.submitted {
			o.send(t, bo, "POST", path+"/submission", "", http.StatusOK)
		}
		if c.edited {
			o.send(t, bo, "PUT", path, `{"text":"Sehr gut."}`, http.StatusOK, "If-Match", "*")
		}
		o.send(t, alice, "POST", path+"/withdrawal", "", http.StatusOK)
		got := into[stories.View](t, o.send(t, alice, "GET", path, "", http.StatusOK))
		if got.Status != "withdrawn" || got.Text != c.want || (got.Edition == 0) != (c.want == "") {
			t.Errorf("%s: she sees %+v", name, got)
		}
		if got := into[stories.View](t, o.send(t, bo, "GET", path, "", http.StatusOK)); got.Text == "" {
			t.Errorf("%s: staff see no text", name)
		}
	}
}

func TestALinkOpensNothingElse(t *testing.T) {
	o := newOffice(t, 5, "Gut.")
	id := o.allowed(t)
	letter, _, err := o.links.Issue(t.Context(), link.Link{Purpose: link.Letter, Kind: event.Story, ID: id})
	if err != nil {
		t.Fatal(err)
	}
	for _, token := range []string{letter[strings.LastIndex(letter, "/")+1:], o.token, seal.NewToken(), "x"} {
		for _, accept := range []string{browser, "application/json"} {
			o.send(t, nil, "GET", "/v1/public/stories/"+token, "", http.StatusNotFound, "Accept", accept)
			o.send(t, nil, "POST", "/v1/public/stories/"+token, `{"decision":"withdraw"}`, http.StatusNotFound, "Accept", accept)
		}
	}
	door := o.link(t, id)
	o.time = noon.AddDate(3, 0, 1)
	o.send(t, nil, "GET", door, "", http.StatusGone, "Accept", browser)
}
