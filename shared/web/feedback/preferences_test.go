package feedback_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"aftercare/shared/feedback"
	"aftercare/shared/seal"
	"aftercare/shared/web"
	"aftercare/shared/web/webtest"
)

// parts is a form as mail providers send it (RFC 8058, 3.2).
const (
	multipart = "multipart/form-data; boundary=b"
	oneClick  = "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n"
)

func (d *desk) refused(t *testing.T) bool {
	t.Helper()
	p, err := d.store.Preferences(t.Context(), "alice")
	if err != nil {
		t.Fatal(err)
	}
	return p.Refused
}

func TestOneClickRefusesFurtherQuestions(t *testing.T) {
	for name, tc := range map[string]struct {
		media, body string
		status      int
		refused     bool
	}{
		"in parts":                  {multipart, oneClick, 200, true},
		"as a form":                 {form, "List-Unsubscribe=One-Click", 200, true},
		"with more":                 {form, "List-Unsubscribe=One-Click&surveys=true", 200, true},
		"by the page's button":      {form, "surveys=false", 200, true},
		"by an app":                 {jsonMedia, `{"surveys":false}`, 200, true},
		"without a word":            {jsonMedia, `{}`, 200, true},
		"wanted":                    {form, "surveys=true", 200, false},
		"no word that is known":     {form, "List-Unsubscribe=Two-Clicks", 422, false},
		"a file":                    {multipart, strings.Replace(oneClick, `"List-Unsubscribe"`, `"List-Unsubscribe"; filename="x"`, 1), 400, false},
		"parts without a boundary":  {"multipart/form-data", oneClick, 400, false},
		"parts that do not end":     {multipart, oneClick[:40], 400, false},
		"a form that is none":       {form, "%zz", 400, false},
		"something else":            {"text/plain", "List-Unsubscribe=One-Click", 415, false},
		"nothing, not even a body":  {form, "", 400, false},
		"the same twice in a form":  {form, "surveys=true&surveys=false", 400, false},
		"the same twice, in parts":  {multipart, strings.Replace(oneClick, "--b--", oneClick, 1), 400, false},
		"a number where none is of": {form, "surveys=1", 422, false},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, "en")
			w := d.do(t, "POST", d.path()+"/unsubscription", tc.body, map[string]string{"Content-Type": tc.media, "Accept": jsonMedia})
			if w.Code != tc.status || d.refused(t) != tc.refused {
				t.Errorf("%d, refused: %t, want %d, %t\n%s", w.Code, d.refused(t), tc.status, tc.refused, w.Body)
			}
			if want := map[bool]string{true: `"surveys":false`, false: `"surveys":true`}[tc.refused]; tc.status == 200 && !strings.Contains(w.Body.String(), want) {
				t.Errorf("answers %s", w.Body)
			}
		})
	}
}

