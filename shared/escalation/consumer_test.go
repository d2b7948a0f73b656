package escalation_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/fault"
)

var errPassing = errors.New("the table did not answer")

// raise is one call to move a case up.
type raise struct {
	Case    string
	Cause   escalation.Cause
	Receipt event.Receipt
}

// cases remembers what was asked of them, and keeps receipts as storage does.
type cases struct {
	raises []raise
	had    map[event.Receipt]bool
	after  escalation.State
	fails  error
}

func (c *cases) Raise(_ context.Context, id string, cause escalation.Cause, r event.Receipt) (escalation.State, error) {
	if c.fails != nil {
		return escalation.State{}, c.fails
	}
	if c.had == nil {
		c.had = map[event.Receipt]bool{}
	}
	if !c.had[r] {
		c.had[r] = true
		c.raises = append(c.raises, raise{id, cause, r})
	}
	return c.after, nil
}

func (c *cases) Raised(_ context.Context, r event.Receipt) (bool, error) { return c.had[r], c.fails }

// followUps says that every ticket is closed, and followed by the same one; or that nothing follows.
type followUps struct {
	asked int
	none  bool
	fails error
}

func (f *followUps) FollowUp(_ context.Context, ticketID, surveyID string) (string, error) {
	if f.asked++; f.none {
		return "", f.fails
	}
	return ticketID + "+" + surveyID, f.fails
}

func detail(kind event.Kind, t event.Type, data string) event.Detail {
	return event.Detail{ID: string(kind) + "-A-9", Type: t, Seq: 9, Aggregate: event.Aggregate{Kind: kind, ID: "A", Version: 3}, Data: json.RawMessage(data)}
}

