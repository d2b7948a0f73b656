package policies_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"aftercare/shared/sla"
	"aftercare/shared/web"
)

const (
	calendars = "/v1/sla/calendars"
	berlin    = calendars + "/berlin"
	// office are business hours with both forms of holidays.
	office = `{"timeZone":"Europe/Berlin","hours":{"mon":["09:00-12:00","13:00-17:00"],"fri":["09:00-24:00"]},
		"holidays":["2026-04-03",{"from":"2026-12-21","to":"2027-01-31"},{"from":"2026-05-01","to":"2026-05-01","name":"Labour Day"}],
		"holidaySets":["DE-BE"]}`
	night = `{"timeZone":"Asia/Tokyo","hours":{"sat":["00:00-24:00"]}}`
)

func TestACalendarIsSetAndReadBack(t *testing.T) {
	d := newDesk(t)
	w := d.do(http.StatusCreated, lin, http.MethodPut, berlin, office)
	d.same(w, office)
	if h := w.Header(); h.Get("ETag") != `"1"` || h.Get("Location") != berlin || h.Get("Link") != "" || h.Get("Last-Modified") != "Mon, 02 Mar 2026 10:00:00 GMT" {
		t.Errorf("headers are %v", h)
	}
	w = d.do(http.StatusOK, bo, http.MethodGet, berlin, "")
	d.same(w, office)
	w = d.do(http.StatusOK, ada, http.MethodPut, berlin, w.Body.String(), "If-Match", w.Header().Get("ETag")) // what was read can be set
	d.same(w, office)
	if w.Header().Get("ETag") != `"2"` || w.Header().Get("Location") != "" {
		t.Errorf("headers are %v", w.Header())
	}
	stored, err := d.store.Calendar(t.Context(), "berlin")
	if err != nil || stored.Version() != 2 {
		t.Fatalf("version %d: %v", stored.Version(), err)
	}
	if open, _ := stored.Open(time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)); !open {
		t.Error("closed at nine on a Monday")
	}
}

func TestACalendarIsSetOnlyOverTheVersionThatWasSeen(t *testing.T) {
	d := newDesk(t)
	d.do(http.StatusPreconditionFailed, lin, http.MethodPut, berlin, office, "If-Match", `"1"`)
	d.do(http.StatusCreated, lin, http.MethodPut, berlin, office)
	d.do(http.StatusPreconditionRequired, lin, http.MethodPut, berlin, night)
	d.do(http.StatusPreconditionFailed, lin, http.MethodPut, berlin, night, "If-Match", `"2"`)
	d.do(http.StatusBadRequest, lin, http.MethodPut, berlin, night, "If-Match", `1`)
	d.do(http.StatusOK, lin, http.MethodPut, berlin, night, "If-Match", `"1"`)
	d.do(http.StatusPreconditionFailed, lin, http.MethodPut, berlin, office, "If-Match", `"1"`)
	d.do(http.StatusOK, lin, http.MethodPut, berlin, office, "If-Match", `*`)
	for version, want := range map[string]string{"1": office, "2": night, "3": office} {
		w := d.do(http.StatusOK, bo, http.MethodGet, berlin+"?version="+version, "")
		d.same(w, want)
		if w.Header().Get("ETag") != `"`+version+`"` {
			t.Errorf("version %s has ETag %s", version, w.Header().Get("ETag"))
		}
	}
	d.do(http.StatusNotFound, bo, http.MethodGet, berlin+"?version=4", "")
	d.do(http.StatusUnprocessableEntity, bo, http.MethodGet, berlin+"?version=0", "")
}

func TestACalendarInUseBringsOpenTicketsUnderIt(t *testing.T) {
	d := newDesk(t)
	d.do(http.StatusCreated, lin, http.MethodPut, berlin, office)
	w := d.do(http.StatusOK, lin, http.MethodPut, berlin, night, "If-Match", `"1"`)
	link, ok := strings.CutPrefix(w.Header().Get("Link"), "</v1/sla/reschedulings/")
	id, also := strings.CutSuffix(link, `>; rel="status"`)
	if !ok || !also {
		t.Fatalf("Link is %q", w.Header().Get("Link"))
	}
	r, err := d.store.Rescheduling(t.Context(), id)
	if err != nil || r.Cause.ID != "berlin" || r.Cause.Version != 2 {
		t.Errorf("%s is for %+v: %v", id, r.Cause, err)
	}
	w = d.do(http.StatusOK, lin, http.MethodPut, path, two, "If-Match", `"1"`)
	if !strings.Contains(w.Header().Get("Link"), "reschedulings/") {
		t.Errorf("Link is %q", w.Header().Get("Link"))
	}
}

