package rollup_test

import (
	"testing"
	"time"

	"aftercare/shared/activity"
	"aftercare/shared/call"
	"aftercare/shared/event"
	"aftercare/shared/feedback"
	"aftercare/shared/insight"
	"aftercare/shared/ticket"
	"aftercare/shared/visit"
	"aftercare/shared/voice"
)

// visits tells of a visit to self-service that ends now.
func (h *house) visits(id, customer string) {
	h.Helper()
	e := event.New(event.VisitEnded, h.at, event.Actor{Kind: event.System}, visit.Ended{CustomerID: customer, Outcome: visit.Unknown, EndedAt: h.at}, nil)
	e.Seq, e.Aggregate = 1, event.Aggregate{Kind: event.Visit, ID: id, Version: 1}
	if err := h.store.AddVisit(h.Context(), visit.Visit{ID: id, Seq: 1, Customer: ticket.Customer{ID: customer}, EndedAt: h.at}, e); err != nil {
		h.Fatal(err)
	}
}

func TestAQuestionIsAnsweredWhenItFallsDue(t *testing.T) {
	h := newHouse(t)
	h.visits("V1", "alice")
	h.visits("V2", "wei")
	h.morning(2)
	h.open("T1", "") // by alice, 48 hours after her visit
	h.night(3)
	h.roll("2026-03-04")
	h.want(insight.Deflection, insight.Key{}, "-", "-", "-")
	h.night(4) // 72 hours are over, but what is told late may still come
	h.roll("2026-03-05")
	h.want(insight.Deflection, insight.Key{}, "-", "-", "-", "-")
	for day := 5; day <= 7; day++ { // on no day of which either visit is written
		h.night(day)
		h.roll(insight.DayOf(first.AddDate(0, 0, day-1)))
	}
	h.want(insight.Deflection, insight.Key{}, "-", "-", "-", "0.5", "-", "-", "-")
	if days := h.differing(false); len(days) > 0 {
		t.Fatalf("%v differ", days)
	}
}

func (h *house) no(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

func TestWhatCountsAsActivity(t *testing.T) {
	h := newHouse(t)
	bad := h.at
	h.open("T1", "")
	h.solve("T1")
	ask := func(asked insight.Asked, from, to time.Duration) bool {
		t.Helper()
		q := insight.Question{Asked: asked, CustomerID: "alice", From: bad.Add(from), To: bad.Add(to)}
		did, err := h.service().Observer.Activity.Active(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		return did
	}
	const day = 24 * time.Hour
	if !ask(insight.OpenedTicket, 0, time.Second) || ask(insight.OpenedTicket, time.Second, 30*day) {
		t.Error("a ticket is opened once, when it is opened")
	}
	if ask(insight.AnyActivity, time.Second, 30*day) {
		t.Error("what staff do is no activity of the customer")
	}
	if err := h.store.AddActive(t.Context(), activity.Day{Customer: ticket.Customer{ID: "alice"}, At: bad.Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	if ask(insight.AnyActivity, time.Second, 30*day) {
		t.Error("the exchange was used on the same day, perhaps before")
	}
	h.morning(3)
	h.reopen("T1")
	if !ask(insight.AnyActivity, time.Second, 30*day) || ask(insight.AnyActivity, time.Second, day) || ask(insight.OpenedTicket, time.Second, 30*day) {
		t.Error("a message is activity on its day, and no ticket")
	}
	for name, do := range map[string]func(*house){
		"a visit": func(h *house) { h.visits("V1", "alice") },
		"a call": func(h *house) {
			e := event.New(event.CallEnded, h.at, event.Actor{Kind: event.System}, call.Ended{CustomerID: "alice"}, nil)
			e.Seq, e.Aggregate = 1, event.Aggregate{Kind: event.Call, ID: "C1", Version: 1}
			h.no(h.store.SaveCall(t.Context(), call.Change{Call: call.Call{ID: "C1", Seq: 1, Customer: ticket.Customer{ID: "alice"}, EndedAt: h.at}, Events: []event.Event{e}}))
		},
		"an answer": func(h *house) {
			s := feedback.Survey{ID: "N1", Revision: 1, Kind: feedback.NPS, CustomerID: "alice", State: feedback.Sent, AskedAt: h.at.Add(-9 * day), Answer: &feedback.Answer{Score: 9, FirstAt: h.at, At: h.at}}
			s, e := feedback.Happened(s, event.FeedbackReceived, h.at, alice, "", ticket.Received{SurveyID: "N1", Kind: "nps", Score: 9}, nil)
			h.no(h.store.SaveSurvey(t.Context(), feedback.Change{Survey: s, Events: []event.Event{e}}))
		},
		"feedback": func(h *house) {
			e := event.New(event.FeedbackGiven, h.at, alice, nil, nil)
			e.Seq, e.Aggregate = 1, event.Aggregate{Kind: event.Feedback, ID: "F1", Version: 1}
			h.no(h.store.SaveVoice(t.Context(), voice.Change{
				Voice: voice.Voice{ID: "F1", Seq: 1, Kind: voice.Suggestion, Status: voice.Received, Customer: ticket.Customer{ID: "alice"}, CreatedAt: h.at}, Events: []event.Event{e},
			}))
		},
	} {
		h := newHouse(t)
		h.at = bad.Add(12 * day)
		do(h)
		for _, c := range []struct {
			from, to time.Duration
			want     bool
		}{{time.Second, 30 * day, true}, {time.Second, 12 * day, false}, {13 * day, 30 * day, false}} {
			q := insight.Question{Asked: insight.AnyActivity, CustomerID: "alice", From: bad.Add(c.from), To: bad.Add(c.to)}
			if did, err := h.service().Observer.Activity.Active(t.Context(), q); err != nil || did != c.want {
				t.Errorf("%s from %s to %s is activity: %t, %v", name, c.from, c.to, did, err)
			}
		}
	}
	if err := h.store.AddActive(t.Context(), activity.Day{Customer: ticket.Customer{ID: "alice"}, At: bad.Add(40 * day)}); err != nil {
		t.Fatal(err)
	}
	if !ask(insight.AnyActivity, 35*day, 65*day) {
		t.Error("the exchange was used on a later day")
	}
}
