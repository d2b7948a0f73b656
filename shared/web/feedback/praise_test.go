package feedback_test

import (
	"io"
	"log/slog"
	"strings"
	"testing"

	"aftercare/shared/feedback"
	"aftercare/shared/seal"
	"aftercare/shared/web"
	webfeedback "aftercare/shared/web/feedback"
	"aftercare/shared/web/webtest"
)

func TestPraiseIsShownToWhoeverEarnedIt(t *testing.T) {
	d := newDesk(t, "en")
	d.do(t, "POST", d.path(), `{"score":5,"comment":"Bo was kind."}`, nil)
	keys, err := seal.New([]byte(`{"current":"` + strings.Repeat("k", 32) + `"}`))
	if err != nil {
		t.Fatal(err)
	}
	server := web.New("Feedback", slog.New(slog.NewTextHandler(io.Discard, nil)))
	webfeedback.Praises{Surveys: d.store, Keys: ring{keys}}.Register(server.API)
	const list = "/v1/feedback/praise"
	bo, lin := &web.Caller{ID: "bo", Groups: []web.Group{web.Agent}}, &web.Caller{ID: "lin", Groups: []web.Group{web.Lead}}
	for _, tc := range []struct {
		as     *web.Caller
		path   string
		status int
		shown  bool
	}{
		{bo, list, 200, true}, {bo, list + "?agent=me", 200, true}, {bo, list + "?agent=lin", 403, false},
		{lin, list, 200, false}, {lin, list + "?agent=bo", 200, true}, {lin, list + "?agent=bo&cursor=x", 400, false},
		{&web.Caller{ID: "alice"}, list, 403, false}, {nil, list, 401, false},
	} {
		w := webtest.Do(t, server, webtest.Request{Method: "GET", Path: tc.path, As: tc.as})
		if w.Code != tc.status || strings.Contains(w.Body.String(), "Bo was kind.") != tc.shown {
			t.Errorf("%s as %+v: %d %s", tc.path, tc.as, w.Code, w.Body)
		}
	}
	d.do(t, "POST", d.path(), `{"score":3,"comment":"Bo was kind."}`, nil)
	if found, _, err := d.store.PraisedSurveys(t.Context(), "bo", "", 10); err != nil || len(found) != 0 || feedback.CSAT.Praises(3, "x") {
		t.Errorf("what was taken back is shown: %v, %v", found, err)
	}
}
