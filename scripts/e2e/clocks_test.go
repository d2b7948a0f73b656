package e2e

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"
)

// closing is how long it may take until a ticket is closed whose time has come: that is left to the safety net,
// which takes what is a minute overdue.
const closing = 3 * time.Minute

var firstReply = map[string]any{"target": "firstReply"}

// late opens a ticket whose first reply is due within two seconds.
func late(t *testing.T) (*person, ticket) {
	t.Helper()
	alice := newPerson(t, who{tier: hasty})
	ticket := alice.opens(t, opening("In a hurry"))
	if ticket.SLA.Policy != hasty {
		t.Fatalf("policy %s", ticket.SLA.Policy)
	}
	return alice, ticket
}

func TestUnansweredTicketIsWarnedBreachedAndEscalatedOnceEach(t *testing.T) {
	t.Parallel()
	s := deployed(t)
	lin := lead(t)
	_, ticket := late(t)
	of := "tickets/" + ticket.ID
	lin.happens(t, of, "sla.breached", firstReply)
	items := lin.happens(t, of, "ticket.escalated", nil)

	// The same timer again, a stale one, and the safety net: nothing happens twice.
	revision := 0
	for _, item := range items {
		if item.Type == "sla.armed" {
			revision = int(item.Data["revision"].(float64))
		}
	}
	s.deadline(t, ticket.ID, revision)
	s.deadline(t, ticket.ID, revision)
	s.execute(t, ticket.ID, revision-1)
	s.sweep(t)

	items = lin.timeline(t, of)
	for kind, want := range map[string]int{"sla.warned": 2, "sla.breached": 1, "ticket.escalated": 1, "sla.met": 0} {
		data := firstReply
		if kind == "ticket.escalated" {
			data = nil
		}
		if got := count(items, kind, data); got != want {
			t.Errorf("%s happened %d times instead of %d", kind, got, want)
		}
	}
	if got := lin.reads(t, ticket.ID); got.Escalation.Level != 1 || got.Escalation.Cause != "breach" || got.Escalation.TakeoverBy == nil {
		t.Errorf("%+v", got.Escalation)
	}
}

func TestATimerWaitsForTheNextWakeAloneAndNoneForWhatIsADayAhead(t *testing.T) {
	t.Parallel()
	s := deployed(t)
	ticket := newPerson(t, who{}).opens(t, opening("No hurry"))
	first, resolution := ticket.target("firstReply").DueAt, ticket.target("resolution").DueAt
	eventually(t, fmt.Sprintf("a timer of %s for the first reply of %s by %s", ticket.ID, ticket.SLA.Policy, first), func() bool {
		return s.waits(t, ticket.ID, first.Add(time.Second)) == types.ExecutionStatusRunning
	})
	s.sweep(t)
	if got := s.waits(t, ticket.ID, resolution.Add(time.Second)); got != "" {
		t.Errorf("a timer for the resolution is %s", got)
	}
}

// waits gives where the timer of a ticket's wake stands; empty when there is none.
func (s *stack) waits(t *testing.T, id string, wake time.Time) types.ExecutionStatus {
	t.Helper()
	arn := strings.Replace(s.StateMachineARN, ":stateMachine:", ":execution:", 1) + fmt.Sprintf(":ticket-%s-%d", id, wake.Unix())
	got, err := s.sfn().DescribeExecution(t.Context(), &sfn.DescribeExecutionInput{ExecutionArn: aws.String(arn)})
	if _, none := errors.AsType[*types.ExecutionDoesNotExist](err); none {
		return ""
	}
	if err != nil {
		t.Fatal(err)
	}
	return got.Status
}

