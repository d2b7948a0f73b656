package ticket_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"aftercare/shared/clock"
	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/memory"
	"aftercare/shared/rescheduling"
	"aftercare/shared/sla"
	"aftercare/shared/ticket"
)

// desk is the service over storage in memory, at a time that the test sets.
type desk struct {
	*ticket.Service
	store *races
	mu    sync.Mutex
	now   time.Time
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	d := &desk{now: start}
	d.store = &races{Store: memory.New(d.clock)}
	d.Service = ticket.NewService(d.store, d.store.Store.(*memory.Store), d.clock)
	return d
}

func (d *desk) clock() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.now
}

func (d *desk) wait(by time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now = d.now.Add(by)
}

// races is storage in which a test loses races: before writes it lets somebody else be first.
type races struct {
	ticket.Store
	mu     sync.Mutex
	lose   int    // how many writes are lost
	before func() // what somebody else does first, once
	fails  error  // what every write fails with
	writes int
}

func (s *races) SaveTicket(ctx context.Context, c ticket.Change) error {
	before, err := s.turn()
	if before != nil {
		before()
	}
	if err != nil {
		return err
	}
	return s.Store.SaveTicket(ctx, c)
}

// turn gives what comes before a write, and what becomes of the write itself.
func (s *races) turn() (before func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes++
	before, s.before = s.before, nil
	if s.fails != nil {
		return before, s.fails
	}
	if s.lose > 0 {
		s.lose--
		return before, fault.New(fault.Lost, "somebody else was first")
	}
	return before, nil
}

// opening is what alice opens, under an id.
func opening(id string) ticket.Opening {
	return ticket.Opening{
		ID: id, Request: "request of " + id, Subject: "Where is my deposit?", Body: "I sent it yesterday.", Channel: ticket.Web,
		Customer: ticket.Customer{ID: "alice", Assurance: ticket.Authenticated},
	}
}

func (d *desk) opened(t testing.TB, id string) ticket.Ticket {
	t.Helper()
	done, err := d.Open(t.Context(), opening(id), alice, nil)
	if err != nil {
		t.Fatal(err)
	}
	return done.Ticket
}

