package storetest

import (
	"fmt"
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/ticket"

	"github.com/google/go-cmp/cmp"
)

var alice = event.Actor{Kind: event.Customer, ID: "alice", Name: "Alice"}

// serviceTests are what storage and the service of tickets promise together.
var serviceTests = map[string]func(*testing.T, *bench){
	"whatever sixteen people do to a ticket at once, its timeline tells all of it": func(t *testing.T, b *bench) {
		service := ticket.NewService(b, b, b.now)
		open(t, service, "T1", nil)
		together(t, writers, func(w int) error {
			var err error
			who := event.Actor{Kind: event.Staff, ID: fmt.Sprintf("staff-%d", w)}
			switch w % 4 {
			case 3:
				_, err = service.Write(t.Context(), "T1", ticket.Reply{Body: fmt.Sprintf("message %d", w)}, ticket.Do{Actor: alice})
			case 2:
				team := fmt.Sprintf("team-%d", w)
				_, err = service.Edit(t.Context(), "T1", ticket.Patch{Team: &team}, ticket.Do{Actor: who})
			default:
				_, err = service.Write(t.Context(), "T1", ticket.Reply{Body: fmt.Sprintf("answer %d", w), Internal: w%4 == 1}, ticket.Do{Actor: who})
			}
			return err
		})
		events := toldWhole(t, b, service, "T1")
		commands := 0
		for _, e := range events {
			switch e.Type {
			case event.TicketReplied, event.TicketNoted, event.TicketChanged:
				commands++
			default:
			}
		}
		if commands != writers {
			t.Fatalf("%d commands on the timeline, want %d", commands, writers)
		}
	},
	"one message delivered sixteen times is one message": func(t *testing.T, b *bench) {
		service := ticket.NewService(b, b, b.now)
		open(t, service, "T1", nil)
		receipt := event.Receipt{Scope: "POST messages alice", Key: "k", Hash: "h"}
		together(t, writers, func(int) error {
			_, err := service.Write(t.Context(), "T1", ticket.Reply{Body: "hello"}, ticket.Do{Actor: alice, Receipt: &receipt})
			return err
		})
		if events := toldWhole(t, b, service, "T1"); count(events, event.TicketReplied) != 1 {
			t.Fatalf("%d messages", count(events, event.TicketReplied))
		}
	},
	"sixteen first messages of one conversation are one ticket with all of them": func(t *testing.T, b *bench) {
		service := ticket.NewService(b, b, b.now)
		thread := ticket.Thread{Source: "chat", ID: "7"}
		together(t, writers, func(w int) error {
			id := fmt.Sprintf("C%d", w)
			_, err := service.Contact(t.Context(), ticket.Contact{
				Opening: ticket.Opening{
					ID: id, Body: fmt.Sprintf("message %d", w), Channel: ticket.Chat, Thread: &thread,
					Customer: ticket.Customer{ID: "alice", Assurance: ticket.Asserted}, Request: "r",
				},
				IDs: []string{id}, Source: "chat", Message: fmt.Sprint(w),
			})
			return err
		})
		id, err := b.ThreadTicket(t.Context(), thread)
		must(t, err)
		events := toldWhole(t, b, service, id)
		if opened, replied := count(events, event.TicketOpened), count(events, event.TicketReplied); opened != 1 || replied != writers-1 {
			t.Fatalf("%d openings and %d messages, want 1 and %d", opened, replied, writers-1)
		}
		if page, err := b.Tickets(t.Context(), ticket.Query{View: ticket.ByCustomer, Customer: "alice"}); err != nil || len(page.Tickets) != 1 {
			t.Fatalf("%d tickets: %v", len(page.Tickets), err)
		}
	},
}

func open(t *testing.T, service *ticket.Service, id string, thread *ticket.ThreadChange) {
	t.Helper()
	_, err := service.Open(t.Context(), ticket.Opening{
		ID: id, Body: "Where is my deposit?", Channel: ticket.Web, Customer: ticket.Customer{ID: "alice", Assurance: ticket.Authenticated},
	}, alice, thread)
	must(t, err)
}

// toldWhole gives a ticket's timeline, which must rebuild the ticket as it is stored, and wake it when it says.
func toldWhole(t *testing.T, b *bench, service *ticket.Service, id string) []event.Event {
	t.Helper()
	stored, err := b.Ticket(t.Context(), id)
	must(t, err)
	events, err := b.Timeline(t.Context(), event.Ticket, id, 0, 0)
	must(t, err)
	rebuilt, err := ticket.Replay(events, service.Promises(t.Context()))
	must(t, err)
	if diff := cmp.Diff(stored, rebuilt); diff != "" {
		t.Fatalf("the ticket is not what its timeline tells (-stored +told):\n%s", diff)
	}
	wakes, err := b.Wakes(t.Context(), start, start.Add(1000*day), 0)
	must(t, err)
	if len(wakes) != 1 || wakes[0].ID != id || !wakes[0].At.Equal(stored.WakeAt()) {
		t.Fatalf("clocks are %v, want one at %s", wakes, stored.WakeAt().Format(time.RFC3339))
	}
	return events
}

func count(events []event.Event, kind event.Type) int {
	n := 0
	for _, e := range events {
		if e.Type == kind {
			n++
		}
	}
	return n
}
