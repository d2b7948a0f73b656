// Package webtest sends requests to an API in tests, as the gateway hands them over.
package webtest

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"aftercare/shared/event"
	"aftercare/shared/web"
)

// Request is a request as a test says it. Without As it comes from nobody, as under /v1/public/.
type Request struct {
	Method string
	Path   string // with the query
	Body   string // JSON, unless Header says otherwise; empty for none
	As     *web.Caller
	Header map[string]string
}

// RequestID is the id that the gateway gives to every request of a test.
const RequestID = "request-1"

// Do sends a request and gives the answer.
func Do(t testing.TB, h http.Handler, req Request) *httptest.ResponseRecorder {
	t.Helper()
	g := web.Gateway{RequestID: RequestID, SourceIP: "192.0.2.1"}
	r := httptest.NewRequestWithContext(t.Context(), req.Method, req.Path, strings.NewReader(req.Body))
	if req.Body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if req.As != nil {
		r.Header.Set("Authorization", "Bearer "+Token(*req.As))
		g.Claims = map[string]string{"sub": req.As.ID}
	}
	for name, value := range req.Header {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r.WithContext(event.WithCorrelation(web.WithGateway(r.Context(), g), g.RequestID)))
	return w
}

// Token gives a token of the caller in the form of Cognito's ID tokens. Its signature is none: the gateway checks
// that, and it is not there in these tests.
func Token(c web.Caller) string {
	claims := map[string]any{
		"sub": c.ID, "token_use": "id", "name": c.Name, "email": c.Email, "email_verified": c.EmailVerified,
		"locale": c.Locale, "custom:tier": c.Tier, "cognito:groups": c.Groups,
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		panic(err) // strings and booleans always encode
	}
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(`{"alg":"RS256","typ":"JWT"}`)) + "." + encode(payload) + "." + encode([]byte("signature"))
}
