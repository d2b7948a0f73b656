package e2e

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Invariant: what happens while relay is stopped is published once it runs again, and has its effect once.
func TestFaultRelayStoppedForAWhileLosesNothing(t *testing.T) {
	s := deployed(t)
	mapping := s.mapping(t, "relay")
	s.enable(t, mapping, false)
	t.Cleanup(func() { s.enable(t, mapping, true) })
	alice, ticket := late(t)
	due := ticket.target("firstReply").DueAt
	eventually(t, "the due time passes with nobody to tell of it", func() bool { return time.Now().After(due.Add(time.Second)) })
	boss := lead(t)
	// A breach is on record by then if the sweep came in these seconds: it starts timers, too.
	if items := boss.timeline(t, "tickets/"+ticket.ID); count(items, "notice.sent", nil)+count(items, "ticket.escalated", nil) != 0 {
		t.Fatalf("something was published while relay was stopped: %+v", items)
	}
	s.enable(t, mapping, true)
	boss.happens(t, "tickets/"+ticket.ID, "ticket.escalated", nil)
	items := boss.happens(t, "tickets/"+ticket.ID, "notice.sent", map[string]any{"template": "automaticReply"})
	for kind, want := range map[string]int{"sla.breached": 1, "ticket.escalated": 1} {
		if got := count(items, kind, nil); got != want {
			t.Errorf("%s %d times instead of %d", kind, got, want)
		}
	}
	if n := len(s.letters(t, alice.Email)); n != 1 {
		t.Errorf("%d mails to the customer instead of 1", n)
	}
}

// Invariant: the same events again, all of them and last first, on the queue of every consumer, change nothing.
func TestFaultMessagesDoubledAndReorderedChangeNothing(t *testing.T) {
	s := deployed(t)
	boss := lead(t)
	alice, ticket := late(t)
	of := "tickets/" + ticket.ID
	boss.happens(t, of, "ticket.escalated", nil)
	boss.post(t, "/v1/"+of+"/escalation/takeover", nil).want(http.StatusOK)
	boss.post(t, "/v1/"+of+"/solution", map[string]any{"body": "It is there now."}).want(http.StatusOK)
	boss.happens(t, of, "survey.sent", nil)
	request(t, s, http.MethodPost, asked(t, alice), "", map[string]any{"score": 1}).want(http.StatusCreated)
	boss.happens(t, of, "feedback.received", nil)
	before := boss.rests(t, ticket.ID)
	mails := len(s.letters(t, alice.Email))

	again := slices.Clone(before)
	slices.Reverse(again)
	again = append(again, before...)
	for _, i := range again {
		body := envelope(t, ticket.ID, i)
		for queue, kinds := range subscriptions {
			if slices.Contains(kinds, i.Type) {
				s.put(t, s.queue(t, queue), body)
			}
		}
	}
	notices := map[any]bool{}
	for _, i := range boss.rests(t, ticket.ID) {
		id := i.Data["notice"]
		// Who joined the staff since the first delivery is told now, once.
		joined := i.Type == "notice.sent" && i.Data["to"] == "staff" && !notices[id]
		if i.Seq > before[len(before)-1].Seq && !joined {
			t.Errorf("a repetition added %+v", i)
		}
		if id != nil && i.Type == "notice.sent" {
			notices[id] = true
		}
	}
	if n := len(s.letters(t, alice.Email)); n != mails {
		t.Errorf("%d mails to the customer instead of %d", n, mails)
	}
}

// Invariant: a record that the stream brings again is published again, and changes nothing.
func TestFaultStreamRecordsRepeatedChangeNothing(t *testing.T) {
	s := deployed(t)
	alice, boss := customer(t), lead(t)
	opened := alice.opens(t, opening("Once is enough"))
	boss.happens(t, "tickets/"+opened.ID, "notice.sent", nil)
	before, mails := boss.rests(t, opened.ID), len(s.letters(t, alice.Email))

	records := s.stream(t, opened.ID)
	for range 2 {
		s.invoke(t, "relay", map[string]any{"Records": records})
	}
	if after := boss.rests(t, opened.ID); len(after) != len(before) {
		t.Errorf("the timeline grew from %d to %d items: %+v", len(before), len(after), after[len(before):])
	}
	if n := len(s.letters(t, alice.Email)); n != mails {
		t.Errorf("%d mails to the customer instead of %d", n, mails)
	}
}

