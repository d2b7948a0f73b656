package tickets_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestMergingClosesOneTicketForAnother(t *testing.T) {
	d := newDesk(t)
	source, into := d.opened(), d.opened()
	id := strings.TrimPrefix(into, root+"/")
	body := `{"into":"` + id + `"}`
	d.post(http.StatusConflict, bo, source+"/merge", `{"into":"`+strings.TrimPrefix(d.closed(), root+"/")+`"}`)
	for range 2 { // the second time by the same key
		a := d.post(http.StatusOK, bo, source+"/merge", body, "Idempotency-Key", "k1")
		if a.body["status"] != "closed" || a.body["mergedInto"] != id {
			t.Fatalf("answered %s", a.Body)
		}
	}
	d.post(http.StatusConflict, bo, source+"/merge", body)
	for _, nowhere := range []string{`{"into":"0000-0000-0000"}`, `{"into":"?"}`, `{"into":"` + id + `"}`} {
		d.post(http.StatusUnprocessableEntity, bo, into+"/merge", nowhere)
	}
	foreign := d.post(http.StatusCreated, wei, root, plain).Header().Get("Location")
	d.post(http.StatusConflict, bo, foreign+"/merge", body)
	for path, want := range map[string]string{source: `"into":"` + id + `"`, into: `"from":"` + strings.TrimPrefix(source, root+"/") + `"`} {
		if a := d.get(http.StatusOK, alice, path+"/timeline"); !strings.Contains(a.Body.String(), want) {
			t.Errorf("the customer sees %s, want %s", a.Body, want)
		}
	}
}
