package incidents_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"aftercare/shared/incident"
	"aftercare/shared/memory"
	"aftercare/shared/seal"
	"aftercare/shared/web"
	"aftercare/shared/web/incidents"
	"aftercare/shared/web/webtest"
)

var now = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

var (
	alice = &web.Caller{ID: "alice"}
	bo    = &web.Caller{ID: "bo", Groups: []web.Group{web.Agent}}
	cora  = &web.Caller{ID: "cora", Groups: []web.Group{web.Compliance}}
)

type ring struct{ *seal.Keys }

func (r ring) Get(context.Context) (*seal.Keys, error) { return r.Keys, nil }

// door is the API over three incidents, an hour apart, of which the oldest is over.
func door(t *testing.T) http.Handler {
	t.Helper()
	keys, err := seal.New([]byte(`{"current":"0123456789abcdef0123456789abcdef"}`))
	if err != nil {
		t.Fatal(err)
	}
	clock := func() time.Time { return now }
	store := memory.New(clock)
	s := incident.NewService(store, clock)
	for n := range 3 {
		at := now.Add(-time.Duration(n) * time.Hour)
		if _, err := s.Notice(t.Context(), incident.Incident{
			ID: fmt.Sprintf("I%d", n), Name: fmt.Sprintf("outage-%d", n), Request: "r",
			Facts: incident.Facts{Severity: incident.Major, StartedAt: at, NoticedAt: at, Chain: "ethereum"},
		}, nil); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.End(t.Context(), []string{"I2"}, now, now); err != nil {
		t.Fatal(err)
	}
	server := web.New("Aftercare", slog.New(slog.DiscardHandler))
	incidents.API{Incidents: store, Keys: ring{keys}, Now: clock}.Register(server.API)
	return server
}

func get(t *testing.T, of http.Handler, as *web.Caller, query string, want int) (*httptest.ResponseRecorder, web.Page[incidents.Incident]) {
	t.Helper()
	w := webtest.Do(t, of, webtest.Request{Method: http.MethodGet, Path: "/v1/incidents" + query, As: as})
	if w.Code != want {
		t.Fatalf("%s answered %d, want %d: %s", query, w.Code, want, w.Body)
	}
	var page web.Page[incidents.Incident]
	if want == http.StatusOK {
		if err := json.Unmarshal(w.Body.Bytes(), &page); err != nil {
			t.Fatal(err)
		}
	}
	return w, page
}

func TestIncidents_AreListedNewestFirst(t *testing.T) {
	d := door(t)
	_, first := get(t, d, bo, "?limit=2", http.StatusOK)
	if len(first.Items) != 2 || first.Items[0].IncidentID != "outage-0" || !first.Items[0].EndedAt.IsZero() || first.Items[0].Chain != "ethereum" || first.NextCursor == "" {
		t.Fatalf("%+v", first)
	}
	_, rest := get(t, d, bo, "?limit=2&cursor="+first.NextCursor, http.StatusOK)
	if len(rest.Items) != 1 || rest.Items[0].EndedAt.IsZero() || rest.NextCursor != "" {
		t.Fatalf("%+v", rest)
	}
	get(t, d, cora, "?limit=2&cursor="+first.NextCursor, http.StatusBadRequest) // another's
	get(t, d, bo, "?from=2026-11-22T00:00:00Z&cursor="+first.NextCursor, http.StatusBadRequest)
	if _, page := get(t, d, cora, "?from=2026-11-22T11:00:00Z&to=2026-11-22T12:00:00Z", http.StatusOK); len(page.Items) != 1 || page.Items[0].IncidentID != "outage-1" {
		t.Errorf("%+v", page)
	}
}

func TestIncidents_AreForStaffAndForSpansThatThereAre(t *testing.T) {
	d := door(t)
	get(t, d, alice, "", http.StatusForbidden)
	get(t, d, alice, "?from=yesterday", http.StatusForbidden)
	get(t, d, nil, "", http.StatusUnauthorized)
	get(t, d, bo, "?from=yesterday", http.StatusUnprocessableEntity)
	get(t, d, bo, "?from=2026-11-22T00:00:00Z&to=2026-11-22T00:00:00Z", http.StatusUnprocessableEntity)
	get(t, d, bo, "?from=2026-01-01T00:00:00Z&to=2026-03-01T00:00:00Z", http.StatusUnprocessableEntity)
	if _, page := get(t, d, bo, "?to=2026-01-01T00:00:00Z", http.StatusOK); len(page.Items) != 0 {
		t.Errorf("%+v", page)
	}
}
