package topics_test

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

	"aftercare/shared/complaint"
	"aftercare/shared/event"
	"aftercare/shared/memory"
	"aftercare/shared/seal"
	"aftercare/shared/staff"
	"aftercare/shared/ticket"
	"aftercare/shared/topic"
	"aftercare/shared/web"
	"aftercare/shared/web/topics"
	"aftercare/shared/web/webtest"
	"aftercare/shared/writing"
)

var (
	alice = &web.Caller{ID: "alice", Name: "Alice"}
	bo    = &web.Caller{ID: "bo", Name: "Bo", Groups: []web.Group{web.Agent}}
	lin   = &web.Caller{ID: "lin", Name: "Lin", Groups: []web.Group{web.Lead}}
	cora  = &web.Caller{ID: "cora", Name: "Cora", Groups: []web.Group{web.Compliance}}
	ada   = &web.Caller{ID: "ada", Name: "Ada", Groups: []web.Group{web.Admin}}
)

type keys struct{ *seal.Keys }

func (k keys) Get(context.Context) (*seal.Keys, error) { return k.Keys, nil }

// people are the staff.
type people struct{}

func (people) Members(_ context.Context, role string) ([]staff.Member, error) {
	return map[string][]staff.Member{"lead": {{ID: "lin", Name: "Lin Lang"}}, "compliance": {{ID: "cora", Name: "Cora Cho"}}}[role], nil
}

type teams []string

func (t teams) Teams(context.Context) ([]string, error) { return t, nil }

// desk is the API over storage in memory, where six customers wrote of one thing in English, five in Chinese, and one
// complained of it.
type desk struct {
	*testing.T
	server *web.Server
	store  *memory.Store
	now    time.Time
}

func open(t *testing.T) *desk {
	t.Helper()
	d := &desk{T: t, now: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)}
	clock := func() time.Time { return d.now }
	d.store = memory.New(clock)
	tickets := ticket.NewService(d.store, d.store, clock)
	for i := range 11 {
		body := fmt.Sprintf("How do I pair my %s Ledger Nano?", []string{"new", "old", "small", "large", "green", "green"}[i%6]) + " I am Zora Example, zora@example.com, I paid 12,345.67 EUR."
		if i == 0 {
			body = "Cora said: how do I pair my new Ledger Nano?"
		}
		if i > 5 {
			body = "请问怎么绑定硬件钱包？谢谢"
		}
		_, err := tickets.Open(t.Context(), ticket.Opening{
			ID: fmt.Sprintf("B2Y019T0AP%02d", i), Subject: "Help", Body: body, Channel: ticket.Web, Language: "en",
			Customer: ticket.Customer{ID: fmt.Sprint("customer ", i), Name: "Zora Example", Assurance: ticket.Authenticated},
		}, event.Actor{Kind: event.Customer, ID: fmt.Sprint("customer ", i)}, nil)
		if err != nil {
			t.Fatal(err)
		}
		d.now = d.now.Add(time.Minute)
	}
	c := complaint.Complaint{ID: "7KQ2M9XR4T1B", Seq: 1, Version: 1, ReceivedAt: d.now, CreatedAt: d.now, Subject: "The Ledger", Customer: ticket.Customer{ID: "wei"}, Language: "en"}
	e := event.New(event.ComplaintFiled, d.now, event.Actor{Kind: event.System}, event.Empty{}, nil)
	e.Seq, e.Aggregate = 1, event.Aggregate{Kind: event.Complaint, ID: c.ID, Version: 1}
	if err := d.store.SaveComplaint(t.Context(), complaint.Change{Complaint: c, Events: []event.Event{e}}); err != nil {
		t.Fatal(err)
	}
	secret, err := seal.New([]byte(`{"current":"0123456789abcdef0123456789abcdef"}`))
	if err != nil {
		t.Fatal(err)
	}
	service := topic.Service{Store: d.store, Sources: writing.All(d.store), Names: topic.StaffNames(people{}), Known: topic.KnownBy(people{}, teams{"chain"})}
	d.now = time.Date(2026, 11, 22, 5, 0, 0, 0, time.UTC)
	if seen, err := service.Look(t.Context(), d.now.Truncate(24*time.Hour), d.now); err != nil || seen.Told != 2 {
		t.Fatalf("%+v, %v", seen, err)
	}
	d.server = web.New("Aftercare", slog.New(slog.DiscardHandler))
	topics.API{Topics: service, Keys: keys{secret}, Now: clock}.Register(d.server.API)
	return d
}