// stream gives the records in which the table's stream brought what happened to a ticket.
func (s *stack) stream(t *testing.T, id string) []map[string]any {
	t.Helper()
	found, err := dynamodb.NewFromConfig(s.aws).Query(t.Context(), &dynamodb.QueryInput{
		TableName: aws.String(s.TableName), KeyConditionExpression: aws.String("pk = :pk and begins_with(sk, :events)"),
		ExpressionAttributeValues: map[string]types.AttributeValue{
			":pk":     &types.AttributeValueMemberS{Value: "TICKET#" + id},
			":events": &types.AttributeValueMemberS{Value: "EVENT#"},
		},
	})
	if err != nil || len(found.Items) == 0 {
		t.Fatalf("%d items, %v", len(found.Items), err)
	}
	records := make([]map[string]any, len(found.Items))
	for i, item := range found.Items {
		image := map[string]any{}
		for name, value := range item {
			switch v := value.(type) {
			case *types.AttributeValueMemberS:
				image[name] = map[string]any{"S": v.Value}
			case *types.AttributeValueMemberN:
				image[name] = map[string]any{"N": v.Value}
			case *types.AttributeValueMemberB:
				image[name] = map[string]any{"B": v.Value}
			default:
				t.Fatalf("attribute %s is a %T", name, value)
			}
		}
		records[i] = map[string]any{
			"eventID": rand.Text(), "eventName": "INSERT", "eventSource": "aws:dynamodb", "awsRegion": "us-east-1",
			"dynamodb": map[string]any{
				"Keys": map[string]any{"pk": image["pk"], "sk": image["sk"]}, "NewImage": image,
				"SequenceNumber": strconv.Itoa(i + 1), "StreamViewType": "NEW_IMAGE",
			},
		}
	}
	return records
}

// subscriptions says which events each consumer's queue gets.
var subscriptions = map[string][]string{
	"Timers":      {"sla.armed"},
	"Escalations": {"sla.breached", "feedback.received", "ticket.takeoverExpired"},
	"Surveys":     {"ticket.solved"},
	"Notices":     {"ticket.opened", "ticket.replied", "ticket.escalated", "feedback.received"},
}

// envelope is an item of a timeline as the bus delivered it.
func envelope(t *testing.T, id string, i item) string {
	t.Helper()
	raw, err := json.Marshal(map[string]any{
		"version": "0", "id": rand.Text(), "source": "aftercare", "detail-type": i.Type, "account": "000000000000",
		"region": "us-east-1", "time": i.At, "resources": []string{},
		"detail": map[string]any{
			"id": "ticket-" + id + "-" + strconv.FormatInt(i.Seq, 10), "type": i.Type, "time": i.At, "seq": i.Seq, "data": i.Data,
			"aggregate": map[string]any{"kind": "ticket", "id": id, "version": 1},
			"actor":     map[string]any{"kind": i.Actor.Kind, "id": i.Actor.ID},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// mapping finds what feeds a function.
func (s *stack) mapping(t *testing.T, job string) string {
	t.Helper()
	a := request(t, s, http.MethodGet, s.endpoint+"/2015-03-31/event-source-mappings?FunctionName=aftercare-"+job, "", nil).want(http.StatusOK)
	all := into[struct{ EventSourceMappings []struct{ UUID string } }](a).EventSourceMappings
	if len(all) != 1 {
		t.Fatalf("%s is fed by %d sources", job, len(all))
	}
	return all[0].UUID
}

func (s *stack) enable(t *testing.T, mapping string, enabled bool) {
	t.Helper()
	a := request(t, s, http.MethodPut, s.endpoint+"/2015-03-31/event-source-mappings/"+mapping, "", map[string]any{"Enabled": enabled})
	if a.Status >= http.StatusMultipleChoices {
		t.Fatalf("enable %t: %d %s", enabled, a.Status, a.Body)
	}
}
