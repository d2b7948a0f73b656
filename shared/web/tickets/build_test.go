package tickets_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"aftercare/shared/memory"
	"aftercare/shared/seal"
	"aftercare/shared/ticket"
	"aftercare/shared/web"
	"aftercare/shared/web/tickets"
	"aftercare/shared/web/webtest"
)

var (
	alice = &web.Caller{ID: "alice", Name: "Alice", Email: "alice@example.com", EmailVerified: true, Locale: "en", Tier: "gold"}
	wei   = &web.Caller{ID: "wei", Name: "Wei", Email: "wei@example.com", EmailVerified: true, Locale: "zh"}
	bo    = &web.Caller{ID: "bo", Name: "Bo", Groups: []web.Group{web.Agent}}
	lin   = &web.Caller{ID: "lin", Name: "Lin", Groups: []web.Group{web.Lead}}
	cora  = &web.Caller{ID: "cora", Name: "Cora", Groups: []web.Group{web.Compliance}}
	ada   = &web.Caller{ID: "ada", Name: "Ada", Groups: []web.Group{web.Admin}}
)

const (
	root   = "/v1/tickets"
	plain  = `{"subject":"Where is my deposit?","body":"I sent it yesterday.","category":"deposit"}`
	phrase = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about"
)

// desk is the API over storage in memory, at a time that the test sets.
type desk struct {
	*testing.T
	server *web.Server
	store  *memory.Store
	now    time.Time
}

func (d *desk) clock() time.Time { return d.now }

type keys struct{ *seal.Keys }

func (k keys) Get(context.Context) (*seal.Keys, error) { return k.Keys, nil }

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{T: t, now: time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)}
	d.store = memory.New(d.clock)
	secret, err := seal.New([]byte(`{"current":"0123456789abcdef0123456789abcdef"}`))
	if err != nil {
		t.Fatal(err)
	}
	d.server = web.New("Aftercare", slog.New(slog.DiscardHandler))
	tickets.API{Tickets: ticket.NewService(d.store, d.store, d.clock), Keys: keys{secret}}.Register(d.server.API)
	return d
}

// answer is an answer with its JSON.
type answer struct {
	*httptest.ResponseRecorder
	body map[string]any
}

// at gives a value by its path, such as "escalation.level" or "errors.0.name"; nil when there is none.
func (a answer) at(path string) any {
	var v any = a.body
	for _, name := range strings.Split(path, ".") {
		switch in := v.(type) {
		case map[string]any:
			v = in[name]
		case []any:
			i := int(name[0] - '0')
			if i >= len(in) {
				return nil
			}
			v = in[i]
		default:
			return nil
		}
	}
	return v
}

// items gives the values of a list's items by path.
func (a answer) items(path string) []any {
	list, _ := a.body["items"].([]any)
	out := []any{}
	for _, item := range list {
		object, _ := item.(map[string]any)
		out = append(out, answer{body: object}.at(path))
	}
	return out
}

// send sends a request; headers come in pairs.
func (d *desk) send(as *web.Caller, method, path, body string, headers ...string) answer {
	d.Helper()
	r := webtest.Request{Method: method, Path: path, Body: body, As: as, Header: map[string]string{}}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header[headers[i]] = headers[i+1]
	}
	a := answer{ResponseRecorder: webtest.Do(d, d.server, r)}
	if a.Body.Len() > 0 {
		if err := json.Unmarshal(a.Body.Bytes(), &a.body); err != nil {
			d.Fatalf("%s %s answered no JSON: %v", method, path, err)
		}
	}
	if bytes.Contains(a.Body.Bytes(), []byte("abandon abandon")) {
		d.Errorf("%s %s answers with the secret", method, path)
	}
	return a
}

func (d *desk) do(want int, as *web.Caller, method, path, body string, headers ...string) answer {
	d.Helper()
	a := d.send(as, method, path, body, headers...)
	if a.Code != want {
		d.Fatalf("%s %s answered %d, want %d: %s", method, path, a.Code, want, a.Body)
	}
	return a
}

func (d *desk) post(want int, as *web.Caller, path, body string, headers ...string) answer {
	d.Helper()
	return d.do(want, as, http.MethodPost, path, body, headers...)
}

func (d *desk) get(want int, as *web.Caller, path string) answer {
	d.Helper()
	return d.do(want, as, http.MethodGet, path, "")
}

func (d *desk) patch(want int, as *web.Caller, path, body string, headers ...string) answer {
	d.Helper()
	return d.do(want, as, http.MethodPatch, path, body, headers...)
}

// opened opens a plain ticket of alice and gives its path.
func (d *desk) opened() string {
	d.Helper()
	return d.post(http.StatusCreated, alice, root, plain).Header().Get("Location")
}

// closed gives the path of a ticket of alice that is closed.
func (d *desk) closed() string {
	d.Helper()
	path := d.opened()
	d.post(http.StatusOK, bo, path+"/solution", "")
	d.now = d.now.Add(5 * 24 * time.Hour)
	d.wake(path)
	return path
}

// wake does what is due on a ticket, as a timer does.
func (d *desk) wake(path string) {
	d.Helper()
	if _, err := ticket.NewService(d.store, d.store, d.clock).Wake(d.Context(), strings.TrimPrefix(path, root+"/")); err != nil {
		d.Fatal(err)
	}
}

// wants compares values by their paths.
func (d *desk) wants(a answer, values map[string]any) {
	d.Helper()
	for path, want := range values {
		if got := a.at(path); got != want {
			d.Errorf("%s is %v, want %v", path, got, want)
		}
	}
}

// lacks checks that an answer has none of the values.
func (d *desk) lacks(a answer, paths ...string) {
	d.Helper()
	for _, path := range paths {
		if got := a.at(path); got != nil {
			d.Errorf("%s is %v, and should not be there", path, got)
		}
	}
}
