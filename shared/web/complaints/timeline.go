package complaints

import (
	"time"

	"aftercare/shared/event"
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
		"status", "channel", "language", "jurisdiction", "service", "ticketId", "receivedAt", "deadlines", "redacted",
	},
	event.ComplaintAcknowledged: {"status", "admissible", "reasons"},
	event.ComplaintInvestigated: {"status", "understanding", "points"},
	event.ComplaintAsked:        {"n", "about", "question"},
	event.ComplaintAnswered:     {"n", "answer", "redacted"},
	event.ComplaintMessaged:     {"body", "redacted"},
	event.ComplaintFound:        {"status"},
	event.ComplaintProposed: {
		"status", "solution", "upheld", "remedies", "remedyId", "expectedBy", "statement", "answers", "compensation",
		"reasoning", "appeal", "deadlines",
	},
	event.ComplaintAccepted:    {"status", "solution", "deadlines"},
	event.ComplaintRejected:    {"status", "solution", "by"},
	event.ComplaintFulfilled:   {"status", "solution", "note", "deadlines"},
	event.ComplaintDelayed:     {"reasons", "decisionBy"},
	event.RemedyDue:            {"remedyId", "kind", "amount", "asset", "dueAt"},
	event.RemedyPaid:           {"remedyId", "paidAt"},
	event.ComplaintEscalated:   {"level", "takeoverBy", "redacted"},
	event.ComplaintTakenOver:   {"level"},
	event.ComplaintDeescalated: {"level"},
	event.ComplaintClosed:      {"status", "by", "outcome", "reason"},
	event.ComplaintConfirmed:   {},
	event.ComplaintCopyAsked:   {"n", "letter"},
	event.ComplaintCopySent:    {"n", "letter"},
}

// itemOf gives what the caller may see of an event; false when that is nothing.
func itemOf(e event.Event, c web.Caller) (Item, bool, error) {
	data, err := web.EventData(e)
	if err != nil {
		return Item{}, false, err
	}
	item := Item{Seq: e.Seq, At: e.Time, Type: e.Type, Actor: actorView{Kind: e.Actor.Kind, ID: e.Actor.ID, Name: e.Actor.Name}, Data: data}
	if c.IsStaff() {
		web.ForStaff(data, "request")
		return item, true, nil
	}
	own := e.Actor.Kind == event.Customer
	shown, ok := customerSees[e.Type]
	switch {
	case own && e.Type == event.ComplaintLinksRevoked:
		ok = true
	case own && e.Type == event.ComplaintCopyAsked:
		shown = []string{"n", "letter", "address"}
	}
	if own && e.Type == event.ComplaintEvidenced {
		shown, ok = []string{"evidence", "kind", "sha256", "item", "redacted"}, true
	}
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
