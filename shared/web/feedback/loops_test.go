package feedback_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/link"
	"aftercare/shared/loop"
	"aftercare/shared/memory"
	"aftercare/shared/seal"
	"aftercare/shared/ticket"
	"aftercare/shared/web"
	webfeedback "aftercare/shared/web/feedback"
	"aftercare/shared/web/webtest"
)

// ring is the keys for cursors.
type ring struct{ *seal.Keys }

func (r ring) Get(context.Context) (*seal.Keys, error) { return r.Keys, nil }

// following is the API with a loop whose customer was asked, and the path of the link that they got.
func following(t *testing.T, language string) (*desk, string) {
	t.Helper()
	d := &desk{time: noon}
	now := func() time.Time { return d.time }
	d.store = memory.New(now)
	tickets := ticket.NewService(d.store, d.store, now)
	_, err := tickets.Open(t.Context(), ticket.Opening{
		ID: id, Subject: "Where is it?", Body: "Nothing arrived.", Channel: ticket.Web, FollowsSurvey: "0123456789AB",
		Customer: ticket.Customer{ID: "alice", Assurance: ticket.Authenticated},
	}, event.Actor{Kind: event.Customer, ID: "alice"}, nil)
	if err == nil {
		_, err = tickets.Solve(t.Context(), id, "", ticket.Do{Actor: event.Actor{Kind: event.Staff, ID: "bo"}})
	}
	e := event.New(event.FeedbackLoopOpened, noon, event.Actor{Kind: event.System}, event.Empty{}, nil)
	e.Seq, e.Aggregate = 1, event.Aggregate{Kind: event.Loop, ID: "0123456789AB", Version: 1}
	if err == nil {
		err = d.store.SaveLoop(t.Context(), loop.Change{Events: []event.Event{e}, Loop: loop.Loop{
			ID: "0123456789AB", Seq: 1, Kind: "csat", Score: 1, Highest: 5, About: id, TicketID: id, CustomerID: "alice", Agent: "bo",
			Language: language, State: loop.Asked, OpenedAt: noon, AskedAt: noon, Solution: 3,
		}})
	}
	links := link.NewLinks(d.store, "", now)
	path, _, issued := links.Issue(t.Context(), link.Link{Purpose: link.Loop, Kind: event.Loop, ID: "0123456789AB", Language: language})
	keys, keyed := seal.New([]byte(`{"current":"` + strings.Repeat("k", 40) + `","previous":""}`))
	if err != nil || issued != nil || keyed != nil {
		t.Fatal(err, issued, keyed)
	}
	server := web.New("Feedback", slog.New(slog.NewTextHandler(io.Discard, nil)))
	webfeedback.Loops{Loops: loop.NewService(d.store, nil, ticket.FollowUps{Service: tickets}, now), Links: links, Keys: ring{keys}}.Register(server.API)
	d.Handler = webfeedback.Pages(server)
	return d, path
}

func TestTheCustomerSaysWhetherItIsPutRight(t *testing.T) {
	for _, language := range []string{"en", "de", "zh"} {
		d, path := following(t, language)
		page := d.want(t, d.do(t, "GET", path+"?satisfied=true", "", map[string]string{"Accept": html}), 200, pageMedia)
		for _, own := range []string{`<html lang="` + language + `">`, `value="true" required checked`, `value="false" required>`, "<legend", "ABCD-EFGH-JKMN"} {
			if !strings.Contains(page, own) {
				t.Errorf("the page in %s lacks %q:\n%s", language, own, page)
			}
		}
		if l, err := d.store.Loop(t.Context(), "0123456789AB"); err != nil || l.Seq != 1 {
			t.Errorf("looking was recorded: %+v, %v", l, err)
		}
		browser := map[string]string{"Accept": html, "Content-Type": form}
		d.want(t, d.do(t, "POST", path, "satisfied=false&comment=No.", browser), 201, pageMedia)
		if got, err := d.store.Ticket(t.Context(), id); err != nil || got.Status != ticket.StatusOpen {
			t.Errorf("the ticket is %s, %v", got.Status, err)
		}
		d.want(t, d.do(t, "POST", path, "satisfied=true", browser), 200, pageMedia)
		d.time = noon.Add(2 * loop.Reconsider)
		d.want(t, d.do(t, "POST", path, `{"satisfied":false}`, nil), 409, problemMedia)
		d.want(t, d.do(t, "POST", path, `{"satisfied":true}`, nil), 200, jsonMedia)
		d.want(t, d.do(t, "POST", path, `{}`, nil), 422, problemMedia)
		if late := d.want(t, d.do(t, "GET", path, "", map[string]string{"Accept": html}), 200, pageMedia); strings.Contains(late, "<form") {
			t.Errorf("it can be changed still:\n%s", late)
		}
		d.time = noon.Add(loop.Life)
		d.want(t, d.do(t, "GET", path, "", nil), 410, problemMedia)
		d.want(t, d.do(t, "GET", "/v1/public/follow-ups/"+seal.NewToken(), "", map[string]string{"Accept": html}), 404, pageMedia)
	}
}

func TestStaffSeeEveryLoopAndCustomersTheirOwn(t *testing.T) {
	const list = "/v1/feedback/loops"
	d, _ := following(t, "en")
	alice, wei := &web.Caller{ID: "alice"}, &web.Caller{ID: "wei"}
	lin := &web.Caller{ID: "lin", Groups: []web.Group{web.Lead}}
	for _, tc := range []struct {
		as           *web.Caller
		method, path string
		status       int
		shown        int
	}{
		{nil, "GET", list, 401, 0},
		{lin, "GET", list, 200, 0}, {lin, "GET", list + "?state=asked", 200, 1}, {lin, "GET", list + "?state=lost", 422, 0},
		{lin, "GET", list + "?cursor=x", 400, 0}, {alice, "GET", list, 200, 1}, {wei, "GET", list, 200, 0},
		{lin, "GET", list + "/0123-4567-89AB", 200, 0}, {alice, "GET", list + "/0123456789AB", 200, 0}, {wei, "GET", list + "/0123456789AB", 404, 0},
		{wei, "POST", list + "/0123456789AB/answer", 404, 0}, {lin, "POST", list + "/0123456789AB/answer", 404, 0},
		{alice, "POST", list + "/0123456789AB/answer", 201, 0}, {alice, "POST", list + "/0123456789AB/answer", 200, 0},
		{lin, "GET", list + "?state=closed", 200, 1},
	} {
		body := ""
		if tc.method == "POST" {
			body = `{"satisfied":true}`
		}
		w := webtest.Do(t, d, webtest.Request{Method: tc.method, Path: tc.path, Body: body, As: tc.as})
		var got struct{ Items []webfeedback.Loop }
		if w.Code < 300 {
			if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
				t.Fatal(err)
			}
		}
		if w.Code != tc.status || len(got.Items) != tc.shown {
			t.Errorf("%s %s as %+v: %d with %d\n%s", tc.method, tc.path, tc.as, w.Code, len(got.Items), w.Body)
		}
		if w.Code == http.StatusOK && tc.as == alice && strings.Contains(w.Body.String(), `"agent"`) {
			t.Errorf("the customer sees who had the case: %s", w.Body)
		}
	}
}
