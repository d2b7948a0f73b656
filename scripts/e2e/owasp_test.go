package e2e

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider/types"
)

// What needs the real gateway of OWASP's API Security Top 10; the rest is tried in package web.
// https://owasp.org/API-Security/editions/2023/

func TestOWASP_API2_BrokenAuthentication(t *testing.T) {
	t.Parallel()
	s := deployed(t)
	p := customer(t)
	genuine := claimsOf(t, p.Token)
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	// forged has the genuine claims but for some, under the genuine key's name.
	forged := func(algorithm string, changed map[string]any) string {
		t.Helper()
		claims := maps.Clone(genuine)
		maps.Copy(claims, changed)
		return sign(t, algorithm, keyOf(t, p.Token), key, claims)
	}
	past := time.Now().Add(-time.Hour).Unix()
	header, rest, _ := strings.Cut(p.Token, ".")
	claims, signature, _ := strings.Cut(rest, ".")
	admin := base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(decoded(t, claims), `{`, `{"cognito:groups":["admin"],`, 1)))
	for name, token := range map[string]string{
		"another key":              forged("RS256", nil),
		"another key and groups":   forged("RS256", map[string]any{"cognito:groups": []string{"admin"}}),
		"a foreign issuer":         forged("RS256", map[string]any{"iss": "https://issuer.example.test"}),
		"expired":                  forged("RS256", map[string]any{"exp": past}),
		"algorithm none":           forged("none", map[string]any{"cognito:groups": []string{"admin"}}),
		"HMAC with the key's name": forged("HS256", nil),
		"claims that were changed": header + "." + admin + "." + signature,
		"no signature":             header + "." + claims + ".",
		"an access token":          accessToken(t, s, p),
	} {
		t.Run(name, func(t *testing.T) {
			for _, path := range []string{"/v1/me", "/v1/tickets", "/v1/sla/policies"} {
				request(t, s, http.MethodGet, path, token, nil).want(http.StatusUnauthorized)
			}
		})
	}
	p.get(t, "/v1/me").want(http.StatusOK)
}

func TestOWASP_API8_NoPathGoesRoundTheGateway(t *testing.T) {
	t.Parallel()
	s := deployed(t)
	p, other := customer(t), customer(t)
	ticket := into[struct{ ID string }](other.post(t, "/v1/tickets", map[string]any{"subject": "Mine", "body": "Alone."}).want(http.StatusCreated))
	base := strings.TrimSuffix(s.APIURL, "/")
	for _, path := range []string{
		"/v1/public/../tickets", "/v1/public/%2e%2e/tickets", "/v1/public/surveys/..%2f..%2ftickets", "/v1/public/surveys/%2e%2e%2f%2e%2e%2fme",
		"//v1/tickets", "/v1//tickets", "/v1/tickets/", "/V1/TICKETS", "/v1/tickets/%2e%2e/tickets/" + ticket.ID, "/v1/tickets/" + ticket.ID + "%2Ftimeline",
		"/v1/tickets/" + ticket.ID + ";a=b", "/v1/tickets/" + ticket.ID + "%00", "/v1/public/surveys/" + ticket.ID,
	} {
		for _, token := range []string{"", p.Token} {
			a := raw(t, s, base+path, token)
			if a.Status < 400 || a.Status >= 500 || strings.Contains(string(a.Body), "Alone") || strings.Contains(string(a.Body), ticket.ID) {
				t.Errorf("%s with token %t: %d %s", path, token != "", a.Status, a.Body)
			}
		}
	}
	for _, method := range []string{http.MethodDelete, http.MethodPut, http.MethodTrace, "PROPFIND"} {
		a := p.call(t, method, "/v1/tickets/"+ticket.ID, nil)
		if a.Status < 400 || a.Status >= 500 {
			t.Errorf("%s: %d", method, a.Status)
		}
	}
}

