package storetest

import (
	"fmt"
	"time"

	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/ticket"
)

// aTicket is a ticket that was just opened by alice, changed as the test needs it.
func aTicket(id string, with ...func(*ticket.Ticket)) ticket.Ticket {
	t := ticket.Ticket{
		ID: id, Seq: 1, Version: 1, Subject: "Where is my deposit?", Status: "new", Priority: ticket.Normal,
		Channel: "web", Category: "deposit", Language: "en",
		Customer:  ticket.Customer{ID: "alice", Email: "alice@example.com", Assurance: ticket.Authenticated},
		CreatedAt: start, UpdatedAt: start, LastAt: start,
	}
	for _, w := range with {
		w(&t)
	}
	return t
}

// opening is the change that opens a ticket.
func opening(t ticket.Ticket) ticket.Change {
	return ticket.Change{Ticket: t, Events: []event.Event{happening(event.TicketOpened, event.Ticket, t.ID, 1)}}
}

// later is a change of n notes to a ticket that was read as t.
func later(t ticket.Ticket, n int, with ...func(*ticket.Ticket)) ticket.Change {
	c := ticket.Change{Before: t.Seq}
	for range n {
		t.Seq++
		c.Events = append(c.Events, happening(event.TicketNoted, event.Ticket, t.ID, t.Seq))
	}
	t.Version++
	for _, w := range with {
		w(&t)
	}
	c.Ticket = t
	return c
}

// happening is an event with everything in it.
func happening(kind event.Type, of event.Kind, id string, seq int64) event.Event {
	e := event.New(kind, start.Add(time.Duration(seq)*time.Second), event.Actor{Kind: event.Staff, ID: "bo", Name: "Bo"},
		map[string]int64{"n": seq}, ticket.Message{Body: fmt.Sprintf("note %d <b>&</b> 漢字", seq)})
	e.Seq, e.Correlation = seq, "req-1"
	e.Aggregate = event.Aggregate{Kind: of, ID: id, Version: seq}
	return e
}

func created(at time.Time) func(*ticket.Ticket) {
	return func(t *ticket.Ticket) { t.CreatedAt = at }
}

// due gives the ticket a due time, by a level that waits for somebody to take over.
func due(at time.Time) func(*ticket.Ticket) {
	return func(t *ticket.Ticket) { t.Escalation = escalation.State{Level: 1, TakeoverBy: at} }
}

func status(s ticket.Status) func(*ticket.Ticket) {
	return func(t *ticket.Ticket) { t.Status = s }
}

func team(name string) func(*ticket.Ticket) {
	return func(t *ticket.Ticket) { t.Team = name }
}

func assigned(to string) func(*ticket.Ticket) {
	return func(t *ticket.Ticket) { t.Assignee = to }
}

func customer(id string) func(*ticket.Ticket) {
	return func(t *ticket.Ticket) { t.Customer.ID = id }
}

func about(hash, address string) func(*ticket.Ticket) {
	return func(t *ticket.Ticket) {
		t.Transaction = &ticket.Transaction{Chain: "ethereum", Hash: hash, Address: address}
	}
}
