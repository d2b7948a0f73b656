package web

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Cached lets anybody keep what is the same for everybody, for a time: what is published, and carries no token. An
// answer that is still the same is told by 304. Put it before [Pages].
type Cached struct {
	// On says which paths may be kept.
	On func(path string) bool
	// For is how long, in whole seconds. With 0 it has to be asked for again each time, also where nobody answers.
	For time.Duration
}

// Serve puts the cache's rules before an API.
func (c Cached) Serve(next http.Handler) http.Handler {
	return http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		if !c.On(r.URL.Path) || r.Method != http.MethodGet && r.Method != http.MethodHead {
			next.ServeHTTP(out, r)
			return
		}
		read := r.Clone(r.Context())
		read.Method = http.MethodGet // HEAD is told of what GET would have
		w := newRecorder()
		next.ServeHTTP(w, read)
		w.WriteHeader(http.StatusOK)
		if w.status == http.StatusOK {
			c.keep(w, r.Header.Values("If-None-Match"))
		}
		if r.Method == http.MethodHead {
			w.header.Set("Content-Length", strconv.Itoa(w.body.Len()))
			w.body.Reset()
		}
		w.copyTo(out)
	})
}

func (c Cached) keep(w *recorder, had []string) {
	fresh := "no-cache"
	if c.For > 0 {
		fresh = "max-age=" + strconv.Itoa(int(c.For/time.Second))
	}
	w.header.Set("Cache-Control", "public, "+fresh)
	w.header.Set("Vary", "Accept, Accept-Language")
	tag := w.header.Get("ETag")
	if tag == "" {
		sum := sha256.Sum256(w.body.Bytes())
		tag = `"` + base64.RawURLEncoding.EncodeToString(sum[:18]) + `"`
		w.header.Set("ETag", tag)
	}
	if matches(had, tag) {
		w.status = http.StatusNotModified
		w.body.Reset()
		w.header.Del("Content-Type")
		w.header.Del("Content-Length")
	}
}

// matches compares weakly, as If-None-Match does (RFC 9110, 13.1.2).
func matches(had []string, tag string) bool {
	for part := range strings.SplitSeq(strings.Join(had, ","), ",") {
		part = strings.TrimSpace(part)
		if part == "*" || strings.TrimPrefix(part, "W/") == tag {
			return true
		}
	}
	return false
}
