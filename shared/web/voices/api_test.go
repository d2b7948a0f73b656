package voices_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/limit"
	"aftercare/shared/memory"
	"aftercare/shared/seal"
	"aftercare/shared/ticket"
	"aftercare/shared/voice"
	"aftercare/shared/web"
	"aftercare/shared/web/voices"
	"aftercare/shared/web/webtest"
)

var (
	noon  = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	alice = &web.Caller{ID: "customer-alice", Name: "Alice", Email: "alice@example.test", EmailVerified: true, Locale: "en"}
	wei   = &web.Caller{ID: "customer-wei", Locale: "zh"}
	bo    = &web.Caller{ID: "staff-bo", Name: "Bo", Groups: []web.Group{web.Agent}}
)

type keys struct{ *seal.Keys }

func (k keys) Get(context.Context) (*seal.Keys, error) { return k.Keys, nil }

// office is the API over an empty store.
type office struct {
	http.Handler
	store   *memory.Store
	tickets *ticket.Service
	time    time.Time
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{time: noon}
	now := func() time.Time { return o.time }
	k, err := seal.New([]byte(`{"current":"` + strings.Repeat("s", 32) + `"}`))
	if err != nil {
		t.Fatal(err)
	}
	o.store = memory.New(now)
	o.tickets = ticket.NewService(o.store, o.store, now)
	ids := func(_ context.Context, scope, key string) ([]string, error) { return k.IDs(scope, key), nil }
	server := web.New("Feedback", slog.New(slog.NewTextHandler(io.Discard, nil)))
	voices.API{Voices: voice.NewService(o.store, o.tickets, limit.New(o.store, now), ids, now), Keys: keys{k}, Now: now}.Register(server.API)
	o.Handler = server
	return o
}

// do sends a request that must be answered by a status, and decodes the answer.
func do[T any](t *testing.T, o *office, as *web.Caller, method, path, body string, status int, headers ...string) (T, http.Header) {
	t.Helper()
	r := webtest.Request{Method: method, Path: path, Body: body, As: as, Header: map[string]string{}}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header[headers[i]] = headers[i+1]
	}
	w := webtest.Do(t, o, r)
	if w.Code != status {
		t.Fatalf("%s %s: %d, want %d: %s", method, path, w.Code, status, w.Body)
	}
	var v T
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		t.Fatal(err)
	}
	return v, w.Header()
}

func (o *office) give(t *testing.T, as *web.Caller, kind, body string) voices.View {
	t.Helper()
	v, _ := do[voices.View](t, o, as, "POST", "/v1/feedback", fmt.Sprintf(`{"kind":%q,"body":%q}`, kind, body), http.StatusCreated)
	return v
}

func (o *office) list(t *testing.T, as *web.Caller, query string) []string {
	t.Helper()
	var bodies []string
	for cursor := ""; ; {
		page, _ := do[web.Page[voices.View]](t, o, as, "GET", "/v1/feedback?limit=2"+query+cursor, "", http.StatusOK)
		for _, v := range page.Items {
			bodies = append(bodies, v.Body)
		}
		if page.NextCursor == "" {
			return bodies
		}
		cursor = "&cursor=" + page.NextCursor
	}
}

