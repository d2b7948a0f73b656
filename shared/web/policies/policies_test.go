package policies_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"aftercare/shared/fault"
	"aftercare/shared/memory"
	"aftercare/shared/rescheduling"
	"aftercare/shared/seal"
	"aftercare/shared/sla"
	"aftercare/shared/web"
	"aftercare/shared/web/policies"
	"aftercare/shared/web/webtest"
)

var (
	alice = &web.Caller{ID: "alice"}
	bo    = &web.Caller{ID: "bo", Groups: []web.Group{web.Agent}}
	lin   = &web.Caller{ID: "lin", Groups: []web.Group{web.Lead}}
	cora  = &web.Caller{ID: "cora", Groups: []web.Group{web.Compliance}}
	ada   = &web.Caller{ID: "ada", Groups: []web.Group{web.Admin}}
)

const (
	path    = "/v1/sla/policies"
	ladders = "/v1/escalation-ladders/"
	// two are policies of seconds for a tier of their own, before one that matches everything.
	two = `[{"id":"demo","match":{"tier":["demo"]},"calendar":"always","targets":{"firstReply":{"within":"5s"},"resolution":{"within":"1h30m","pauseOn":["pending","hold"]}},"warnAt":[0.5,0.8],"closeAfter":"10s"},
		{"id":"rest","targets":{"resolution":{"within":"24h"}}}]`
	one = `{"levels":[{"role":"lead","takeoverWithin":"10m"},{"role":"admin","takeoverWithin":"1h"}]}`
)

func now() time.Time { return time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC) }

// desk is the API over storage in memory.
type desk struct {
	testing.TB
	store  *memory.Store
	server *web.Server
	now    time.Time
}

type keys struct{ *seal.Keys }

func (k keys) Get(context.Context) (*seal.Keys, error) { return k.Keys, nil }

func newDesk(t testing.TB) *desk {
	t.Helper()
	d := &desk{TB: t, store: memory.New(now), now: now()}
	d.serve(d.store)
	return d
}

func (d *desk) serve(s policies.Store) {
	d.server = web.New("Aftercare", slog.New(slog.DiscardHandler))
	secret, err := seal.New([]byte(`{"current":"0123456789abcdef0123456789abcdef"}`))
	if err != nil {
		d.Fatal(err)
	}
	policies.API{Store: s, Keys: keys{secret}, Staff: people{}, Now: func() time.Time { return d.now }}.Register(d.server.API)
}

func (d *desk) do(want int, as *web.Caller, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	d.Helper()
	r := webtest.Request{Method: method, Path: path, Body: body, As: as, Header: map[string]string{}}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header[headers[i]] = headers[i+1]
	}
	w := webtest.Do(d, d.server, r)
	if w.Code != want {
		d.Fatalf("%s %s answered %d, want %d: %s", method, path, w.Code, want, w.Body)
	}
	return w
}

// same compares an answer with JSON.
func (d *desk) same(w *httptest.ResponseRecorder, want string) {
	d.Helper()
	var got, wanted any
	for raw, into := range map[string]*any{w.Body.String(): &got, want: &wanted} {
		if err := json.Unmarshal([]byte(raw), into); err != nil {
			d.Fatalf("%s: %v", raw, err)
		}
	}
	if diff := cmp.Diff(wanted, got); diff != "" {
		d.Errorf("(-want +got):\n%s", diff)
	}
}

// fields gives the fields that a problem names.
func fields(t *testing.T, w *httptest.ResponseRecorder) []string {
	t.Helper()
	var p struct {
		Errors []struct{ Name string } `json:"errors"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range p.Errors {
		names = append(names, e.Name)
	}
	return names
}

func TestTheDefaultsAreTheFirstVersion(t *testing.T) {
	d := newDesk(t)
	w := d.do(http.StatusOK, bo, http.MethodGet, path, "")
	var list []struct {
		ID      string                       `json:"id"`
		Targets map[string]map[string]any    `json:"targets"`
		Rest    map[string]map[string]string `json:"-"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &list); err != nil {
		t.Fatal(err)
	}
	last := list[len(list)-1]
	if w.Header().Get("ETag") != `"1"` || len(list) != len(sla.Default().List) || last.ID != "standard" || last.Targets["firstReply"]["within"] != "5m" {
		t.Errorf("ETag %s, %d policies, the last is %+v", w.Header().Get("ETag"), len(list), last)
	}
}