func TestTicketAnsweredInTimeIsMetAndNeverBreached(t *testing.T) {
	t.Parallel()
	deployed(t)
	bo := agent(t)
	var of string
	var due time.Time
	eventually(t, "an answer in time", func() bool { // a busy machine may need more than the two seconds for it
		_, ticket := late(t)
		of, due = "tickets/"+ticket.ID, ticket.target("firstReply").DueAt
		bo.post(t, "/v1/"+of+"/messages", map[string]any{"body": "Here I am."}).want(http.StatusCreated)
		return slices.ContainsFunc(bo.timeline(t, of), func(i item) bool {
			return i.Type == "ticket.replied" && i.Actor.ID == bo.ID && i.At.Before(due)
		})
	})
	eventually(t, "the due time", func() bool { return time.Now().After(due.Add(2 * time.Second)) })
	items := bo.timeline(t, of)
	if met, breached := count(items, "sla.met", firstReply), count(items, "sla.breached", firstReply); met != 1 || breached != 0 {
		t.Errorf("met %d times, breached %d times", met, breached)
	}
}

func TestSolvedTicketClosesAfterItsTime(t *testing.T) {
	t.Parallel()
	s := deployed(t)
	alice, bo := newPerson(t, who{tier: fleeting}), agent(t)
	ticket := alice.opens(t, opening("Short"))
	bo.post(t, "/v1/tickets/"+ticket.ID+"/solution", map[string]any{"body": "Done."}).want(http.StatusOK)
	within(t, closing, "it is closed", func() bool {
		s.sweep(t)
		return bo.reads(t, ticket.ID).Status == "closed"
	})
	answered := into[map[string]any](alice.post(t, "/v1/tickets/"+ticket.ID+"/messages", map[string]any{"body": "Again."}).want(http.StatusCreated))
	if len(answered) == 0 {
		t.Error("no answer")
	}
	follows := false
	for _, one := range alice.tickets(t) {
		follows = follows || one.FollowUpOf == ticket.ID
	}
	if !follows {
		t.Error("a reply to a closed ticket opened no follow-up")
	}
}

// timer is what the state machine waits with.
func timer(id string, revision int) map[string]any {
	return map[string]any{
		"kind": "ticket", "id": id, "revision": revision, "wakeAt": time.Now().UTC().Truncate(time.Second),
	}
}

// execute starts a timer that nobody waits for any more, as one that was
// replaced, and sees it end.
func (s *stack) execute(t *testing.T, id string, revision int) {
	t.Helper()
	input, err := json.Marshal(timer(id, revision))
	if err != nil {
		t.Fatal(err)
	}
	started, err := s.sfn().StartExecution(t.Context(), &sfn.StartExecutionInput{
		StateMachineArn: aws.String(s.StateMachineARN), Input: aws.String(string(input)), Name: aws.String("test-" + rand.Text()),
	})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "the end of the execution", func() bool {
		got, err := s.sfn().DescribeExecution(t.Context(), &sfn.DescribeExecutionInput{ExecutionArn: started.ExecutionArn})
		if err != nil {
			t.Fatal(err)
		}
		if got.Status == types.ExecutionStatusFailed {
			t.Fatalf("the execution failed: %s", aws.ToString(got.Cause))
		}
		return got.Status == types.ExecutionStatusSucceeded
	})
}

// deadline does what an execution does once it has waited.
func (s *stack) deadline(t *testing.T, id string, revision int) {
	t.Helper()
	s.invoke(t, "deadline", timer(id, revision))
}

// sweep runs the safety net now, as its schedule does every few minutes.
func (s *stack) sweep(t *testing.T) {
	t.Helper()
	s.invoke(t, "sweep", scheduled())
}

// scheduled is what a rule with a schedule calls a function with.
func scheduled() map[string]any {
	return map[string]any{
		"version": "0", "id": rand.Text(), "detail-type": "Scheduled Event", "source": "aws.events",
		"account": "000000000000", "time": time.Now().UTC().Truncate(time.Second), "region": "us-east-1",
		"resources": []string{}, "detail": map[string]any{},
	}
}

// invoke calls a function by its job.
func (s *stack) invoke(t *testing.T, job string, payload any) {
	t.Helper()
	a := request(t, s, http.MethodPost, s.endpoint+"/2015-03-31/functions/aftercare-"+job+"/invocations", "", payload)
	if a.want(http.StatusOK).Header.Get("X-Amz-Function-Error") != "" {
		t.Fatalf("%s failed: %s", job, a.Body)
	}
}
