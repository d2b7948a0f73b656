package ticket_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/ticket"
)

// contact is alice's message of a conversation in another system.
func contact(message, thread string, with ...func(*ticket.Contact)) ticket.Contact {
	id := "C-" + message
	c := ticket.Contact{
		Source: "/chat", Message: message, IDs: []string{id},
		Opening: ticket.Opening{
			ID: id, Request: "contact", Body: "Message " + message, Channel: ticket.Chat,
			Thread:   &ticket.Thread{Source: "/chat", ID: thread},
			Customer: ticket.Customer{ID: "alice", Assurance: ticket.Asserted},
		},
	}
	for _, w := range with {
		w(&c)
	}
	return c
}

func (d *desk) take(t testing.TB, c ticket.Contact) ticket.Done {
	t.Helper()
	done, err := d.Contact(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return done
}

// bodies gives what stands on a ticket, in order.
func (d *desk) bodies(t testing.TB, id string) []string {
	t.Helper()
	var out []string
	for _, e := range d.timeline(t, id) {
		if e.Type != event.TicketOpened && e.Type != event.TicketReplied {
			continue
		}
		m, err := event.DecodePrivate[ticket.Message](e)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, m.Body)
	}
	return out
}

// tickets counts what a customer has.
func (d *desk) tickets(t testing.TB, customer string) []ticket.Ticket {
	t.Helper()
	page, err := d.store.Tickets(t.Context(), ticket.Query{View: ticket.ByCustomer, Customer: customer})
	if err != nil {
		t.Fatal(err)
	}
	return page.Tickets
}

func wei(c *ticket.Contact) { c.Customer.ID = "wei" }

func TestContact_TheSameThreadContinuesItsTicket(t *testing.T) {
	d := newDesk(t)
	d.take(t, contact("1", "a"))
	d.wait(time.Minute)
	done := d.take(t, contact("2", "a"))
	if done.Ticket.ID != "C-1" || fmt.Sprint(d.bodies(t, "C-1")) != "[Message 1 Message 2]" {
		t.Errorf("went to %s, which holds %v", done.Ticket.ID, d.bodies(t, "C-1"))
	}
	if other := d.take(t, contact("3", "b")); other.Ticket.ID != "C-3" {
		t.Errorf("another thread went to %s", other.Ticket.ID)
	}
}

func TestContact_ADifferentCustomerOpensANewTicket(t *testing.T) {
	d := newDesk(t)
	d.take(t, contact("1", "a"))
	done := d.take(t, contact("2", "a", wei))
	if done.Ticket.ID != "C-2" || done.Ticket.FollowUpOf != "" || done.Ticket.Customer.ID != "wei" {
		t.Errorf("went to %s of %s, follow-up of %q", done.Ticket.ID, done.Ticket.Customer.ID, done.Ticket.FollowUpOf)
	}
	if next := d.take(t, contact("3", "a", wei)); next.Ticket.ID != "C-2" {
		t.Errorf("the thread did not move: went to %s", next.Ticket.ID)
	}
	if got := d.bodies(t, "C-1"); len(got) != 1 {
		t.Errorf("alice's ticket holds %v", got)
	}
}

func TestContact_ACustomerIsKnownByTheIdsOfBeforeAChangeOfSecrets(t *testing.T) {
	d := newDesk(t)
	d.take(t, contact("1", "a"))
	done := d.take(t, contact("2", "a", func(c *ticket.Contact) { c.Customer.ID, c.Customers = "new", []string{"new", "alice"} }))
	if done.Ticket.ID != "C-1" {
		t.Errorf("went to %s", done.Ticket.ID)
	}
}

func TestContact_AClosedTicketIsFollowedByANewOne(t *testing.T) {
	d := newDesk(t)
	d.take(t, contact("1", "a"))
	d.closed(t, "C-1")
	done := d.take(t, contact("2", "a"))
	if done.Ticket.ID != "C-2" || done.Ticket.FollowUpOf != "C-1" {
		t.Errorf("went to %s, follow-up of %q", done.Ticket.ID, done.Ticket.FollowUpOf)
	}
	if next := d.take(t, contact("3", "a")); next.Ticket.ID != "C-2" {
		t.Errorf("the thread did not move: went to %s", next.Ticket.ID)
	}
}

func TestContact_NobodyFollowsUpTheClosedTicketOfAnother(t *testing.T) {
	d := newDesk(t)
	d.take(t, contact("1", "a"))
	d.closed(t, "C-1")
	if done := d.take(t, contact("2", "a", wei)); done.Ticket.ID != "C-2" || done.Ticket.FollowUpOf != "" {
		t.Errorf("went to %s, follow-up of %q", done.Ticket.ID, done.Ticket.FollowUpOf)
	}
}

