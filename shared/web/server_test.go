package web_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/fault"
	"aftercare/shared/web"
	"aftercare/shared/web/webtest"
)

var update = flag.Bool("update", false, "write the golden files anew")

var (
	alice = &web.Caller{ID: "alice", Name: "Alice", Email: "alice@example.com", EmailVerified: true}
	bo    = &web.Caller{ID: "bo", Name: "Bo", Groups: []web.Group{web.Agent}}
)

type thing struct {
	Subject string   `json:"subject" minLength:"1" maxLength:"20"`
	Kind    string   `json:"kind,omitempty" enum:"big,small"`
	Count   int      `json:"count,omitempty" minimum:"1" maximum:"9"`
	At      string   `json:"at,omitempty" format:"date-time"`
	Within  string   `json:"within,omitempty" format:"duration"`
	Email   string   `json:"email,omitempty" format:"email"`
	Link    string   `json:"link,omitempty" format:"uri"`
	Code    string   `json:"code,omitempty" pattern:"^[a-z]+$"`
	Yes     bool     `json:"yes,omitempty"`
	Tags    []string `json:"tags,omitempty" maxItems:"2" uniqueItems:"true"`
	Parts   []part   `json:"parts,omitempty"`
}

type part struct {
	Name string `json:"name"`
}

type patch struct {
	Kind  web.Optional[string] `json:"kind,omitzero" enum:"big,small"`
	Count web.Optional[int]    `json:"count,omitzero" minimum:"1"`
}

// fixture is an API in which everything can be made to happen.
type fixture struct {
	*web.Server
	log     bytes.Buffer
	created []thing
	patched patch
	answer  error
}

type named struct {
	ID string `path:"id"`
}

func newFixture() *fixture {
	f := &fixture{}
	f.Server = web.New("Things", f.logger())
	guard := func(ctx context.Context, path func(string) string) error {
		if path("id") == "hers" && web.CallerFrom(ctx).ID != "alice" {
			return fault.NotFound("thing")
		}
		return nil
	}
	huma.Register(f.API, web.Guarded(huma.Operation{OperationID: "create", Method: "POST", Path: "/v1/things/{id}", DefaultStatus: 201}, guard),
		func(_ context.Context, in *struct {
			named
			web.Idempotency
			Body thing
		}) (*web.Created[thing], error) {
			f.created = append(f.created, in.Body)
			if f.answer != nil {
				return nil, f.answer
			}
			return web.NewCreated("/v1/things/x", in.Body, 1), nil
		})
	huma.Register(f.API, web.Guarded(huma.Operation{OperationID: "change", Method: "PATCH", Path: "/v1/things/{id}"}, guard),
		func(_ context.Context, in *struct {
			named
			web.Condition
			Body patch
		}) (*web.Resource[thing], error) {
			if _, err := in.Required(); err != nil {
				return nil, err
			}
			f.patched = in.Body
			return web.NewResource(thing{Subject: "x"}, 4), nil
		})
	huma.Register(f.API, huma.Operation{OperationID: "list", Method: "GET", Path: "/v1/things"},
		func(context.Context, *struct{ web.Paging }) (*web.List[thing], error) {
			return web.NewList[thing](nil, ""), nil
		})
	huma.Register(f.API, huma.Operation{OperationID: "fail", Method: "GET", Path: "/v1/public/fail/{id}"},
		func(context.Context, *named) (*web.Resource[thing], error) {
			if f.answer == nil {
				panic("private words in a panic")
			}
			return nil, f.answer
		})
	op := web.AcceptForm[answer](f.API, huma.Operation{OperationID: "answer", Method: "POST", Path: "/v1/public/answers", DefaultStatus: 201})
	huma.Register(f.API, op, func(_ context.Context, in *struct{ Body answer }) (*web.Created[answer], error) {
		return web.NewCreated("/v1/public/answers/1", in.Body, 0), nil
	})
	return f
}

type answer struct {
	Score   int    `json:"score" minimum:"1" maximum:"5"`
	Comment string `json:"comment,omitempty"`
}

func (f *fixture) do(t *testing.T, req webtest.Request) *httptest.ResponseRecorder {
	t.Helper()
	return webtest.Do(t, f, req)
}

