package ticket_test

import (
	"encoding/json"
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/sla"
	"aftercare/shared/ticket"
)

// FuzzApply reads stored events whose parts are anything at all, after a good beginning: each is refused or applied,
// and the ticket that it leaves can be stored.
func FuzzApply(f *testing.F) {
	l := opened(f)
	first := l.events[0]
	for _, e := range l.events {
		f.Add(string(e.Type), string(e.Data), string(e.Private))
	}
	for _, kind := range []event.Type{
		event.TicketReplied, event.TicketChanged, event.TicketSolved, event.TicketReopened, event.TicketAssigned, event.TicketEscalated,
		event.TicketDeescalated, event.SLABreached, event.SLAWarned, event.SLAMet, event.SLAArmed, event.FeedbackReceived,
	} {
		f.Add(string(kind), `{"status":"pending","dueSet":{"target":"resolution","at":null},"target":"firstReply","level":-1}`, "")
	}
	f.Add(string(event.SLAWarned), `{"target":"","cycle":-9,"fraction":1e308}`, "null")
	promises := ticket.Finder{
		Policies: func(int) (sla.Policies, error) { return sla.Default(), nil },
		Calendars: func(string, int) (*sla.Calendar, error) {
			return nil, fault.NotFound("calendar")
		},
	}
	f.Fuzz(func(t *testing.T, kind, data, private string) {
		before, err := ticket.Apply(ticket.Ticket{}, first, promises)
		if err != nil {
			t.Fatal(err)
		}
		e := event.Event{
			Type: event.Type(kind), Time: start.Add(time.Minute), Seq: 2, Aggregate: event.Aggregate{Kind: event.Ticket, ID: before.ID, Version: 2},
			Actor: bo, Data: json.RawMessage(data), Private: json.RawMessage(private),
		}
		after, err := ticket.Apply(before, e, promises)
		if err != nil {
			return
		}
		if after.Seq != 2 {
			t.Errorf("event 2 leaves %d", after.Seq)
		}
		if _, err := json.Marshal(after); err != nil {
			t.Errorf("the ticket cannot be stored: %v", err)
		}
	})
}
