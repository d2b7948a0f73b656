package web

import (
	"errors"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/fault"
)

// Problem is the body of every answer that is an error: a problem document (RFC 9457).
type Problem struct {
	Type          string         `json:"type" format:"uri-reference" doc:"The kind of problem. A conflict's ends in /conflict."`
	Title         string         `json:"title" doc:"The kind of problem in words."`
	Status        int            `json:"status" doc:"The HTTP status."`
	Detail        string         `json:"detail,omitempty" doc:"What is wrong with this request."`
	CurrentStatus string         `json:"currentStatus,omitempty" doc:"The present status of the resource, where it does not allow the request (409)."`
	Errors        []FieldProblem `json:"errors,omitempty" doc:"The fields that are at fault. Their values are never repeated."`
	RequestID     string         `json:"requestId,omitempty" doc:"Names the request in the logs, where the fault is ours (5xx)."`

	retryAfter time.Duration
}

// FieldProblem is one field that is at fault.
type FieldProblem struct {
	Name    string `json:"name" doc:"The field, such as customer.email, or the parameter or header."`
	Problem string `json:"problem" doc:"What rule it breaks."`
}

// Error gives the detail.
func (p *Problem) Error() string { return p.Detail }

// GetStatus gives the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType gives the media type of problem documents.
func (p *Problem) ContentType(string) string { return problemType }

// kinds says how each kind of fault looks from outside. Internal and what is missing here is an opaque 500.
var kinds = map[fault.Kind]struct {
	status int
	name   string
}{
	fault.Malformed:   {http.StatusBadRequest, "malformed"},
	fault.Forbidden:   {http.StatusForbidden, "forbidden"},
	fault.Missing:     {http.StatusNotFound, "not-found"},
	fault.Conflict:    {http.StatusConflict, "conflict"},
	fault.Stale:       {http.StatusPreconditionFailed, "stale"},
	fault.Unguarded:   {http.StatusPreconditionRequired, "precondition-required"},
	fault.TooLarge:    {http.StatusRequestEntityTooLarge, "too-large"},
	fault.Unsupported: {http.StatusUnsupportedMediaType, "unsupported-media-type"},
	fault.Invalid:     {http.StatusUnprocessableEntity, "invalid"},
	fault.Exhausted:   {http.StatusTooManyRequests, "too-many-requests"},
	fault.Lost:        {http.StatusServiceUnavailable, "busy"},
	fault.Gone:        {http.StatusGone, "gone"},
}

// names are the kinds of problems that are not faults of the domain.
var names = map[int]string{
	http.StatusUnauthorized:     "unauthorized",
	http.StatusMethodNotAllowed: "method-not-allowed",
	http.StatusNotAcceptable:    "not-acceptable",
	http.StatusGone:             "gone",
}

// Gone says that a thing was there, and is not any more: 410.
func Gone(detail string) error { return newProblem(http.StatusGone, "gone", detail) }

func newProblem(status int, name, detail string) *Problem {
	return &Problem{Type: "/problems/" + name, Title: http.StatusText(status), Status: status, Detail: detail}
}

// internal is what the outside hears of everything that nobody foresaw.
func internal() *Problem {
	return newProblem(http.StatusInternalServerError, "internal", "something went wrong on our side")
}

// problemOf tells an error to the outside.
func problemOf(err error) *Problem {
	if p, ok := errors.AsType[*Problem](err); ok {
		return p
	}
	if e, ok := errors.AsType[unauthenticated](err); ok {
		return newProblem(http.StatusUnauthorized, names[http.StatusUnauthorized], e.detail)
	}
	e, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return internal()
	}
	kind, ok := kinds[e.Kind]
	if !ok {
		return internal()
	}
	p := newProblem(kind.status, kind.name, e.Detail)
	p.CurrentStatus = e.Status
	p.retryAfter = e.RetryAfter
	if e.Kind == fault.Lost {
		p.Detail, p.retryAfter = "too many changes at once, try again", time.Second
	}
	for _, f := range e.Fields {
		p.Errors = append(p.Errors, FieldProblem{Name: safeName(f.Name), Problem: f.Problem})
	}
	p.Errors = bounded(p.Errors)
	return p
}

// headers gives what a problem says outside of its body.
func (p *Problem) headers(set func(name, value string)) {
	if p.Status == http.StatusUnauthorized {
		set("WWW-Authenticate", "Bearer")
	}
	if p.Status == http.StatusTooManyRequests || p.retryAfter > 0 {
		seconds := max(1, int(math.Ceil(p.retryAfter.Seconds())))
		set("Retry-After", strconv.Itoa(seconds))
	}
}

// fromHuma tells what huma found wrong before the handler ran, or what the handler returned. huma's own words may
// hold values, so none of them goes out.
func fromHuma(status int, errs []error) *Problem {
	if status >= http.StatusInternalServerError {
		return problemOf(errors.Join(errs...))
	}
	var fields []FieldProblem
	for _, err := range errs {
		if e, ok := errors.AsType[*fault.Error](err); ok {
			p := problemOf(e)
			if e.Kind != fault.Invalid {
				return p
			}
			fields = append(fields, p.Errors...)
			continue
		}
		if d, ok := errors.AsType[*huma.ErrorDetail](err); ok {
			fields = append(fields, fieldProblem(d))
		}
	}
	switch status {
	case http.StatusUnprocessableEntity:
		p := newProblem(status, "invalid", "a value is not valid")
		p.Errors = bounded(fields)
		return p
	case http.StatusBadRequest:
		return newProblem(status, "malformed", "a JSON body is needed")
	case http.StatusRequestEntityTooLarge:
		return newProblem(status, "too-large", "the request is too large")
	}
	name, ok := names[status]
	if !ok {
		name = "other"
	}
	return newProblem(status, name, http.StatusText(status))
}