func TestASuggestionIsGivenReadAndHandled(t *testing.T) {
	o := newOffice(t)
	v, header := do[voices.View](t, o, alice, "POST", "/v1/feedback", `{"kind":"suggestion","body":"A dark mode."}`, http.StatusCreated, "Idempotency-Key", "k1")
	if header.Get("Location") != "/v1/feedback/"+v.ID || header.Get("ETag") != `"1"` || v.Status != "received" || v.Kind != "suggestion" || v.Version != 1 || !v.CreatedAt.Equal(noon) {
		t.Errorf("%+v, %v", v, header)
	}
	again, _ := do[voices.View](t, o, alice, "POST", "/v1/feedback", `{"kind":"suggestion","body":"A dark mode."}`, http.StatusCreated, "Idempotency-Key", "k1")
	if again.ID != v.ID {
		t.Error("the repetition made another")
	}
	do[web.Problem](t, o, alice, "POST", "/v1/feedback", `{"kind":"praise","body":"A dark mode."}`, http.StatusUnprocessableEntity, "Idempotency-Key", "k1")

	path := "/v1/feedback/" + v.ID
	if own, _ := do[voices.View](t, o, alice, "GET", path, "", http.StatusOK); own.Customer != nil || own.Terms != nil {
		t.Errorf("what she sees of it: %+v", own)
	}
	do[web.Problem](t, o, wei, "GET", path, "", http.StatusNotFound)
	if seen, _ := do[voices.View](t, o, bo, "GET", path, "", http.StatusOK); seen.Customer == nil || seen.Customer.Email != "a***@example.test" {
		t.Errorf("what staff see of it: %+v", seen)
	}

	do[web.Problem](t, o, wei, "PATCH", path, `{"status":"done"}`, http.StatusNotFound, "If-Match", "*")
	do[web.Problem](t, o, alice, "PATCH", path, `{"status":"done"}`, http.StatusForbidden, "If-Match", "*")
	do[web.Problem](t, o, bo, "PATCH", path, `{"status":"done"}`, http.StatusPreconditionRequired)
	do[web.Problem](t, o, bo, "PATCH", path, `{"status":"done"}`, http.StatusPreconditionFailed, "If-Match", `"7"`)
	do[web.Problem](t, o, bo, "PATCH", path, `{"status":"received"}`, http.StatusUnprocessableEntity, "If-Match", `"1"`)
	do[web.Problem](t, o, bo, "PATCH", path, `{"status":"declined"}`, http.StatusUnprocessableEntity, "If-Match", `"1"`)
	handled, header := do[voices.View](t, o, bo, "PATCH", path, `{"status":"planned","answer":"In spring."}`, http.StatusOK, "If-Match", `"1"`)
	if handled.Status != "planned" || handled.Answer != "In spring." || handled.HandledBy != bo.ID || header.Get("ETag") != `"2"` {
		t.Errorf("%+v", handled)
	}
}

func TestStaffGiveNone(t *testing.T) {
	o := newOffice(t)
	do[web.Problem](t, o, bo, "POST", "/v1/feedback", `{"kind":"praise","body":"x"}`, http.StatusForbidden)
	do[web.Problem](t, o, bo, "POST", "/v1/feedback", `{"kind":"wish"}`, http.StatusForbidden)
	do[web.Problem](t, o, alice, "POST", "/v1/feedback", `{"kind":"wish","body":"x"}`, http.StatusUnprocessableEntity)
	do[web.Problem](t, o, alice, "POST", "/v1/feedback", `{"kind":"praise","body":"x","ticketId":"7KQ2M9XR4T1B"}`, http.StatusUnprocessableEntity)
	do[web.Problem](t, o, alice, "POST", "/v1/feedback", `{"kind":"praise","body":"x","ticketId":"!"}`, http.StatusUnprocessableEntity)
}

func TestOneMoreThanADayTakesIsToWait(t *testing.T) {
	o := newOffice(t)
	for range voice.Often.Most {
		o.give(t, alice, "suggestion", "More.")
	}
	_, header := do[web.Problem](t, o, alice, "POST", "/v1/feedback", `{"kind":"suggestion","body":"More."}`, http.StatusTooManyRequests)
	if header.Get("Retry-After") != "86400" {
		t.Errorf("Retry-After %s", header.Get("Retry-After"))
	}
	o.give(t, wei, "suggestion", "More.")
}

