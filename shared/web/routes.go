package web

import (
	"net/http"
	"slices"
	"strings"
)

// routes finds operations by their paths. net/http refuses two patterns that fit the same path unless one is narrower,
// as with /v1/complaints/exports/{id} and /v1/complaints/{id}/timeline. Here the one with more words before its first
// parameter is meant: patterns with as many words share a mux, and the muxes are asked in that order.
type routes struct {
	byWords map[int]*http.ServeMux
	order   []int // most words first
}

func newRoutes() *routes { return &routes{byWords: map[int]*http.ServeMux{}} }

// HandleFunc adds an operation.
func (m *routes) HandleFunc(pattern string, handler func(http.ResponseWriter, *http.Request)) {
	before, _, _ := strings.Cut(pattern, "{")
	words := strings.Count(before, "/")
	if m.byWords[words] == nil {
		m.byWords[words] = http.NewServeMux()
		m.order = append(m.order, words)
		slices.Sort(m.order)
		slices.Reverse(m.order)
	}
	m.byWords[words].HandleFunc(pattern, handler)
}

// find gives the mux that has an operation for the request; nil when none has.
func (m *routes) find(r *http.Request) *http.ServeMux {
	for _, words := range m.order {
		if _, pattern := m.byWords[words].Handler(r); pattern != "" {
			return m.byWords[words]
		}
	}
	return nil
}

// ServeHTTP serves a request that has an operation.
func (m *routes) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if mux := m.find(r); mux != nil {
		mux.ServeHTTP(w, r)
	}
}

// allowed gives the methods that the path of the request has; none where there is no such path.
func (m *routes) allowed(r *http.Request) []string {
	var methods []string
	for _, words := range m.order {
		h, _ := m.byWords[words].Handler(r)
		probe := newRecorder() // the mux knows whether another method would do, but says so in plain text
		if h.ServeHTTP(probe, r); probe.status == http.StatusMethodNotAllowed {
			methods = append(methods, strings.Split(probe.header.Get("Allow"), ", ")...)
		}
	}
	slices.Sort(methods)
	return slices.Compact(methods)
}
