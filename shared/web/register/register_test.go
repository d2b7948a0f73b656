package register_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"aftercare/shared/complaint"
	"aftercare/shared/event"
	"aftercare/shared/memory"
	exports "aftercare/shared/register"
	"aftercare/shared/seal"
	"aftercare/shared/ticket"
	"aftercare/shared/trend"
	"aftercare/shared/web"
	"aftercare/shared/web/complaints"
	"aftercare/shared/web/register"
	"aftercare/shared/web/webtest"
)

var (
	alice = &web.Caller{ID: "alice", Name: "Alice", Email: "alice@example.com", EmailVerified: true, Locale: "en"}
	bo    = &web.Caller{ID: "bo", Name: "Bo", Groups: []web.Group{web.Agent}}
	lin   = &web.Caller{ID: "lin", Name: "Lin", Groups: []web.Group{web.Lead}}
	cora  = &web.Caller{ID: "cora", Name: "Cora", Groups: []web.Group{web.Compliance}}
	ada   = &web.Caller{ID: "ada", Name: "Ada", Groups: []web.Group{web.Admin}}
)

// desk is the API over storage in memory, at a time that the test sets.
type desk struct {
	*testing.T
	server *web.Server
	store  *memory.Store
	now    time.Time
	files  []byte // of the one export of a test
}

// What an export is written to, and read by.
func (d *desk) Begin(context.Context, string, string) (string, error) { return "upload", nil }

func (d *desk) Part(_ context.Context, _, _ string, _ int, body []byte) (string, error) {
	d.files = append(d.files, body...)
	return "tag", nil
}

func (d *desk) Finish(context.Context, string, string, []string) error { return nil }

func (d *desk) Link(_ context.Context, key, name string, life time.Duration) (string, error) {
	return fmt.Sprintf("https://files.example.test/%s?as=%s&for=%s", key, name, life), nil
}

type keys struct{ *seal.Keys }

func (k keys) Get(context.Context) (*seal.Keys, error) { return k.Keys, nil }

