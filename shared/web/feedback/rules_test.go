package feedback_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"aftercare/shared/memory"
	"aftercare/shared/web"
	webfeedback "aftercare/shared/web/feedback"
	"aftercare/shared/web/webtest"

	"github.com/google/go-cmp/cmp"
)

const rules = "/v1/feedback/rules"

var (
	customer = &web.Caller{ID: "alice"}
	agent    = &web.Caller{ID: "bo", Groups: []web.Group{web.Agent}}
	lead     = &web.Caller{ID: "lin", Groups: []web.Group{web.Lead}}
)

// office is the API of the rules alone.
type office struct {
	*testing.T
	http.Handler
}

func newOffice(t *testing.T) office {
	now := func() time.Time { return noon }
	server := web.New("Feedback", slog.New(slog.NewTextHandler(io.Discard, nil)))
	webfeedback.Rules{Store: memory.New(now), Now: now}.Register(server.API)
	return office{t, server}
}

func (o office) do(status int, as *web.Caller, method, path, body string, header ...string) *httptest.ResponseRecorder {
	o.Helper()
	h := map[string]string{}
	for i := 0; i+1 < len(header); i += 2 {
		h[header[i]] = header[i+1]
	}
	w := webtest.Do(o.T, o, webtest.Request{Method: method, Path: path, Body: body, As: as, Header: h})
	if w.Code != status {
		o.Fatalf("%s %s answered %d, want %d: %s", method, path, w.Code, status, w.Body)
	}
	return w
}

func (o office) same(w *httptest.ResponseRecorder, want string) {
	o.Helper()
	var got, wanted any
	for raw, into := range map[string]*any{w.Body.String(): &got, want: &wanted} {
		if err := json.Unmarshal([]byte(raw), into); err != nil {
			o.Fatalf("%s: %v", raw, err)
		}
	}
	if diff := cmp.Diff(wanted, got); diff != "" {
		o.Errorf("(-want +got):\n%s", diff)
	}
}

const (
	asShipped = `{"csat":[{"match":{},"delay":"0s","sampling":1,"quietPeriod":"0s","incidentQuiet":"24h"}],
		"nps":{"match":{},"sampling":1,"every":"2160h","activeWithin":"720h","quietPeriod":"0s","day":1,"hour":10},
		"ces":{"on":true,"sampling":1,"quietPeriod":"0s"}}`
	some = `{"csat":[{"match":{"tier":["vip"],"channel":["chat"]},"delay":"2h","sampling":0.5,"quietPeriod":"168h","incidentQuiet":"0s"},{}],
		"nps":{"on":true,"hour":0,"match":{"language":["zh"]}},"ces":{"on":false}}`
	shown = `{"csat":[{"match":{"tier":["vip"],"channel":["chat"]},"delay":"2h","sampling":0.5,"quietPeriod":"168h","incidentQuiet":"0s"},
			{"match":{},"delay":"0s","sampling":1,"quietPeriod":"0s","incidentQuiet":"24h"}],
		"nps":{"on":true,"match":{"language":["zh"]},"sampling":1,"every":"2160h","activeWithin":"720h","quietPeriod":"0s","day":1,"hour":0},
		"ces":{"on":false,"sampling":1,"quietPeriod":"0s"}}`
)

func TestRulesAreSetByLeadsAndReadByStaff(t *testing.T) {
	o := newOffice(t)
	o.do(401, nil, "GET", rules, "")
	o.do(403, customer, "GET", rules, "")
	o.do(403, customer, "PUT", rules, "{")
	o.do(403, agent, "PUT", rules, some, "If-Match", "*")
	w := o.do(200, agent, "GET", rules, "")
	o.same(w, asShipped)
	if w.Header().Get("ETag") != `"1"` {
		t.Errorf("ETag %s", w.Header().Get("ETag"))
	}
	o.do(428, lead, "PUT", rules, some)
	o.do(412, lead, "PUT", rules, some, "If-Match", `"2"`)
	w = o.do(200, lead, "PUT", rules, some, "If-Match", `"1"`)
	o.same(w, shown)
	o.do(412, lead, "PUT", rules, some, "If-Match", `"1"`)
	w = o.do(200, agent, "GET", rules, "")
	o.same(w, shown)
	o.do(200, lead, "PUT", rules, w.Body.String(), "If-Match", w.Header().Get("ETag")) // what was read can be set
	o.same(o.do(200, agent, "GET", rules+"?version=0", ""), asShipped)
	o.same(o.do(200, agent, "GET", rules+"?version=1", ""), shown)
	o.do(404, agent, "GET", rules+"?version=3", "")
	o.do(422, agent, "GET", rules+"?version=x", "")
}

func TestRulesThatCannotBeAreRefused(t *testing.T) {
	o := newOffice(t)
	for _, body := range []string{
		`{"csat":[]}`, `{}`, `{"csat":[{"match":{"tier":["vip"]}}]}`, `{"csat":[{"delay":"a day"}]}`, `{"csat":[{"delay":"-1h"}]}`,
		`{"csat":[{"sampling":2}]}`, `{"csat":[{}],"nps":{"every":"24h"}}`, `{"csat":[{}],"nps":{"day":29}}`,
		`{"csat":[{}],"nps":{"match":{"channel":["web"]}}}`, `{"csat":[{}],"ces":{"quietPeriod":"9000h"}}`,
	} {
		o.do(422, lead, "PUT", rules, body, "If-Match", "*")
	}
}
