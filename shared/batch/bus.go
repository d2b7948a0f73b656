package batch

import (
	"context"
	"encoding/json"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"aftercare/shared/event"
	"aftercare/shared/fault"
)

// Bus hands each of our events in a batch of a consumer's queue to handle, with the id of the request that began it
// in the context. What is no event of ours fails, and ends with the dead letters. Each event leaves a line in the log
// that says what became of it.
func Bus(ctx context.Context, e events.SQSEvent, handle func(context.Context, event.Detail) error) events.SQSEventResponse {
	return deliver(ctx, e, func(ctx context.Context, m Message) error {
		began := time.Now()
		detail, err := Envelope(m.Body)
		if err != nil {
			report(ctx, "message", m.ID, err)
			return err
		}
		if detail.CorrelationID != "" {
			ctx = event.WithCorrelation(ctx, detail.CorrelationID)
		}
		err = safely(func() error { return handle(ctx, detail) })
		tell(ctx, m, detail, time.Since(began), err)
		return err
	})
}

// tell says in the log what became of an event: names and numbers alone.
func tell(ctx context.Context, m Message, d event.Detail, took time.Duration, err error) {
	about := []slog.Attr{
		slog.String("id", m.ID), slog.String("deliveries", m.Deliveries),
		slog.String("type", string(d.Type)), slog.String("aggregate", d.Aggregate.Name()), slog.String("event", d.ID),
		slog.Int64("milliseconds", took.Milliseconds()),
	}
	if err == nil {
		slog.LogAttrs(ctx, slog.LevelInfo, "event handled", append(about, slog.String("outcome", "done"))...)
		return
	}
	slog.LogAttrs(ctx, slog.LevelError, "event failed", append(about, slog.String("outcome", "failed"),
		slog.Bool("permanent", Permanent(err)), slog.String("error", err.Error()))...)
}

// Envelope reads the event of ours in an EventBridge event, as a rule puts it on a queue. It is Malformed when it is
// not one, or lacks what every event of ours has.
// https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
func Envelope(body string) (event.Detail, error) {
	var envelope struct {
		Source     string          `json:"source"`
		DetailType event.Type      `json:"detail-type"`
		Detail     json.RawMessage `json:"detail"`
	}
	if err := json.Unmarshal([]byte(body), &envelope); err != nil {
		return event.Detail{}, &fault.Error{Kind: fault.Malformed, Detail: "the message is no EventBridge event"}
	}
	if envelope.Source != event.Source {
		return event.Detail{}, fault.New(fault.Malformed, "the event is not from %s", event.Source)
	}
	var detail event.Detail
	if err := json.Unmarshal(envelope.Detail, &detail); err != nil {
		return event.Detail{}, fault.New(fault.Malformed, "the event's detail is not in our form")
	}
	switch {
	case detail.Type == "" || detail.Type != envelope.DetailType:
		return event.Detail{}, fault.New(fault.Malformed, "the event's type is not its detail-type")
	case detail.ID == "" || detail.Aggregate.ID == "" || detail.Aggregate.Kind == "" || detail.Time.IsZero():
		return event.Detail{}, fault.New(fault.Malformed, "the event lacks its id, time or aggregate")
	}
	return detail, nil
}
