package ticket_test

import (
	"testing"

	"aftercare/shared/event"
	"aftercare/shared/ticket"
)

func TestWhoWorkedATicket(t *testing.T) {
	by := func(kind event.Type, who event.Actor) event.Event { return event.Event{Type: kind, Actor: who} }
	staff := func(id string) event.Actor { return event.Actor{Kind: event.Staff, ID: id} }
	timeline := []event.Event{
		by(event.TicketOpened, event.Actor{Kind: event.Customer, ID: "alice"}), by(event.TicketReplied, event.Actor{Kind: event.Customer, ID: "alice"}),
		by(event.TicketAssigned, staff("ada")), by(event.TicketNoted, staff("bo")), by(event.TicketReplied, staff("lin")), by(event.TicketSolved, staff("cora")),
	}
	for who, want := range map[string]bool{"bo": true, "lin": true, "cora": true, "ada": false, "alice": false, "": false, "wei": true} {
		if got := ticket.Worked(ticket.Ticket{Assignee: "wei"}, timeline, who); got != want {
			t.Errorf("%q worked: %t", who, got)
		}
	}
}