func TestPoliciesAreSetAsAWholeAndReadBack(t *testing.T) {
	d := newDesk(t)
	want := strings.Replace(strings.Replace(two, `"id":"rest",`, `"id":"rest","match":{},"calendar":"always",`, 1), "\n\t\t", "", 1)
	w := d.do(http.StatusOK, lin, http.MethodPut, path, two, "If-Match", `"1"`)
	d.same(w, want)
	if w.Header().Get("ETag") != `"2"` {
		t.Errorf("ETag is %s", w.Header().Get("ETag"))
	}
	got := d.do(http.StatusOK, bo, http.MethodGet, path, "")
	d.same(got, want)
	if got.Header().Get("ETag") != `"2"` {
		t.Errorf("ETag is %s", got.Header().Get("ETag"))
	}
	stored, err := d.store.Policies(t.Context())
	if err != nil || stored.Match(sla.Attributes{Tier: "demo"}).CloseAfter != sla.Duration(10*time.Second) {
		t.Errorf("stored %+v: %v", stored, err)
	}
	d.do(http.StatusOK, ada, http.MethodPut, path, got.Body.String(), "If-Match", `"2"`) // what was read can be set
}

func TestEveryVersionOfThePoliciesCanBeRead(t *testing.T) {
	d := newDesk(t)
	d.do(http.StatusOK, lin, http.MethodPut, path, two, "If-Match", `"1"`)
	d.do(http.StatusOK, lin, http.MethodPut, path, `[{"id":"only","targets":{}}]`, "If-Match", `"2"`)
	for query, want := range map[string]struct{ first, etag string }{
		"": {"only", `"3"`}, "?version=": {"only", `"3"`}, "?version=2": {"only", `"3"`}, "?version=1": {"demo", `"2"`}, "?version=0": {"security", `"1"`},
	} {
		var list []struct {
			ID string `json:"id"`
		}
		w := d.do(http.StatusOK, bo, http.MethodGet, path+query, "")
		if err := json.Unmarshal(w.Body.Bytes(), &list); err != nil || list[0].ID != want.first || w.Header().Get("ETag") != want.etag {
			t.Errorf("%q gives %v with ETag %s, want %v: %v", query, list, w.Header().Get("ETag"), want, err)
		}
	}
	d.do(http.StatusNotFound, bo, http.MethodGet, path+"?version=3", "")
	d.do(http.StatusUnprocessableEntity, bo, http.MethodGet, path+"?version=-1", "")
	d.do(http.StatusUnprocessableEntity, bo, http.MethodGet, path+"?version=first", "")
	d.do(http.StatusForbidden, alice, http.MethodGet, path+"?version=first", "")
}

func TestPoliciesAreSetOnlyOverTheVersionThatWasSeen(t *testing.T) {
	d := newDesk(t)
	d.do(http.StatusPreconditionRequired, lin, http.MethodPut, path, two)
	d.do(http.StatusPreconditionFailed, lin, http.MethodPut, path, two, "If-Match", `"2"`)
	d.do(http.StatusBadRequest, lin, http.MethodPut, path, two, "If-Match", `1`)
	d.do(http.StatusOK, lin, http.MethodPut, path, two, "If-Match", `"1"`)
	d.do(http.StatusPreconditionFailed, lin, http.MethodPut, path, two, "If-Match", `"1"`)
	d.do(http.StatusOK, lin, http.MethodPut, path, two, "If-Match", `*`)
}

// raced is storage that somebody else changes between reading and writing.
type raced struct{ *memory.Store }

func (raced) PutPolicies(context.Context, int, sla.Policies, rescheduling.Change) error {
	return fault.New(fault.Lost, "somebody else was first")
}

