package web_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-lambda-go/events"

	"aftercare/shared/event"
	"aftercare/shared/web"
	"aftercare/shared/web/webtest"
)

// gatewayEvent is an event as API Gateway sends it for payload format 2.0, with the fields that matter.
const gatewayEvent = `{"version":"2.0","routeKey":"POST /v1/tickets","rawPath":"/v1/tickets/a%20b","rawQueryString":"a=1&a=2&b=%C3%A9",
 "cookies":["one=1","two=2"],"headers":{"accept":"*/*","x-many":"a,b","content-type":"application/json"},
 "requestContext":{"accountId":"000000000000","apiId":"abc","domainName":"abc.execute-api.example.com","stage":"$default","requestId":"JKJaXmPLvHcESHA=",
  "authorizer":{"jwt":{"claims":{"sub":"alice","cognito:groups":"[x admin]"}}},
  "http":{"method":"POST","path":"/v1/tickets/a b","protocol":"HTTP/1.1","sourceIp":"192.0.2.7","userAgent":"curl"}},
 "body":"eyJhIjoiw6kifQ==","isBase64Encoded":true}`

func decode(t testing.TB, raw string) events.APIGatewayV2HTTPRequest {
	t.Helper()
	var e events.APIGatewayV2HTTPRequest
	if err := json.Unmarshal([]byte(raw), &e); err != nil {
		t.Fatal(err)
	}
	return e
}

func TestLambda_HandsTheRequestOver(t *testing.T) {
	var got *http.Request
	var body []byte
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r
		body, _ = io.ReadAll(r.Body)
		w.Header().Add("Set-Cookie", "a=1")
		w.Header().Add("Set-Cookie", "b=2")
		w.Header().Add("Vary", "Accept")
		w.Header().Add("Vary", "Origin")
		w.WriteHeader(http.StatusTeapot)
		_, _ = io.WriteString(w, "é")
	})
	res, err := web.Lambda(h)(t.Context(), decode(t, gatewayEvent))
	if err != nil {
		t.Fatal(err)
	}
	if got.Method != "POST" || got.URL.Path != "/v1/tickets/a b" || string(body) != `{"a":"é"}` || got.Host != "abc.execute-api.example.com" {
		t.Errorf("got %s %s with %s", got.Method, got.URL, body)
	}
	if q := got.URL.Query(); !reflect.DeepEqual(q["a"], []string{"1", "2"}) || q.Get("b") != "é" {
		t.Errorf("query %v", q)
	}
	if c, err := got.Cookie("two"); err != nil || c.Value != "2" {
		t.Errorf("cookie %v, %v", c, err)
	}
	if got.Header.Get("X-Many") != "a,b" {
		t.Errorf("headers %v", got.Header)
	}
	if event.CorrelationFrom(got.Context()) != "JKJaXmPLvHcESHA=" || web.SourceIP(got.Context()) != "192.0.2.7" {
		t.Error("the request's id or network is lost")
	}
	want := events.APIGatewayV2HTTPResponse{StatusCode: 418, Body: "é", Cookies: []string{"a=1", "b=2"},
		Headers: map[string]string{"Vary": "Accept, Origin"}}
	if !reflect.DeepEqual(res, want) {
		t.Errorf("answered %+v", res)
	}
}

func TestLambda_SendsBytesThatAreNoTextAsBase64(t *testing.T) {
	for name, h := range map[string]http.HandlerFunc{
		"bytes": func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte{0xff, 0x00}) },
		"compressed": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write([]byte("x"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			res, err := web.Lambda(h)(t.Context(), decode(t, gatewayEvent))
			raw, bad := base64.StdEncoding.DecodeString(res.Body)
			if err != nil || bad != nil || !res.IsBase64Encoded || len(raw) == 0 {
				t.Errorf("answered %+v, %v, %v", res, err, bad)
			}
		})
	}
}