func problem(t *testing.T, w *httptest.ResponseRecorder) web.Problem {
	t.Helper()
	if ct := w.Header().Get("Content-Type"); ct != "application/problem+json" {
		t.Fatalf("status %d came as %q: %s", w.Code, ct, w.Body)
	}
	var p web.Problem
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Fatal(err)
	}
	if p.Status != w.Code {
		t.Errorf("the problem says %d, the answer %d", p.Status, w.Code)
	}
	return p
}

func TestProblem_LooksAsTheGoldenFileSays(t *testing.T) {
	create := func(body string) webtest.Request {
		return webtest.Request{Method: "POST", Path: "/v1/things/1", Body: body, As: alice}
	}
	fail := webtest.Request{Method: "GET", Path: "/v1/public/fail/1"}
	tests := []struct {
		name   string
		req    webtest.Request
		answer error
		status int
	}{
		{"400-not-json", create(`{"subject":`), nil, 400},
		{"400-no-body", create(""), nil, 400},
		{"401-no-token", webtest.Request{Method: "GET", Path: "/v1/things"}, nil, 401},
		{"403", fail, fault.New(fault.Forbidden, "only staff may do this"), 403},
		{"404", fail, fmt.Errorf("load: %w", fault.NotFound("ticket")), 404},
		{"404-path", webtest.Request{Method: "GET", Path: "/v1/nothing", As: alice}, nil, 404},
		{"405", webtest.Request{Method: "DELETE", Path: "/v1/things", As: alice}, nil, 405},
		{"409", fail, fault.InState("closed", "a closed ticket cannot be solved"), 409},
		{"410", fail, web.Gone("the survey is over"), 410},
		{"412", fail, fault.New(fault.Stale, "the ticket has changed"), 412},
		{"413", create(`{"subject":"` + strings.Repeat("x", web.MaxBody) + `"}`), nil, 413},
		{"415", webtest.Request{Method: "POST", Path: "/v1/things/1", Body: "a=b", As: alice, Header: map[string]string{"Content-Type": "text/plain"}}, nil, 415},
		{"422", create(`{"kind":"hunter2","count":99,"colour":"red"}`), nil, 422},
		{"422-domain", fail, fault.InvalidField("dueAt.resolution", "lies in the past"), 422},
		{"428", webtest.Request{Method: "PATCH", Path: "/v1/things/1", Body: "{}", As: alice}, nil, 428},
		{"429", fail, &fault.Error{Kind: fault.Exhausted, Detail: "at most 3 an hour", RetryAfter: 90*time.Second + 1}, 429},
		{"500", fail, errors.New("dynamodb says hunter2"), 500},
		{"500-panic", fail, nil, 500},
		{"503", fail, fault.New(fault.Lost, "inner words"), 503},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFixture()
			f.answer = tt.answer
			w := f.do(t, tt.req)
			if w.Code != tt.status {
				t.Errorf("status %d, want %d", w.Code, tt.status)
			}
			problem(t, w)
			var pretty bytes.Buffer
			for _, name := range []string{"Allow", "Retry-After", "WWW-Authenticate"} {
				if value := w.Header().Get(name); value != "" {
					fmt.Fprintf(&pretty, "%s: %s\n", name, value)
				}
			}
			if err := json.Indent(&pretty, bytes.TrimSpace(w.Body.Bytes()), "", "  "); err != nil {
				t.Fatal(err)
			}
			pretty.WriteByte('\n')
			golden(t, tt.name, pretty.Bytes())
			if strings.Contains(w.Body.String(), "hunter2") {
				t.Errorf("the answer repeats what was sent or lies inside: %s", w.Body)
			}
		})
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", "problems", name+".txt")
	if *update {
		if err := os.WriteFile(file, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestProblem_SaysWhichRuleABrokenFieldBreaks(t *testing.T) {
	tests := []struct{ body, name, problem string }{
		{`{}`, "subject", "is missing"},
		{`{"subject":null}`, "subject", "must be a string"},
		{`{"subject":7}`, "subject", "must be a string"},
		{`{"subject":""}`, "subject", "must have a length >= 1"},
		{`{"subject":"` + strings.Repeat("é", 21) + `"}`, "subject", "must have a length <= 20"},
		{`{"subject":"x","colour":"red"}`, "colour", "is not known"},
		{`{"Subject":"x","subject":"x"}`, "Subject", "is not known"},
		{`{"subject":"x","kind":"huge"}`, "kind", "must be one of big, small"},
		{`{"subject":"x","count":"2"}`, "count", "must be a whole number"},
		{`{"subject":"x","count":10}`, "count", "must be <= 9"},
		{`{"subject":"x","at":"noon"}`, "at", "must be a time as in RFC 3339"},
		{`{"subject":"x","within":"hunter2"}`, "within", "must be a duration such as 1h30m"},
		{`{"subject":"x","email":"hunter2"}`, "email", "must be an e-mail address"},
		{`{"subject":"x","link":"%hunter2"}`, "link", "must be a URI"},
		{`{"subject":"x","code":"hunter2"}`, "code", "does not have the expected form"},
		{`{"subject":"x","yes":"yes"}`, "yes", "must be true or false"},
		{`{"subject":"x","tags":["a","a"]}`, "tags", "must not hold the same twice"},
		{`{"subject":"x","tags":["a","b","c"]}`, "tags", "must have a length <= 2"},
		{`{"subject":"x","parts":[{"name":"a"},{}]}`, "parts[1].name", "is missing"},
		{`{"subject":"x","parts":[{"name":"a","x":1}]}`, "parts[0].x", "is not known"},
		{`{"subject":"a\u0000b"}`, "subject", "holds a control character other than tab and line feed"},
		{`{"subject":"x","parts":[{"name":"\u009f"}]}`, "parts[0].name", "holds a control character other than tab and line feed"},
		{`[]`, "", "must be an object"},
	}
	for _, tt := range tests {
		t.Run(tt.body[:min(len(tt.body), 40)], func(t *testing.T) {
			w := newFixture().do(t, webtest.Request{Method: "POST", Path: "/v1/things/1", Body: tt.body, As: alice})
			p := problem(t, w)
			if p.Status != 422 || len(p.Errors) != 1 || p.Errors[0] != (web.FieldProblem{Name: tt.name, Problem: tt.problem}) {
				t.Errorf("answered %s", w.Body)
			}
		})
	}
}

func TestProblem_NeverRepeatsASecretThatWasSent(t *testing.T) {
	phrase := "legal winner thank year wave sausage worth useful legal winner thank yellow"
	hex := "4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318"
	for _, secret := range []string{phrase, strings.ReplaceAll(phrase, " ", "."), strings.ReplaceAll(phrase, " ", "_"), hex} {
		for _, body := range []string{
			secret, `"` + secret + `"`, `{"subject":"` + secret + secret + `"}`, `{"` + secret + `":1}`, `{"subject":{"` + secret + `":1}}`,
			`{"subject":"x","kind":"` + secret + `"}`, `{"subject":"x","at":"` + secret + `"}`, `{"subject":"x","within":"` + secret + `"}`,
			`{"subject":"x","email":"` + secret + `"}`, `{"subject":"x","link":"%zz` + secret + `"}`, `{"subject":"x","code":"` + secret + `"}`,
			`{"subject":"x","tags":["` + secret + `","` + secret + `"]}`, `{"subject":"x","parts":[{"name":1,"` + secret + `":2}]}`,
			`{"subject":"x","count":"` + secret + `"}`, `{"subject":"` + secret, `{"subject":"` + secret + `\u0000"}`,
			`{"` + secret + `\u0000":"\u0000"}`,
		} {
			for _, req := range []webtest.Request{
				{Method: "POST", Path: "/v1/things/1", Body: body, As: alice},
				{Method: "PATCH", Path: "/v1/things/1", Body: body, As: alice},
				{Method: "POST", Path: "/v1/things/1", Body: body, As: alice, Header: map[string]string{"Content-Type": secret}},
				{Method: "POST", Path: "/v1/public/answers", Body: body},
				{Method: "POST", Path: "/v1/public/answers", Body: "score=" + strings.ReplaceAll(secret, " ", "+"), Header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}},
				{Method: "GET", Path: "/v1/things?limit=" + strings.ReplaceAll(secret, " ", "+"), As: alice},
			} {
				f := newFixture()
				w := f.do(t, req)
				if w.Code < 400 || w.Code >= 500 {
					t.Errorf("%s %s answered %d to %s", req.Method, req.Path, w.Code, body)
				}
				if strings.Contains(w.Body.String(), secret) || strings.Contains(w.Body.String(), "sausage") {
					t.Errorf("the answer repeats the secret: %s", w.Body)
				}
				if strings.Contains(f.log.String(), secret) || strings.Contains(f.log.String(), "sausage") {
					t.Errorf("the log repeats the secret: %s", f.log.String())
				}
			}
		}
	}
}

func TestGuard_ComesBeforeEverythingElseThatMayBeWrong(t *testing.T) {
	for name, req := range map[string]webtest.Request{
		"not JSON":         {Method: "POST", Path: "/v1/things/hers", Body: "{"},
		"no body":          {Method: "POST", Path: "/v1/things/hers"},
		"a wrong value":    {Method: "POST", Path: "/v1/things/hers", Body: "{}"},
		"a wrong key":      {Method: "POST", Path: "/v1/things/hers", Body: `{"subject":"x"}`, Header: map[string]string{"Idempotency-Key": "ä"}},
		"of another type":  {Method: "POST", Path: "/v1/things/hers", Body: "x", Header: map[string]string{"Content-Type": "text/plain"}},
		"without If-Match": {Method: "PATCH", Path: "/v1/things/hers", Body: "{}"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture()
			req.As = bo
			if w := f.do(t, req); w.Code != 404 {
				t.Errorf("a stranger got %d: %s", w.Code, w.Body)
			}
			req.As = alice
			if w := f.do(t, req); w.Code == 404 {
				t.Errorf("the owner got %d: %s", w.Code, w.Body)
			}
			req.As = nil
			if w := f.do(t, req); w.Code != 401 {
				t.Errorf("nobody got %d: %s", w.Code, w.Body)
			}
		})
	}
}

