package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"aftercare/shared/call"
	"aftercare/shared/seal"
	"aftercare/shared/text"
)

// CallEnd is the data of support.call.ended.
type CallEnd struct {
	CallID     string    `json:"callId"`
	Customer   Customer  `json:"customer"`
	QueuedAt   time.Time `json:"queuedAt"`
	AnsweredAt time.Time `json:"answeredAt,omitzero"` // missing: it was missed
	EndedAt    time.Time `json:"endedAt"`
	Agent      string    `json:"agent,omitempty"`
	Note       string    `json:"note,omitempty"`
	TicketID   string    `json:"ticketId,omitempty"` // the ticket that the call was about
	FollowUp   bool      `json:"followUp,omitempty"` // something is left to do
}

// Caller records calls.
type Caller interface {
	End(ctx context.Context, r call.Report) (call.Call, error)
}

// Calls turns support.call.ended into calls, and those that were missed into tickets.
type Calls struct {
	Calls Caller
	IDs   IDs
}

// Handle takes one message. The same call again changes nothing, whatever message it comes in; another story about it is
// refused.
func (h Calls) Handle(ctx context.Context, m Message, sent time.Time) error {
	var d CallEnd
	if err := json.Unmarshal(m.Data, &d); err != nil {
		return malformed("the data of the call cannot be read", err)
	}
	var check text.Checker
	name := check.Name("data.callId", check.Required("data.callId", d.CallID, maxName), maxName)
	about := d.TicketID
	if d.TicketID != "" {
		var ok bool
		if about, ok = seal.ParseID(d.TicketID); !ok {
			check.Add("data.ticketId", "is no ticket of this customer")
		}
	}
	customer, known, err := Identify(ctx, &check, d.Customer, m.Source, "call "+name, h.IDs)
	if err != nil {
		return err
	}
	customer.Language = check.Language("data.customer.language", customer.Language)
	if err := check.Err(); err != nil {
		return err
	}
	ids, err := h.IDs(ctx, "call "+m.Source, name)
	if err != nil {
		return err
	}
	_, err = h.Calls.End(ctx, call.Report{
		ID: ids[0], Earlier: ids[1:], Request: story(d), Customer: customer, Customers: known,
		QueuedAt: d.QueuedAt, AnsweredAt: d.AnsweredAt, EndedAt: d.EndedAt, Agent: d.Agent, Note: d.Note,
		TicketID: about, FollowUp: d.FollowUp, Sent: sent,
	})
	return err
}

// story is a hash of what is told, which tells a repetition from a contradiction.
func story(data any) string {
	raw, err := json.Marshal(data)
	if err != nil {
		panic("intake: the data of a message does not encode: " + err.Error()) // it was decoded from JSON
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}
