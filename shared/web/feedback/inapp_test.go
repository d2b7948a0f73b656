package feedback_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"aftercare/shared/feedback"
	"aftercare/shared/web"
	"aftercare/shared/web/webtest"
)

func TestAnAppAnswersForWhoWasAsked(t *testing.T) {
	const list = "/v1/feedback/surveys"
	d := newDesk(t, "de")
	as := func(who *web.Caller, method, path, body string, header ...string) *httptest.ResponseRecorder {
		h := map[string]string{}
		for i := 0; i+1 < len(header); i += 2 {
			h[header[i]] = header[i+1]
		}
		return webtest.Do(t, d, webtest.Request{Method: method, Path: path, Body: body, As: who, Header: h})
	}
	alice, wei := &web.Caller{ID: "alice"}, &web.Caller{ID: "wei"}
	bo := &web.Caller{ID: "bo", Groups: []web.Group{web.Agent}}
	one := list + "/" + feedback.SurveyID(feedback.CSAT, id)

	if body := as(alice, "GET", list, "").Body.String(); !strings.Contains(body, "Wie zufrieden") || strings.Contains(body, `"state"`) {
		t.Errorf("alice is shown %s", body)
	}
	if body := strings.TrimSpace(as(wei, "GET", list, "").Body.String()); body != `{"items":[]}` {
		t.Errorf("wei is shown %s", body)
	}
	for _, tc := range []struct {
		as           *web.Caller
		method, path string
		body         string
		key          string
		status       int
	}{
		{nil, "GET", list, "", "", 401},
		{alice, "GET", one, "", "", 200}, {bo, "GET", one, "", "", 200}, {wei, "GET", one, "", "", 404}, {bo, "GET", list + "/nothing", "", "", 404},
		{nil, "POST", one + "/answer", `{"score":4}`, "", 401},
		{wei, "POST", one + "/answer", `{"score":4}`, "", 404}, {wei, "POST", one + "/answer", `{"score":"x"}`, "", 404},
		{bo, "POST", one + "/answer", `{"score":4}`, "", 404},
		{alice, "POST", one + "/answer", `{"score":6}`, "", 422}, {alice, "POST", one + "/answer", `{"score":`, "", 400},
		{alice, "POST", one + "/answer", `{"score":4,"comment":"Gut."}`, "k", 201}, {alice, "POST", one + "/answer", `{"score":4,"comment":"Gut."}`, "k", 201},
		{alice, "POST", one + "/answer", `{"score":3}`, "k", 422}, {alice, "POST", one + "/answer", `{"score":5}`, "", 200},
	} {
		header := []string{}
		if tc.key != "" {
			header = []string{"Idempotency-Key", tc.key}
		}
		w := as(tc.as, tc.method, tc.path, tc.body, header...)
		if w.Code != tc.status {
			t.Errorf("%s %s %s: %d, want %d\n%s", tc.method, tc.path, tc.body, w.Code, tc.status, w.Body)
		}
		if location := w.Header().Get("Location"); (location == one) != (w.Code == 201) {
			t.Errorf("%d came with Location %q", w.Code, location)
		}
	}
	d.time = noon.Add(2 * feedback.Reconsider)
	if w := as(alice, "POST", one+"/answer", `{"score":1}`); w.Code != 409 {
		t.Errorf("after the hour: %d", w.Code)
	}
	if body := as(bo, "GET", one, "").Body.String(); !strings.Contains(body, `"agent":"bo"`) || !strings.Contains(body, `"state":"sent"`) {
		t.Errorf("staff are shown %s", body)
	}
	d.time = noon.Add(feedback.Life)
	if w := as(alice, "POST", one+"/answer", `{"score":1}`); w.Code != 410 {
		t.Errorf("after 14 days: %d", w.Code)
	}
}
