package boot

import (
	"context"
	"io"
	"log/slog"

	"aftercare/shared/event"
)

// NewLogger gives a logger of JSON lines, each with the id of the request or message that it belongs to. level is
// debug, info, warn or error; anything else is info.
func NewLogger(w io.Writer, level string) *slog.Logger {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		l = slog.LevelInfo
	}
	return slog.New(correlated{slog.NewJSONHandler(w, &slog.HandlerOptions{Level: l})})
}

// correlated adds the correlation id in the context to every line.
type correlated struct{ slog.Handler }

// Handle writes a line.
func (h correlated) Handle(ctx context.Context, r slog.Record) error {
	if id := event.CorrelationFrom(ctx); id != "" {
		r.AddAttrs(slog.String("correlationId", id))
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs keeps adding the id.
func (h correlated) WithAttrs(attrs []slog.Attr) slog.Handler {
	return correlated{h.Handler.WithAttrs(attrs)}
}

// WithGroup keeps adding the id, within the group.
func (h correlated) WithGroup(name string) slog.Handler { return correlated{h.Handler.WithGroup(name)} }