func TestBody_ArrivesNormalised(t *testing.T) {
	f := newFixture()
	w := f.do(t, webtest.Request{Method: "POST", Path: "/v1/things/1", As: alice, Body: `{"subject":"e\u0301` + "e\u0301" + `\r\n\tz"}`,
		Header: map[string]string{"Content-Type": "application/json; charset=utf-8"}})
	if w.Code != 201 || f.created[0].Subject != "éé\n\tz" {
		t.Fatalf("answered %d %s, read %+v", w.Code, w.Body, f.created)
	}
	if w.Header().Get("Location") != "/v1/things/x" || w.Header().Get("ETag") != `"1"` {
		t.Errorf("headers %v", w.Header())
	}
	if strings.Contains(w.Body.String(), "$schema") || w.Header().Get("Link") != "" {
		t.Errorf("schema links in the answer: %v %s", w.Header(), w.Body)
	}
}

func TestPatch_TellsAbsenceFromNull(t *testing.T) {
	for body, want := range map[string]patch{
		`{}`:                         {},
		`{"kind":null}`:              {Kind: web.Null[string]()},
		`{"kind":"big","count":2}`:   {Kind: web.Some("big"), Count: web.Some(2)},
		`{"kind":null,"count":null}`: {Kind: web.Null[string](), Count: web.Null[int]()},
	} {
		f := newFixture()
		w := f.do(t, webtest.Request{Method: "PATCH", Path: "/v1/things/1", Body: body, As: alice, Header: map[string]string{
			"If-Match": `"3"`, "Content-Type": "application/merge-patch+json"}})
		if w.Code != 200 || f.patched != want || w.Header().Get("ETag") != `"4"` {
			t.Errorf("%s answered %d %s, read %+v", body, w.Code, w.Body, f.patched)
		}
	}
	w := newFixture().do(t, webtest.Request{Method: "PATCH", Path: "/v1/things/1", Body: `{"kind":"huge","count":0}`, As: alice, Header: map[string]string{"If-Match": "*"}})
	if p := problem(t, w); len(p.Errors) != 2 {
		t.Errorf("values of a patch are not checked: %s", w.Body)
	}
}

