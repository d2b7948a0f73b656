package intake

import (
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/redact"
)

// The types of messages that are taken in.
const (
	ContactReceived   = "support.contact.received"
	ComplaintReceived = "support.complaint.received"
	SurveyAnswered    = "support.survey.answered"
	RemedyPaid        = "support.remedy.paid"
	CallEnded         = "support.call.ended"
	VisitEnded        = "support.visit.ended"
	IncidentNoticed   = "support.incident.noticed"
	IncidentEnded     = "support.incident.ended"
	CustomerActive    = "support.customer.active"
)

// Handler takes one kind of message.
type Handler interface {
	Handle(ctx context.Context, m Message, sent time.Time) error
}

// Refusals keeps what was refused, and records that it was.
type Refusals interface {
	// Refuse keeps a refusal. The same one twice is kept twice at worst.
	Refuse(ctx context.Context, r Refusal) error
}

// Recorder makes it known on the bus that a message was refused.
type Recorder interface {
	// Record keeps an event that belongs to no case. The same event twice is kept once.
	Record(ctx context.Context, e event.Event) error
}

// Refused is the data of contact.refused.
type Refused struct {
	Reason string `json:"reason"`
}

// Refusal is what is left of a message that could not be understood: its reason and its shape, nothing that
// somebody wrote.
type Refusal struct {
	MessageID string          `json:"messageId"` // the queue's own
	RefusedAt time.Time       `json:"refusedAt"`
	Reason    string          `json:"reason"`
	Fields    []fault.Field   `json:"fields,omitempty"`
	Message   json.RawMessage `json:"message"` // redacted
}

// Desk gives each message to the handler of its type.
type Desk struct {
	Handlers map[string]Handler
	Refusals Refusals
	Recorder Recorder
	Now      func() time.Time
}

// Handle takes one message off the queue: its body, the queue's id of it, and when it was sent. A nil answer means
// that it is done with, taken in or refused; an error means that it is to come again.
func (d Desk) Handle(ctx context.Context, messageID string, raw []byte, sent time.Time) error {
	now := d.Now()
	if sent.After(now) { // the queue's clock may go ahead of ours
		sent = now
	}
	err := d.dispatch(ctx, raw, sent)
	switch fault.KindOf(err) {
	case fault.Malformed, fault.Invalid, fault.Unsupported, fault.TooLarge, fault.Missing, fault.Forbidden,
		fault.Conflict, fault.Gone:
	default: // taken in, or failed for a cause that may pass
		return err
	}
	refusal := Refusal{MessageID: messageID, RefusedAt: now.UTC().Truncate(time.Second), Message: outline(raw)}
	if f, ok := errors.AsType[*fault.Error](err); ok {
		refusal.Reason, refusal.Fields = f.Detail, f.Fields
	}
	if err := d.Refusals.Refuse(ctx, refusal); err != nil {
		return err
	}
	told := event.New(event.ContactRefused, refusal.RefusedAt, event.Actor{Kind: event.System}, Refused{Reason: refusal.Reason}, nil)
	told.Seq, told.Aggregate = 1, event.Aggregate{Kind: event.Contact, ID: messageID, Version: 1}
	told.Correlation = event.CorrelationFrom(ctx)
	return d.Recorder.Record(ctx, told)
}

// outline gives what is kept of a refused message. One that is too large is not looked into: whoever sends it must not
// keep the function from the messages beside it.
func outline(raw []byte) json.RawMessage {
	if len(raw) > MaxMessage {
		return json.RawMessage(`"(too large to outline)"`)
	}
	return redact.Refused(raw)
}

func (d Desk) dispatch(ctx context.Context, raw []byte, sent time.Time) error {
	if len(raw) > MaxMessage {
		return fault.New(fault.TooLarge, "a message has at most %d bytes", MaxMessage)
	}
	m, err := Decode(raw)
	if err != nil {
		return err
	}
	handler, known := d.Handlers[m.Type]
	if !known {
		return fault.New(fault.Unsupported, "messages of this type are not taken in")
	}
	if len(m.ID) <= 64 && plainID.MatchString(m.ID) {
		ctx = event.WithCorrelation(ctx, m.ID)
	}
	return event.Traced(ctx, handler.Handle(ctx, m, sent))
}

// plainID is what the id of a message looks like that may name it in logs and events: neither an address nor a
// telephone number. Any other message goes by the queue's own id of it.
var plainID = regexp.MustCompile(`^[A-Za-z0-9._:/#-]*[A-Za-z][A-Za-z0-9._:/#-]*$`)