func open(t *testing.T) *desk {
	t.Helper()
	d := &desk{T: t, now: time.Date(2026, 3, 20, 10, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return d.now }
	d.store = memory.New(clock)
	regime, err := complaint.NewRegime(complaint.MiCA, time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := seal.New([]byte(`{"current":"0123456789abcdef0123456789abcdef"}`))
	if err != nil {
		t.Fatal(err)
	}
	cases := complaint.NewService(d.store, d.store, ticket.NewService(d.store, d.store, clock), regime, clock).Knowing(d.store)
	d.server = web.New("Aftercare", slog.New(slog.DiscardHandler))
	complaints.API{Complaints: cases, Keys: keys{secret}}.Register(d.server.API)
	register.API{
		Complaints: cases, Causes: d.store, Findings: d.store, Exports: exports.NewService(d.store, clock), Links: d, Keys: keys{secret}, Now: clock,
	}.Register(d.server.API)
	return d
}

// do sends a request and wants a status.
func (d *desk) do(as *web.Caller, method, path, body string, want int, headers ...string) *httptest.ResponseRecorder {
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

func (d *desk) get(as *web.Caller, path string, want int) *httptest.ResponseRecorder {
	d.Helper()
	return d.do(as, http.MethodGet, path, "", want)
}

// file files a letter of alice's that was received some time ago, and gives its path.
func (d *desk) file(ago time.Duration) string {
	d.Helper()
	body, err := json.Marshal(map[string]any{
		"subject": "Fee taken twice", "statement": "One withdrawal, two fees.", "customerId": "alice", "channel": "letter",
		"receivedAt": d.now.Add(-ago), "loss": map[string]string{"amount": "0.01", "asset": "BTC"},
	})
	if err != nil {
		d.Fatal(err)
	}
	return d.do(cora, http.MethodPost, "/v1/complaints", string(body), http.StatusCreated).Header().Get("Location")
}

// into decodes an answer.
func into[T any](d *desk, w *httptest.ResponseRecorder) T {
	d.Helper()
	var v T
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		d.Fatalf("%v: %s", err, w.Body)
	}
	return v
}

func TestStatistics_CountWhatArticle8Asks(t *testing.T) {
	d := open(t)
	const day = 24 * time.Hour
	first := d.file(3 * day) // too late to be acknowledged
	d.file(2 * time.Hour)
	d.file(6 * 365 * day) // too late for everything
	d.do(cora, http.MethodPost, first+"/acknowledgement", `{"admissible":false,"reasons":"Not ours."}`, http.StatusOK)
	d.do(cora, http.MethodPost, first+"/closure", `{"outcome":"inadmissible","reason":"Not ours."}`, http.StatusOK)

	got := into[map[string]any](d, d.get(lin, "/v1/complaints/statistics", http.StatusOK))
	want := map[string]any{
		"from": "2026-02-17T10:00:01Z", "to": "2026-03-20T10:00:01Z", "received": 2.0, "open": 1.0, "late": 1.0,
		"outcomes": map[string]any{"inadmissible": 1.0}, "topics": map[string]any{"unclassified": 2.0},
		"steps": map[string]any{
			"acknowledgement":   map[string]any{"meanSeconds": (3 * day).Seconds(), "overLimit": 1.0},
			"investigation":     map[string]any{"meanSeconds": nil, "overLimit": 0.0},
			"decision":          map[string]any{"meanSeconds": nil, "overLimit": 0.0},
			"decisionStatutory": map[string]any{"meanSeconds": nil, "overLimit": 0.0},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	long := into[register.Statistics](d, d.get(ada, "/v1/complaints/statistics?from=2000-01-01T00:00:00Z&to=9999-01-01T00:00:00Z", http.StatusOK))
	if long.Received != 3 || long.Late != 2 || long.Steps[complaint.DecisionStatutory].OverLimit != 1 {
		t.Errorf("over all years %+v", long)
	}
}

func TestStatistics_AreForThoseWhoHandleComplaints(t *testing.T) {
	d := open(t)
	for _, as := range []*web.Caller{alice, bo} {
		d.get(as, "/v1/complaints/statistics", http.StatusForbidden)
		d.get(as, "/v1/complaints/statistics?from=yesterday", http.StatusForbidden)
	}
	d.get(nil, "/v1/complaints/statistics", http.StatusUnauthorized)
	for _, query := range []string{"from=yesterday", "from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z"} {
		d.get(cora, "/v1/complaints/statistics?"+query, http.StatusUnprocessableEntity)
	}
}

func TestCauses_AreSetAsAWholeByThoseWhoAnswerForTheRegister(t *testing.T) {
	d := open(t)
	const path = "/v1/complaints/causes"
	first := d.get(bo, path, http.StatusOK)
	if got := into[register.Causes](d, first); len(got.Causes) < 10 || len(got.Removed) != 0 {
		t.Errorf("as shipped %+v", got)
	}
	const body = `{"causes":[{"id":"bank","names":{"en":"A bank","zh":"银行"}},{"id":"late","parent":"bank","names":{"en":"Late"}}]}`
	put := func(as *web.Caller, body, tag string, want int) *httptest.ResponseRecorder {
		t.Helper()
		if tag == "" {
			return d.do(as, http.MethodPut, path, body, want)
		}
		return d.do(as, http.MethodPut, path, body, want, "If-Match", tag)
	}
	for _, as := range []*web.Caller{alice, bo, lin} {
		put(as, body, `"1"`, http.StatusForbidden)
		put(as, `{}`, "", http.StatusForbidden)
	}
	d.get(alice, path, http.StatusForbidden)
	put(cora, body, "", http.StatusPreconditionRequired)
	put(cora, body, `"2"`, http.StatusPreconditionFailed)
	put(cora, `{"causes":[{"id":"a","parent":"a","names":{"en":"A"}}]}`, `"1"`, http.StatusUnprocessableEntity)
	put(cora, `{"causes":[]}`, `"1"`, http.StatusUnprocessableEntity)
	if tag := put(cora, body, first.Header().Get("ETag"), http.StatusOK).Header().Get("ETag"); tag != `"2"` {
		t.Errorf("ETag %s", tag)
	}
	put(ada, body, `"1"`, http.StatusPreconditionFailed)
	got := into[register.Causes](d, d.get(lin, path, http.StatusOK))
	want := []register.Cause{
		{ID: "bank", Names: map[string]string{"en": "A bank", "zh": "银行"}}, {ID: "late", Parent: "bank", Names: map[string]string{"en": "Late"}},
	}
	if diff := cmp.Diff(want, got.Causes); diff != "" || len(got.Removed) < 10 {
		t.Errorf("%s, and %d removed", diff, len(got.Removed))
	}
}

func TestRecurring_ListsWhatRoseWithItsCases(t *testing.T) {
	d := open(t)
	const path = "/v1/complaints/recurring"
	for i, value := range []string{"delay", "outage", "fees"} {
		f := trend.Finding{
			ID: value, Dimension: trend.Cause, Value: value, From: d.now.Add(-trend.Week), To: d.now, Count: 5, Before: 12,
			Complaints: []string{"C1"}, At: d.now.Add(-time.Duration(i) * 24 * time.Hour),
		}
		e := event.New(event.ComplaintRecurring, d.now, event.Actor{Kind: event.System}, event.Empty{}, nil)
		e.Seq, e.Aggregate = 1, event.Aggregate{Kind: event.Finding, ID: f.ID, Version: 1}
		if err := d.store.AddFinding(t.Context(), f, e); err != nil {
			t.Fatal(err)
		}
	}
	first := into[web.Page[register.Finding]](d, d.get(bo, path+"?limit=2", http.StatusOK))
	if len(first.Items) != 2 || first.Items[0].Value != "delay" || first.Items[0].WeeklyMean != 1.5 || first.NextCursor == "" {
		t.Fatalf("%+v", first)
	}
	rest := into[web.Page[register.Finding]](d, d.get(bo, path+"?limit=2&cursor="+first.NextCursor, http.StatusOK))
	if len(rest.Items) != 1 || rest.Items[0].Value != "fees" || rest.NextCursor != "" {
		t.Errorf("%+v", rest)
	}
	d.get(cora, path+"?cursor="+first.NextCursor, http.StatusBadRequest)
	d.get(alice, path, http.StatusForbidden)
	d.get(cora, path+"?from=2026-01-01T00:00:00Z&to=2026-03-01T00:00:00Z", http.StatusUnprocessableEntity)
	d.get(cora, path+"?from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z", http.StatusUnprocessableEntity)
}
