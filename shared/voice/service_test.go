package voice_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/limit"
	"aftercare/shared/memory"
	"aftercare/shared/seal"
	"aftercare/shared/ticket"
	"aftercare/shared/voice"
)

// office is a service in memory.
type office struct {
	*voice.Service
	store   *memory.Store
	tickets *ticket.Service
	time    time.Time
}

func newOffice() *office {
	o := &office{time: noon}
	now := func() time.Time { return o.time }
	o.store = memory.New(now)
	o.tickets = ticket.NewService(o.store, o.store, now)
	ids := func(_ context.Context, scope, key string) ([]string, error) { return []string{scope + key}, nil }
	o.Service = voice.NewService(o.store, o.tickets, limit.New(o.store, now), ids, now)
	return o
}

func (o *office) give(t *testing.T, kind voice.Kind, body, ticketID string) (voice.Voice, error) {
	t.Helper()
	g := giving(kind, body)
	g.ID, g.TicketID = seal.RandomID(), ticketID
	return o.Give(t.Context(), g, alice)
}

// opened is a ticket of a customer with an agent.
func (o *office) opened(t *testing.T, customer string) string {
	t.Helper()
	done, err := o.tickets.Open(t.Context(), ticket.Opening{
		ID: seal.RandomID(), Subject: "Deposit", Body: "Where is it?", Channel: ticket.Web, Team: "payments", Customer: ticket.Customer{ID: customer},
	}, event.Actor{Kind: event.Customer, ID: customer}, nil)
	if err != nil {
		t.Fatal(err)
	}
	bo := "staff-bo"
	if _, err := o.tickets.Edit(t.Context(), done.Ticket.ID, ticket.Patch{Assignee: &bo}, ticket.Do{Actor: lin}); err != nil {
		t.Fatal(err)
	}
	return done.Ticket.ID
}

func (o *office) ticket(t *testing.T, id string) ticket.Ticket {
	t.Helper()
	got, err := o.store.Ticket(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestAProblemOpensATicket(t *testing.T) {
	o := newOffice()
	v, err := o.give(t, voice.Problem, "The app does not start. "+phrase, "")
	if err != nil {
		t.Fatal(err)
	}
	got := o.ticket(t, v.TicketID)
	if got.Customer.ID != alice.ID || got.Status != ticket.StatusNew || got.Priority != ticket.Urgent || !got.Redacted || !v.Redacted {
		t.Errorf("%+v", got)
	}
	if len(got.SLA.Targets) == 0 {
		t.Error("its clocks do not run")
	}
}

func TestAProblemIsAMessageInTheTicketThatItNames(t *testing.T) {
	o := newOffice()
	id := o.opened(t, alice.ID)
	if _, err := o.tickets.Solve(t.Context(), id, "", ticket.Do{Actor: lin}); err != nil {
		t.Fatal(err)
	}
	v, err := o.give(t, voice.Problem, "It is not there after all.", id)
	if err != nil || v.TicketID != id || v.Agent != "staff-bo" || v.Team != "payments" {
		t.Fatalf("%+v, %v", v, err)
	}
	if got := o.ticket(t, id); got.Status != ticket.StatusOpen {
		t.Errorf("the ticket is %s", got.Status)
	}
}

func TestAProblemWithAClosedTicketOpensItsFollowUp(t *testing.T) {
	o := newOffice()
	id := o.opened(t, alice.ID)
	if _, err := o.tickets.Solve(t.Context(), id, "", ticket.Do{Actor: lin}); err != nil {
		t.Fatal(err)
	}
	o.time = o.ticket(t, id).ClosesAt.Add(time.Second)
	if _, err := o.tickets.Wake(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	v, err := o.give(t, voice.Problem, "It is not there after all.", id)
	if err != nil || v.TicketID == id {
		t.Fatalf("%+v, %v", v, err)
	}
	if got := o.ticket(t, v.TicketID); got.FollowUpOf != id || got.Team != "payments" || got.Subject != "Deposit" {
		t.Errorf("%+v", got)
	}
}

func TestPraiseAndSuggestionsLeaveTheTicketAlone(t *testing.T) {
	o := newOffice()
	id := o.opened(t, alice.ID)
	before := o.ticket(t, id)
	for _, kind := range []voice.Kind{voice.Praise, voice.Suggestion} {
		v, err := o.give(t, kind, "Kind people.", id)
		if err != nil || v.Agent != "staff-bo" || v.TicketID != id {
			t.Fatalf("%+v, %v", v, err)
		}
	}
	if after := o.ticket(t, id); after.Seq != before.Seq {
		t.Error("the ticket was written to")
	}
}

func TestNobodyWritesAboutTicketsOfOthers(t *testing.T) {
	o := newOffice()
	for _, id := range []string{o.opened(t, "customer-wei"), seal.RandomID()} {
		for _, kind := range []voice.Kind{voice.Praise, voice.Problem} {
			if _, err := o.give(t, kind, "Kind people.", id); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", kind, err)
			}
		}
	}
}

func TestNobodyFloodsUs(t *testing.T) {
	o := newOffice()
	for range voice.Often.Most {
		if _, err := o.give(t, voice.Suggestion, "More.", ""); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := o.give(t, voice.Suggestion, "More.", ""); !fault.Is(err, fault.Exhausted) {
		t.Fatalf("one more: %v", err)
	}
	o.time = o.time.Add(voice.Often.Within)
	if _, err := o.give(t, voice.Suggestion, "More.", ""); err != nil {
		t.Fatalf("a day later: %v", err)
	}
}

func TestTheSameAgainIsTheSame(t *testing.T) {
	o := newOffice()
	g := giving(voice.Problem, "The app does not start.")
	g.Request = "hash"
	first, err := o.Give(t.Context(), g, alice)
	if err != nil {
		t.Fatal(err)
	}
	for range voice.Often.Most + 1 { // which takes no place of the limit
		again, err := o.Give(t.Context(), g, alice)
		if err != nil || again.ID != first.ID || again.TicketID != first.TicketID {
			t.Fatalf("%+v, %v", again, err)
		}
	}
	g.Request = "another"
	if _, err := o.Give(t.Context(), g, alice); !fault.Is(err, fault.Invalid) {
		t.Errorf("the key with another request: %v", err)
	}
	page, err := o.store.Tickets(t.Context(), ticket.Query{View: ticket.ByCustomer, Customer: alice.ID})
	if err != nil || len(page.Tickets) != 1 {
		t.Errorf("%d tickets, %v", len(page.Tickets), err)
	}
}

func TestGroupsKeepExcerptsAlone(t *testing.T) {
	o := newOffice()
	for _, body := range []string{"dark mode", strings.Repeat("夜", voice.MaxExcerpt), strings.Repeat("夜", 20_000)} {
		if _, err := o.give(t, voice.Praise, body, ""); err != nil {
			t.Fatal(err)
		}
	}
	groups, err := o.Groups(t.Context(), noon.Add(-time.Hour), noon.Add(time.Hour), "")
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for _, g := range groups {
		for _, v := range g.Recent {
			read++
			if v.ID == "" || v.Customer.ID != "" || v.CreatedAt.IsZero() || v.Body != "dark mode" && v.Body != strings.Repeat("夜", voice.MaxExcerpt) {
				t.Errorf("of %s, of %s, %d bytes are kept", v.ID, v.Customer.ID, len(v.Body))
			}
		}
	}
	if read != 3 {
		t.Errorf("%d are shown", read)
	}
}
