// Package outbox publishes what happened: the events that stand in the table, in the order in which their stream
// brings them. A poison record is put aside with its reason and stops nothing.
package outbox

import (
	"context"
	"fmt"
	"time"

	"aftercare/shared/event"
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

// Record is a record of the stream: an event, or why it is none.
type Record struct {
	Event   event.Event
	Poison  error
	Failure Failure // where the record stands, for putting it aside
}

// Relay publishes records.
type Relay struct {
	Bus      Publisher
	Failures Failures
	Now      func() time.Time
}

// Handle publishes the records, and gives one error or nil for each, in order. What was published may be published
// again when an earlier record failed: consumers are idempotent.
func (r Relay) Handle(ctx context.Context, records []Record) []error {
	errs := make([]error, len(records))
	var details []event.Detail
	var at []int
	for i, record := range records {
		if record.Poison == nil {
			details, at = append(details, record.Event.Publish()), append(at, i)
			continue
		}
		f := record.Failure
		f.Reason, f.At = record.Poison.Error(), r.Now()
		if err := r.Failures.Put(ctx, f); err != nil {
			errs[i] = fmt.Errorf("put a poison record aside: %w", err)
		}
	}
	for i, err := range r.Bus.Publish(ctx, details) {
		errs[at[i]] = err
	}
	return errs
}
