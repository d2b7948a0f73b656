package web

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/aws/aws-lambda-go/events"

	"aftercare/shared/event"
)

// Lambda makes a handler of API Gateway HTTP API events (payload format 2.0) from a handler of HTTP requests.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
func Lambda(h http.Handler) func(context.Context, events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
	return func(ctx context.Context, e events.APIGatewayV2HTTPRequest) (events.APIGatewayV2HTTPResponse, error) {
		r, err := request(ctx, e)
		if err != nil {
			w := newRecorder()
			w.problem(nil, newProblem(http.StatusBadRequest, "malformed", "the request cannot be read"))
			return w.response(), nil // the client's fault, not the function's
		}
		w := newRecorder()
		h.ServeHTTP(w, r)
		return w.response(), nil
	}
}

// request gives the HTTP request that an event stands for. The only error is a body that is not the base64 it
// claims to be, or a method that is none.
func request(ctx context.Context, e events.APIGatewayV2HTTPRequest) (*http.Request, error) {
	body := e.Body
	if e.IsBase64Encoded {
		raw, err := base64.StdEncoding.DecodeString(body)
		if err != nil {
			return nil, fmt.Errorf("the body is not base64: %w", err)
		}
		body = string(raw)
	}
	about := e.RequestContext
	g := Gateway{RequestID: about.RequestID, SourceIP: about.HTTP.SourceIP}
	if about.Authorizer != nil && about.Authorizer.JWT != nil {
		g.Claims = about.Authorizer.JWT.Claims
	}
	ctx = event.WithCorrelation(WithGateway(ctx, g), about.RequestID)
	r, err := http.NewRequestWithContext(ctx, about.HTTP.Method, "/", strings.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("the method is none: %w", err)
	}
	r.URL = &url.URL{Path: path(e), RawQuery: e.RawQueryString}
	r.RequestURI = r.URL.RequestURI()
	for name, value := range e.Headers {
		r.Header.Set(name, value)
	}
	if len(e.Cookies) > 0 {
		r.Header.Set("Cookie", strings.Join(e.Cookies, "; "))
	}
	r.Host = about.DomainName
	r.RemoteAddr = about.HTTP.SourceIP
	return r, nil
}

// path gives the path without the stage, decoded.
func path(e events.APIGatewayV2HTTPRequest) string {
	p := e.RawPath
	if stage := e.RequestContext.Stage; stage != "" && stage != "$default" {
		if rest, ok := strings.CutPrefix(p, "/"+stage+"/"); ok {
			p = "/" + rest
		}
	}
	if !strings.HasPrefix(p, "/") {
		p = "/" + p
	}
	if decoded, err := url.PathUnescape(p); err == nil {
		return decoded
	}
	return p
}
