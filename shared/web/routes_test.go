package web

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
)

func TestRoutes_PreferWordsToParameters(t *testing.T) {
	m := newRoutes()
	var found string
	for _, pattern := range []string{
		"GET /v1/things/{id}", "GET /v1/things/{id}/timeline", "POST /v1/things/{id}/step", "GET /v1/things/lists/{id}", "POST /v1/things/lists", "PUT /v1/things/lists",
	} {
		m.HandleFunc(pattern, func(http.ResponseWriter, *http.Request) { found = pattern })
	}
	for _, want := range []struct{ method, path, pattern string }{
		{http.MethodGet, "/v1/things/T1", "GET /v1/things/{id}"},
		{http.MethodGet, "/v1/things/T1/timeline", "GET /v1/things/{id}/timeline"},
		{http.MethodGet, "/v1/things/lists/L1", "GET /v1/things/lists/{id}"},
		{http.MethodGet, "/v1/things/lists/timeline", "GET /v1/things/lists/{id}"},
		{http.MethodPost, "/v1/things/lists/step", "POST /v1/things/{id}/step"},
		{http.MethodPost, "/v1/things/lists", "POST /v1/things/lists"},
		{http.MethodGet, "/v1/things/lists", "GET /v1/things/{id}"},
		{http.MethodDelete, "/v1/things/lists", ""},
		{http.MethodGet, "/v1/others", ""},
	} {
		found = ""
		m.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), want.method, want.path, nil))
		if found != want.pattern {
			t.Errorf("%s %s is %q, want %q", want.method, want.path, found, want.pattern)
		}
	}
	for path, want := range map[string][]string{
		"/v1/things/lists": {"GET", "HEAD", "POST", "PUT"}, "/v1/things/T1/step": {"POST"}, "/v1/others": nil,
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodDelete, path, nil)
		if got := m.allowed(r); !slices.Equal(got, want) {
			t.Errorf("%s has %v, want %v", path, got, want)
		}
	}
}
