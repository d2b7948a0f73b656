package feedback

import (
	"context"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"aftercare/shared/feedback"
)

// visit is what is shown to a browser in the place of JSON.
type visit struct {
	language string // of the survey, once it is known; before, what the browser asks for
	page     []byte // nil until an operation has one
}

type visitKey struct{}

// visitOf gives the visit that the request is part of, in the language of its survey if one was found.
func visitOf(ctx context.Context, s feedback.Survey) *visit {
	v, _ := ctx.Value(visitKey{}).(*visit)
	if v == nil {
		v = &visit{} // not a browser: nobody looks at it
	}
	if s.ID != "" {
		v.language = s.Language
	}
	return v
}

func (v *visit) show(page []byte) { v.page = page }

// Pages answers browsers with pages where next answers with JSON about surveys: those who accept HTML, and those who
// send a form. Everything else goes through as it is.
func Pages(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, surveys) {
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
			page = problemPage(v.language, answer.status)
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", policy)
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
