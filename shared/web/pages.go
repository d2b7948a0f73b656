package web

import (
	"context"
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// Pages answers browsers with pages where an API answers with JSON: those who accept HTML, and those who send a form.
type Pages struct {
	// On says which paths have pages; everything else goes through as it is.
	On func(path string) bool
	// Policy is the Content-Security-Policy of the pages.
	Policy string
	// Problem gives the page of a problem. language is what [Show] or [Speak] said or, before, an Accept-Language header.
	Problem func(language string, status int) []byte
}

// visit is what is shown to a browser in the place of JSON.
type visit struct {
	language string
	page     []byte // nil until an operation has one
}

type visitKey struct{}

// Speak sets the language in which the visitor is answered, once it is known, also with a problem. It does nothing for
// whom is no browser.
func Speak(ctx context.Context, language string) {
	if v, _ := ctx.Value(visitKey{}).(*visit); v != nil {
		v.language = language
	}
}

// Show gives the page that a browser gets in the place of JSON.
func Show(ctx context.Context, page []byte) {
	if v, _ := ctx.Value(visitKey{}).(*visit); v != nil {
		v.page = page
	}
}

// Visited reports whether a browser asks, which gets a page, and gives the languages that it asks for.
func Visited(ctx context.Context) (acceptLanguage string, browser bool) {
	v, _ := ctx.Value(visitKey{}).(*visit)
	if v == nil {
		return "", false
	}
	return v.language, true
}

// Serve puts pages before an API.
func (p Pages) Serve(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !p.On(r.URL.Path) {
			next.ServeHTTP(w, r)
			return
		}
		w.Header().Add("Vary", "Accept, Content-Type")
		if !wantsPage(r) {
			next.ServeHTTP(w, r)
			return
		}
		v := &visit{language: r.Header.Get("Accept-Language")}
		answer := &answered{header: http.Header{}}
		next.ServeHTTP(answer, r.WithContext(context.WithValue(r.Context(), visitKey{}, v)))
		for name, values := range answer.header {
			w.Header()[name] = values
		}
		page := v.page
		if page == nil || answer.status >= http.StatusBadRequest {
			page = p.Problem(v.language, answer.status)
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", p.Policy)
		w.Header().Set("Content-Length", strconv.Itoa(len(page)))
		w.WriteHeader(answer.status)
		if r.Method != http.MethodHead {
			_, _ = w.Write(page)
		}
	})
}

// answered keeps what an operation answers: its status and headers. What it says is said by a page.
type answered struct {
	header http.Header
	status int
}

func (a *answered) Header() http.Header { return a.header }

func (a *answered) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

func (a *answered) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return len(b), nil
}

// wantsPage reports whether a request is a browser's: it likes HTML better than JSON, or sends a form and does not
// ask for JSON.
func wantsPage(r *http.Request) bool {
	accept := strings.Join(r.Header.Values("Accept"), ",")
	html, json := quality(accept, "text/html"), quality(accept, "application/json")
	if media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); media == "application/x-www-form-urlencoded" {
		return html >= json
	}
	return html > 0 && html >= json
}

// Prefers reports whether an Accept header wants a media type more than JSON.
func Prefers(accept, media string) bool {
	return quality(accept, media) > quality(accept, "application/json")
}

// quality gives how much an Accept header wants exactly a media type (RFC 9110, 12.5.1): 0 when it does not name it.
func quality(accept, media string) float64 {
	for part := range strings.SplitSeq(accept, ",") {
		name, parameters, err := mime.ParseMediaType(strings.TrimSpace(part))
		if err != nil || name != media {
			continue
		}
		q, err := strconv.ParseFloat(parameters["q"], 64)
		if err != nil {
			return 1
		}
		return q
	}
	return 0
}
