package loop_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/feedback"
	"aftercare/shared/loop"
	"aftercare/shared/memory"
	"aftercare/shared/sla"
	"aftercare/shared/ticket"
)

const caseID = "ABCDEFGHJKMN"

var (
	bo    = event.Actor{Kind: event.Staff, ID: "bo", Name: "Bo"}
	alice = ticket.Customer{ID: "alice", Email: "alice@example.com", Assurance: ticket.Authenticated, Reachable: true}
)

// house is loops with everything around them in memory.
type house struct {
	*memory.Store
	*testing.T
	time    time.Time
	tickets *ticket.Service
	loops   *loop.Service
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{T: t, time: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
	now := func() time.Time { return h.time }
	h.Store = memory.New(now)
	h.tickets = ticket.NewService(h.Store, h.Store, now)
	follow := ticket.FollowUps{Service: h.tickets, IDs: func(_ context.Context, scope, key string) ([]string, error) {
		return []string{feedback.SurveyID(feedback.Kind(scope), key)}, nil
	}}
	h.loops = loop.NewService(h.Store, feedback.LowAnswers{Store: h.Store}, follow, now)
	return h
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// low is a low answer, to a question about a ticket where one is named.
func (h *house) low(kind feedback.Kind, about string) feedback.Survey {
	h.Helper()
	s := feedback.Survey{
		ID: feedback.SurveyID(kind, "X"), Revision: 1, Kind: kind, TicketID: about, CustomerID: "alice", Language: "en", Agent: "bo",
		AskedAt: h.time, ExpiresAt: h.time.Add(feedback.Life), State: feedback.Sent,
		Answer: &feedback.Answer{Score: 2, Comment: "Nothing was done.", FirstAt: h.time, At: h.time},
	}
	if about == "" {
		s.Customer = &alice
	}
	h.must(h.SaveSurvey(h.Context(), feedback.Change{Survey: s}))
	if !s.Own() {
		return s
	}
	at := event.Actor{Kind: event.Customer, ID: "alice"}
	received := ticket.Received{SurveyID: s.ID, Kind: string(kind), Score: 2, Low: true}
	s, said := feedback.Happened(s, event.FeedbackReceived, h.time, at, "", received, ticket.Comment{Comment: "Nothing was done."})
	received.Score, received.Low = 9, false
	s, changed := feedback.Happened(s, event.FeedbackReceived, h.time, at, "", received, nil) // within the hour, before anybody looked
	s.Revision, s.Answer.Score, s.Answer.Comment = 2, 9, ""
	h.must(h.SaveSurvey(h.Context(), feedback.Change{Survey: s, Events: []event.Event{said, changed}}))
	return s
}

// solved opens and solves a ticket.
func (h *house) solved() {
	h.Helper()
	_, err := h.tickets.Open(h.Context(), ticket.Opening{ID: caseID, Subject: "Where is it?", Body: "Nothing arrived.", Channel: ticket.Web, Customer: alice},
		event.Actor{Kind: event.Customer, ID: "alice"}, nil)
	h.must(err)
	h.solve(caseID)
}

// solve solves a ticket and gives the event.
func (h *house) solve(id string) event.Detail {
	h.Helper()
	done, err := h.tickets.Solve(h.Context(), id, "Done.", ticket.Do{Actor: bo})
	h.must(err)
	i := slices.IndexFunc(done.Events, func(e event.Event) bool { return e.Type == event.TicketSolved })
	return done.Events[i].Publish()
}

// rate records a low score on the ticket, as the answer does.
func (h *house) rate(id, survey string) {
	h.Helper()
	change, err := h.tickets.Rated(h.Context(), id, ticket.Feedback{SurveyID: survey, Kind: "csat", Score: 2}, event.Actor{Kind: event.Customer, ID: "alice"})
	h.must(err)
	h.must(h.SaveTicket(h.Context(), change))
}

func (h *house) ticket(id string) ticket.Ticket {
	h.Helper()
	t, err := h.Ticket(h.Context(), id)
	h.must(err)
	return t
}

// asks brings a solution to the loop, twice and once more late.
func (h *house) asks(e event.Detail) loop.Loop {
	h.Helper()
	for range 3 {
		follows, err := h.loops.Solved(h.Context(), e)
		h.must(err)
		if !follows {
			h.Errorf("the solution of %s asks nothing", e.Aggregate.ID)
		}
	}
	solved, err := event.DecodeDetail[ticket.SolvedData](e)
	h.must(err)
	l, err := h.Loop(h.Context(), solved.FollowsSurvey)
	h.must(err)
	return l
}

// types lists what happened to a loop.
func (h *house) types(id string) (types []event.Type) {
	h.Helper()
	events, err := h.Timeline(h.Context(), event.Loop, id, 0, 0)
	h.must(err)
	for i, e := range events {
		if e.Seq != int64(i+1) {
			h.Errorf("event %d has the number %d", i+1, e.Seq)
		}
		types = append(types, e.Type)
	}
	return types
}

func TestTheTicketThatWasRatedIsItsOwnFollowUpWhileItIsNotClosed(t *testing.T) {
	h := newHouse(t)
	h.solved()
	s := h.low(feedback.CSAT, caseID)
	h.rate(caseID, s.ID)
	for range 2 {
		if id, err := h.loops.FollowUp(t.Context(), caseID, s.ID); err != nil || id != caseID {
			t.Fatalf("%s, %v", id, err)
		}
	}
	if got := h.ticket(caseID); got.Status != ticket.StatusOpen || got.FollowsSurvey != s.ID {
		t.Errorf("%s, follows %q", got.Status, got.FollowsSurvey)
	}
	h.time = h.time.Add(time.Hour)
	l := h.asks(h.solve(caseID))
	if l.State != loop.Asked || l.AskedAt != h.time || !l.ExpiresAt().Equal(h.time.Add(loop.Life)) || l.Agent != "bo" || l.About != caseID || l.Highest != 5 {
		t.Errorf("%+v", l)
	}
	done, err := h.loops.Answer(t.Context(), s.ID, loop.Reply{Satisfied: true, Comment: "Yes."})
	if err != nil || !done.First || done.Loop.State != loop.Closed {
		t.Errorf("%+v, %v", done, err)
	}
	if got := h.ticket(caseID); got.Status != ticket.StatusSolved {
		t.Errorf("%s", got.Status)
	}
	want := []event.Type{event.FeedbackLoopOpened, event.FeedbackLoopAsked, event.FeedbackLoopClosed}
	if got := h.types(s.ID); !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
}

func TestTheFollowUpOfAClosedTicketHasClocksOfItsOwn(t *testing.T) {
	h := newHouse(t)
	h.solved()
	h.time = h.time.Add(4*24*time.Hour + time.Second)
	_, err := h.tickets.Wake(t.Context(), caseID)
	h.must(err)
	s := h.low(feedback.CSAT, caseID)
	h.rate(caseID, s.ID)
	id, err := h.loops.FollowUp(t.Context(), caseID, s.ID)
	if err != nil || id == caseID {
		t.Fatalf("%s, %v", id, err)
	}
	follow := h.ticket(id)
	if follow.FollowUpOf != caseID || follow.FollowsSurvey != s.ID || follow.SLA.NextDue().IsZero() || !follow.SLA.NextDue().After(h.time) {
		t.Errorf("%+v", follow)
	}
	if first, ok := follow.SLA.Target(sla.FirstReply); !ok || first.Status != sla.Running || !first.StartedAt.Equal(h.time) {
		t.Errorf("its first reply is %+v", first)
	}
	if h.ticket(caseID).FollowsSurvey != "" {
		t.Error("the closed ticket is its own follow-up")
	}
}

func TestAnAnswerAboutSpamOpensNothing(t *testing.T) {
	h := newHouse(t)
	h.solved()
	s := h.low(feedback.CSAT, caseID)
	h.rate(caseID, s.ID)
	_, err := h.tickets.MarkSpam(t.Context(), caseID, ticket.Do{Actor: bo})
	h.must(err)
	if id, err := h.loops.FollowUp(t.Context(), caseID, s.ID); err != nil || id != "" {
		t.Errorf("it is put right in %q, %v", id, err)
	}
	if _, err := h.Loop(t.Context(), s.ID); !fault.Is(err, fault.Missing) {
		t.Errorf("a loop: %v", err)
	}
	if kept, err := h.Survey(t.Context(), s.ID); err != nil || kept.Answer == nil || kept.Answer.Score != 2 {
		t.Errorf("the answer is %+v, %v", kept.Answer, err)
	}
}

func TestAnAnswerAboutNoCaseOpensATicketInTheirWords(t *testing.T) {
	h := newHouse(t)
	s := h.low(feedback.NPS, "")
	id, err := h.loops.FollowUp(t.Context(), "", s.ID)
	h.must(err)
	again, err := h.loops.FollowUp(t.Context(), "", s.ID)
	if err != nil || again != id {
		t.Errorf("%s, then %s, %v", id, again, err)
	}
	got := h.ticket(id)
	events, err := h.Timeline(t.Context(), event.Ticket, id, 0, 0)
	h.must(err)
	said, err := event.DecodePrivate[ticket.OpeningText](events[0])
	if err != nil || said.Body != "Nothing was done." || got.Customer.Email != alice.Email || got.FollowsSurvey != s.ID || got.FollowUpOf != "" {
		t.Errorf("%+v says %q, %v", got, said.Body, err)
	}
}

func TestANoOpensTheTicketAgainUntilTheyAreSatisfied(t *testing.T) {
	h := newHouse(t)
	s := h.followed()
	first := h.solve(caseID)
	h.asks(first)
	done, err := h.loops.Answer(t.Context(), s.ID, loop.Reply{Comment: "Still not."})
	if err != nil || done.Loop.State != loop.Contradicted {
		t.Fatalf("%+v, %v", done, err)
	}
	if got := h.ticket(caseID); got.Status != ticket.StatusOpen {
		t.Errorf("%s", got.Status)
	}
	h.time = h.time.Add(time.Minute)
	if l := h.asks(first); l.State != loop.Contradicted { // the old solution, told late
		t.Errorf("%+v", l)
	}
	h.time = h.time.Add(time.Hour)
	if l := h.asks(h.solve(caseID)); l.State != loop.Asked || l.Answer != nil {
		t.Errorf("%+v", l)
	}
	if _, err = h.loops.Answer(t.Context(), s.ID, loop.Reply{Satisfied: true}); err != nil {
		t.Fatal(err)
	}
}

// followed is a low answer about a solved ticket whose loop was opened.
func (h *house) followed() feedback.Survey {
	h.solved()
	s := h.low(feedback.CSAT, caseID)
	h.rate(caseID, s.ID)
	_, err := h.loops.FollowUp(h.Context(), caseID, s.ID)
	h.must(err)
	return s
}

func TestANoToAClosedTicketOpensAFollowUpThatGoesOn(t *testing.T) {
	h := newHouse(t)
	s := h.followed()
	h.asks(h.solve(caseID))
	h.time = h.time.Add(4*24*time.Hour + time.Second)
	_, err := h.tickets.Wake(t.Context(), caseID)
	h.must(err)
	done, err := h.loops.Answer(t.Context(), s.ID, loop.Reply{})
	if err != nil || done.Loop.TicketID == caseID {
		t.Fatalf("%+v, %v", done, err)
	}
	next := h.ticket(done.Loop.TicketID)
	if next.FollowUpOf != caseID || next.FollowsSurvey != s.ID || next.Status != ticket.StatusNew {
		t.Errorf("%+v", next)
	}
	if l := h.asks(h.solve(next.ID)); l.State != loop.Asked || l.TicketID != next.ID {
		t.Errorf("%+v", l)
	}
}

func TestAFollowUpThatIsMergedIsPutRightThere(t *testing.T) {
	h := newHouse(t)
	s := h.low(feedback.NPS, "")
	id, err := h.loops.FollowUp(t.Context(), "", s.ID)
	h.must(err)
	_, err = h.tickets.Open(t.Context(), ticket.Opening{ID: caseID, Subject: "The same", Body: "Again.", Channel: ticket.Web, Customer: alice},
		event.Actor{Kind: event.Customer, ID: "alice"}, nil)
	h.must(err)
	_, err = h.tickets.Merge(t.Context(), id, caseID, ticket.Do{Actor: bo})
	h.must(err)
	if l := h.asks(h.solve(caseID)); l.State != loop.Asked || l.TicketID != caseID {
		t.Errorf("%+v", l)
	}
	const last = "0123456789AB" // it is merged once more, before the customer says anything
	_, err = h.tickets.Open(t.Context(), ticket.Opening{ID: last, Subject: "The same", Body: "Again.", Channel: ticket.Web, Customer: alice},
		event.Actor{Kind: event.Customer, ID: "alice"}, nil)
	h.must(err)
	_, err = h.tickets.Merge(t.Context(), caseID, last, ticket.Do{Actor: bo})
	h.must(err)
	if done, err := h.loops.Answer(t.Context(), s.ID, loop.Reply{Comment: "No."}); err != nil || done.Loop.TicketID != last {
		t.Errorf("%+v, %v", done, err)
	}
	if got := h.ticket(last); !got.Status.Live() || got.FollowsSurvey != s.ID {
		t.Errorf("%+v", got)
	}
	events, err := h.Timeline(t.Context(), event.Ticket, caseID, 0, 0)
	h.must(err)
	again, err := ticket.Replay(events, h.tickets.Promises(t.Context()))
	if err != nil || again.FollowsSurvey != s.ID {
		t.Errorf("a replay follows %q, %v", again.FollowsSurvey, err)
	}
}

func TestOneAnswerCounts(t *testing.T) {
	once := func(key, hash string) *event.Receipt { return &event.Receipt{Key: key, Hash: hash} }
	type try struct {
		after time.Duration
		reply loop.Reply
		first bool
		fault fault.Kind
		state loop.State
	}
	for name, tries := range map[string][]try{
		"yes, then no within the hour": {
			{0, loop.Reply{Satisfied: true}, true, 0, loop.Closed}, {time.Hour, loop.Reply{}, false, 0, loop.Contradicted},
		},
		"no, then yes within the hour": {
			{0, loop.Reply{}, true, 0, loop.Contradicted}, {time.Minute, loop.Reply{Satisfied: true}, false, 0, loop.Closed},
		},
		"another after the hour": {
			{0, loop.Reply{Satisfied: true}, true, 0, loop.Closed}, {time.Hour + time.Second, loop.Reply{}, false, fault.Conflict, loop.Closed},
			{0, loop.Reply{Satisfied: true}, false, 0, loop.Closed},
		},
		"the same request": {
			{0, loop.Reply{Receipt: once("k", "a")}, true, 0, loop.Contradicted}, {0, loop.Reply{Receipt: once("k", "a")}, true, 0, loop.Contradicted},
			{0, loop.Reply{Satisfied: true, Receipt: once("k", "b")}, false, fault.Invalid, loop.Contradicted},
		},
		"too late": {{loop.Life, loop.Reply{}, false, fault.Gone, loop.Asked}},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			h.solved()
			s := h.low(feedback.CSAT, caseID)
			if _, err := h.loops.Answer(t.Context(), s.ID, loop.Reply{}); !fault.Is(err, fault.Missing) {
				t.Errorf("of what is none: %v", err)
			}
			h.rate(caseID, s.ID)
			_, err := h.loops.FollowUp(t.Context(), caseID, s.ID)
			h.must(err)
			if _, err := h.loops.Answer(t.Context(), s.ID, loop.Reply{}); !fault.Is(err, fault.Missing) {
				t.Errorf("before anybody asked: %v", err)
			}
			h.asks(h.solve(caseID))
			for i, try := range tries {
				h.time = h.time.Add(try.after)
				done, err := h.loops.Answer(t.Context(), s.ID, try.reply)
				if fault.KindOf(err) != try.fault || (err == nil) != (try.fault == 0) || done.First != try.first {
					t.Errorf("try %d: first %t, %v", i, done.First, err)
				}
				if l, err := h.Loop(t.Context(), s.ID); err != nil || l.State != try.state {
					t.Errorf("try %d leaves it %s, %v", i, l.State, err)
				}
			}
		})
	}
}