func TestOWASP_API10_PoisonOnTheIntakeQueueHoldsNothingBack(t *testing.T) {
	t.Parallel()
	s := deployed(t)
	id := rand.Text()
	event := func(n string, data map[string]any) string {
		raw, err := json.Marshal(map[string]any{
			"specversion": "1.0", "id": id + n, "source": "/e2e/owasp", "type": "support.contact.received",
			"time": time.Now().UTC().Format(time.RFC3339), "data": data,
		})
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	from := func(thread, body string) map[string]any {
		return map[string]any{"channel": "chat", "thread": id + thread, "body": body, "customer": map[string]any{"id": "owasp-" + id}}
	}
	for i, poison := range []string{
		strings.Repeat("[", 100_000), `{"specversion":"1.0"}`, "null", "\u2028", event("l", map[string]any{"channel": "chat", "thread": "x", "body": "x",
			"customer": map[string]any{"id": "owasp-" + id, "language": strings.Repeat("-", 200_000)}}),
		event("x", from("x", strings.Repeat("xprv ", 40_000))),
		event("s", map[string]any{"channel": "chat", "thread": "x", "body": "x", "customer": map[string]any{"id": strings.Repeat("a", 3000)}}),
	} {
		s.send(t, poison)
		if i%2 == 0 {
			s.send(t, event(fmt.Sprint(i), from(fmt.Sprint(i), "Hello")))
		}
	}
	s.send(t, event("e", from("e", strings.Repeat("😀", 20_000))))
	bo := agent(t)
	eventually(t, "every good contact has its ticket", func() bool {
		list := into[struct{ Items []json.RawMessage }](bo.get(t, "/v1/tickets?customer=owasp-"+id).want(http.StatusOK))
		return len(list.Items) == 5
	})
}

// raw asks for a path as it is written, which net/http would tidy up.
func raw(t *testing.T, s *stack, url, token string) *answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.APIURL, nil)
	if err != nil {
		t.Fatal(err)
	}
	host := strings.Index(url[len("http://"):], "/") + len("http://")
	r.URL.Opaque = url[len("http:"):host] + url[host:]
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	read, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return &answer{t: t, call: url, Status: response.StatusCode, Header: response.Header, Body: read}
}

// sign gives a token as somebody makes it who does not have the issuer's key.
func sign(t *testing.T, algorithm, kid string, key *rsa.PrivateKey, claims map[string]any) string {
	t.Helper()
	part := func(v any) string {
		encoded, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return base64.RawURLEncoding.EncodeToString(encoded)
	}
	content := part(map[string]string{"alg": algorithm, "kid": kid, "typ": "JWT"}) + "." + part(claims)
	sum := sha256.Sum256([]byte(content))
	var signature []byte
	switch algorithm {
	case "RS256":
		var err error
		if signature, err = rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:]); err != nil {
			t.Fatal(err)
		}
	case "HS256":
		h := hmac.New(sha256.New, []byte(kid))
		h.Write([]byte(content))
		signature = h.Sum(nil)
	}
	return content + "." + base64.RawURLEncoding.EncodeToString(signature)
}

// keyOf gives the name of the key that signed a token.
func keyOf(t *testing.T, token string) string {
	t.Helper()
	var header struct{ Kid string }
	part, _, _ := strings.Cut(token, ".")
	if err := json.Unmarshal([]byte(decoded(t, part)), &header); err != nil {
		t.Fatal(err)
	}
	return header.Kid
}

func claimsOf(t *testing.T, token string) map[string]any {
	t.Helper()
	claims := map[string]any{}
	if err := json.Unmarshal([]byte(decoded(t, strings.Split(token, ".")[1])), &claims); err != nil {
		t.Fatal(err)
	}
	return claims
}

func decoded(t *testing.T, part string) string {
	t.Helper()
	plain, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		t.Fatal(err)
	}
	return string(plain)
}

// accessToken signs a person in again for the other token that Cognito gives.
func accessToken(t *testing.T, s *stack, p *person) string {
	t.Helper()
	signedIn, err := s.cognito().InitiateAuth(t.Context(), &cognitoidentityprovider.InitiateAuthInput{
		ClientId: aws.String(s.UserPoolClientID), AuthFlow: types.AuthFlowTypeUserPasswordAuth,
		AuthParameters: map[string]string{"USERNAME": strings.TrimSuffix(p.Email, "@example.test"), "PASSWORD": password},
	})
	if err != nil {
		t.Fatal(err)
	}
	return aws.ToString(signedIn.AuthenticationResult.AccessToken)
}