func TestHandle_RaisesForWhatHappened(t *testing.T) {
	ofTicket := func(key string) event.Receipt { return event.Receipt{Scope: "escalation ticket A", Key: key} }
	for name, c := range map[string]struct {
		event event.Detail
		want  []raise
	}{
		"a breach": {detail(event.Ticket, event.SLABreached, `{"target":"firstReply","cycle":2}`),
			[]raise{{"A", escalation.Breach, ofTicket("firstReply/2")}}},
		"a breach found by measuring anew": {detail(event.Ticket, event.SLABreached, `{"target":"firstReply","cycle":2,"remeasured":true}`), nil},
		"a complaint's breach": {detail(event.Complaint, event.SLABreached, `{"target":"decision","cycle":1}`),
			[]raise{{"A", escalation.Breach, event.Receipt{Scope: "escalation complaint A", Key: "decision/1"}}}},
		"nobody took over": {detail(event.Ticket, event.TicketTakeoverExpired, `{"level":1}`),
			[]raise{{"A", escalation.TakeoverExpired, ofTicket("ticket-A-9")}}},
		"nobody took the complaint over": {detail(event.Complaint, event.ComplaintTakeoverExpired, `{"level":1}`),
			[]raise{{"A", escalation.TakeoverExpired, event.Receipt{Scope: "escalation complaint A", Key: "complaint-A-9"}}}},
		"a low score": {detail(event.Ticket, event.FeedbackReceived, `{"surveyId":"S","score":1,"low":true}`),
			[]raise{{"A+S", escalation.LowScore, ofTicket("survey/S")}}},
		"what a customer thinks of the company": {detail(event.Survey, event.FeedbackReceived, `{"surveyId":"S","kind":"nps","score":0,"low":true}`), nil},
		"a good score":                          {detail(event.Ticket, event.FeedbackReceived, `{"surveyId":"S","score":5}`), nil},
	} {
		t.Run(name, func(t *testing.T) {
			var all cases
			var follow followUps
			consumer := escalation.Consumer{Cases: map[event.Kind]escalation.Cases{event.Ticket: &all, event.Complaint: &all}, FollowUps: &follow}
			for range 2 { // delivered twice, it has the effect of one
				if err := consumer.Handle(t.Context(), c.event); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(c.want, all.raises); diff != "" {
				t.Errorf("raised (-want +got):\n%s", diff)
			}
			if follow.asked > 1 && c.event.Aggregate.Kind != event.Survey { // of these the follow-up itself knows that it was opened
				t.Errorf("a late repetition asked %d times for a follow-up", follow.asked)
			}
		})
	}
}

func TestHandle_EachCycleOfATargetIsACauseOfItsOwn(t *testing.T) {
	var all cases
	consumer := escalation.Consumer{Cases: map[event.Kind]escalation.Cases{event.Ticket: &all}}
	for _, data := range []string{`{"target":"nextReply","cycle":1}`, `{"target":"nextReply","cycle":2}`, `{"target":"resolution","cycle":1}`, `{"target":"nextReply","cycle":1}`} {
		if err := consumer.Handle(t.Context(), detail(event.Ticket, event.SLABreached, data)); err != nil {
			t.Fatal(err)
		}
	}
	if len(all.raises) != 3 {
		t.Errorf("raised %v", all.raises)
	}
}

func TestHandle_TellsWhatFailedSoThatItComesAgain(t *testing.T) {
	low := detail(event.Ticket, event.FeedbackReceived, `{"surveyId":"S","low":true}`)
	for name, c := range map[string]struct {
		event   event.Detail
		cases   cases
		follows followUps
		kind    fault.Kind
		cause   error
	}{
		"storage":            {event: detail(event.Ticket, event.SLABreached, `{}`), cases: cases{fails: errPassing}, cause: errPassing},
		"storage of scores":  {event: low, cases: cases{fails: errPassing}, cause: errPassing},
		"the follow-up":      {event: low, follows: followUps{fails: errPassing}, cause: errPassing},
		"a kind of no cases": {event: detail(event.Contact, event.SLABreached, `{}`), kind: fault.Unsupported},
		"another event":      {event: detail(event.Ticket, event.TicketSolved, `{}`), kind: fault.Unsupported},
		"broken breach":      {event: detail(event.Ticket, event.SLABreached, `[]`), kind: fault.Internal},
		"broken score":       {event: detail(event.Ticket, event.FeedbackReceived, `[]`), kind: fault.Internal},
	} {
		t.Run(name, func(t *testing.T) {
			consumer := escalation.Consumer{Cases: map[event.Kind]escalation.Cases{event.Ticket: &c.cases}, FollowUps: &c.follows}
			err := consumer.Handle(t.Context(), c.event)
			if err == nil || c.cause != nil && !errors.Is(err, c.cause) || !fault.Is(err, c.kind) {
				t.Errorf("got %v", err)
			}
			if len(c.cases.raises) > 0 {
				t.Errorf("raised %v", c.cases.raises)
			}
		})
	}
}

func TestHandle_AnAnswerThatNothingFollowsMovesNothingUp(t *testing.T) {
	c := cases{}
	consumer := escalation.Consumer{Cases: map[event.Kind]escalation.Cases{event.Ticket: &c}, FollowUps: &followUps{none: true}}
	err := consumer.Handle(t.Context(), detail(event.Ticket, event.FeedbackReceived, `{"surveyId":"S1","low":true}`))
	if err != nil || len(c.raises) > 0 {
		t.Errorf("%v, raised %v", err, c.raises)
	}
}

// The alarm is raised with each expiry at the top, also when the event comes again: one alarm too many is harmless.
func TestHandle_AlarmsWhenEvenTheTopTookNothingOver(t *testing.T) {
	expired := detail(event.Complaint, event.ComplaintTakeoverExpired, `{"level":3}`)
	for name, c := range map[string]struct {
		event event.Detail
		after escalation.State
		alarm bool
	}{
		"the top was reminded":       {expired, escalation.State{Level: 3, Reminders: 1, TakeoverBy: now}, true},
		"the last reminder":          {expired, escalation.State{Level: 3, Reminders: escalation.MaxReminders}, true},
		"it was taken over by now":   {expired, escalation.State{Level: 3, Reminders: 1, TakenOverAt: now}, false},
		"it moved up":                {expired, escalation.State{Level: 2, TakeoverBy: now}, false},
		"a breach of a reminded one": {detail(event.Complaint, event.SLABreached, `{"target":"decision","cycle":1}`), escalation.State{Level: 3, Reminders: 1}, false},
	} {
		t.Run(name, func(t *testing.T) {
			all := cases{after: c.after}
			var alarms []event.Kind
			consumer := escalation.Consumer{
				Cases:   map[event.Kind]escalation.Cases{event.Complaint: &all},
				Unheard: func(kind event.Kind) error { alarms = append(alarms, kind); return nil },
			}
			if err := consumer.Handle(t.Context(), c.event); err != nil {
				t.Fatal(err)
			}
			if c.alarm != (len(alarms) == 1 && alarms[0] == event.Complaint) {
				t.Errorf("alarms %v", alarms)
			}
		})
	}
}