func TestContact_WithoutAThreadEachMessageIsATicket(t *testing.T) {
	d := newDesk(t)
	none := func(c *ticket.Contact) { c.Thread = nil }
	d.take(t, contact("1", "", none))
	d.take(t, contact("2", "", none))
	if got := d.tickets(t, "alice"); len(got) != 2 {
		t.Errorf("%d tickets", len(got))
	}
}

// The same (source, id) is handled once, whenever it comes again: between other messages, and after closing.
func TestContact_AMessageIsHandledOnceInEveryOrder(t *testing.T) {
	for name, order := range map[string][]string{
		"at once":              {"1", "1", "2", "2"},
		"the first after":      {"1", "2", "1", "2"},
		"after closing":        {"1", "2", "close", "1", "2"},
		"after a follow-up":    {"1", "2", "close", "3", "1", "2", "3"},
		"after both are over":  {"1", "close", "2", "close", "1", "2"},
		"the other way around": {"2", "1", "1", "2"},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			current := ""
			messages := map[string]bool{}
			for _, what := range order {
				if what == "close" {
					d.closed(t, current)
					continue
				}
				done := d.take(t, contact(what, "a"))
				if done.Replay != messages[what] {
					t.Errorf("message %s: replay %t", what, done.Replay)
				}
				if !done.Replay {
					current = done.Ticket.ID
				}
				messages[what] = true
			}
			total := 0
			for _, got := range d.tickets(t, "alice") {
				total += len(d.bodies(t, got.ID))
			}
			if total != len(messages) {
				t.Errorf("%d messages stand on tickets, want %d", total, len(messages))
			}
		})
	}
}

func TestContact_TheLoserOfAThreadBecomesAMessageOfTheWinner(t *testing.T) {
	d := newDesk(t)
	d.store.before = func() {
		if _, err := d.Contact(context.Background(), contact("1", "a")); err != nil {
			t.Error(err)
		}
	}
	done := d.take(t, contact("2", "a"))
	if done.Ticket.ID != "C-1" || len(d.bodies(t, "C-1")) != 2 || len(d.tickets(t, "alice")) != 1 {
		t.Errorf("went to %s; alice has %d tickets", done.Ticket.ID, len(d.tickets(t, "alice")))
	}
}

func TestContact_TwoDeliveriesOfOneMessageAtOnceAreOne(t *testing.T) {
	again := func(d *desk, message string) func() {
		return func() {
			if _, err := d.Contact(context.Background(), contact(message, "a")); err != nil {
				t.Error(err)
			}
		}
	}
	t.Run("that opens", func(t *testing.T) {
		d := newDesk(t)
		d.store.before = again(d, "1")
		d.take(t, contact("1", "a"))
		if got := d.bodies(t, "C-1"); len(got) != 1 {
			t.Errorf("the ticket holds %v", got)
		}
	})
	t.Run("that continues", func(t *testing.T) {
		d := newDesk(t)
		d.take(t, contact("1", "a"))
		d.store.before = again(d, "2")
		d.take(t, contact("2", "a"))
		if got := d.bodies(t, "C-1"); len(got) != 2 {
			t.Errorf("the ticket holds %v", got)
		}
	})
	t.Run("that opens, seen only by its thread", func(t *testing.T) {
		d := newDesk(t)
		// The other delivery opens the ticket after this one asked whether the message came before.
		d.Service = ticket.NewService(&lateThread{races: d.store, before: again(d, "1")}, d.promises(), d.clock)
		d.take(t, contact("1", "a"))
		if got := d.bodies(t, "C-1"); len(got) != 1 {
			t.Errorf("the ticket holds %v", got)
		}
	})
	t.Run("that continued a ticket which closed since", func(t *testing.T) {
		d := newDesk(t)
		d.take(t, contact("1", "a"))
		first := d.Service
		d.Service = ticket.NewService(&lateThread{races: d.store, before: func() {
			if _, err := first.Contact(context.Background(), contact("2", "a")); err != nil {
				t.Error(err)
			}
			d.closed(t, "C-1")
		}}, d.promises(), d.clock)
		d.take(t, contact("2", "a"))
		if got := d.tickets(t, "alice"); len(got) != 1 {
			t.Errorf("alice has %d tickets", len(got))
		}
	})
}

func TestContact_SixteenDeliveriesOfOneMessageAreOne(t *testing.T) {
	d := newDesk(t)
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			if _, err := d.Contact(t.Context(), contact("1", "a")); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got := d.bodies(t, "C-1"); len(got) != 1 {
		t.Errorf("the ticket holds %v", got)
	}
}