// A machine whose clock is behind must not make an edition that holds before the one before it.
func TestEditionsHoldOneAfterTheOther(t *testing.T) {
	d := newDesk(t)
	d.do(http.StatusCreated, lin, http.MethodPut, berlin, office)
	d.now = d.now.Add(-time.Minute)
	d.do(http.StatusOK, lin, http.MethodPut, berlin, night, "If-Match", `"1"`)
	editions, err := d.store.Editions(t.Context(), "berlin", 2)
	if err != nil || editions[1].From.Before(editions[0].From) {
		t.Errorf("%v: %v", editions, err)
	}
}

func TestTheCalendarThatIsAlwaysOpenCannotBeChanged(t *testing.T) {
	d := newDesk(t)
	w := d.do(http.StatusOK, bo, http.MethodGet, calendars+"/always", "")
	if len(w.Header()["Etag"])+len(w.Header()["Link"])+len(w.Header()["Last-Modified"]) > 0 || strings.Count(w.Body.String(), "00:00-24:00") != 7 {
		t.Errorf("%v %s", w.Header(), w.Body)
	}
	d.do(http.StatusNotFound, bo, http.MethodGet, calendars+"/always?version=1", "")
	for _, match := range []string{"", "*", `"1"`} {
		refused(d, d.do(http.StatusUnprocessableEntity, ada, http.MethodPut, calendars+"/always", office, "If-Match", match), "id")
	}
}

func TestWhoReadsAndWhoSetsCalendars(t *testing.T) {
	d := newDesk(t)
	for i, c := range []struct {
		who        *web.Caller
		read, sets int
	}{{nil, 401, 401}, {alice, 403, 403}, {bo, 200, 403}, {cora, 200, 403}, {lin, 200, 201}, {ada, 200, 201}} {
		d.do(c.read, c.who, http.MethodGet, calendars, "")
		d.do(c.read, c.who, http.MethodGet, calendars+"/always", "")
		d.do(c.sets, c.who, http.MethodPut, fmt.Sprintf("%s/x%d", calendars, i), office)
		if c.sets == http.StatusForbidden { // before anything else that is wrong
			d.do(c.sets, c.who, http.MethodPut, berlin, `{`)
			d.do(c.sets, c.who, http.MethodPut, calendars+"/-", office)
			d.do(c.sets, c.who, http.MethodPut, calendars+"/always", night)
		}
	}
	d.do(http.StatusNotFound, bo, http.MethodGet, berlin, "")
}

func TestCalendarsThatBreakARuleAreRefusedByTheNameOfTheField(t *testing.T) {
	d := newDesk(t)
	for body, field := range map[string]string{
		`{"hours":{"mon":["09:00-17:00"]}}`:                                                                       "timeZone",
		`{"timeZone":"Berlin","hours":{"mon":["09:00-17:00"]}}`:                                                   "timeZone",
		`{"timeZone":"UTC"}`:                                                                                      "hours",
		`{"timeZone":"UTC","hours":{}}`:                                                                           "hours",
		`{"timeZone":"UTC","hours":{"mon":[],"tue":[]}}`:                                                          "hours",
		`{"timeZone":"UTC","hours":{"monday":["09:00-17:00"]}}`:                                                   "hours",
		`{"timeZone":"UTC","hours":{"mon":["09:00-09:00"]}}`:                                                      "hours.mon[0]",
		`{"timeZone":"UTC","hours":{"mon":["09:00-12:00","11:00-13:00"]}}`:                                        "hours.mon[1]",
		`{"timeZone":"UTC","hours":{"mon":["09:00-25:00"]}}`:                                                      "hours.mon[0]",
		`{"timeZone":"UTC","hours":{"mon":"09:00-17:00"}}`:                                                        "hours.mon",
		`{"timeZone":"UTC","hours":{"mon":["09:00-17:00"]},"holidays":["2026-02-30"]}`:                            "holidays[0]",
		`{"timeZone":"UTC","hours":{"mon":["09:00-17:00"]},"holidays":[{"from":"2026-02-03","to":"2026-02-02"}]}`: "holidays[0]",
		`{"timeZone":"UTC","hours":{"mon":["09:00-17:00"]},"holidays":[{"until":"2026-02-02"}]}`:                  "holidays[0]",
		`{"timeZone":"UTC","hours":{"mon":["09:00-17:00"]},"holidays":[7]}`:                                       "holidays[0]",
		`{"timeZone":"UTC","hours":{"mon":["09:00-17:00"]},"holidays":[{"from":"2026-01-01","to":"2099-12-31"}]}`: "holidays",
		`{"timeZone":"UTC","hours":{"mon":["09:00-17:00"]},"holidaySets":["Bavaria"]}`:                            "holidaySets[0]",
		`{"timeZone":"UTC","hours":{"mon":["09:00-17:00"]},"weekends":true}`:                                      "weekends",
	} {
		refused(d, d.do(http.StatusUnprocessableEntity, lin, http.MethodPut, berlin, body), field)
	}
	refused(d, d.do(http.StatusUnprocessableEntity, lin, http.MethodPut, calendars+"/ber%20lin", office), "id")
	refused(d, d.do(http.StatusUnprocessableEntity, lin, http.MethodPut, calendars+"/"+strings.Repeat("b", 65), office), "id")
	d.do(http.StatusBadRequest, lin, http.MethodPut, berlin, `{"timeZone":`)
	d.do(http.StatusNotFound, bo, http.MethodGet, berlin, "") // nothing of it was kept
}