func TestThePageOfARefusal(t *testing.T) {
	for language, want := range map[string]struct{ question, refused, again string }{
		"en": {"Shall we stop asking you by mail?", "We do not ask you by mail any more.", "We will ask you by mail again."},
		"de": {"Sollen wir Sie nicht mehr per E-Mail fragen?", "Wir fragen Sie nicht mehr per E-Mail.", "Wir fragen Sie wieder per E-Mail."},
		"zh": {"不再通过邮件向您询问？", "我们不会再通过邮件向您询问。", "我们会重新通过邮件向您询问。"},
	} {
		d := newDesk(t, language)
		path := d.path() + "/unsubscription"
		d.time = noon.Add(2 * feedback.Life) // nothing can be answered any more
		browser := map[string]string{"Accept": html}
		shown := func(want, button string) {
			t.Helper()
			body := d.want(t, d.do(t, "GET", path+"?surveys=false&List-Unsubscribe=One-Click", "", browser), 200, pageMedia)
			for _, said := range []string{`<html lang="` + language + `">`, "<h1>" + want + "</h1>", `<form method="post">`, `name="surveys" value="` + button + `"`} {
				if !strings.Contains(body, said) {
					t.Errorf("the page lacks %q:\n%s", said, body)
				}
			}
			if strings.Contains(body, "<script") || strings.Contains(body, "http") {
				t.Errorf("the page does not stand alone:\n%s", body)
			}
		}
		pressed := func(button, want string) {
			t.Helper()
			body := d.want(t, d.do(t, "POST", path, "surveys="+button, map[string]string{"Content-Type": form, "Accept": html}), 200, pageMedia)
			if !strings.Contains(body, "<h1>"+want+"</h1>") {
				t.Errorf("the page lacks %q:\n%s", want, body)
			}
		}
		shown(want.question, "false")
		shown(want.question, "false") // a scanner that follows links, whatever it adds, changes nothing
		if d.refused(t) {
			t.Error("looking refused")
		}
		pressed("false", want.refused)
		pressed("false", want.refused)
		shown(want.refused, "true")
		pressed("true", want.again)
		shown(want.question, "false")
		if w := d.do(t, "HEAD", path, "", browser); w.Code != 200 || w.Body.Len() != 0 {
			t.Errorf("HEAD gave %d with %d bytes", w.Code, w.Body.Len())
		}
	}
	d := newDesk(t, "en")
	for _, method := range []string{"GET", "POST"} {
		d.want(t, d.do(t, method, "/v1/public/surveys/"+seal.NewToken()+"/unsubscription", "surveys=false", map[string]string{"Content-Type": form, "Accept": html}), 404, pageMedia)
	}
}

func TestACustomerReadsAndSetsTheirPreferences(t *testing.T) {
	const path = "/v1/feedback/preferences"
	d := newDesk(t, "en")
	alice, wei := &web.Caller{ID: "alice"}, &web.Caller{ID: "wei"}
	bo := &web.Caller{ID: "bo", Groups: []web.Group{web.Agent}}
	as := func(who *web.Caller, method, body, match string) *httptest.ResponseRecorder {
		h := map[string]string{}
		if match != "" {
			h["If-Match"] = match
		}
		return webtest.Do(t, d, webtest.Request{Method: method, Path: path, Body: body, As: who, Header: h})
	}
	for _, tc := range []struct {
		as                  *web.Caller
		method, body, match string
		status              int
		want, etag          string
	}{
		{nil, "GET", "", "", 401, "", ""}, {bo, "GET", "", "", 403, "", ""}, {bo, "PUT", `{"surveys":"x"}`, "*", 403, "", ""},
		{alice, "GET", "", "", 200, `{"surveys":true}`, `"1"`},
		{alice, "PUT", `{"surveys":false}`, "", 428, "", ""}, {alice, "PUT", `{"surveys":false}`, `"2"`, 412, "", ""},
		{alice, "PUT", `{}`, `"1"`, 422, "", ""}, {alice, "PUT", `{"surveys":`, `"1"`, 400, "", ""},
		{alice, "PUT", `{"surveys":true}`, `"1"`, 200, `{"surveys":true}`, `"1"`},
		{alice, "PUT", `{"surveys":false}`, `"1"`, 200, `{"surveys":false,"changedAt":"2026-11-22T12:00:00Z"}`, `"2"`},
		{alice, "PUT", `{"surveys":true}`, `"1"`, 412, "", ""},
		{alice, "GET", "", "", 200, `{"surveys":false,"changedAt":"2026-11-22T12:00:00Z"}`, `"2"`},
		{wei, "GET", "", "", 200, `{"surveys":true}`, `"1"`},
		{alice, "PUT", `{"surveys":true}`, "*", 200, `{"surveys":true,"changedAt":"2026-11-22T12:00:00Z"}`, `"3"`},
	} {
		w := as(tc.as, tc.method, tc.body, tc.match)
		if w.Code != tc.status || tc.want != "" && strings.TrimSpace(w.Body.String()) != tc.want || w.Header().Get("ETag") != tc.etag {
			t.Errorf("%s %s: %d, ETag %s, want %d\n%s", tc.method, tc.body, w.Code, w.Header().Get("ETag"), tc.status, w.Body)
		}
	}
}
