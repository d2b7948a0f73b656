package complaints

import (
	"encoding/json"
	"fmt"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/redact"
	"aftercare/shared/web"
)

// Item is one line of a timeline.
type Item struct {
	Seq   int64          `json:"seq"`
	At    time.Time      `json:"at"`
	Type  event.Type     `json:"type"`
	Actor actorView      `json:"actor"`
	Data  map[string]any `json:"data"`
}

// actorView is who did it. Customers see staff by name alone.
type actorView struct {
	Kind event.ActorKind `json:"kind" enum:"customer,staff,system"`
	ID   string          `json:"id,omitempty"`
	Name string          `json:"name,omitempty"`
}

// customerSees names, by type, what customers see of it. A complaint's noted causes are inner matters, but for what
// they asked for themselves.
var customerSees = map[event.Type][]string{
	event.ComplaintFiled: {
		"subject", "statement", "desiredRemedy", "occurredAt", "loss", "serviceReference", "evidence", "representative",
		"status", "channel", "language", "jurisdiction", "ticketId", "receivedAt", "deadlines", "redacted",
	},
	event.ComplaintAcknowledged: {"status", "admissible", "reasons"},
	event.ComplaintEscalated:    {"level", "takeoverBy", "redacted"},
	event.ComplaintTakenOver:    {"level"},
	event.ComplaintDeescalated:  {"level"},
	event.ComplaintClosed:       {"status", "by", "outcome", "reason"},
}

// itemOf gives what the caller may see of an event; false when that is nothing.
func itemOf(e event.Event, c web.Caller) (Item, bool, error) {
	data, err := merged(e)
	if err != nil {
		return Item{}, false, err
	}
	item := Item{Seq: e.Seq, At: e.Time, Type: e.Type, Actor: actorView{Kind: e.Actor.Kind, ID: e.Actor.ID, Name: e.Actor.Name}, Data: data}
	if c.IsStaff() {
		forStaff(data)
		return item, true, nil
	}
	own := e.Actor.Kind == event.Customer
	shown, ok := customerSees[e.Type]
	if !ok && (!own || e.Type != event.ComplaintNoted) {
		return Item{}, false, nil
	}
	item.Data = map[string]any{}
	if own {
		shown = append([]string{"reason"}, shown...) // their own words
	}
	for _, name := range shown {
		if v, there := data[name]; there {
			item.Data[name] = v
		}
	}
	if e.Actor.Kind == event.Staff {
		item.Actor.ID = ""
	}
	return item, true, nil
}

// merged gives the published and the private part of an event as one object.
func merged(e event.Event) (map[string]any, error) {
	data := map[string]any{}
	for _, part := range []json.RawMessage{e.Data, e.Private} {
		if len(part) == 0 {
			continue
		}
		if err := json.Unmarshal(part, &data); err != nil {
			return nil, fmt.Errorf("event %s cannot be shown: %w", e.ID(), err)
		}
	}
	return data, nil
}

// forStaff leaves out what serves the machine alone, and masks how the customer is reached.
func forStaff(data map[string]any) {
	delete(data, "request")
	customer, ok := data["customer"].(map[string]any)
	if !ok {
		return
	}
	for name, mask := range map[string]func(string) string{"email": redact.Mask, "phone": redact.MaskPhone} {
		if s, ok := customer[name].(string); ok && s != "" {
			customer[name] = mask(s)
		}
	}
}