func TestCalendarsAreListedByName(t *testing.T) {
	d := newDesk(t)
	for _, id := range []string{"tokyo", "Berlin", "always2", "alpha"} {
		d.do(http.StatusCreated, lin, http.MethodPut, calendars+"/"+id, office)
	}
	d.do(http.StatusOK, lin, http.MethodPut, calendars+"/tokyo", night, "If-Match", `"1"`)
	for _, limit := range []int{1, 2, 3, 4, 5, 25} {
		var got []string
		for cursor := ""; ; {
			w := d.do(http.StatusOK, bo, http.MethodGet, fmt.Sprintf("%s?limit=%d&cursor=%s", calendars, limit, cursor), "")
			var page struct {
				Items []struct {
					ID       string `json:"id"`
					Version  int    `json:"version"`
					TimeZone string `json:"timeZone"`
				} `json:"items"`
				NextCursor string `json:"nextCursor"`
			}
			if err := json.Unmarshal(w.Body.Bytes(), &page); err != nil || len(page.Items) > limit {
				t.Fatalf("%s: %v", w.Body, err)
			}
			for _, c := range page.Items {
				got = append(got, fmt.Sprint(c.ID, " ", c.Version, " ", c.TimeZone))
			}
			if cursor = page.NextCursor; cursor == "" {
				break
			}
			d.do(http.StatusBadRequest, ada, http.MethodGet, calendars+"?cursor="+cursor, "") // another's
		}
		want := []string{"Berlin 1 Europe/Berlin", "alpha 1 Europe/Berlin", "always 0 UTC", "always2 1 Europe/Berlin", "tokyo 2 Asia/Tokyo"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("by %d a page: %s", limit, diff)
		}
	}
}

func TestPoliciesNameCalendarsThatThereAre(t *testing.T) {
	d := newDesk(t)
	policies := `[{"id":"rest","calendar":"berlin","targets":{"firstReply":{"within":"4h"}},"warnBefore":["1h","15m"],"warnTo":[]}]`
	refused(d, d.do(http.StatusUnprocessableEntity, lin, http.MethodPut, path, policies, "If-Match", `"1"`), "policies[0].calendar")
	d.do(http.StatusCreated, lin, http.MethodPut, berlin, office)
	d.same(d.do(http.StatusOK, lin, http.MethodPut, path, policies, "If-Match", `"1"`), strings.Replace(policies, `"calendar"`, `"match":{},"calendar"`, 1))
	p, err := d.store.Policies(t.Context())
	if err != nil || p.List[0].WarnTo == nil || len(p.List[0].WarnTo) != 0 || p.List[0].WarnBefore[1] != sla.Duration(15*time.Minute) {
		t.Errorf("stored %+v: %v", p, err)
	}
	d.same(d.do(http.StatusOK, bo, http.MethodGet, path, ""), strings.Replace(policies, `"calendar"`, `"match":{},"calendar"`, 1))
}

func TestACalendarKeepsWhatPoliciesPromiseByIt(t *testing.T) {
	d := newDesk(t)
	minute := `{"timeZone":"UTC","hours":{"mon":["09:00-09:01"]}}`
	d.do(http.StatusCreated, lin, http.MethodPut, berlin, office)
	d.do(http.StatusCreated, lin, http.MethodPut, calendars+"/minute", minute) // nothing is promised by it
	promise := `[{"id":"rest","calendar":"%s","targets":{"firstReply":{"within":"10h"}}}]`
	refused(d, d.do(http.StatusUnprocessableEntity, lin, http.MethodPut, path, fmt.Sprintf(promise, "minute"), "If-Match", `"1"`), "policies[0].targets.firstReply.within")
	d.do(http.StatusOK, lin, http.MethodPut, path, fmt.Sprintf(promise, "berlin"), "If-Match", `"1"`)
	refused(d, d.do(http.StatusUnprocessableEntity, lin, http.MethodPut, berlin, minute, "If-Match", `"1"`), "hours")
	d.do(http.StatusOK, lin, http.MethodPut, berlin, night, "If-Match", `"1"`)
}

// refused checks which field an answer names.
func refused(d *desk, w *httptest.ResponseRecorder, field string) {
	d.Helper()
	var problem struct {
		Errors []struct{ Name string } `json:"errors"`
	}
	if err := json.Unmarshal(w.Body.Bytes(), &problem); err != nil || len(problem.Errors) == 0 || problem.Errors[0].Name != field {
		d.Errorf("names %v, want %s: %s", problem.Errors, field, w.Body)
	}
}