// Whoever holds a link makes us write no more than a person would.
func TestAnAnswerIsChangedSoManyTimesAtMost(t *testing.T) {
	h := newHouse(t)
	s := h.followed()
	h.asks(h.solve(caseID))
	for i := range loop.MaxChanges + 1 {
		_, err := h.loops.Answer(t.Context(), s.ID, loop.Reply{Satisfied: i%2 == 1})
		h.must(err)
	}
	if _, err := h.loops.Answer(t.Context(), s.ID, loop.Reply{Satisfied: true}); !fault.Is(err, fault.Conflict) {
		t.Errorf("one more: %v", err)
	}
	h.asks(h.solve(caseID))
	_, err := h.loops.Answer(t.Context(), s.ID, loop.Reply{})
	if l, found := h.Loop(t.Context(), s.ID); err != nil || found != nil || l.Answer == nil || l.Answer.Changes != 0 {
		t.Errorf("the next question: %+v, %v", l.Answer, err)
	}
}

func TestATicketThatFollowsNothingIsAskedAboutAsUsual(t *testing.T) {
	h := newHouse(t)
	h.solved()
	events, err := h.Timeline(t.Context(), event.Ticket, caseID, 0, 0)
	h.must(err)
	for _, e := range events {
		if e.Type == event.TicketSolved {
			if follows, err := h.loops.Solved(t.Context(), e.Publish()); follows || err != nil {
				t.Errorf("%t, %v", follows, err)
			}
		}
	}
}

func TestASecretInTheCustomersWordIsRemovedAndTold(t *testing.T) {
	for _, satisfied := range []bool{true, false} {
		h := newHouse(t)
		h.solved()
		s := h.low(feedback.CSAT, caseID)
		h.rate(caseID, s.ID)
		_, err := h.loops.FollowUp(h.Context(), caseID, s.ID)
		h.must(err)
		h.asks(h.solve(caseID))
		done, err := h.loops.Answer(h.Context(), s.ID, loop.Reply{Satisfied: satisfied, Comment: strings.TrimSpace(strings.Repeat("abandon ", 11) + "about")})
		h.must(err)
		if done.Loop.Answer.Comment != "[removed: recovery phrase]" {
			t.Errorf("%+v", done.Loop.Answer)
		}
		want := []event.Type{event.FeedbackLoopOpened, event.FeedbackLoopAsked, event.FeedbackLoopClosed, event.SecretRedacted, event.CustomerAtRisk}
		if !satisfied {
			want[2] = event.FeedbackLoopContradicted
		}
		if got := h.types(s.ID); !slices.Equal(got, want) {
			t.Errorf("%q", got)
		}
	}
}