func TestList_IsNeverNullAndChecksItsLimit(t *testing.T) {
	for query, status := range map[string]int{"": 200, "?limit=1": 200, "?limit=100": 200, "?limit=0": 422, "?limit=101": 422, "?limit=x": 422} {
		w := newFixture().do(t, webtest.Request{Method: "GET", Path: "/v1/things" + query, As: bo})
		if w.Code != status {
			t.Errorf("%q answered %d %s", query, w.Code, w.Body)
		}
		if status == 200 && strings.TrimSpace(w.Body.String()) != `{"items":[]}` {
			t.Errorf("%q answered %s", query, w.Body)
		}
	}
}

func TestForm_IsReadAsJSONWhereAnOperationTakesForms(t *testing.T) {
	for body, want := range map[string]struct {
		status int
		body   string
	}{
		"score=4&comment=fine+%C3%A9":  {201, `{"score":4,"comment":"fine é"}`},
		"score=4&comment=":             {201, `{"score":4}`},
		"score=4&comment=7":            {201, `{"score":4,"comment":"7"}`},
		"score=nine":                   {422, ""},
		"score=9":                      {422, ""},
		"score=4&score=5":              {400, ""},
		"score=4&secret=hunter2&x=%zz": {400, ""},
	} {
		w := newFixture().do(t, webtest.Request{Method: "POST", Path: "/v1/public/answers", Body: body, Header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}})
		if w.Code != want.status || want.body != "" && strings.TrimSpace(w.Body.String()) != want.body {
			t.Errorf("%s answered %d %s", body, w.Code, w.Body)
		}
	}
}

