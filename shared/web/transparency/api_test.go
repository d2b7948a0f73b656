package transparency_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // the machine need not have zone files

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/memory"
	"aftercare/shared/page"
	"aftercare/shared/seal"
	published "aftercare/shared/transparency"
	"aftercare/shared/web"
	"aftercare/shared/web/transparency"
	"aftercare/shared/web/webtest"
)

const browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8" // as browsers say it

// keys are always the same.
type keys struct{}

func (keys) Get(context.Context) (*seal.Keys, error) {
	return seal.New([]byte(`{"current":"a secret of a test, which is long enough"}`))
}

// desk is the API over a store in memory.
type desk struct {
	*testing.T
	http.Handler
	store *memory.Store
	now   time.Time
}

func open(t *testing.T) *desk {
	t.Helper()
	d := &desk{T: t, now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
	now := func() time.Time { return d.now }
	d.store = memory.New(now)
	server := web.New("Transparency", slog.New(slog.NewTextHandler(io.Discard, nil)))
	reports := published.NewService(d.store, published.Collector{Source: d.store, Shards: layout.Shards},
		published.Settings{Company: "Example Exchange", Least: 5, CutOff: 4 * 24 * time.Hour}, now)
	transparency.API{Promises: d.store, Reports: reports, Keys: keys{}, Company: "Example Exchange", Zone: time.UTC, Now: now}.Register(server.API)
	d.Handler = transparency.Pages(server)
	return d
}

// read sends a request, with headers as pairs.
func (d *desk) read(method, path string, status int, header ...string) *httptest.ResponseRecorder {
	d.Helper()
	req := webtest.Request{Method: method, Path: path, Header: map[string]string{}}
	for i := 0; i < len(header); i += 2 {
		req.Header[header[i]] = header[i+1]
	}
	w := webtest.Do(d, d.Handler, req)
	if w.Code != status {
		d.Fatalf("%s %s gives %d, want %d: %s", method, path, w.Code, status, w.Body)
	}
	return w
}

const promises = "/v1/public/promises"

func TestPromisesArePublishedForProgramsAndForPeople(t *testing.T) {
	d := open(t)
	answer := d.read(http.MethodGet, promises, http.StatusOK, "Accept", "application/json", "Accept-Language", "de")
	var told transparency.Promises
	if err := json.Unmarshal(answer.Body.Bytes(), &told); err != nil {
		t.Fatal(err)
	}
	if told.Language != "de" || len(told.Promises) != 8 || told.Promises[0].Targets["firstReply"].Within != "5m" || told.OtherAgreements {
		t.Errorf("%+v", told)
	}
	shown := d.read(http.MethodGet, promises+"?language=zh", http.StatusOK, "Accept", browser)
	if got := shown.Header().Get("Content-Security-Policy"); got != page.Policy || !strings.Contains(shown.Body.String(), `<html lang="zh">`) {
		t.Errorf("%s\n%s", got, shown.Body)
	}
	for _, w := range []*httptest.ResponseRecorder{answer, shown} {
		for name, want := range map[string]string{
			"Cache-Control": "public, max-age=300", "Vary": "Accept, Accept-Language", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
		} {
			if got := w.Header().Get(name); got != want {
				t.Errorf("%s: %s, want %s", name, got, want)
			}
		}
	}
	if answer.Header().Get("ETag") == shown.Header().Get("ETag") {
		t.Error("page and JSON have one tag")
	}
}

func TestWhatIsStillTheSameIsNotSentAgain(t *testing.T) {
	d := open(t)
	for _, accept := range []string{"application/json", browser} {
		first := d.read(http.MethodGet, promises, http.StatusOK, "Accept", accept)
		tag := first.Header().Get("ETag")
		for _, had := range []string{tag, "W/" + tag, `"other", ` + tag, "*"} {
			same := d.read(http.MethodGet, promises, http.StatusNotModified, "Accept", accept, "If-None-Match", had)
			if same.Body.Len() != 0 || same.Header().Get("ETag") != tag || same.Header().Get("Cache-Control") == "" {
				t.Errorf("%v %s", same.Header(), same.Body)
			}
		}
		d.read(http.MethodGet, promises, http.StatusOK, "Accept", accept, "If-None-Match", `"other"`)
		head := d.read(http.MethodHead, promises, http.StatusOK, "Accept", accept)
		if head.Body.Len() != 0 || head.Header().Get("ETag") != tag || head.Header().Get("Content-Type") != first.Header().Get("Content-Type") {
			t.Errorf("%v %s", head.Header(), head.Body)
		}
	}
}

func TestProblemsAreNotKept(t *testing.T) {
	d := open(t)
	w := d.read(http.MethodGet, promises+"?language="+strings.Repeat("x", 40), http.StatusUnprocessableEntity)
	if got := w.Header().Get("Cache-Control"); got != "no-store" {
		t.Error(got)
	}
	d.read(http.MethodPost, promises, http.StatusMethodNotAllowed)
}