func (d *desk) do(as *web.Caller, method, path, body string, header map[string]string, status int) *httptest.ResponseRecorder {
	d.Helper()
	w := webtest.Do(d, d.server, webtest.Request{Method: method, Path: path, Body: body, As: as, Header: header})
	if w.Code != status {
		d.Fatalf("%s %s gave %d, want %d: %s", method, path, w.Code, status, w.Body)
	}
	return w
}

func into[T any](t *desk, w *httptest.ResponseRecorder) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

type page struct {
	Items      []topics.Detail
	NextCursor string
}

func (d *desk) list(query string) page {
	d.Helper()
	return into[page](d, d.do(bo, http.MethodGet, "/v1/topics"+query, "", nil, http.StatusOK))
}

func TestTopics_AreListedAndNarrowed(t *testing.T) {
	d := open(t)
	for query, want := range map[string]int{
		"": 2, "?language=zh": 1, "?language=en&status=offered": 1, "?status=article": 0,
		"?from=2026-11-22T00:00:00Z&to=2026-11-23T00:00:00Z": 2, "?from=2026-11-23T00:00:00Z": 0, "?to=2026-11-22T05:00:00Z": 0,
	} {
		if got := d.list(query); len(got.Items) != want {
			t.Errorf("%q lists %d", query, len(got.Items))
		}
	}
	first := d.list("?limit=1")
	second := d.list("?limit=1&cursor=" + first.NextCursor)
	if len(first.Items) != 1 || len(second.Items) != 1 || first.Items[0].ID == second.Items[0].ID || second.NextCursor != "" {
		t.Errorf("pages %+v and %+v", first, second)
	}
	d.do(bo, http.MethodGet, "/v1/topics?language=zh&limit=1&cursor="+first.NextCursor, "", nil, http.StatusBadRequest)
	d.do(bo, http.MethodGet, "/v1/topics?from=2026-11-01T00:00:00Z&to=2026-12-31T00:00:00Z", "", nil, http.StatusUnprocessableEntity)
	d.do(bo, http.MethodGet, "/v1/topics?from=2026-11-02T00:00:00Z&to=2026-11-01T00:00:00Z", "", nil, http.StatusUnprocessableEntity)
	d.do(alice, http.MethodGet, "/v1/topics", "", nil, http.StatusForbidden)
}

