package event

import (
	"context"
	"errors"
)

type correlationKey struct{}

// WithCorrelation gives a context that carries the id of the request or message that began the work, so that
// events and log lines of one cause can be found together.
func WithCorrelation(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, correlationKey{}, id)
}

// CorrelationFrom gives the id of the request or message that began the work; empty when there is none.
func CorrelationFrom(ctx context.Context) string {
	id, _ := ctx.Value(correlationKey{}).(string)
	return id
}

// Traced gives an error that carries the id in the context, for whoever logs it further out, where the context lacks
// it. It says what err says; nil stays nil.
func Traced(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	return &traced{error: err, id: CorrelationFrom(ctx)}
}

// TraceOf gives the id that an error carries; empty when it carries none.
func TraceOf(err error) string {
	if t, ok := errors.AsType[*traced](err); ok {
		return t.id
	}
	return ""
}

type traced struct {
	error
	id string
}

func (t *traced) Unwrap() error { return t.error }
