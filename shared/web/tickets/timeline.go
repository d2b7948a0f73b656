package tickets

import (
	"time"

	"aftercare/shared/event"
	"aftercare/shared/web"
)

// Item is one line of a timeline.
type Item struct {
	Seq      int64          `json:"seq"`
	At       time.Time      `json:"at"`
	Type     event.Type     `json:"type"`
	Actor    ActorView      `json:"actor"`
	Data     map[string]any `json:"data"`
	TicketID string         `json:"ticketId,omitempty" doc:"Only where the item stands on another ticket than was asked for: a message on a closed one opens a new one."`
}

// ActorView is who did it. Customers see staff by name alone.
type ActorView struct {
	Kind event.ActorKind `json:"kind" enum:"customer,staff,system"`
	ID   string          `json:"id,omitempty"`
	Name string          `json:"name,omitempty"`
}

// itemOf gives what the caller may see of an event; false when that is nothing. Customers see messages, status and
// dates: never notes, assignments or other inner items.
func itemOf(e event.Event, c web.Caller) (Item, bool, error) {
	data, err := web.EventData(e)
	if err != nil {
		return Item{}, false, err
	}
	item := Item{Seq: e.Seq, At: e.Time, Type: e.Type, Actor: ActorView{Kind: e.Actor.Kind, ID: e.Actor.ID, Name: e.Actor.Name}, Data: data}
	if c.IsStaff() {
		web.ForStaff(data, "request", "clocks", "asOf", "wake")
		return item, true, nil
	}
	shown, ok := customerSees[e.Type]
	if !ok && (e.Type != event.TicketNoted || e.Actor.Kind != event.Customer) { // a call of theirs while a level waits
		return Item{}, false, nil
	}
	item.Data = map[string]any{}
	for _, name := range shown {
		if v, there := data[name]; there {
			item.Data[name] = v
		}
	}
	if e.Type == event.TicketChanged && len(item.Data) == 0 {
		return Item{}, false, nil
	}
	if e.Actor.Kind == event.Customer && item.Data["reason"] == nil && data["reason"] != nil {
		item.Data["reason"] = data["reason"] // their own words
	}
	if e.Actor.Kind == event.Staff {
		item.Actor.ID = ""
	}
	return item, true, nil
}

// customerSees names, by type, what customers see of it.
var customerSees = map[event.Type][]string{
	event.TicketOpened:      {"subject", "body", "desiredOutcome", "status", "channel", "category", "transaction", "redacted", "receivedAt", "followUpOf"},
	event.TicketReplied:     {"visibility", "body", "status", "automatic", "redacted", "receivedAt"},
	event.TicketChanged:     {"status"},
	event.TicketSolved:      {"closesAt"},
	event.TicketReopened:    {"cause"},
	event.TicketClosed:      {},
	event.TicketMerged:      {"into", "from"},
	event.TicketEscalated:   {"level", "takeoverBy"},
	event.TicketTakenOver:   {"level"},
	event.TicketDeescalated: {"level"},
	event.FeedbackReceived:  {"kind", "score", "comment"},
	event.SurveySent:        {},
}

// message reports whether the event is what somebody wrote.
func message(e event.Event) bool {
	return e.Type == event.TicketReplied || e.Type == event.TicketNoted || e.Type == event.TicketOpened
}
