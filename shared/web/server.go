// Package web serves Aftercare's HTTP APIs: it turns API Gateway events into requests, tells who calls, checks
// bodies against types, and turns the kinds of faults into problem documents. Only this package knows status codes.
package web

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	pathpkg "path"
	"reflect"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// PublicPrefix begins the paths that need no token.
const PublicPrefix = "/v1/public/"

// Server is an API with its routes. Register operations on API, then serve it.
type Server struct {
	API huma.API
	mux *routes
	log *slog.Logger
}

// New begins an API. Handlers of its operations return faults, which become problem documents; everything else
// that they return becomes an opaque 500 whose inside goes to the log.
func New(title string, log *slog.Logger) *Server {
	replaceErrors()
	config := huma.DefaultConfig(title, "1")
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "", "", "" // package reference serves them
	config.CreateHooks = nil                                             // no $schema links in answers
	config.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaName)
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"bearer": {Type: "http", Scheme: "bearer", BearerFormat: "JWT", Description: "An ID token of the identity provider."},
	}
	config.OnAddOperation = append(config.OnAddOperation, describe)
	mux := newRoutes()
	api := humago.New(mux, config)
	api.UseMiddleware(authenticate(api), readBody(api))
	return &Server{API: api, mux: mux, log: log}
}

func public(path string) bool { return strings.HasPrefix(path, PublicPrefix) }

func typeOf(v any) reflect.Type { return reflect.TypeOf(v) }

// replaceErrors makes huma answer with our problem documents. huma keeps these functions in variables of its own.
var replaceErrors = sync.OnceFunc(func() {
	huma.NewError = func(status int, _ string, errs ...error) huma.StatusError { return fromHuma(status, errs) }
	huma.NewErrorWithContext = func(ctx huma.Context, status int, _ string, errs ...error) huma.StatusError {
		for _, err := range errs {
			note(ctx.Context(), err)
		}
		p := permit(ctx, fromHuma(status, errs))
		p.headers(ctx.SetHeader)
		if p.Status >= http.StatusInternalServerError {
			p.RequestID = gatewayFrom(ctx.Context()).RequestID
		}
		return p
	}
	huma.ValidateStrictCasing = true
	huma.DefaultArrayNullable = false
})

// authenticate is the middleware that tells who calls, and refuses who does not say so outside of /v1/public/.
func authenticate(api huma.API) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		if public(ctx.Operation().Path) {
			next(ctx)
			return
		}
		caller, err := identify(gatewayFrom(ctx.Context()), ctx.Header("Authorization"))
		if err != nil {
			_ = huma.WriteErr(api, ctx, http.StatusInternalServerError, "", err)
			return
		}
		if x := exchangeFrom(ctx.Context()); x != nil {
			x.caller = string(caller.Actor().Kind)
		}
		next(huma.WithContext(ctx, withCaller(ctx.Context(), caller)))
	}
}

// ServeHTTP answers a request and writes one line about it to the log: the route, never the path, and nothing that
// somebody wrote.
func (s *Server) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	began := time.Now()
	x := &exchange{caller: "none"}
	r = r.WithContext(context.WithValue(r.Context(), exchangeKey{}, x))
	w := newRecorder()
	s.serve(w, r, x)
	w.header.Set("Cache-Control", "no-store")
	w.header.Set("X-Content-Type-Options", "nosniff")
	if public(r.URL.Path) {
		w.header.Set("Referrer-Policy", "no-referrer")
	}
	s.line(r, w.status, time.Since(began), x)
	w.copyTo(out)
}

// serve runs the operation that the request is for, and turns a panic into a 500.
func (s *Server) serve(w *recorder, r *http.Request, x *exchange) {
	defer func() {
		if p := recover(); p != nil {
			x.inside = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
			*w = *newRecorder()
			w.problem(r, internal())
		}
	}()
	if mux := s.mux.find(r); mux != nil && pathpkg.Clean(r.URL.Path) == r.URL.Path {
		mux.ServeHTTP(w, r)
		return
	}
	if methods := s.mux.allowed(r); len(methods) > 0 {
		w.header.Set("Allow", strings.Join(methods, ", "))
		w.problem(r, newProblem(http.StatusMethodNotAllowed, names[http.StatusMethodNotAllowed], "the path does not have this method"))
		return
	}
	w.problem(r, newProblem(http.StatusNotFound, "not-found", "there is no such path"))
}

func (s *Server) line(r *http.Request, status int, took time.Duration, x *exchange) {
	g := gatewayFrom(r.Context())
	attrs := []slog.Attr{
		slog.String("route", r.Pattern), slog.String("method", method(r.Method)), slog.Int("status", status),
		slog.Int64("milliseconds", took.Milliseconds()), slog.String("caller", x.caller),
		slog.String("requestId", g.RequestID),
	}
	level := slog.LevelInfo
	if status >= http.StatusInternalServerError {
		level = slog.LevelError
		if x.inside != nil {
			attrs = append(attrs, slog.String("error", x.inside.Error()))
		}
	}
	s.log.LogAttrs(r.Context(), level, "request", attrs...)
}

// method gives the name of a method for the log: a client may send any word as one.
func method(sent string) string {
	switch sent {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return sent
	}
	return "other"
}

// exchange gathers what the log line says of a request.
type exchange struct {
	caller string
	inside error // what went wrong, for an answer that does not say it
}

type exchangeKey struct{}

func exchangeFrom(ctx context.Context) *exchange {
	x, _ := ctx.Value(exchangeKey{}).(*exchange)
	return x
}

// note keeps an error for the log line.
func note(ctx context.Context, err error) {
	if x := exchangeFrom(ctx); x != nil && x.inside == nil {
		x.inside = err
	}
}
