package loop_test

import (
	"slices"
	"testing"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/feedback"
	"aftercare/shared/loop"
	"aftercare/shared/ticket"

	"pgregory.net/rapid"
)

func TestWhenALoopCannotGoOn(t *testing.T) {
	for name, tc := range map[string]struct {
		state loop.State
		t     ticket.Ticket
		want  loop.Reason
	}{
		"its ticket is at work":                 {loop.Open, ticket.Ticket{FollowsSurvey: "S"}, ""},
		"its ticket is closed":                  {loop.Asked, ticket.Ticket{FollowsSurvey: "S", Status: ticket.StatusClosed}, ""},
		"its ticket is spam":                    {loop.Open, ticket.Ticket{FollowsSurvey: "S", Spam: true}, loop.Spam},
		"and somebody was asked":                {loop.Asked, ticket.Ticket{FollowsSurvey: "S", Spam: true}, loop.Spam},
		"its ticket follows another":            {loop.Contradicted, ticket.Ticket{FollowsSurvey: "T"}, loop.Merged},
		"another that is spam":                  {loop.Open, ticket.Ticket{FollowsSurvey: "T", Spam: true}, loop.Spam},
		"the customer is satisfied":             {loop.Closed, ticket.Ticket{FollowsSurvey: "S", Spam: true}, ""},
		"it has ended already":                  {loop.Ended, ticket.Ticket{FollowsSurvey: "T"}, ""},
		"what it was merged into follows none":  {loop.Open, ticket.Ticket{}, loop.Merged},
		"what it was merged into follows it on": {loop.Open, ticket.Ticket{FollowsSurvey: "S", ID: "other"}, ""},
	} {
		if got := loop.Ending(loop.Loop{ID: "S", State: tc.state}, tc.t); got != tc.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// tells brings what happened to a ticket to the loops, twice, and gives what has to come again: it is told of a loop that is
// not opened yet.
func (h *house) tells(events []event.Event) (again []event.Event) {
	h.Helper()
	for range 2 {
		again = nil
		for _, e := range events {
			if e.Type == event.TicketSolved || e.Type == event.TicketClosed || e.Type == event.TicketMerged {
				_, err := h.loops.Handle(h.Context(), e.Publish())
				if fault.Is(err, fault.Missing) {
					again = append(again, e)
					continue
				}
				h.must(err)
			}
		}
	}
	return again
}

func TestALoopEndsWithATicketThatIsSpam(t *testing.T) {
	for _, opened := range []string{"before", "after", "asked"} {
		h := newHouse(t)
		h.solved()
		s := h.low(feedback.CSAT, caseID)
		h.rate(caseID, s.ID)
		follow := func() {
			_, err := h.loops.FollowUp(h.Context(), caseID, s.ID)
			h.must(err)
		}
		if opened != "after" {
			follow()
		}
		if opened == "asked" {
			h.asks(h.solve(caseID))
		}
		done, err := h.tickets.MarkSpam(h.Context(), caseID, ticket.Do{Actor: bo})
		h.must(err)
		h.tells(done.Events)
		if opened == "after" { // nobody is answered about spam
			follow()
			if _, err := h.Loop(h.Context(), s.ID); !fault.Is(err, fault.Missing) {
				t.Errorf("%v", err)
			}
			continue
		}
		follow() // told again
		l, err := h.Loop(h.Context(), s.ID)
		h.must(err)
		if types := h.types(s.ID); l.State != loop.Ended || l.Reason != loop.Spam || types[len(types)-1] != event.FeedbackLoopEnded ||
			slices.Index(types, event.FeedbackLoopEnded) != len(types)-1 {
			t.Errorf("%s: %+v, %q", opened, l, types)
		}
		if opened != "asked" {
			continue
		}
		if _, err := h.loops.Answer(h.Context(), s.ID, loop.Reply{Satisfied: false}); !fault.Is(err, fault.Gone) {
			t.Errorf("what is over is answered: %v", err)
		}
	}
}

// opens opens a ticket of alice's.
func (h *house) opens(id string) {
	h.Helper()
	_, err := h.tickets.Open(h.Context(), ticket.Opening{ID: id, Subject: "Where is it?", Body: "Nothing arrived.", Channel: ticket.Web, Customer: alice},
		event.Actor{Kind: event.Customer, ID: "alice"}, nil)
	h.must(err)
}

// rated is a ticket that was rated low by a survey of its own, with its loop.
func (h *house) rated(id string) string {
	h.Helper()
	h.opens(id)
	h.solve(id)
	s := feedback.Survey{
		ID: feedback.SurveyID(feedback.CSAT, id), Revision: 1, Kind: feedback.CSAT, TicketID: id, CustomerID: "alice", Language: "en",
		AskedAt: h.time, ExpiresAt: h.time.Add(feedback.Life), State: feedback.Sent,
	}
	h.must(h.SaveSurvey(h.Context(), feedback.Change{Survey: s}))
	h.rate(id, s.ID)
	_, err := h.loops.FollowUp(h.Context(), id, s.ID)
	h.must(err)
	return s.ID
}

func TestALoopEndsWhereItsTicketGoesOnInAnotherFollowUp(t *testing.T) {
	h := newHouse(t)
	one, other := h.rated("AAAAAAAAAAAA"), h.rated("BBBBBBBBBBBB")
	done, err := h.tickets.Merge(h.Context(), "AAAAAAAAAAAA", "BBBBBBBBBBBB", ticket.Do{Actor: bo})
	h.must(err)
	h.tells(done.Events)
	for id, want := range map[string]loop.State{one: loop.Ended, other: loop.Open} {
		l, err := h.Loop(h.Context(), id)
		h.must(err)
		if l.State != want || (l.Reason == loop.Merged) != (want == loop.Ended) {
			t.Errorf("%+v, want %s", l, want)
		}
	}
	if l := h.asks(h.solve("BBBBBBBBBBBB")); l.ID != other || l.State != loop.Asked {
		t.Errorf("%+v", l)
	}
}

// A ticket that took another follow-up in keeps that: a later low answer about itself opens no second question.
func TestALowAnswerAboutATicketThatFollowsAnotherEndsAtOnce(t *testing.T) {
	h := newHouse(t)
	one := h.rated("AAAAAAAAAAAA")
	h.opens("BBBBBBBBBBBB")
	done, err := h.tickets.Merge(h.Context(), "AAAAAAAAAAAA", "BBBBBBBBBBBB", ticket.Do{Actor: bo})
	h.must(err)
	h.tells(done.Events)
	s := h.low(feedback.CSAT, "BBBBBBBBBBBB")
	h.rate("BBBBBBBBBBBB", s.ID)
	_, err = h.loops.FollowUp(h.Context(), "BBBBBBBBBBBB", s.ID)
	h.must(err)
	for id, want := range map[string]loop.State{one: loop.Open, s.ID: loop.Ended} {
		if l, err := h.Loop(h.Context(), id); err != nil || l.State != want {
			t.Errorf("%+v, want %s, %v", l, want, err)
		}
	}
}

// Whatever is merged and marked in whatever order, no loop waits for what cannot come.
func TestNoLoopIsLeftBehind(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		h := newHouse(t)
		const n = 4
		id := func(i int) string { return string(rune('A'+i)) + "AAAAAAAAAAA" }
		surveys := map[string]string{}
		var late []event.Event
		told := func(events []event.Event) {
			if rapid.Bool().Draw(r, "late") {
				late = append(late, events...)
				return
			}
			late = append(late, h.tells(events)...)
		}
		for i := range n {
			h.opens(id(i))
		}
		for range rapid.IntRange(1, 25).Draw(r, "steps") {
			h.time = h.time.Add(time.Minute)
			at := id(rapid.IntRange(0, n-1).Draw(r, "ticket"))
			switch rapid.SampledFrom([]string{"solve", "rate", "merge", "spam", "word"}).Draw(r, "step") {
			case "solve":
				if done, err := h.tickets.Solve(h.Context(), at, "Done.", ticket.Do{Actor: bo}); err == nil {
					told(done.Events)
				}
			case "rate":
				if h.ticket(at).Status != ticket.StatusSolved || surveys[at] != "" {
					continue
				}
				s := feedback.Survey{
					ID: feedback.SurveyID(feedback.CSAT, at), Revision: 1, Kind: feedback.CSAT, TicketID: at, CustomerID: "alice",
					AskedAt: h.time, ExpiresAt: h.time.Add(feedback.Life), State: feedback.Sent,
				}
				h.must(h.SaveSurvey(h.Context(), feedback.Change{Survey: s}))
				h.rate(at, s.ID)
				surveys[at] = s.ID
				if rapid.Bool().Draw(r, "opened now") {
					_, err := h.loops.FollowUp(h.Context(), at, s.ID)
					h.must(err)
				}
			case "merge":
				into := id(rapid.IntRange(0, n-1).Draw(r, "into"))
				if done, err := h.tickets.Merge(h.Context(), at, into, ticket.Do{Actor: bo}); err == nil {
					told(done.Events)
				}
			case "spam":
				if done, err := h.tickets.MarkSpam(h.Context(), at, ticket.Do{Actor: bo}); err == nil {
					told(done.Events)
				}
			case "word":
				if s := surveys[at]; s != "" {
					_, _ = h.loops.Answer(h.Context(), s, loop.Reply{Satisfied: rapid.Bool().Draw(r, "satisfied")})
				}
			}
		}
		for at, s := range surveys {
			_, err := h.loops.FollowUp(h.Context(), at, s)
			h.must(err)
		}
		if again := h.tells(late); len(again) > 0 {
			r.Fatalf("%d events are never done with", len(again))
		}
		for _, s := range surveys {
			l, err := h.Loop(h.Context(), s)
			if fault.Is(err, fault.Missing) {
				continue // about spam
			}
			h.must(err)
			at := h.ticket(l.TicketID)
			for at.MergedInto != "" {
				at = h.ticket(at.MergedInto)
			}
			if why := loop.Ending(l, at); why != "" {
				r.Fatalf("left behind as %s: %+v", why, l)
			}
		}
	})
}
