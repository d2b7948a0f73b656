// Package event is the catalogue of what can happen in Aftercare and the envelope in which it is kept and published.
//
// An event is stored beside the aggregate that it changed, in the same transaction: the stored events are the
// timeline, the audit trail and the outbox at once. What goes out on the bus is Data, which holds ids, names of
// states and times; Private holds what people wrote and never leaves the table but through the timeline.
package event

import (
	"encoding/json"
	"fmt"
	"time"
)

// Source is the CloudEvents and EventBridge source of everything that Aftercare publishes.
const Source = "aftercare"

// Kind names the aggregates.
type Kind string

// The aggregates that have events.
const (
	Ticket    Kind = "ticket"
	Complaint Kind = "complaint"
	Export    Kind = "export"   // a file of the register of complaints
	Finding   Kind = "finding"  // what complaints are about more often than before
	Contact   Kind = "contact"  // a message on the intake queue that was refused
	Call      Kind = "call"     // a telephone call that ended
	Visit     Kind = "visit"    // a visit to self-service that ended
	Topic     Kind = "topic"    // what customers write about more often than before
	Incident  Kind = "incident" // something that is broken for many customers
	Feedback  Kind = "feedback" // what a customer wrote unasked
	Report    Kind = "report"   // of a month, to be published
	Story     Kind = "story"    // a customer's words that may be published
	// Rescheduling brings open tickets under promises that were changed.
	Rescheduling Kind = "rescheduling"
	// Survey is a question that no ticket tells of: whether one would recommend the company (NPS), and the effort that
	// something took (CES). The satisfaction with a ticket is part of that ticket's history.
	Survey Kind = "survey"
	// Loop is what becomes of a low answer, until the customer says that it is put right.
	Loop Kind = "loop"
)

// ActorKind says who acted.
type ActorKind string

// Who can act.
const (
	Customer ActorKind = "customer"
	Staff    ActorKind = "staff"
	System   ActorKind = "system"
)

// Actor is who caused an event. Name is for the timeline only and is not published.
type Actor struct {
	Kind ActorKind `json:"kind"`
	ID   string    `json:"id,omitempty"`
	Name string    `json:"name,omitempty"`
}

// Aggregate names the thing that changed, and its version after the change.
type Aggregate struct {
	Kind    Kind   `json:"kind"`
	ID      string `json:"id"`
	Version int64  `json:"version"`
}

// Name is how logs call the aggregate: "ticket ABCDEFGHJKMN".
func (a Aggregate) Name() string { return string(a.Kind) + " " + a.ID }

// Event is one thing that happened to one aggregate.
type Event struct {
	Type        Type
	Time        time.Time // UTC, whole seconds
	Seq         int64     // position in the aggregate's history, from 1 without gaps
	Aggregate   Aggregate
	Actor       Actor
	Data        json.RawMessage // published
	Private     json.RawMessage // never published; empty when there is nothing
	Correlation string          // the request or message that began it
}

// ID is the event's identity: the same on every delivery.
func (e Event) ID() string {
	return fmt.Sprintf("%s-%s-%d", e.Aggregate.Kind, e.Aggregate.ID, e.Seq)
}

// New makes an event of a type with what is published and what stays private (nil for none). The values are
// types of ours that always encode, so a failure is a mistake in the program and panics.
func New(t Type, at time.Time, actor Actor, data, private any) Event {
	return Event{Type: t, Time: at, Actor: actor, Data: encode(data), Private: encode(private)}
}

// Empty is the data of an event that has nothing to tell but that it happened.
type Empty struct{}

func encode(v any) json.RawMessage {
	if v == nil {
		return nil
	}
	raw, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("event: data of type %T does not encode: %v", v, err))
	}
	return raw
}

// Decode reads an event's published data as a T.
func Decode[T any](e Event) (T, error) { return decode[T](e, "data", e.Data) }

// DecodePrivate reads an event's private part as a T; the zero T when it has none.
func DecodePrivate[T any](e Event) (T, error) { return decode[T](e, "private part", e.Private) }

func decode[T any](e Event, part string, raw json.RawMessage) (T, error) {
	var v T
	if len(raw) == 0 {
		return v, nil
	}
	if err := json.Unmarshal(raw, &v); err != nil {
		return v, fmt.Errorf("the %s of event %s (%s) cannot be read: %w", part, e.ID(), e.Type, err)
	}
	return v, nil
}

// Detail is what is published on the bus for an event.
type Detail struct {
	ID            string          `json:"id"`
	Type          Type            `json:"type"`
	Time          time.Time       `json:"time"`
	Aggregate     Aggregate       `json:"aggregate"`
	Actor         Actor           `json:"actor"`
	Data          json.RawMessage `json:"data"`
	Seq           int64           `json:"seq"`
	CorrelationID string          `json:"correlationId,omitempty"`
}

// Publish gives the part of the event that may leave the table.
func (e Event) Publish() Detail {
	data := e.Data
	if len(data) == 0 {
		data = json.RawMessage("{}")
	}
	return Detail{
		ID: e.ID(), Type: e.Type, Time: e.Time, Aggregate: e.Aggregate,
		Actor: Actor{Kind: e.Actor.Kind, ID: e.Actor.ID},
		Data:  data, Seq: e.Seq, CorrelationID: e.Correlation,
	}
}

// DecodeDetail reads the data of a published event as a T.
func DecodeDetail[T any](d Detail) (T, error) {
	var v T
	if err := json.Unmarshal(d.Data, &v); err != nil {
		return v, fmt.Errorf("the data of event %s (%s) cannot be read: %w", d.ID, d.Type, err)
	}
	return v, nil
}