// lateThread lets somebody else be first between the question whether a message came before and the one where its
// conversation goes on.
type lateThread struct {
	*races
	before func()
}

func (s *lateThread) ThreadTicket(ctx context.Context, thread ticket.Thread) (string, error) {
	if f := s.before; f != nil {
		s.before = nil
		f()
	}
	return s.races.ThreadTicket(ctx, thread)
}

func (d *desk) promises() ticket.PromiseStore {
	promises, _ := d.store.Store.(ticket.PromiseStore)
	return promises
}

func TestContact_ATicketThatClosesInBetweenIsFollowedByANewOne(t *testing.T) {
	d := newDesk(t)
	d.take(t, contact("1", "a"))
	d.store.before = func() { d.closed(t, "C-1") }
	done := d.take(t, contact("2", "a"))
	if done.Ticket.ID != "C-2" || done.Ticket.FollowUpOf != "C-1" {
		t.Errorf("went to %s, follow-up of %q", done.Ticket.ID, done.Ticket.FollowUpOf)
	}
}

func TestContact_AnAutomaticMessageOpensATicketThatIsAnsweredByNoMachine(t *testing.T) {
	d := newDesk(t)
	done := d.take(t, contact("1", "a", func(c *ticket.Contact) { c.Automatic = true }))
	if !done.Ticket.Automatic {
		t.Error("the ticket does not know")
	}
}

func TestContact_WhatBreaksARuleIsRefusedAndHandledWhenItIsMended(t *testing.T) {
	d := newDesk(t)
	_, err := d.Contact(t.Context(), contact("1", "a", func(c *ticket.Contact) { c.Body = "" }))
	refused(t, err, fault.Invalid)
	if done := d.take(t, contact("1", "a")); done.Replay {
		t.Error("the refused message counts as handled")
	}
}

func TestClockStart_IsWhenTheMessageSaysWithinItsBounds(t *testing.T) {
	sent := start
	for name, c := range map[string]struct{ said, want time.Duration }{
		"as said":               {-time.Hour, -time.Hour},
		"at once":               {0, 0},
		"a day before":          {-24 * time.Hour, -24 * time.Hour},
		"earlier than that":     {-25 * time.Hour, -24 * time.Hour},
		"years ago":             {-9000 * time.Hour, -24 * time.Hour},
		"not after its sending": {time.Second, 0},
	} {
		t.Run(name, func(t *testing.T) {
			if got := ticket.ClockStart(sent.Add(c.said), sent); !got.Equal(sent.Add(c.want)) {
				t.Errorf("got %s, want %s", got, sent.Add(c.want))
			}
		})
	}
}

func TestFollowUp_OfAClosedTicketIsOpenedOnceForASurvey(t *testing.T) {
	d := newDesk(t)
	o := opening("T1")
	o.Language, o.Team = "zh", "chain"
	if _, err := d.Open(t.Context(), o, alice, nil); err != nil {
		t.Fatal(err)
	}
	f := ticket.FollowUps{Service: d.Service, IDs: func(_ context.Context, scope, key string) ([]string, error) {
		return []string{scope + " " + key, "of before " + key}, nil
	}}
	if id, err := f.FollowUp(t.Context(), ticket.FollowUp{Rated: "T1", SurveyID: "S1", Kind: "csat"}); err != nil || id != "T1" {
		t.Fatalf("while it is not closed the follow-up is %s: %v", id, err)
	}
	d.closed(t, "T1")
	d.store.before = func() { // another delivery at the same time
		if id, err := f.FollowUp(context.Background(), ticket.FollowUp{Rated: "T1", SurveyID: "S1", Kind: "csat"}); err != nil || id != "follow-up S1" {
			t.Errorf("the follow-up is %s: %v", id, err)
		}
	}
	for range 2 {
		if id, err := f.FollowUp(t.Context(), ticket.FollowUp{Rated: "T1", SurveyID: "S1", Kind: "csat"}); err != nil || id != "follow-up S1" {
			t.Errorf("the follow-up is %s: %v", id, err)
		}
	}
	got := d.tickets(t, "alice")
	if len(got) != 2 {
		t.Fatalf("alice has %d tickets", len(got))
	}
	next := d.ticket(t, "follow-up S1")
	if next.FollowUpOf != "T1" || next.Team != "chain" || next.Language != "zh" || next.Subject != "跟进：Where is my deposit?" {
		t.Errorf("got %+v", next)
	}
	if id, err := f.FollowUp(t.Context(), ticket.FollowUp{Rated: "T1", SurveyID: "S2", Kind: "csat"}); err != nil || id == "follow-up S1" {
		t.Errorf("another survey shares %s: %v", id, err)
	}
}
