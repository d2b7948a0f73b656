// Package bus publishes on EventBridge.
package bus

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"aftercare/shared/event"
	"aftercare/shared/fault"
)

// Limits of one PutEvents request.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html
const (
	maxEntries = 10
	maxBytes   = 256 << 10
)

// attempts is how often an entry that was not taken is put again before the stream has to bring it once more.
const attempts = 3

// Client is the part of EventBridge that is used.
type Client interface {
	PutEvents(ctx context.Context, in *eventbridge.PutEventsInput, options ...func(*eventbridge.Options)) (*eventbridge.PutEventsOutput, error)
}

// Bus is an event bus.
type Bus struct {
	Client Client
	Name   string
}

// Publish puts events on the bus, as many in a request as fit. It gives one error or nil for each.
func (b Bus) Publish(ctx context.Context, details []event.Detail) []error {
	errs := make([]error, len(details))
	var batch []types.PutEventsRequestEntry
	var at []int
	size := 0
	flush := func() {
		for i, err := range b.put(ctx, batch) {
			errs[at[i]] = err
		}
		batch, at, size = nil, nil, 0
	}
	for i, d := range details {
		entry, bytes, err := b.entry(d)
		if err != nil {
			errs[i] = err
			continue
		}
		if len(batch) == maxEntries || size+bytes > maxBytes {
			flush()
		}
		batch, at, size = append(batch, entry), append(at, i), size+bytes
	}
	flush()
	return errs
}

// entry gives an event as EventBridge takes it, and its size as EventBridge counts it. TooLarge when it never will.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-event-entry-size
func (b Bus) entry(d event.Detail) (types.PutEventsRequestEntry, int, error) {
	raw, err := json.Marshal(d)
	if err != nil {
		return types.PutEventsRequestEntry{}, 0, fmt.Errorf("event %s does not encode: %w", d.ID, err)
	}
	size := 14 + len(event.Source) + len(d.Type) + len(raw)
	if size > maxBytes {
		return types.PutEventsRequestEntry{}, 0, fault.New(fault.TooLarge, "event %s has more bytes than the bus takes", d.ID)
	}
	return types.PutEventsRequestEntry{
		EventBusName: aws.String(b.Name), Source: aws.String(event.Source), DetailType: aws.String(string(d.Type)),
		Detail: aws.String(string(raw)), Time: aws.Time(d.Time),
	}, size, nil
}

// put puts the entries, and again those that were not taken.
func (b Bus) put(ctx context.Context, entries []types.PutEventsRequestEntry) []error {
	errs := make([]error, len(entries))
	open := make([]int, len(entries))
	for i := range entries {
		open[i] = i
	}
	for attempt := range attempts {
		if len(open) == 0 {
			break
		}
		if attempt > 0 && !pause(ctx, time.Duration(attempt)*50*time.Millisecond) {
			break
		}
		request := make([]types.PutEventsRequestEntry, len(open))
		for i, at := range open {
			request[i] = entries[at]
		}
		out, err := b.Client.PutEvents(ctx, &eventbridge.PutEventsInput{Entries: request})
		var again []int
		for i, at := range open {
			switch {
			case err != nil:
				errs[at] = fmt.Errorf("put events: %w", err)
			case i >= len(out.Entries) || out.Entries[i].ErrorCode != nil:
				errs[at] = fmt.Errorf("an event was not taken: %s", code(out.Entries, i))
			default:
				errs[at] = nil
				continue
			}
			again = append(again, at)
		}
		open = again
	}
	return errs
}

func code(entries []types.PutEventsResultEntry, i int) string {
	if i >= len(entries) {
		return "no answer"
	}
	return aws.ToString(entries[i].ErrorCode)
}

// pause waits, and reports false when the context ended first.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
