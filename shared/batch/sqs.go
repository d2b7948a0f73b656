// Package batch handles batches of messages and stream records one by one, so that a bad one never holds back or
// repeats its batch.
package batch

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"aftercare/shared/event"
	"aftercare/shared/fault"
)

// Message is one message of a queue.
type Message struct {
	ID         string
	Body       string
	Deliveries string // how often it was delivered, this time included, as SQS counts
	Sent       string // when it was sent, in Unix milliseconds, as SQS writes it
}

// SQS hands each message of a batch to handle and gives back those that failed, for SQS to deliver again alone and
// to put with the dead letters in the end. A panic is a failure of its message. Once ctx is done, or nearly so, the rest
// of the batch is given back untried: a function that is ended in the middle would fail all of it. The function's event
// source must ask for ReportBatchItemFailures.
// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
func SQS(ctx context.Context, e events.SQSEvent, handle func(context.Context, Message) error) events.SQSEventResponse {
	return deliver(ctx, e, func(ctx context.Context, m Message) error {
		err := safely(func() error { return handle(ctx, m) })
		if err == nil {
			slog.InfoContext(ctx, "message handled", slog.String("id", m.ID), slog.String("deliveries", m.Deliveries))
			return nil
		}
		report(ctx, "message", m.ID, err)
		return err
	})
}

// reserve is how long before the function is ended it begins with no further message of a batch. It covers what one
// slow message takes.
const reserve = 2 * time.Second

// deliver hands each message to handle, which says in the log what became of it, and gives back those that failed.
func deliver(ctx context.Context, e events.SQSEvent, handle func(context.Context, Message) error) events.SQSEventResponse {
	failed := []events.SQSBatchItemFailure{} // never nil: null would read as success of all, or of none
	for i, record := range e.Records {
		m := Message{
			ID: record.MessageId, Body: record.Body,
			Deliveries: record.Attributes["ApproximateReceiveCount"], Sent: record.Attributes["SentTimestamp"],
		}
		ctx := event.WithCorrelation(ctx, m.ID)
		err := ctx.Err()
		if deadline, ok := ctx.Deadline(); ok && err == nil && i > 0 && time.Until(deadline) < reserve {
			err = context.DeadlineExceeded
		}
		if err != nil {
			report(ctx, "message", m.ID, err)
		} else {
			err = handle(ctx, m)
		}
		if err != nil {
			failed = append(failed, events.SQSBatchItemFailure{ItemIdentifier: m.ID})
		}
	}
	return events.SQSEventResponse{BatchItemFailures: failed}
}

// Permanent reports whether an error will be the same however often it is tried: the message itself is wrong.
func Permanent(err error) bool {
	switch fault.KindOf(err) {
	case fault.Malformed, fault.Invalid, fault.Unsupported, fault.TooLarge:
		return err != nil
	}
	return false
}

// safely turns a panic into an error.
func safely(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return f()
}

// report says in the log what failed and why, never with its text.
func report(ctx context.Context, what, id string, err error) {
	if began := event.TraceOf(err); began != "" {
		ctx = event.WithCorrelation(ctx, began)
	}
	slog.ErrorContext(ctx, what+" failed", slog.String("id", id), slog.Bool("permanent", Permanent(err)),
		slog.String("error", err.Error()))
}

// SentAt gives when the message was sent.
func (m Message) SentAt() (time.Time, error) {
	ms, err := strconv.ParseInt(m.Sent, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("SentTimestamp of message %s is not a number: %w", m.ID, err)
	}
	return time.UnixMilli(ms).UTC(), nil
}