func TestALostRaceIsAStaleVersion(t *testing.T) {
	d := newDesk(t)
	d.serve(raced{d.store})
	d.do(http.StatusPreconditionFailed, lin, http.MethodPut, path, two, "If-Match", `"1"`)
}

func TestWhoReadsAndWhoSetsPromises(t *testing.T) {
	d := newDesk(t)
	for _, c := range []struct {
		who        *web.Caller
		read, sets int
	}{{nil, 401, 401}, {alice, 403, 403}, {bo, 200, 403}, {cora, 200, 403}, {lin, 200, 200}, {ada, 200, 200}} {
		for what, body := range map[string]string{path: two, ladders + "chain": one} {
			d.do(c.read, c.who, http.MethodGet, what, "")
			d.do(c.sets, c.who, http.MethodPut, what, body, "If-Match", "*")
			if c.sets == http.StatusForbidden { // before anything else that is wrong
				d.do(http.StatusForbidden, c.who, http.MethodPut, what, body)
				d.do(http.StatusForbidden, c.who, http.MethodPut, what, `{`, "If-Match", "*")
				d.do(http.StatusForbidden, c.who, http.MethodPut, what, `"x"`, "If-Match", `"9"`)
			}
		}
	}
}

func TestPoliciesThatBreakARuleAreRefusedByTheNameOfTheField(t *testing.T) {
	rest := `,{"id":"rest","targets":{}}]`
	d := newDesk(t)
	for name, c := range map[string]struct {
		body  string
		field string
	}{
		"none":                      {`[]`, "policies"},
		"no id":                     {`[{"targets":{}}]`, "[0].id"},
		"an empty id":               {`[{"id":"","targets":{}}]`, "policies[0].id"},
		"the same id twice":         {`[{"id":"rest","targets":{}}` + rest, "policies[1].id"},
		"no targets":                {`[{"id":"rest"}]`, "[0].targets"},
		"the last does not match":   {`[{"id":"rest","match":{"tier":["gold"]},"targets":{}}]`, "policies[0].match"},
		"a target of no sort":       {`[{"id":"a","targets":{"lunch":{"within":"1h"}}}` + rest, "policies[0].targets"},
		"no time":                   {`[{"id":"a","targets":{"firstReply":{}}}` + rest, "[0].targets.firstReply.within"},
		"an empty time":             {`[{"id":"a","targets":{"firstReply":{"within":""}}}` + rest, "policies[0].targets.firstReply.within"},
		"a time of no sort":         {`[{"id":"a","targets":{"firstReply":{"within":"soon"}}}` + rest, "policies[0].targets.firstReply.within"},
		"no time at all":            {`[{"id":"a","targets":{"firstReply":{"within":"0s"}}}` + rest, "policies[0].targets.firstReply.within"},
		"half a second":             {`[{"id":"a","targets":{"firstReply":{"within":"500ms"}}}` + rest, "policies[0].targets.firstReply.within"},
		"a negative time":           {`[{"id":"a","targets":{"firstReply":{"within":"-1h"}}}` + rest, "policies[0].targets.firstReply.within"},
		"a pause of no sort":        {`[{"id":"a","targets":{"resolution":{"within":"1h","pauseOn":["open"]}}}` + rest, "policies[0].targets.resolution.pauseOn[0]"},
		"a warning after the end":   {`[{"id":"a","targets":{},"warnAt":[1.5]}` + rest, "policies[0].warnAt[0]"},
		"warnings out of order":     {`[{"id":"a","targets":{},"warnAt":[0.8,0.5]}` + rest, "policies[0].warnAt[1]"},
		"a calendar that is not":    {`[{"id":"a","targets":{},"calendar":"vienna"}` + rest, "policies[0].calendar"},
		"a closing of no sort":      {`[{"id":"a","targets":{},"closeAfter":"later"}` + rest, "policies[0].closeAfter"},
		"an unknown field":          {`[{"id":"a","targets":{},"colour":"red"}` + rest, "[0].colour"},
		"an unknown match":          {`[{"id":"a","targets":{},"match":{"colour":["red"]}}` + rest, "[0].match.colour"},
		"an empty value to match":   {`[{"id":"a","targets":{},"match":{"tier":[""]}}` + rest, "policies[0].match.tier[0]"},
		"no list":                   {`{"policies":[]}`, ""},
		"nothing but null":          {`null`, ""},
		"a list of nothing but one": {`[null]`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			d.TB = t
			w := d.do(http.StatusUnprocessableEntity, lin, http.MethodPut, path, c.body, "If-Match", `"1"`)
			if names := fields(t, w); c.field != "" && (len(names) != 1 || strings.TrimPrefix(names[0], "policies") != strings.TrimPrefix(c.field, "policies")) {
				t.Errorf("names %v, want %s", names, c.field)
			}
		})
	}
	d.do(http.StatusBadRequest, lin, http.MethodPut, path, `[`, "If-Match", `"1"`)
	if w := d.do(http.StatusOK, lin, http.MethodGet, path, ""); w.Header().Get("ETag") != `"1"` {
		t.Error("something was stored")
	}
}