func (d *desk) ticket(t testing.TB, id string) ticket.Ticket {
	t.Helper()
	got, err := d.store.Ticket(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// timeline gives a ticket's events, which must rebuild it.
func (d *desk) timeline(t testing.TB, id string) []event.Event {
	t.Helper()
	events, err := d.store.Timeline(t.Context(), event.Ticket, id, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	told, err := ticket.Replay(events, d.Promises(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(d.ticket(t, id), stored(told)); diff != "" {
		t.Fatalf("the ticket is not what its timeline tells (-stored +told):\n%s", diff)
	}
	return events
}

// closed closes a ticket.
func (d *desk) closed(t testing.TB, id string) {
	t.Helper()
	if _, err := d.Solve(t.Context(), id, "", ticket.Do{Actor: bo}); err != nil {
		t.Fatal(err)
	}
	d.wait(5 * 24 * time.Hour)
	if _, err := d.Wake(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	if got := d.ticket(t, id).Status; got != ticket.StatusClosed {
		t.Fatalf("the ticket is %s", got)
	}
}

func TestService_RepeatsACommandThatLostARace(t *testing.T) {
	for _, lost := range []int{1, 15, 31} {
		t.Run(fmt.Sprint(lost), func(t *testing.T) {
			d := newDesk(t)
			d.opened(t, "T1")
			d.store.lose = lost
			done, err := d.Write(t.Context(), "T1", ticket.Reply{Body: "Hello?"}, ticket.Do{Actor: alice})
			if err != nil || done.Ticket.Version != 2 {
				t.Errorf("version %d: %v", done.Ticket.Version, err)
			}
		})
	}
}

func TestService_GivesUpWhenATicketChangesTooFast(t *testing.T) {
	d := newDesk(t)
	d.opened(t, "T1")
	d.store.lose = 1000
	_, err := d.Write(t.Context(), "T1", ticket.Reply{Body: "Hello?"}, ticket.Do{Actor: alice})
	if !fault.Is(err, fault.Lost) {
		t.Errorf("got %v", err)
	}
}

func TestService_ARepeatedCommandActsOnWhatIsThereThen(t *testing.T) {
	d := newDesk(t)
	d.opened(t, "T1")
	d.store.before = func() {
		if _, err := d.Solve(context.Background(), "T1", "", ticket.Do{Actor: lin}); err != nil {
			t.Error(err)
		}
	}
	_, err := d.Solve(t.Context(), "T1", "", ticket.Do{Actor: bo})
	if !fault.Is(err, fault.Conflict) {
		t.Errorf("solved twice: %v", err)
	}
	if got := d.ticket(t, "T1"); got.Assignee != "lin" {
		t.Errorf("assigned to %q", got.Assignee)
	}
}

func TestService_TellsWhatFailed(t *testing.T) {
	d := newDesk(t)
	d.opened(t, "T1")
	d.store.fails = errors.New("the table did not answer")
	if _, err := d.Write(t.Context(), "T1", ticket.Reply{Body: "Hello?"}, ticket.Do{Actor: alice}); !errors.Is(err, d.store.fails) {
		t.Errorf("got %v", err)
	}
	if d.store.writes != 2 {
		t.Errorf("%d writes: what fails otherwise is not repeated here", d.store.writes)
	}
	if _, err := d.Open(t.Context(), opening("T2"), alice, nil); !errors.Is(err, d.store.fails) {
		t.Errorf("got %v", err)
	}
}

func TestService_SixteenWritersLoseNothing(t *testing.T) {
	d := newDesk(t)
	d.opened(t, "T1")
	var all sync.WaitGroup
	for w := range 16 {
		all.Go(func() {
			if _, err := d.Write(t.Context(), "T1", ticket.Reply{Body: fmt.Sprint(w)}, ticket.Do{Actor: alice}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got := only(d.timeline(t, "T1"), event.TicketReplied); len(got) != 16 {
		t.Errorf("%d messages", len(got))
	}
}

func TestService_ActsOnlyOnTheVersionThatWasSeen(t *testing.T) {
	d := newDesk(t)
	d.opened(t, "T1")
	if _, err := d.Write(t.Context(), "T1", ticket.Reply{Body: "Hello?"}, ticket.Do{Actor: alice}); err != nil {
		t.Fatal(err)
	}
	_, err := d.Solve(t.Context(), "T1", "", ticket.Do{Actor: bo, Version: to(int64(1))})
	if !fault.Is(err, fault.Stale) {
		t.Errorf("solved over an unread message: %v", err)
	}
	if _, err := d.Solve(t.Context(), "T1", "", ticket.Do{Actor: bo, Version: to(int64(2))}); err != nil {
		t.Error(err)
	}
}

func TestService_TheSameKeyHasOneEffect(t *testing.T) {
	d := newDesk(t)
	d.opened(t, "T1")
	do := ticket.Do{Actor: alice, Receipt: &event.Receipt{Scope: "messages alice", Key: "k", Hash: "h"}}
	first, err := d.Write(t.Context(), "T1", ticket.Reply{Body: "Hello?"}, do)
	if err != nil || first.Replay {
		t.Fatalf("replay %t: %v", first.Replay, err)
	}
	d.closed(t, "T1") // whatever happens in between
	again, err := d.Write(t.Context(), "T1", ticket.Reply{Body: "Hello?"}, do)
	if err != nil || !again.Replay || again.Receipt.Result != first.Receipt.Result || again.Ticket.Status != ticket.StatusClosed {
		t.Errorf("replay %t of %q, want %q: %v", again.Replay, again.Receipt.Result, first.Receipt.Result, err)
	}
	if got := only(d.timeline(t, "T1"), event.TicketReplied); len(got) != 1 || fmt.Sprint(got[0].Seq) != first.Receipt.Result {
		t.Errorf("%d messages; the receipt names %s", len(got), first.Receipt.Result)
	}
}

func TestService_AKeyWithAnotherRequestIsMisused(t *testing.T) {
	d := newDesk(t)
	d.opened(t, "T1")
	do := func(hash string) ticket.Do {
		return ticket.Do{Actor: alice, Receipt: &event.Receipt{Scope: "messages alice", Key: "k", Hash: hash}}
	}
	if _, err := d.Write(t.Context(), "T1", ticket.Reply{Body: "Hello?"}, do("1")); err != nil {
		t.Fatal(err)
	}
	_, err := d.Write(t.Context(), "T1", ticket.Reply{Body: "Good bye."}, do("2"))
	if names := refused(t, err, fault.Invalid); len(names) != 1 || names[0] != "Idempotency-Key" {
		t.Errorf("names %v", names)
	}
}

func TestService_TwoRequestsOfOneKeyAtOnceHaveOneEffect(t *testing.T) {
	d := newDesk(t)
	d.opened(t, "T1")
	do := ticket.Do{Actor: alice, Receipt: &event.Receipt{Scope: "messages alice", Key: "k", Hash: "h"}}
	d.store.before = func() {
		if _, err := d.Write(context.Background(), "T1", ticket.Reply{Body: "Hello?"}, do); err != nil {
			t.Error(err)
		}
	}
	done, err := d.Write(t.Context(), "T1", ticket.Reply{Body: "Hello?"}, do)
	if err != nil || !done.Replay {
		t.Errorf("replay %t: %v", done.Replay, err)
	}
	if got := only(d.timeline(t, "T1"), event.TicketReplied); len(got) != 1 {
		t.Errorf("%d messages", len(got))
	}
}

func TestService_OpeningTheSameIdAgainIsAReplayOrAMisuse(t *testing.T) {
	d := newDesk(t)
	d.opened(t, "T1")
	if done, err := d.Open(t.Context(), opening("T1"), alice, nil); err != nil || !done.Replay {
		t.Errorf("replay %t: %v", done.Replay, err)
	}
	other := opening("T1")
	other.Request = "another"
	_, err := d.Open(t.Context(), other, alice, nil)
	refused(t, err, fault.Invalid)
	if found, err := d.Opened(t.Context(), []string{"T0", "T1"}, "request of T1"); err != nil || found == nil || found.ID != "T1" {
		t.Errorf("found %v: %v", found, err)
	}
	if found, err := d.Opened(t.Context(), []string{"T0"}, "request of T1"); err != nil || found != nil {
		t.Errorf("found %v: %v", found, err)
	}
}

func TestService_AWakeSaysWhenToLookAgain(t *testing.T) {
	d := newDesk(t)
	d.opened(t, "T1")
	d.wait(301 * time.Second)
	next := start.Add(24*time.Hour + time.Second)
	for range 2 {
		if got, err := d.Wake(t.Context(), "T1"); err != nil || !got.Equal(next) {
			t.Errorf("next %s: %v", got, err)
		}
	}
	want := clock.Wanted{At: next, ArmedFor: start.Add(301 * time.Second)}
	if got, err := d.Timer(t.Context(), "T1"); err != nil || got != want {
		t.Errorf("wants %+v: %v", got, err)
	}
	for _, check := range []func() error{
		func() error { _, err := d.Wake(t.Context(), "T0"); return err },
		func() error { _, err := d.Timer(t.Context(), "T0"); return err },
	} {
		if err := check(); err != nil {
			t.Errorf("a timer of no ticket fails for ever: %v", err)
		}
	}
	if got := only(d.timeline(t, "T1"), event.SLAWarned); len(got) != 2 {
		t.Errorf("%d warnings, want both that the wake found", len(got))
	}
}

func TestService_ADeliveryIsRecordedOnce(t *testing.T) {
	d := newDesk(t)
	d.opened(t, "T1")
	for range 3 {
		if err := d.Note(t.Context(), "T1", event.NoticeSent, ticket.Delivery{Notice: "N1"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Note(t.Context(), "T1", event.NoticeSent, ticket.Delivery{Notice: "N2"}); err != nil {
		t.Fatal(err)
	}
	if got := only(d.timeline(t, "T1"), event.NoticeSent); len(got) != 2 {
		t.Errorf("%d deliveries", len(got))
	}
}

func TestService_ACauseRaisesOnceAndLeavesWhatIsOverAlone(t *testing.T) {
	d := newDesk(t)
	d.opened(t, "T1")
	receipt := event.Receipt{Scope: "escalation ticket T1", Key: "firstReply/1"}
	if raised, err := d.Raised(t.Context(), receipt); err != nil || raised {
		t.Fatalf("raised %t: %v", raised, err)
	}
	for range 2 {
		if _, err := d.Raise(t.Context(), "T1", escalation.Breach, receipt); err != nil {
			t.Fatal(err)
		}
	}
	if raised, err := d.Raised(t.Context(), receipt); err != nil || !raised {
		t.Errorf("raised %t: %v", raised, err)
	}
	if got := d.timeline(t, "T1"); len(only(got, event.TicketEscalated)) != 1 || len(only(got, event.TicketNoted)) != 0 {
		t.Errorf("events are %v", types(got))
	}
	if _, err := d.Solve(t.Context(), "T1", "", ticket.Do{Actor: bo}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Raise(t.Context(), "T1", escalation.Breach, event.Receipt{Scope: receipt.Scope, Key: "resolution/1"}); err != nil {
		t.Errorf("a solved ticket fails for ever: %v", err)
	}
}

func TestService_NewPromisesHoldAtOnceForWhatIsOpened(t *testing.T) {
	d := newDesk(t)
	d.opened(t, "T1")
	fast := sla.Policies{List: []sla.Policy{{
		ID: "fast", Calendar: sla.Always, Targets: map[sla.Name]sla.Rule{sla.FirstReply: {Within: sla.Duration(10 * time.Second)}},
	}}}
	if err := d.store.Store.(*memory.Store).PutPolicies(t.Context(), 0, fast, rescheduling.Change{}); err != nil {
		t.Fatal(err)
	}
	if got := d.opened(t, "T2"); got.SLA.Policy != "fast" || got.SLA.Version != 1 {
		t.Errorf("opened under %s of version %d", got.SLA.Policy, got.SLA.Version)
	}
	d.timeline(t, "T1") // is replayed under the version that it was opened under
	d.timeline(t, "T2")
}

func TestService_LaddersAreThoseOfTheTicketsTeam(t *testing.T) {
	d := newDesk(t)
	own := escalation.Ladder{{Role: "admin", Within: time.Minute}}
	if err := d.store.Store.(*memory.Store).PutLadder(t.Context(), "chain", 0, own); err != nil {
		t.Fatal(err)
	}
	o := opening("T1")
	o.Team = "chain"
	if _, err := d.Open(t.Context(), o, alice, nil); err != nil {
		t.Fatal(err)
	}
	done, err := d.Escalate(t.Context(), "T1", escalation.ByCustomer, "Too slow.", ticket.Do{Actor: alice})
	if got := data[ticket.Escalated](t, done.Events, event.TicketEscalated); err != nil || got.Role != "admin" || !got.TakeoverBy.Equal(start.Add(time.Minute)) {
		t.Errorf("got %+v: %v", got, err)
	}
	if ladder, err := d.Ladder(t.Context(), ""); err != nil || !cmp.Equal(ladder, escalation.Default()) {
		t.Errorf("the company's ladder is %v: %v", ladder, err)
	}
}

func TestService_FeedbackIsPreparedForOneTransactionWithItsSurvey(t *testing.T) {
	d := newDesk(t)
	d.opened(t, "T1")
	c, err := d.Rated(t.Context(), "T1", ticket.Feedback{SurveyID: "S", Kind: "csat", Score: 4, Comment: "Fine."}, alice)
	if err != nil || c.Before != d.ticket(t, "T1").Seq || c.Ticket.Satisfaction == nil || c.Ticket.Satisfaction.Comment != "Fine." {
		t.Errorf("got %+v: %v", c, err)
	}
	if _, err := d.Rated(t.Context(), "T0", ticket.Feedback{}, alice); !fault.Is(err, fault.Missing) {
		t.Errorf("got %v", err)
	}
}

func TestService_CarriesEveryCommandOut(t *testing.T) {
	d := newDesk(t)
	d.opened(t, "T1")
	ctx := t.Context()
	for _, c := range []struct {
		command func() (ticket.Done, error)
		want    event.Type
	}{
		{func() (ticket.Done, error) {
			return d.Edit(ctx, "T1", ticket.Patch{Priority: to(ticket.Low)}, ticket.Do{Actor: bo})
		}, event.TicketChanged},
		{func() (ticket.Done, error) {
			return d.Escalate(ctx, "T1", escalation.ByCustomer, "Too slow.", ticket.Do{Actor: alice})
		}, event.TicketEscalated},
		{func() (ticket.Done, error) { return d.TakeOver(ctx, "T1", []string{"lead"}, ticket.Do{Actor: lin}) }, event.TicketTakenOver},
		{func() (ticket.Done, error) { return d.Deescalate(ctx, "T1", "Settled.", ticket.Do{Actor: lin}) }, event.TicketDeescalated},
		{func() (ticket.Done, error) { return d.Solve(ctx, "T1", "Done.", ticket.Do{Actor: lin}) }, event.TicketSolved},
		{func() (ticket.Done, error) { return d.Reopen(ctx, "T1", "No.", ticket.Do{Actor: alice}) }, event.TicketReopened},
	} {
		done, err := c.command()
		if err != nil || len(only(done.Events, c.want)) != 1 {
			t.Fatalf("%s: events are %v: %v", c.want, types(done.Events), err)
		}
	}
	d.timeline(t, "T1")
}