func TestTopics_AreShownWithGrowthExamplesAndCases(t *testing.T) {
	d := open(t)
	id := d.list("?language=en").Items[0].ID
	for caller, cases := range map[*web.Caller]int{bo: 6, lin: 7, cora: 7, ada: 7} {
		got := into[topics.Detail](d, d.do(caller, http.MethodGet, "/v1/topics/"+id, "", nil, http.StatusOK))
		if len(got.Cases) != cases || got.Growth.Count != 7 || got.Growth.Mean != 0 || got.Growth.Factor != 7 || len(got.Growth.Weeks) != 5 || got.People != 7 {
			t.Errorf("%s sees %+v", caller.ID, got)
		}
	}
	got := into[topics.Detail](d, d.do(bo, http.MethodGet, "/v1/topics/"+id, "", nil, http.StatusOK))
	if len(got.Examples) != 5 || got.Examples[0].Quote != "How do I pair my green Ledger Nano?" || got.Examples[4].Quote != "*** said: how do I pair my new Ledger Nano?" || got.Cases[5].Reference != "B2Y0-19T0-AP00" {
		t.Errorf("examples %+v, cases %+v", got.Examples, got.Cases)
	}
	if got.Suggestion.Decision != "article" || len(got.Suggestion.Signs) == 0 || got.Suggestion.Signs[0].Sign != "asksHow" || got.Suggestion.Signs[0].Cases != 6 {
		t.Errorf("suggested %+v", got.Suggestion)
	}
	for _, personal := range []string{"Zora", "zora", "12,345", "customer", "Cora"} {
		if w := d.do(lin, http.MethodGet, "/v1/topics/"+id, "", nil, http.StatusOK); strings.Contains(w.Body.String(), personal) {
			t.Errorf("shows %s: %s", personal, w.Body)
		}
	}
	chinese := d.list("?language=zh").Items[0]
	if strings.Join(chinese.Label, " ") != "绑定硬件钱包" {
		t.Errorf("labelled %q", chinese.Label)
	}
	d.do(bo, http.MethodGet, "/v1/topics/2026-W01-000000000000", "", nil, http.StatusNotFound)
	d.do(alice, http.MethodGet, "/v1/topics/"+id, "", nil, http.StatusForbidden)
}

func TestTopics_AreDecidedByLeads(t *testing.T) {
	d := open(t)
	path := "/v1/topics/" + d.list("?language=en").Items[0].ID + "/decision"
	body := `{"decision":"article","note":"Write it.","assignee":"cora"}`
	for _, caller := range []*web.Caller{alice, bo, cora} {
		d.do(caller, http.MethodPost, path, body, nil, http.StatusForbidden)
		d.do(caller, http.MethodPost, path, `{`, nil, http.StatusForbidden)
	}
	d.do(lin, http.MethodPost, path, `{"decision":"offered"}`, nil, http.StatusUnprocessableEntity)
	for _, who := range []string{"Cora Cho", "nobody", "payments"} {
		w := d.do(lin, http.MethodPost, path, `{"decision":"article","assignee":"`+who+`"}`, nil, http.StatusUnprocessableEntity)
		if !strings.Contains(w.Body.String(), "assignee") || strings.Contains(w.Body.String(), who) {
			t.Errorf("%s", w.Body)
		}
	}
	d.do(lin, http.MethodPost, "/v1/topics/none/decision", body, nil, http.StatusNotFound)
	d.do(lin, http.MethodPost, path, body, map[string]string{"If-Match": `"7"`}, http.StatusPreconditionFailed)
	key := map[string]string{"Idempotency-Key": "k", "If-Match": `"1"`}
	got := into[topics.Detail](d, d.do(lin, http.MethodPost, path, body, key, http.StatusOK))
	want := topics.Decision{Decision: "article", Note: "Write it.", Assignee: "cora", By: "Lin", At: d.now, Count: 7}
	if got.Decision == nil || *got.Decision != want || got.Status != "article" || got.Version != 2 {
		t.Fatalf("got %+v, decision %+v", got, got.Decision)
	}
	if again := into[topics.Detail](d, d.do(lin, http.MethodPost, path, body, key, http.StatusOK)); again.Version != 2 {
		t.Errorf("repeated: version %d", again.Version)
	}
	d.do(lin, http.MethodPost, path, `{"decision":"problem"}`, key, http.StatusUnprocessableEntity)
	if got := into[topics.Detail](d, d.do(ada, http.MethodPost, path, `{"decision":"problem","assignee":"chain"}`, nil, http.StatusOK)); got.Status != "problem" || got.Version != 3 {
		t.Errorf("decided again: %+v", got)
	}
	events, err := d.store.Timeline(t.Context(), event.Topic, got.ID, 1, 0)
	if err != nil || len(events) != 2 || strings.Contains(string(events[0].Data), "Write") {
		t.Errorf("%+v, %v", events, err)
	}
}