func TestAnswers_AreNotStoredAndPublicOnesSendNoReferrer(t *testing.T) {
	f := newFixture()
	f.answer = fault.NotFound("survey")
	private := f.do(t, webtest.Request{Method: "GET", Path: "/v1/things", As: alice}).Header()
	public := f.do(t, webtest.Request{Method: "GET", Path: "/v1/public/fail/token"}).Header()
	if private.Get("Cache-Control") != "no-store" || public.Get("Cache-Control") != "no-store" {
		t.Error("an answer may be stored")
	}
	if public.Get("Referrer-Policy") != "no-referrer" || private.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("headers %v, %v", public, private)
	}
}

func TestLog_HasOneLineARequestWithoutWhatWasSaid(t *testing.T) {
	f := newFixture()
	f.do(t, webtest.Request{Method: "POST", Path: "/v1/things/pathvalue?q=queryvalue", Body: `{"subject":"bodyvalue"}`, As: alice})
	var line map[string]any
	if err := json.Unmarshal(f.log.Bytes(), &line); err != nil {
		t.Fatalf("not one line of JSON: %v: %s", err, f.log.String())
	}
	for key, want := range map[string]any{
		"msg": "request", "route": "POST /v1/things/{id}", "method": "POST", "status": 201.0, "caller": "customer", "requestId": webtest.RequestID,
	} {
		if line[key] != want {
			t.Errorf("%s is %v, want %v", key, line[key], want)
		}
	}
	for _, secret := range []string{"pathvalue", "queryvalue", "bodyvalue", "alice", "example.com", "192.0.2.1"} {
		if strings.Contains(f.log.String(), secret) {
			t.Errorf("the log holds %s: %s", secret, f.log.String())
		}
	}
}

func TestLog_SaysWhatAnOpaqueAnswerDoesNot(t *testing.T) {
	f := newFixture()
	f.answer = errors.New("the table is on fire")
	w := f.do(t, webtest.Request{Method: "GET", Path: "/v1/public/fail/1"})
	if p := problem(t, w); p.RequestID != webtest.RequestID {
		t.Errorf("the answer does not name the request: %s", w.Body)
	}
	if !strings.Contains(f.log.String(), "the table is on fire") || strings.Contains(w.Body.String(), "fire") {
		t.Errorf("logged %s, answered %s", f.log.String(), w.Body)
	}
}

func (f *fixture) logger() *slog.Logger { return slog.New(slog.NewJSONHandler(&f.log, nil)) }

func TestIdempotencyKey_ThatIsEmptyIsNotTakenForNone(t *testing.T) {
	things := newFixture()
	for _, key := range []string{"", " "} {
		w := webtest.Do(t, things, webtest.Request{
			Method: "POST", Path: "/v1/things/hers", As: alice, Body: `{"subject":"x"}`, Header: map[string]string{"Idempotency-Key": key},
		})
		if w.Code != 422 || !strings.Contains(w.Body.String(), "Idempotency-Key") {
			t.Errorf("key %q: %d %s", key, w.Code, w.Body)
		}
	}
}
