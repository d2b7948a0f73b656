package topic

import (
	"context"
	"time"

	"aftercare/shared/event"
)

// Change is what one event of a topic writes, in one transaction.
type Change struct {
	Before  int64 // the sequence number that it started from; 0 for a topic that must not exist yet
	Topic   Topic
	Events  []event.Event
	Receipt *event.Receipt // remembers the outside key; nil without one
}

// Query asks for one page of the topics that were last found in [From, To), newest first.
type Query struct {
	From, To time.Time // at most 31 days apart
	Status   Status    // only these; empty means all
	Language string    // only these; empty means all
	Limit    int       // 1 to 100
	After    string    // where the last page ended; empty from the start
}

// Keeps reports whether a topic is one of those asked for.
func (q Query) Keeps(t Topic) bool {
	return (q.Status == "" || t.Status == q.Status) && (q.Language == "" || t.Language == q.Language)
}

// Store keeps topics, and how often terms were written.
type Store interface {
	// Topic gives a topic as it is now. Missing when there is none.
	Topic(ctx context.Context, id string) (Topic, error)
	// SaveTopic writes a change whole or not at all. Lost when another came first; Replayed when the receipt exists.
	SaveTopic(ctx context.Context, c Change) error
	// Topics lists topics, and says where the next page begins; empty at the end.
	Topics(ctx context.Context, q Query) ([]Topic, string, error)
	// TermDays gives the parts of the days in [from, to) that were written. The caller bounds the range.
	TermDays(ctx context.Context, from, to time.Time) ([]Day, error)
	// SaveTermDay writes one part of a day on condition that the stored one has the revision before it, or, for
	// revision 1, that there is none. Lost otherwise. It is kept for [Kept] after its day.
	SaveTermDay(ctx context.Context, d Day) error
	// Receipt gives what a key was used for; false when it was not, or longer ago than it is remembered.
	Receipt(ctx context.Context, scope, key string) (event.Receipt, bool, error)
	// Timeline gives up to limit events after the sequence number, in order; limit 0 means all.
	Timeline(ctx context.Context, kind event.Kind, id string, after int64, limit int) ([]event.Event, error)
}

// Kept is how long after its day the counts of a day are kept: no look reaches further back than Span.
const Kept = Span + 2*week
