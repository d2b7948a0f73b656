package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"
)

// person is who calls over HTTP.
type person struct {
	id, name, email, tier string
	groups                []string
}

var (
	alice = person{id: "0c4f2a1e-7b1d-4b52-9a6e-8f1c2d3e4a5b", name: "Alice", email: "alice@example.com", tier: "standard"}
	bo    = person{id: "5d8e3b2f-8c2e-4c63-8b7f-9a2d3e4f5b6c", name: "Bo", email: "bo@example.com", groups: []string{"agent"}}
	ada   = person{id: "6e9f4c30-9d3f-4d74-9c80-ab3e4f506c7d", name: "Ada", email: "ada@example.com", groups: []string{"admin"}}
)

// request is one request of a person; body is what is sent as JSON.
type request struct {
	by     person
	method string
	path   string
	query  string
	body   any
	key    string // Idempotency-Key

	ifMatch string
}

// event is the request as API Gateway hands it to a function.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
func (r request) event() (events.APIGatewayV2HTTPRequest, error) {
	e := events.APIGatewayV2HTTPRequest{
		Version: "2.0", RawPath: r.path, RawQueryString: r.query,
		Headers: map[string]string{"accept": "application/json", "host": "api.example.com"},
		RequestContext: events.APIGatewayV2HTTPRequestContext{
			AccountID: "000000000000", Stage: "$default", RequestID: "JKJaXmPLvHcESHA=", DomainName: "api.example.com",
			TimeEpoch: time.Now().UnixMilli(),
			HTTP: events.APIGatewayV2HTTPRequestContextHTTPDescription{
				Method: r.method, Path: r.path, Protocol: "HTTP/1.1", SourceIP: "192.0.2.7", UserAgent: "bench",
			},
		},
	}
	if r.key != "" {
		e.Headers["idempotency-key"] = r.key
	}
	if r.ifMatch != "" {
		e.Headers["if-match"] = r.ifMatch
	}
	if r.body != nil {
		raw, err := json.Marshal(r.body)
		if err != nil {
			return e, err
		}
		e.Body, e.Headers["content-type"] = string(raw), "application/json"
	}
	if r.by.id == "" {
		return e, nil
	}
	token, err := r.by.token()
	if err != nil {
		return e, err
	}
	e.Headers["authorization"] = "Bearer " + token
	e.RequestContext.Authorizer = &events.APIGatewayV2HTTPRequestContextAuthorizerDescription{
		JWT: &events.APIGatewayV2HTTPRequestContextAuthorizerJWTDescription{Claims: map[string]string{"sub": r.by.id}},
	}
	return e, nil
}

// token is a token as the gateway has verified it: functions read its payload alone.
func (p person) token() (string, error) {
	claims := map[string]any{
		"sub": p.id, "token_use": "id", "name": p.name, "email": p.email, "email_verified": true, "locale": "en",
	}
	if p.tier != "" {
		claims["custom:tier"] = p.tier
	}
	if len(p.groups) > 0 {
		claims["cognito:groups"] = p.groups
	}
	raw, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	part := base64.RawURLEncoding.EncodeToString
	return strings.Join([]string{part([]byte(`{"alg":"RS256"}`)), part(raw), part([]byte("verified"))}, "."), nil
}

// call sends a request to a function and gives the body of its answer, which must have the status.
func (w *world) call(job string, r request, status int) (map[string]any, error) {
	e, err := r.event()
	if err != nil {
		return nil, err
	}
	raw, err := w.invoke(job, e)
	if err != nil {
		return nil, err
	}
	w.count(func(t *tally) {
		t.Requests++
		if t.Before == nil {
			t.Before, t.BeforeUnits = map[string]int{}, t.writeUnits()
			for name, n := range t.Calls {
				t.Before[name] = n
			}
		}
	})
	var answer events.APIGatewayV2HTTPResponse
	if err := json.Unmarshal(raw, &answer); err != nil {
		return nil, err
	}
	if answer.StatusCode != status {
		return nil, fmt.Errorf("%s %s answered %d instead of %d: %s", r.method, r.path, answer.StatusCode, status, answer.Body)
	}
	body := map[string]any{}
	if strings.HasPrefix(answer.Body, "{") {
		if err := json.Unmarshal([]byte(answer.Body), &body); err != nil {
			return nil, err
		}
	}
	return body, nil
}
