package e2e

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
)

var firstReply = map[string]any{"target": "firstReply"}

// late opens a ticket whose first reply is due within two seconds.
func late(t *testing.T) (*person, ticket) {
	t.Helper()
	promises(t)
	alice := newPerson(t, who{tier: hasty})
	ticket := alice.opens(t, opening("In a hurry"))
	if ticket.SLA.Policy != hasty && ticket.SLA.Policy != "" {
		t.Fatalf("policy %s", ticket.SLA.Policy)
	}
	return alice, ticket
}

func TestUnansweredTicketIsWarnedBreachedAndEscalatedOnceEach(t *testing.T) {
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
	for n, stale := range []int{revision, revision - 1, revision} {
		s.wake(t, ticket.ID, stale, n)
	}
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

func TestTicketAnsweredInTimeIsMetAndNeverBreached(t *testing.T) {
	deployed(t)
	bo := agent(t)
	_, ticket := late(t)
	bo.post(t, "/v1/tickets/"+ticket.ID+"/messages", map[string]any{"body": "Here I am."}).want(http.StatusCreated)
	due := bo.reads(t, ticket.ID).target("firstReply").DueAt

	eventually(t, "the due time", func() bool { return time.Now().After(due.Add(2 * time.Second)) })
	items := bo.timeline(t, "tickets/"+ticket.ID)
	if met, breached := count(items, "sla.met", firstReply), count(items, "sla.breached", firstReply); met != 1 || breached != 0 {
		t.Errorf("met %d times, breached %d times", met, breached)
	}
}

func TestSolvedTicketClosesAfterItsTime(t *testing.T) {
	s := deployed(t)
	promises(t)
	alice, bo := newPerson(t, who{tier: fleeting}), agent(t)
	ticket := alice.opens(t, opening("Short"))
	bo.post(t, "/v1/tickets/"+ticket.ID+"/solution", map[string]any{"body": "Done."}).want(http.StatusOK)
	eventually(t, "it is closed", func() bool {
		s.sweep(t) // closing is left to it: it would come within five minutes
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

// wake starts the machine that waits for clocks, as timers does, and waits
// until it has ended.
func (s *stack) wake(t *testing.T, id string, revision, n int) {
	t.Helper()
	input, err := json.Marshal(map[string]any{
		"kind": "ticket", "id": id, "revision": revision, "wakeAt": time.Now().UTC().Truncate(time.Second),
	})
	if err != nil {
		t.Fatal(err)
	}
	started, err := s.sfn().StartExecution(t.Context(), &sfn.StartExecutionInput{
		StateMachineArn: aws.String(s.StateMachineARN), Input: aws.String(string(input)),
		Name: aws.String(fmt.Sprintf("test-%s-%d", id, n)),
	})
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, "the end of the execution", func() bool {
		got, err := s.sfn().DescribeExecution(t.Context(), &sfn.DescribeExecutionInput{ExecutionArn: started.ExecutionArn})
		if err != nil {
			t.Fatal(err)
		}
		if got.Status == "FAILED" {
			t.Fatalf("the execution failed: %s", aws.ToString(got.Cause))
		}
		return got.Status == "SUCCEEDED"
	})
}

// sweep runs the safety net now, as its schedule does every few minutes.
func (s *stack) sweep(t *testing.T) {
	t.Helper()
	request(t, s, http.MethodPost, s.endpoint+"/2015-03-31/functions/aftercare-sweep/invocations", "", map[string]any{
		"version": "0", "id": rand.Text(), "detail-type": "Scheduled Event", "source": "aws.events",
		"account": "000000000000", "time": time.Now().UTC().Truncate(time.Second), "region": "us-east-1",
		"resources": []string{}, "detail": map[string]any{},
	}).want(http.StatusOK)
}