func TestLambda_TakesTheStageOffThePath(t *testing.T) {
	for _, tt := range []struct{ stage, raw, want string }{
		{"$default", "/v1/me", "/v1/me"},
		{"prod", "/prod/v1/me", "/v1/me"},
		{"prod", "/v1/me", "/v1/me"},
		{"v1", "/v1/v1/me", "/v1/me"},
		{"", "", "/"},
		{"$default", "/%zz", "/%zz"},
	} {
		var got string
		e := decode(t, gatewayEvent)
		e.RequestContext.Stage, e.RawPath = tt.stage, tt.raw
		_, err := web.Lambda(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.URL.Path }))(t.Context(), e)
		if err != nil || got != tt.want {
			t.Errorf("stage %q, path %q gave %q, %v", tt.stage, tt.raw, got, err)
		}
	}
}

func TestLambda_TakesCookiesFromTheHeaderWhenTheGatewayHasNone(t *testing.T) {
	e := decode(t, strings.Replace(gatewayEvent, `"cookies":["one=1","two=2"],"headers":{`, `"cookies":null,"headers":{"cookie":"two=2",`, 1))
	_, err := web.Lambda(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if c, err := r.Cookie("two"); err != nil || c.Value != "2" {
			t.Errorf("cookie %v, %v", c, err)
		}
	}))(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
}

func TestLambda_RefusesABodyThatIsNotTheBase64ItClaimsToBe(t *testing.T) {
	e := decode(t, gatewayEvent)
	e.Body = "hunter2!"
	res, err := web.Lambda(http.NotFoundHandler())(t.Context(), e)
	if err != nil || res.StatusCode != 400 || res.Headers["Content-Type"] != "application/problem+json" || strings.Contains(res.Body, "hunter2") {
		t.Errorf("answered %+v, %v", res, err)
	}
}

func FuzzLambda(f *testing.F) {
	f.Add([]byte(gatewayEvent))
	f.Add([]byte(`{}`))
	f.Add([]byte(`{"rawPath":"//x/../y","requestContext":{"http":{"method":"GET"}}}`))
	things := newFixture()
	f.Fuzz(func(t *testing.T, raw []byte) {
		var e events.APIGatewayV2HTTPRequest
		if json.Unmarshal(raw, &e) != nil {
			t.Skip()
		}
		e.Headers = map[string]string{"authorization": "Bearer " + webtest.Token(*alice), "content-type": e.Headers["content-type"]}
		res, err := web.Lambda(things)(context.Background(), e)
		if err != nil || res.StatusCode < 200 || res.StatusCode > 599 {
			t.Errorf("answered %+v, %v", res, err)
		}
		if res.StatusCode == 500 && e.RawPath != "/v1/public/fail/x" && !strings.Contains(e.RawPath, "fail") {
			t.Errorf("fell over: %s", things.log.String())
		}
		things.log.Reset()
	})
}

func TestCaller_GroupsComeFromTheTokensOwnArray(t *testing.T) {
	tests := []struct {
		name, groups string
		want         []web.Group
	}{
		{"an agent", `["agent"]`, []web.Group{web.Agent}},
		{"several", `["lead","admin","eu-central-1_abc_Google"]`, []web.Group{web.Lead, web.Admin}},
		{"a group with a space", `["x admin"]`, nil},
		{"a group in brackets", `["[admin]"]`, nil},
		{"a string in place of an array", `"admin"`, nil},
		{"a flattened array", `"[x admin]"`, nil},
		{"in capitals", `["Admin"]`, nil},
		{"of other types", `[1,{"admin":true}]`, nil},
		{"none", `null`, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, ok := called(t, `{"sub":"bo","cognito:groups":`+tt.groups+`}`, map[string]string{"sub": "bo", "cognito:groups": "[x admin]"}, "Bearer ")
			if !ok || !reflect.DeepEqual(c.Groups, tt.want) || c.IsStaff() != (len(tt.want) > 0) {
				t.Errorf("groups %v, allowed %v", c.Groups, ok)
			}
		})
	}
}

