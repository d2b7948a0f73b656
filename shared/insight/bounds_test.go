package insight_test

import (
	"fmt"
	"testing"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/feedback"
	"aftercare/shared/insight"
	"aftercare/shared/ticket"
)

// shows tells what a timeline adds to a measure: "value of whole".
func shows(t tb, events []event.Event, name insight.Name) string {
	t.Helper()
	_, value, whole := sums(observed(t, newDesk(t), insight.History{Events: events}), name)
	return fmt.Sprint(value, " of ", whole)
}

func TestScoresFallOnTheRightSideOfTheirBounds(t *testing.T) {
	for _, want := range []struct {
		kind  feedback.Kind
		score int
		name  insight.Name
		adds  string
	}{
		{feedback.NPS, 0, insight.NPS, "-1 of 1"}, {feedback.NPS, 6, insight.NPS, "-1 of 1"}, {feedback.NPS, 7, insight.NPS, "0 of 1"},
		{feedback.NPS, 8, insight.NPS, "0 of 1"}, {feedback.NPS, 9, insight.NPS, "1 of 1"},
		{feedback.CES, 4, insight.EasyRate, "0 of 1"}, {feedback.CES, 5, insight.EasyRate, "1 of 1"}, {feedback.CES, 4, insight.Effort, "4 of 1"},
	} {
		if got := shows(t, questioned("S1", want.kind, at(2, "10:00"), at(2, "11:00"), want.score), want.name); got != want.adds {
			t.Errorf("%d adds %s to %s, want %s", want.score, got, want.name, want.adds)
		}
	}
	for score, adds := range map[int]string{3: "0 of 1", 4: "1 of 1"} {
		if got := shows(t, scored(newDesk(t), score).events, insight.CSAT); got != adds {
			t.Errorf("%d adds %s to csat, want %s", score, got, adds)
		}
	}
}

func TestCallsAreSoonUpToTheThirtiethSecond(t *testing.T) {
	for after, adds := range map[int]string{0: "1 of 1", 30: "1 of 1", 31: "0 of 1", -1: "0 of 1"} {
		if got := shows(t, called("L1", at(2, "10:00"), after, "bo"), insight.CallsWithin30s); got != adds {
			t.Errorf("an answer after %d s adds %s, want %s", after, got, adds)
		}
	}
}

func TestTheFirstDecisionOnAComplaintCounts(t *testing.T) {
	g := filed(t, "K1", at(2, "10:00"), at(2, "10:00"), ticket.Web).acknowledge(at(2, "12:00"), true).investigate(at(3, "10:00")).
		propose(at(4, "10:00")).reject(at(5, "10:00")).propose(at(6, "10:00"))
	if got := shows(t, g.events, insight.ComplaintDecision); got != "172800 of 0" { // two days
		t.Errorf("it took %s", got)
	}
}

// A chance to settle within three days lapses, and what was not admissible closes by itself: neither is late.
func TestChancesAndTheCustomersTimeAreNoDeadlines(t *testing.T) {
	g := filed(t, "K1", at(2, "10:00"), at(2, "10:00"), ticket.Web).acknowledge(at(2, "12:00"), true).investigate(at(3, "10:00")).
		propose(at(4, "10:00")).reject(at(5, "10:00"))
	if got := shows(t, g.events, insight.ComplaintBreachRate); got != "0 of 4" { // acknowledgement, investigation, both decisions; not `answer`
		t.Errorf("it adds %s", got)
	}
}

func TestAGuestsRejectedSolutionAsksNothing(t *testing.T) {
	asked := func(guest bool) int {
		g := filed(t, "K1", at(2, "10:00"), at(2, "10:00"), ticket.Web)
		if guest {
			d, err := event.Decode[complaint.Filed](g.events[0])
			if err != nil {
				t.Fatal(err)
			}
			p, err := event.DecodePrivate[complaint.FiledText](g.events[0])
			if err != nil {
				t.Fatal(err)
			}
			d.Guest = true
			filing := event.New(event.ComplaintFiled, g.events[0].Time, alice, d, p)
			filing.Seq, filing.Aggregate = 1, g.events[0].Aggregate
			g.events[0] = filing
		}
		g.acknowledge(at(2, "12:00"), true).investigate(at(3, "10:00")).propose(at(4, "10:00")).reject(at(5, "10:00"))
		sight, err := insight.Look(insight.History{Events: g.events}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return len(sight.Questions())
	}
	if asked(false) != 1 || asked(true) != 0 {
		t.Errorf("a customer's asks %d, a guest's %d", asked(false), asked(true))
	}
}

func TestACallOfTheSameLevelIsNoEscalation(t *testing.T) {
	l := newDesk(t).open("T1", at(2, "10:00"), alice)
	now := at(2, "10:00")
	for range len(escalation.Default()) {
		now = now.Add(3 * time.Minute)
		l.escalate(now, escalation.ByStaff)
		now = l.Escalation.TakeoverBy.Add(time.Minute) // nobody takes over
		l.wait(now)
	}
	top := l.Escalation.Level
	l.escalate(now.Add(time.Minute), escalation.ByCustomer)
	if l.Escalation.Level != top {
		t.Fatalf("level %d is not the top", top)
	}
	l.wants(insight.Escalations, 1, int64(top), 0)
}

func TestWhoeverComesBackAfterThirtyDaysWasGone(t *testing.T) {
	l := scored(newDesk(t), 1).reply(at(3, "12:05"), bo).solve(at(3, "13:00"), bo)
	visitor := event.New(event.FeedbackReceived, at(34, "10:00"), alice, ticket.Received{SurveyID: "SX", Kind: "csat", Score: 5}, nil)
	l.wait(at(33, "00:00"))
	visitor.Seq, visitor.Aggregate = l.Seq+1, event.Aggregate{Kind: event.Ticket, ID: "T1", Version: l.Version + 1}
	h := insight.History{Events: append(l.events, visitor)}
	h.Answers = []insight.Answer{{Question: l.questions()[0]}}
	if n, value, whole := sums(observed(t, l.desk, h), insight.ChurnSignal); n != 1 || value != 1 || whole != 1 {
		t.Errorf("%d observations, %d of %d", n, value, whole)
	}
}

// What happened several times on a day in one place is one line: facts are stored.
func TestTheSameOfADayIsOneLine(t *testing.T) {
	l := newDesk(t).open("T1", at(2, "10:00"), alice).reply(at(2, "10:01"), bo).reply(at(2, "10:02"), bo).reply(at(2, "10:03"), bo)
	l.wants(insight.Replies, 1, 3, 0)
}
