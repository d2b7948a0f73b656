// Package outbox publishes what happened: the events that stand in the table, in the order in which their stream
// brings them. A poison record is put aside with its reason and stops nothing.
package outbox

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
)

// Publisher puts events on the bus. It gives one error or nil for each.
type Publisher interface {
	Publish(ctx context.Context, details []event.Detail) []error
}

// Failure is what is left of a record that cannot be published: where it stands and why, never what it says.
type Failure struct {
	Reason         string    `json:"reason"`
	SequenceNumber string    `json:"sequenceNumber"`
	Partition      string    `json:"partition,omitempty"` // the keys of the item
	Sort           string    `json:"sort,omitempty"`
	At             time.Time `json:"at"`
}

// Failures keeps records that cannot be published.
type Failures interface {
	Put(ctx context.Context, f Failure) error
}

// Record is a record of the stream: the events of one change, or why it holds none.
type Record struct {
	Events  []event.Event
	Poison  error
	Failure Failure // where the record stands, for putting it aside
}

// Relay publishes records.
type Relay struct {
	Bus      Publisher
	Failures Failures
	Now      func() time.Time
	// Count hears of each event that was published, to count it; nil counts nothing. What is published again, since an
	// earlier record failed, is counted again.
	Count func(d event.Detail) error
}

// Handle publishes the records, and gives one error or nil for each, in order. What was published may be published
// again when an earlier record, or another event of the same one, failed: consumers are idempotent. Each event leaves
// a line in the log, with its correlation id: from these lines the dashboard counts what happened, and how long it
// took to get here.
func (r Relay) Handle(ctx context.Context, records []Record) []error {
	errs := make([]error, len(records))
	var details []event.Detail
	var at []int
	for i, record := range records {
		if record.Poison == nil {
			for _, e := range record.Events {
				details, at = append(details, e.Publish()), append(at, i)
			}
			continue
		}
		errs[i] = r.aside(ctx, record.Failure, record.Poison)
	}
	for i, err := range r.Bus.Publish(ctx, details) {
		if fault.Is(err, fault.TooLarge) { // however often it comes
			err = r.aside(ctx, records[at[i]].Failure, err)
		}
		if errs[at[i]] == nil {
			errs[at[i]] = err
		}
		r.report(ctx, details[i], err)
	}
	return errs
}

// aside puts away a record, or one of its events, that no repetition gets published.
func (r Relay) aside(ctx context.Context, f Failure, why error) error {
	f.Reason, f.At = why.Error(), r.Now()
	if err := r.Failures.Put(ctx, f); err != nil {
		return fmt.Errorf("put a poison record aside: %w", err)
	}
	return nil
}

// report says in the log what became of an event: names and numbers alone.
func (r Relay) report(ctx context.Context, d event.Detail, err error) {
	about := []any{
		slog.String("type", string(d.Type)), slog.String("aggregate", d.Aggregate.Name()), slog.String("event", d.ID),
		slog.Int64("seconds", int64(r.Now().Sub(d.Time)/time.Second)), // since it happened; both are whole seconds
	}
	ctx = event.WithCorrelation(ctx, d.CorrelationID)
	if err != nil {
		slog.WarnContext(ctx, "not published", append(about, slog.String("error", err.Error()))...)
		return
	}
	slog.InfoContext(ctx, "published", about...)
	if r.Count == nil {
		return
	}
	if err := r.Count(d); err != nil { // a figure less is no reason to publish it twice
		slog.WarnContext(ctx, "not counted", append(about, slog.String("error", err.Error()))...)
	}
}