func TestEverybodyListsWhatTheyMaySee(t *testing.T) {
	o := newOffice(t)
	if _, err := o.tickets.Open(t.Context(), ticket.Opening{
		ID: "7KQ2M9XR4T1B", Subject: "Deposit", Body: "Where?", Channel: ticket.Web, Customer: ticket.Customer{ID: alice.ID},
	}, event.Actor{Kind: event.Customer, ID: alice.ID}, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := o.tickets.Edit(t.Context(), "7KQ2M9XR4T1B", ticket.Patch{Assignee: &bo.ID}, ticket.Do{Actor: bo.Actor()}); err != nil {
		t.Fatal(err)
	}
	first := o.give(t, alice, "suggestion", "Dark mode, first")
	o.time = noon.Add(time.Hour)
	do[voices.View](t, o, alice, "POST", "/v1/feedback", `{"kind":"praise","body":"Kind people","ticketId":"7KQ2-M9XR-4T1B"}`, http.StatusCreated)
	o.time = noon.Add(2 * time.Hour)
	o.give(t, wei, "suggestion", "dark mode, second")
	do[voices.View](t, o, bo, "PATCH", "/v1/feedback/"+first.ID, `{"status":"done"}`, http.StatusOK, "If-Match", "*")

	for name, c := range map[string]struct {
		as    *web.Caller
		query string
		want  string
	}{
		"her own":                {alice, "", "Kind people; Dark mode, first"},
		"her own of a kind":      {alice, "&kind=suggestion", "Dark mode, first"},
		"all of late":            {bo, "", "dark mode, second; Kind people; Dark mode, first"},
		"what waits":             {bo, "&status=received", "Kind people; dark mode, second"},
		"what is done":           {bo, "&status=done", "Dark mode, first"},
		"praise of an agent":     {bo, "&agent=me&kind=praise", "Kind people"},
		"of a customer":          {bo, "&customer=customer-wei", "dark mode, second"},
		"of a group":             {bo, "&group=" + first.ID, "dark mode, second; Dark mode, first"},
		"of an hour":             {bo, "&from=2026-11-22T12:30:00Z&to=2026-11-22T13:30:00Z", "Kind people"},
		"received within a time": {bo, "&status=received&from=2026-11-22T13:30:00Z", "dark mode, second"},
	} {
		if got := strings.Join(o.list(t, c.as, c.query), "; "); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	for _, query := range []string{"?agent=me", "?group=" + first.ID, "?customer=x", "?from=2026-11-22T12:30:00Z"} {
		do[web.Problem](t, o, alice, "GET", "/v1/feedback"+query, "", http.StatusForbidden)
	}
	for _, query := range []string{
		"?from=2026-11-22T12:30:00Z&to=2026-11-21T12:30:00Z", "?from=2026-10-01T00:00:00Z&to=2026-11-22T12:30:00Z", "?group=nothing", "?kind=wish",
	} {
		do[web.Problem](t, o, bo, "GET", "/v1/feedback"+query, "", http.StatusUnprocessableEntity)
	}
	page, _ := do[web.Page[voices.View]](t, o, bo, "GET", "/v1/feedback?limit=1", "", http.StatusOK)
	do[web.Problem](t, o, bo, "GET", "/v1/feedback?limit=1&kind=praise&cursor="+page.NextCursor, "", http.StatusBadRequest)
}

func TestWhatIsAlikeStandsTogether(t *testing.T) {
	o := newOffice(t)
	o.time = noon.AddDate(0, 0, -20)
	first := o.give(t, alice, "suggestion", "Dark mode for charts")
	o.time = noon
	o.give(t, wei, "suggestion", "A dark mode!")
	o.give(t, alice, "suggestion", "Dark mode, please")
	o.give(t, alice, "praise", "Kind people")
	got, _ := do[voices.Groups](t, o, bo, "GET", "/v1/feedback/groups", "", http.StatusOK)
	if len(got.Items) != 2 {
		t.Fatalf("%+v", got)
	}
	g := got.Items[0]
	if g.ID != first.ID || g.Count != 2 || g.Before != 1 || g.Growth == nil || *g.Growth != 8 || strings.Join(g.Terms, " ") != "dark mode" || len(g.Examples) != 2 {
		t.Errorf("%+v", g)
	}
	if got.Items[1].Growth != nil || got.Items[1].Kind != "praise" {
		t.Errorf("%+v", got.Items[1])
	}
	do[web.Problem](t, o, alice, "GET", "/v1/feedback/groups", "", http.StatusForbidden)
	do[web.Problem](t, o, alice, "GET", "/v1/feedback/groups?kind=wish", "", http.StatusForbidden)
	do[web.Problem](t, o, bo, "GET", "/v1/feedback/groups?from=2026-10-01T00:00:00Z&to=2026-11-22T12:30:00Z", "", http.StatusUnprocessableEntity)
}
