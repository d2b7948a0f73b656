package transparency_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/insight"
	"aftercare/shared/page"
	"aftercare/shared/rollup"
	"aftercare/shared/ticket"
	published "aftercare/shared/transparency"
	"aftercare/shared/web"
	"aftercare/shared/web/transparency"
	"aftercare/shared/web/webtest"
)

var (
	alice = &web.Caller{ID: "alice"}
	bo    = &web.Caller{ID: "bo", Groups: []web.Group{web.Agent}}
	lin   = &web.Caller{ID: "lin", Groups: []web.Group{web.Lead}}
	cora  = &web.Caller{ID: "cora", Groups: []web.Group{web.Compliance}}
	ada   = &web.Caller{ID: "ada", Groups: []web.Group{web.Admin}}
)

const (
	report = "/v1/reports/2026-11"
	public = "/v1/public/transparency/2026-11"
)

// rolled has some tickets, which are rolled up.
func (d *desk) rolled() {
	d.Helper()
	now := func() time.Time { return d.now }
	tickets := ticket.NewService(d.store, d.store, now)
	for i := range 6 {
		_, err := tickets.Open(d.Context(), ticket.Opening{
			ID: fmt.Sprintf("T%d", i), Subject: "Hello", Body: "Hello.", Channel: ticket.Web, Customer: ticket.Customer{ID: "alice", Assurance: ticket.Authenticated},
		}, event.Actor{Kind: event.Customer, ID: "alice"}, nil)
		if err != nil {
			d.Fatal(err)
		}
	}
	d.now = d.now.Add(time.Minute)
	for shard := range layout.Shards {
		if _, err := rollup.NewService(d.store, d.store, tickets.Promises, now).Roll(d.Context(), shard, insight.DayOf(d.now)); err != nil {
			d.Fatal(err)
		}
	}
}

// do sends a request of somebody, with headers as pairs.
func (d *desk) do(as *web.Caller, method, path, body string, status int, header ...string) *httptest.ResponseRecorder {
	d.Helper()
	req := webtest.Request{Method: method, Path: path, Body: body, As: as, Header: map[string]string{}}
	for i := 0; i < len(header); i += 2 {
		req.Header[header[i]] = header[i+1]
	}
	w := webtest.Do(d, d.Handler, req)
	if w.Code != status {
		d.Fatalf("%s %s gives %d, want %d: %s", method, path, w.Code, status, w.Body)
	}
	return w
}

func into[T any](d *desk, w *httptest.ResponseRecorder) T {
	d.Helper()
	var v T
	if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil {
		d.Fatal(err)
	}
	return v
}

func TestFromFiguresToThePublishedReport(t *testing.T) {
	d := open(t)
	d.read(http.MethodGet, public, http.StatusNotFound)
	d.do(ada, http.MethodPost, report+"/freeze", `{"reason":"to try"}`, http.StatusConflict) // nothing is rolled up
	d.rolled()
	d.do(ada, http.MethodPost, report+"/freeze", `{}`, http.StatusUnprocessableEntity)
	frozen := d.do(ada, http.MethodPost, report+"/freeze", `{"reason":"to try"}`, http.StatusOK, "Idempotency-Key", "k")
	again := d.do(ada, http.MethodPost, report+"/freeze", `{"reason":"to try"}`, http.StatusOK, "Idempotency-Key", "k")
	s := into[transparency.Summary](d, again)
	if s.Status != "frozen" || len(s.Editions) != 1 || s.Published != 0 || frozen.Header().Get("ETag") != `"1"` {
		t.Fatalf("%+v", s)
	}
	d.read(http.MethodGet, public, http.StatusNotFound)
	if shown := d.read(http.MethodGet, public, http.StatusNotFound, "Accept", browser).Body.String(); !strings.Contains(shown, "<html") {
		t.Error(shown)
	}
	d.do(ada, http.MethodPost, report+"/approval", `{"decision":"approved"}`, http.StatusForbidden)
	d.do(cora, http.MethodPost, report+"/approval", `{"decision":"approved"}`, http.StatusPreconditionFailed, "If-Match", `"7"`)
	d.do(cora, http.MethodPost, report+"/approval", `{"decision":"approved"}`, http.StatusOK, "If-Match", `"1"`)
	d.do(cora, http.MethodPost, report+"/approval", `{"decision":"refused","reason":"late"}`, http.StatusConflict)

	told := d.read(http.MethodGet, public, http.StatusOK, "Accept", "application/json")
	if got := published.Hash(told.Body.Bytes()); got != s.Editions[0].Hash {
		t.Errorf("the JSON has hash %s, frozen was %s", got, s.Editions[0].Hash)
	}
	table := d.read(http.MethodGet, public+"?format=csv", http.StatusOK, "Accept", browser)
	if table.Header().Get("Content-Type") != "text/csv; charset=utf-8; header=present" || !strings.Contains(table.Body.String(), "2026-11,1,volumes,channel,channel,web,opened,6,count,") {
		t.Errorf("%v\n%s", table.Header(), table.Body)
	}
	if byAccept := d.read(http.MethodGet, public, http.StatusOK, "Accept", "text/csv"); byAccept.Body.String() != table.Body.String() {
		t.Error("Accept gives another table")
	}
	for lang, title := range map[string]string{"en": "Transparency report: Example Exchange, November 2026", "de": "Transparenzbericht: Example Exchange, November 2026", "zh": "透明度报告：Example Exchange，2026年11月"} {
		shown := d.read(http.MethodGet, public, http.StatusOK, "Accept", browser, "Accept-Language", lang)
		if !strings.Contains(shown.Body.String(), "<h1>"+title) || shown.Header().Get("Content-Security-Policy") != page.Policy ||
			shown.Header().Get("Cache-Control") != "public, max-age=300" || !strings.Contains(shown.Body.String(), `role="img"`) {
			t.Errorf("%v\n%s", shown.Header(), shown.Body)
		}
	}
	list := into[transparency.Library](d, d.read(http.MethodGet, "/v1/public/transparency", http.StatusOK))
	if len(list.Items) != 1 || list.Items[0].Hash != s.Editions[0].Hash || list.Items[0].Path != public || !list.Items[0].Provisional {
		t.Errorf("%+v", list)
	}
	if shown := d.read(http.MethodGet, "/v1/public/transparency", http.StatusOK, "Accept", browser).Body.String(); !strings.Contains(shown, `href="transparency/2026-11?language=en"`) {
		t.Error(shown)
	}

	d.do(cora, http.MethodPost, report+"/withdrawal", `{"reason":"wrong"}`, http.StatusOK)
	d.read(http.MethodGet, public, http.StatusGone)
	d.read(http.MethodGet, public, http.StatusGone, "Accept", browser)
	if list := into[transparency.Library](d, d.read(http.MethodGet, "/v1/public/transparency", http.StatusOK)); len(list.Items) != 0 {
		t.Errorf("%+v", list)
	}
}

