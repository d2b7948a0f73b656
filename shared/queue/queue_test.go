package queue_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/google/go-cmp/cmp"

	"aftercare/shared/batch"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/intake"
	"aftercare/shared/outbox"
	"aftercare/shared/queue"
)

var errPassing = errors.New("the queue did not answer")

type client struct {
	sent  []*sqs.SendMessageInput
	fails error
}

func (c *client) SendMessage(_ context.Context, in *sqs.SendMessageInput, _ ...func(*sqs.Options)) (*sqs.SendMessageOutput, error) {
	c.sent = append(c.sent, in)
	return &sqs.SendMessageOutput{}, c.fails
}

func TestARefusalAndAFailureAreSentAsJSON(t *testing.T) {
	at := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	refusal := intake.Refusal{MessageID: "m", RefusedAt: at, Reason: "r", Fields: []fault.Field{{Name: "body", Problem: "is empty"}}, Message: json.RawMessage(`{"a":1}`)}
	failure := outbox.Failure{Reason: "r", SequenceNumber: "42", Partition: "TICKET#A", Sort: "EVENT#1", At: at}
	var c client
	q := queue.Queue{Client: &c, URL: "https://queue.example.com"}
	if err := errors.Join(q.Refuse(t.Context(), refusal), q.Put(t.Context(), failure)); err != nil {
		t.Fatal(err)
	}
	var gotRefusal intake.Refusal
	var gotFailure outbox.Failure
	for i, into := range []any{&gotRefusal, &gotFailure} {
		if url := aws.ToString(c.sent[i].QueueUrl); url != "https://queue.example.com" {
			t.Errorf("sent to %s", url)
		}
		if err := json.Unmarshal([]byte(aws.ToString(c.sent[i].MessageBody)), into); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(refusal, gotRefusal); diff != "" {
		t.Errorf("refusal (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(failure, gotFailure); diff != "" {
		t.Errorf("failure (-want +got):\n%s", diff)
	}
}

func TestAnEventComesAgainAfterATimeAsARuleSendsIt(t *testing.T) {
	e := event.New(event.ReschedulingAdvanced, time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC), event.Actor{Kind: event.System}, event.Empty{}, nil)
	e.Seq, e.Aggregate, e.Correlation = 2, event.Aggregate{Kind: event.Rescheduling, ID: "policies-7", Version: 2}, "req-1"
	want := e.Publish()
	for after, seconds := range map[time.Duration]int32{0: 0, time.Millisecond: 1, 19 * time.Second: 19, time.Hour: 900} {
		var c client
		if err := (queue.Queue{Client: &c}).Again(t.Context(), want, after); err != nil {
			t.Fatal(err)
		}
		got, err := batch.Envelope(aws.ToString(c.sent[0].MessageBody))
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%v: %s", err, diff)
		}
		if c.sent[0].DelaySeconds != seconds {
			t.Errorf("%s: comes after %d s", after, c.sent[0].DelaySeconds)
		}
	}
}

func TestWhatIsNotSentIsTold(t *testing.T) {
	q := queue.Queue{Client: &client{fails: errPassing}}
	if err := q.Put(t.Context(), outbox.Failure{}); !errors.Is(err, errPassing) {
		t.Errorf("got %v", err)
	}
	if err := (queue.Queue{Client: &client{}}).Refuse(t.Context(), intake.Refusal{Message: json.RawMessage(`{`)}); err == nil {
		t.Error("what does not encode was sent")
	}
}
