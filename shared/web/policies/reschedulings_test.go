package policies_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/rescheduling"
	"aftercare/shared/web"
)

const reschedulings = "/v1/sla/reschedulings"

func TestWhatIsSetNamesHowFarItHasReached(t *testing.T) {
	d := newDesk(t)
	w := d.do(http.StatusOK, lin, http.MethodPut, path, two, "If-Match", `"1"`)
	to, _, found := strings.Cut(strings.TrimPrefix(w.Header().Get("Link"), "<"), ">")
	if !found || !strings.HasSuffix(w.Header().Get("Link"), `rel="status"`) {
		t.Fatalf("Link is %q", w.Header().Get("Link"))
	}
	d.same(d.do(http.StatusOK, bo, http.MethodGet, to, ""), `{"id":"policies-1","version":1,"cause":{"kind":"policies","version":1},
		"status":"waiting","round":1,"seen":0,"changed":0,"unchanged":0,"failed":0,
		"requestedAt":"2026-03-02T10:00:00Z","updatedAt":"2026-03-02T10:00:00Z"}`)

	at, err := d.store.Rescheduling(t.Context(), "policies-1")
	if err != nil {
		t.Fatal(err)
	}
	system := rescheduling.Terms{Now: d.now.Add(time.Minute), Actor: event.Actor{Kind: event.System}}
	for _, p := range []rescheduling.Page{
		{Outcomes: map[rescheduling.Outcome]int{rescheduling.Adopted: 3, rescheduling.Alike: 1}}, {Failed: []string{"T1"}},
	} {
		change, err := rescheduling.Advance(at, p, system)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.store.SaveRescheduling(t.Context(), change); err != nil {
			t.Fatal(err)
		}
		at = change.Rescheduling
	}
	w = d.do(http.StatusOK, ada, http.MethodGet, to, "")
	d.same(w, `{"id":"policies-1","version":3,"cause":{"kind":"policies","version":1},
		"status":"done","round":2,"seen":5,"changed":3,"unchanged":1,"failed":1,"failedTickets":["T1"],
		"requestedAt":"2026-03-02T10:00:00Z","startedAt":"2026-03-02T10:01:00Z","updatedAt":"2026-03-02T10:01:00Z","finishedAt":"2026-03-02T10:01:00Z"}`)
	if w.Header().Get("ETag") != `"3"` {
		t.Errorf("ETag is %s", w.Header().Get("ETag"))
	}
	d.do(http.StatusNotFound, bo, http.MethodGet, reschedulings+"/policies-2", "")
}

func TestReschedulingsAreListedNewestFirst(t *testing.T) {
	d := newDesk(t)
	for range 3 {
		d.do(http.StatusOK, lin, http.MethodPut, path, two, "If-Match", `*`)
		d.now = d.now.Add(time.Second)
	}
	var got []string
	for to := reschedulings + "?limit=2"; to != ""; {
		w := d.do(http.StatusOK, bo, http.MethodGet, to, "")
		var page web.Page[struct{ ID string }]
		if err := json.Unmarshal(w.Body.Bytes(), &page); err != nil {
			t.Fatal(err)
		}
		for _, item := range page.Items {
			got = append(got, item.ID)
		}
		to = ""
		if page.NextCursor != "" {
			to = reschedulings + "?limit=2&cursor=" + page.NextCursor
			d.do(http.StatusBadRequest, lin, http.MethodGet, to, "") // another caller's
		}
	}
	if strings.Join(got, " ") != "policies-3 policies-2 policies-1" {
		t.Errorf("listed %v", got)
	}
}

func TestReschedulingsAreForStaff(t *testing.T) {
	d := newDesk(t)
	for _, to := range []string{reschedulings, reschedulings + "/policies-1"} {
		d.do(http.StatusForbidden, alice, http.MethodGet, to, "")
		d.do(http.StatusUnauthorized, nil, http.MethodGet, to, "")
	}
}
