package tickets_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestStaffCloseSpamAndItsSenderSeesNoMoreThanThat(t *testing.T) {
	d := newDesk(t)
	path := d.opened()
	d.post(http.StatusForbidden, alice, path+"/spam", "")
	d.post(http.StatusNotFound, wei, path+"/spam", "")
	d.post(http.StatusPreconditionFailed, bo, path+"/spam", "", "If-Match", `"7"`)
	for range 2 { // the second time by the same key
		a := d.post(http.StatusOK, bo, path+"/spam", "", "Idempotency-Key", "k1")
		if a.body["status"] != "closed" || a.body["spam"] != true {
			t.Fatalf("answered %s", a.Body)
		}
	}
	d.post(http.StatusConflict, bo, path+"/spam", "")
	if a := d.get(http.StatusOK, alice, path); a.body["status"] != "closed" || strings.Contains(a.Body.String(), "spam") {
		t.Errorf("the customer sees %s", a.Body)
	}
	if a := d.get(http.StatusOK, alice, path+"/timeline"); !strings.Contains(a.Body.String(), "ticket.closed") || strings.Contains(a.Body.String(), "spam") {
		t.Errorf("the customer sees %s", a.Body)
	}
	if a := d.get(http.StatusOK, bo, path+"/timeline"); !strings.Contains(a.Body.String(), `"cause":"spam"`) {
		t.Errorf("staff see %s", a.Body)
	}
}