func TestCaller_IsWhoTheTokenSays(t *testing.T) {
	c, ok := called(t, `{"sub":"alice","token_use":"id","name":"Alice","email":"alice@example.com","email_verified":"true","locale":"zh","custom:tier":"vip"}`,
		map[string]string{"sub": "alice"}, "bearer ")
	want := web.Caller{ID: "alice", Name: "Alice", Email: "alice@example.com", EmailVerified: true, Locale: "zh", Tier: "vip"}
	if !ok || !reflect.DeepEqual(c, want) {
		t.Errorf("got %+v, %v", c, ok)
	}
	if c.Actor() != (event.Actor{Kind: event.Customer, ID: "alice", Name: "Alice"}) {
		t.Errorf("acts as %+v", c.Actor())
	}
	if staff := (web.Caller{ID: "bo", Groups: []web.Group{web.Agent}}); staff.Actor().Kind != event.Staff || !staff.Has(web.Lead, web.Agent) || staff.Has(web.Admin) {
		t.Errorf("staff acts as %+v", staff.Actor())
	}
}

func TestCaller_IsRefusedWithoutAVerifiedToken(t *testing.T) {
	verified := map[string]string{"sub": "alice"}
	for _, tt := range []struct {
		name, payload, scheme string
		claims                map[string]string
	}{
		{"no authorizer", `{"sub":"alice"}`, "Bearer ", nil},
		{"an authorizer without subject", `{"sub":""}`, "Bearer ", map[string]string{"aud": "x"}},
		{"of another subject", `{"sub":"wei"}`, "Bearer ", verified},
		{"without subject", `{}`, "Bearer ", verified},
		{"an access token", `{"sub":"alice","token_use":"access"}`, "Bearer ", verified},
		{"another scheme", `{"sub":"alice"}`, "Basic ", verified},
		{"not JSON", `sub`, "Bearer ", verified},
		{"a list", `["sub"]`, "Bearer ", verified},
		{"an email that is an object", `{"sub":{"sub":"alice"}}`, "Bearer ", verified},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if c, ok := called(t, tt.payload, tt.claims, tt.scheme); ok {
				t.Errorf("let %+v in", c)
			}
		})
	}
}

// called gives who an operation sees behind a token, and whether it was reached at all.
func called(t testing.TB, payload string, claims map[string]string, scheme string) (web.Caller, bool) {
	t.Helper()
	b64 := base64.RawURLEncoding.EncodeToString
	return authorized(t, scheme+b64([]byte("{}"))+"."+b64([]byte(payload))+".c2ln", claims)
}

func authorized(t testing.TB, header string, claims map[string]string) (caller web.Caller, reached bool) {
	t.Helper()
	s := web.New("Callers", slog.New(slog.DiscardHandler))
	registerCaller(s, func(c web.Caller) { caller, reached = c, true })
	r, err := http.NewRequestWithContext(web.WithGateway(t.Context(), web.Gateway{Claims: claims}), "GET", "/v1/caller", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", header)
	w := discard{http.Header{}}
	s.ServeHTTP(w, r)
	return caller, reached
}

type discard struct{ header http.Header }

func (d discard) Header() http.Header         { return d.header }
func (d discard) Write(b []byte) (int, error) { return len(b), nil }
func (d discard) WriteHeader(int)             {}

func FuzzCaller(f *testing.F) {
	f.Add(`{"sub":"alice","cognito:groups":["agent"]}`)
	f.Add(`{"sub":"alice","cognito:groups":"[x admin]","email_verified":1}`)
	f.Fuzz(func(t *testing.T, payload string) {
		c, ok := called(t, payload, map[string]string{"sub": "alice"}, "Bearer ")
		if ok && c.ID != "alice" {
			t.Errorf("became %q", c.ID)
		}
		if c.Has(web.Admin) && !strings.Contains(payload, "dmin") && !strings.Contains(payload, `\u`) {
			t.Errorf("became admin by %s", payload)
		}
	})
}

func FuzzToken(f *testing.F) {
	f.Add("Bearer a.b.c")
	f.Add("Bearer " + webtest.Token(web.Caller{ID: "wei"}))
	f.Fuzz(func(t *testing.T, header string) {
		if c, ok := authorized(t, header, map[string]string{"sub": "alice"}); ok && c.ID != "alice" {
			t.Errorf("became %q", c.ID)
		}
	})
}
