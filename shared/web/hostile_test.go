package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"aftercare/shared/effort"
	"aftercare/shared/web"
	"aftercare/shared/web/webtest"
)

const phrase = "legal winner thank year wave sausage worth useful legal winner thank yellow" // of BIP-39's test vectors

func TestProblem_IsNotLargerThanTheRequestThatItAnswers(t *testing.T) {
	members := func(n int, value string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, `"m%d":%s,`, i, value)
		}
		return b.String()
	}
	for name, body := range map[string]string{
		"unknown members":    `{` + members(20_000, "1") + `"subject":"x"}`,
		"control characters": `{"subject":"x",` + members(12_000, `"\u0001"`) + `"z":1}`,
		"in an array":        `{"tags":[` + strings.Repeat(`"\u0001",`, 20_000) + `"x"]}`,
		"under a long name":  `{"` + strings.Repeat("k", 90_000) + `":{` + members(9_000, `"\u0001"`) + `"z":1}}`,
		"in long names":      strings.Repeat(`{"`+strings.Repeat("n", 6_000)+`":`, 30) + `"\u0001"` + strings.Repeat("}", 30),
	} {
		t.Run(name, func(t *testing.T) {
			var w *httptest.ResponseRecorder
			took := effort.Of(func() {
				w = webtest.Do(t, newFixture(), webtest.Request{Method: http.MethodPost, Path: "/v1/things/x", Body: body, As: alice})
			})
			if w.Code != http.StatusUnprocessableEntity || w.Body.Len() > 32<<10 {
				t.Errorf("%d with %d bytes to %d", w.Code, w.Body.Len(), len(body))
			}
			if took > effort.Limit {
				t.Errorf("took %s", took)
			}
		})
	}
}

func TestProblem_DoesNotSpellAPhraseThatStandsInTheNamesOfMembers(t *testing.T) {
	body := map[string]int{}
	for word := range strings.FieldsSeq("abandon ability able about above absent absorb abstract absurd abuse access accident") {
		body[word] = 1
	}
	raw, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	w := webtest.Do(t, newFixture(), webtest.Request{Method: http.MethodPost, Path: "/v1/things/x", Body: string(raw), As: alice})
	if w.Code != http.StatusUnprocessableEntity || strings.Contains(w.Body.String(), "absurd") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestLog_HoldsNoMethodOfTheClientsInvention(t *testing.T) {
	f := newFixture()
	webtest.Do(t, f, webtest.Request{Method: "5KB8KLF9ZGWQNOGIDDA76MZPL6TSZZY36HWXMSSSZNYDXYB9KF", Path: "/v1/things", As: alice})
	if strings.Contains(f.log.String(), "5KB8") || !strings.Contains(f.log.String(), `"method":"other"`) {
		t.Error(f.log.String())
	}
}

func TestCaller_IsShownOnlyWithWhatAProfileMayHold(t *testing.T) {
	long := strings.Repeat("é", 300)
	for _, c := range []struct {
		name     string
		in, want web.Caller
	}{
		{"as it is",
			web.Caller{Name: "Alice", Email: "alice@example.com", EmailVerified: true, Locale: "zh_CN", Tier: "gold"},
			web.Caller{Name: "Alice", Email: "alice@example.com", EmailVerified: true, Locale: "zh-CN", Tier: "gold"}},
		{"a secret as name, tier and language",
			web.Caller{Name: phrase, Tier: "act add age aim air all any arm art ask bar bus", Locale: "en-x-legal-winner-thank"}, web.Caller{}},
		{"lines and turned text", web.Caller{Name: "Alice\r\nBcc: wei@example.com\u202egro.\u2066"}, web.Caller{Name: "Alice Bcc: wei@example.comgro."}},
		{"too long", web.Caller{Name: long, Email: long + "@example.com", EmailVerified: true, Tier: long, Locale: long},
			web.Caller{Name: strings.Repeat("é", 200)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			payload, err := json.Marshal(map[string]any{
				"sub": "alice", "name": c.in.Name, "email": c.in.Email, "email_verified": c.in.EmailVerified,
				"locale": c.in.Locale, "custom:tier": c.in.Tier,
			})
			if err != nil {
				t.Fatal(err)
			}
			got, _ := called(t, string(payload), map[string]string{"sub": "alice"}, "Bearer ")
			if got.Name != c.want.Name || got.Email != c.want.Email || got.EmailVerified != c.want.EmailVerified ||
				got.Locale != c.want.Locale || got.Tier != c.want.Tier {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestCaller_IsNobodyUnderASubjectThatIsNone(t *testing.T) {
	for _, id := range []string{strings.Repeat("a", 256), "ali\nce"} {
		w := webtest.Do(t, newFixture(), webtest.Request{Method: http.MethodGet, Path: "/v1/things", As: &web.Caller{ID: id}})
		if w.Code != http.StatusUnauthorized {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	}
}
