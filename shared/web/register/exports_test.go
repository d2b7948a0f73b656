package register_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"aftercare/shared/event"
	exports "aftercare/shared/register"
	"aftercare/shared/web"
	"aftercare/shared/web/register"
)

const asking = "/v1/complaints/exports"

// work carries an export out.
func (d *desk) work(path string) {
	d.Helper()
	id := strings.TrimPrefix(path, asking+"/")
	x := exports.Exporter{Store: d.store, Files: d, Now: func() time.Time { return d.now }}
	events, err := d.store.Timeline(d.Context(), event.Export, id, 0, 0)
	if err != nil || len(events) != 1 {
		d.Fatalf("%d events, %v", len(events), err)
	}
	if err := x.Handle(d.Context(), events[0].Publish()); err != nil {
		d.Fatal(err)
	}
}

func TestExport_IsAskedForWrittenAndFetchedByALink(t *testing.T) {
	d := open(t)
	d.file(time.Hour)
	d.file(48 * time.Hour)
	asked := d.do(cora, http.MethodPost, asking, `{"format":"json"}`, http.StatusAccepted)
	path := asked.Header().Get("Location")
	if e := into[register.Export](d, asked); path != asking+"/"+e.ID || e.Status != "requested" || e.Link != nil || e.RequestedBy != "cora" {
		t.Errorf("%s: %+v", path, e)
	}
	d.work(path)
	answer := d.get(ada, path, http.StatusOK)
	e := into[register.Export](d, answer)
	if e.Status != "done" || e.Rows != 2 || e.Link == nil || answer.Header().Get("Cache-Control") != "no-store" {
		t.Fatalf("%+v", e)
	}
	if want := "https://files.example.test/register/" + e.ID + ".json?as=register-" + e.ID + ".json&for=5m0s"; e.Link.URL != want || !e.Link.ExpiresAt.Equal(d.now.Add(5*time.Minute)) {
		t.Errorf("link %+v", e.Link)
	}
	v, err := exports.Verify(bytes.NewReader(d.files), nil)
	if err != nil || v.Hash != e.Head || v.Head.Rows != 2 {
		t.Errorf("%+v, %v", v, err)
	}
}

func TestExport_IsAskedForOncePerKey(t *testing.T) {
	d := open(t)
	first := d.do(cora, http.MethodPost, asking, `{}`, http.StatusAccepted, "Idempotency-Key", "k")
	again := d.do(cora, http.MethodPost, asking, `{}`, http.StatusAccepted, "Idempotency-Key", "k")
	if first.Header().Get("Location") != again.Header().Get("Location") {
		t.Error("the same key makes another export")
	}
	d.do(cora, http.MethodPost, asking, `{"format":"json"}`, http.StatusUnprocessableEntity, "Idempotency-Key", "k")
}

func TestExport_IsForThoseWhoAnswerForTheRegister(t *testing.T) {
	d := open(t)
	path := d.do(cora, http.MethodPost, asking, `{}`, http.StatusAccepted).Header().Get("Location")
	for _, as := range []*web.Caller{alice, bo, lin} {
		d.do(as, http.MethodPost, asking, `{}`, http.StatusForbidden)
		d.do(as, http.MethodPost, asking, `{"format":"xml"}`, http.StatusForbidden)
		d.get(as, path, http.StatusForbidden)
	}
	for _, body := range []string{`{"format":"xml"}`, `{"from":"2026-03-02T00:00:00Z","to":"2026-03-01T00:00:00Z"}`} {
		d.do(cora, http.MethodPost, asking, body, http.StatusUnprocessableEntity)
	}
	d.get(cora, asking+"/0000-0000-0000", http.StatusNotFound)
	d.get(cora, asking+"/nothing!", http.StatusNotFound)
}
