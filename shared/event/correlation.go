package event

import "context"

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