func TestALadderIsSetForATeamOrForTheCompany(t *testing.T) {
	d := newDesk(t)
	fallback := d.do(http.StatusOK, bo, http.MethodGet, ladders+"default", "")
	d.same(fallback, `{"levels":[{"role":"lead","takeoverWithin":"30m"},{"role":"compliance","takeoverWithin":"30m"},{"role":"admin","takeoverWithin":"30m"}]}`)
	w := d.do(http.StatusOK, lin, http.MethodPut, ladders+"chain", one, "If-Match", `"1"`)
	d.same(w, one)
	if w.Header().Get("ETag") != `"2"` {
		t.Errorf("ETag is %s", w.Header().Get("ETag"))
	}
	d.same(d.do(http.StatusOK, bo, http.MethodGet, ladders+"chain", ""), one)
	d.do(http.StatusPreconditionFailed, lin, http.MethodPut, ladders+"chain", one, "If-Match", `"1"`)
	d.do(http.StatusPreconditionRequired, lin, http.MethodPut, ladders+"chain", one)
	d.do(http.StatusOK, lin, http.MethodPut, ladders+"default", one, "If-Match", `"1"`)
	for team, levels := range map[string]int{"chain": 2, "": 2, "other": 2} {
		if l, err := d.store.Ladder(t.Context(), team); err != nil || len(l) != levels || l[0].Within != 10*time.Minute {
			t.Errorf("%q climbs %v: %v", team, l, err)
		}
	}
}

func TestALadderThatBreaksARuleIsRefusedByTheNameOfTheField(t *testing.T) {
	d := newDesk(t)
	for body, field := range map[string]string{
		`{"levels":[]}`: "levels",
		`{"levels":[{"role":"king","takeoverWithin":"1h"}]}`:                                       "levels[0].role",
		`{"levels":[{"role":"lead"}]}`:                                                             "levels[0].takeoverWithin",
		`{"levels":[{"role":"lead","takeoverWithin":"soon"}]}`:                                     "levels[0].takeoverWithin",
		`{"levels":[{"role":"lead","takeoverWithin":"500ms"}]}`:                                    "levels[0].takeoverWithin",
		`{"levels":[{"role":"lead","takeoverWithin":"1.5s"}]}`:                                     "levels[0].takeoverWithin",
		`{"levels":[{"role":"lead","takeoverWithin":"721h"}]}`:                                     "levels[0].takeoverWithin",
		`{"levels":[{"role":"lead","takeoverWithin":"1h"},{"role":"lead","takeoverWithin":"1h"}]}`: "levels[1].role",
		`{"levels":[{"role":"lead","takeoverWithin":"1h"}],"calendar":"x"}`:                        "calendar",
	} {
		w := d.do(http.StatusUnprocessableEntity, lin, http.MethodPut, ladders+"chain", body, "If-Match", "*")
		if names := fields(t, w); len(names) != 1 || names[0] != field {
			t.Errorf("%s names %v, want %s", body, names, field)
		}
	}
	d.do(http.StatusUnprocessableEntity, lin, http.MethodPut, ladders+strings.Repeat("x", 65), one, "If-Match", "*")
}
