// Package fault names the kinds of errors that Aftercare tells apart. It knows nothing of HTTP or AWS: package
// web turns a kind into a status, package batch into a retry or a refusal.
package fault

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Kind says what went wrong and so what the caller can do about it.
type Kind uint8

// The kinds. Internal, the zero value, is everything that nobody foresaw: it is told to nobody outside.
const (
	Internal    Kind = iota
	Malformed        // not the format it claims to be: JSON that does not parse, a cursor that is not ours
	Forbidden        // known, but not allowed to do this
	Missing          // absent, or not the caller's to see: both look the same from outside
	Conflict         // the state of the thing does not allow it; Status says what the state is
	Stale            // If-Match names another version than the present one
	Unguarded        // If-Match is required and missing
	TooLarge         // more bytes than allowed
	Unsupported      // a media type that is not served
	Invalid          // understood, but a value breaks a rule; Fields says which
	Exhausted        // too many in a time; try again after RetryAfter
	Lost             // a race was lost: load again and repeat
	Replayed         // already done with the same key: Result names what it made
	Gone             // was there, and is not any more: its time is over
)

// Field is one value that breaks a rule. It never holds the value itself, which may be a secret.
type Field struct {
	Name    string `json:"name"`
	Problem string `json:"problem"`
}

// Error is an error with a kind. Detail is safe to show to the caller.
type Error struct {
	Kind       Kind
	Detail     string
	Fields     []Field
	Status     string        // the present status of the thing, for Conflict
	Result     string        // what the first use of the key made, for Replayed
	RetryAfter time.Duration // for Exhausted
	Cause      error         // never shown outside
}

// Error says what is wrong and, where fields are at fault, which.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Detail)
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "; %s %s", f.Name, f.Problem)
	}
	if e.Cause != nil {
		fmt.Fprintf(&b, ": %v", e.Cause)
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// New makes an error of a kind with a detail that the caller may read.
func New(kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Detail: fmt.Sprintf(format, args...)}
}

// InvalidField says that one value breaks a rule.
func InvalidField(name, problem string) *Error {
	return &Error{Kind: Invalid, Detail: "a value is not valid", Fields: []Field{{name, problem}}}
}

// InvalidFields says which values break which rules; nil when there are none.
func InvalidFields(fields []Field) error {
	if len(fields) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Detail: "a value is not valid", Fields: fields}
}

// NotFound says that a thing is absent or not the caller's to see.
func NotFound(what string) *Error { return New(Missing, "there is no such %s", what) }

// InState says that the present status does not allow the command.
func InState(status, format string, args ...any) *Error {
	e := New(Conflict, format, args...)
	e.Status = status
	return e
}

// KindOf gives the kind of an error, Internal for one that is not ours.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// Is reports whether err is of the kind.
func Is(err error, kind Kind) bool { return err != nil && KindOf(err) == kind }