func TestStaffReadAReportInAnyState(t *testing.T) {
	d := open(t)
	d.rolled()
	d.do(bo, http.MethodGet, report, "", http.StatusNotFound)
	d.do(ada, http.MethodPost, report+"/freeze", `{"reason":"to try"}`, http.StatusOK)
	r := into[transparency.StaffReport](d, d.do(bo, http.MethodGet, report, "", http.StatusOK))
	if r.Status != "frozen" || r.Edition != 1 || published.Hash(r.Content) != r.Editions[0].Hash {
		t.Errorf("%+v", r.Summary)
	}
	if shown := d.do(lin, http.MethodGet, report+"?format=html&language=de", "", http.StatusOK).Body.String(); !strings.Contains(shown, "Dieser Bericht wartet auf seine Freigabe") {
		t.Error(shown)
	}
	if table := d.do(lin, http.MethodGet, report+"?format=csv", "", http.StatusOK); table.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%v", table.Header())
	}
	list := into[web.Page[transparency.Summary]](d, d.do(bo, http.MethodGet, "/v1/reports", "", http.StatusOK))
	if len(list.Items) != 1 || list.Items[0].Month != "2026-11" {
		t.Errorf("%+v", list)
	}
	d.do(bo, http.MethodGet, report+"?edition=2", "", http.StatusNotFound)
	d.do(bo, http.MethodGet, "/v1/reports/2026-13", "", http.StatusUnprocessableEntity)
	d.do(bo, http.MethodGet, "/v1/reports?cursor=x", "", http.StatusBadRequest)
}

func TestAnEarlierEditionStaysReadable(t *testing.T) {
	d := open(t)
	d.rolled()
	for _, reason := range []string{"to try", "a sum was wrong"} {
		d.do(ada, http.MethodPost, report+"/freeze", `{"reason":"`+reason+`"}`, http.StatusOK)
		d.do(cora, http.MethodPost, report+"/approval", `{"decision":"approved"}`, http.StatusOK)
	}
	for edition, query := range map[int]string{1: "?edition=1", 2: ""} {
		if r := into[published.Report](d, d.read(http.MethodGet, public+query, http.StatusOK)); r.Edition != edition {
			t.Errorf("%q is edition %d", query, r.Edition)
		}
	}
	if shown := d.read(http.MethodGet, public+"?format=html", http.StatusOK).Body.String(); !strings.Contains(shown, "This edition corrects the one before: a sum was wrong") {
		t.Error(shown)
	}
	for query, older := range map[string]bool{"?edition=1&": true, "?edition=2&": false, "?": false} {
		shown := d.read(http.MethodGet, public+query+"format=html", http.StatusOK).Body.String()
		if strings.Contains(shown, "A later edition has taken the place of this one.") != older || strings.Contains(shown, `href="?language=en"`) != older {
			t.Errorf("%q does not say whether it is in force:\n%s", query, shown)
		}
	}
	d.read(http.MethodGet, public+"?edition=3", http.StatusNotFound)
}

func TestReportsAreForStaffAndDecidedByFew(t *testing.T) {
	d := open(t)
	d.rolled()
	d.do(alice, http.MethodGet, report, "", http.StatusForbidden)
	d.do(alice, http.MethodGet, "/v1/reports", "", http.StatusForbidden)
	for _, as := range []*web.Caller{alice, bo, lin} {
		d.do(as, http.MethodPost, report+"/freeze", `{"reason":"x"}`, http.StatusForbidden)
		d.do(as, http.MethodPost, report+"/approval", `{"decision":"maybe"}`, http.StatusForbidden)
		d.do(as, http.MethodPost, report+"/withdrawal", `{}`, http.StatusForbidden)
	}
	d.do(cora, http.MethodPost, report+"/freeze", `{"reason":"x"}`, http.StatusForbidden)
	d.do(cora, http.MethodPost, report+"/approval", `{"decision":"approved"}`, http.StatusNotFound)
}
