package batch_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"aftercare/shared/batch"
	"aftercare/shared/boot"
	"aftercare/shared/event"
	"aftercare/shared/fault"
)

func messages(bodies ...string) events.SQSEvent {
	var e events.SQSEvent
	for _, body := range bodies {
		e.Records = append(e.Records, events.SQSMessage{MessageId: "id-" + body, Body: body})
	}
	return e
}

func failed(res events.SQSEventResponse) []string {
	ids := []string{}
	for _, f := range res.BatchItemFailures {
		ids = append(ids, f.ItemIdentifier)
	}
	return ids
}

func TestSQS_GivesBackOnlyWhatFailed(t *testing.T) {
	var handled []string
	res := batch.SQS(t.Context(), messages("good", "bad", "panics", "fine"), func(_ context.Context, m batch.Message) error {
		handled = append(handled, m.Body)
		switch m.Body {
		case "bad":
			return errors.New("no")
		case "panics":
			panic("no")
		}
		return nil
	})
	if want := []string{"good", "bad", "panics", "fine"}; !reflect.DeepEqual(handled, want) {
		t.Errorf("handled %v, want each once", handled)
	}
	if want := []string{"id-bad", "id-panics"}; !reflect.DeepEqual(failed(res), want) {
		t.Errorf("failed %v, want %v", failed(res), want)
	}
}

func TestSQS_AnswersAnEmptyListWhenAllWent(t *testing.T) {
	for name, e := range map[string]events.SQSEvent{"no messages": {}, "a good one": messages("good")} {
		t.Run(name, func(t *testing.T) {
			res := batch.SQS(t.Context(), e, func(context.Context, batch.Message) error { return nil })
			if raw, _ := json.Marshal(res); string(raw) != `{"batchItemFailures":[]}` {
				t.Errorf("answered %s", raw)
			}
		})
	}
}

func TestSQS_GivesBackTheRestWhenTimeIsUp(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	res := batch.SQS(ctx, messages("a", "b", "c"), func(context.Context, batch.Message) error {
		cancel()
		return nil
	})
	if want := []string{"id-b", "id-c"}; !reflect.DeepEqual(failed(res), want) {
		t.Errorf("failed %v, want %v", failed(res), want)
	}
}

// ending is a context that always ends in a second, and never does.
type ending struct{ context.Context }

func (ending) Deadline() (time.Time, bool) { return time.Now().Add(time.Second), true }

func TestSQS_BeginsNothingNewShortlyBeforeItIsEnded(t *testing.T) {
	handled := 0
	res := batch.SQS(ending{t.Context()}, messages("a", "b", "c"), func(context.Context, batch.Message) error {
		handled++
		return nil
	})
	if want := []string{"id-b", "id-c"}; handled != 1 || !reflect.DeepEqual(failed(res), want) {
		t.Errorf("handled %d, failed %v, want %v", handled, failed(res), want)
	}
}

func TestPermanent_IsWhatNoRepetitionCures(t *testing.T) {
	for err, want := range map[error]bool{
		nil:                                       false,
		errors.New("a time out"):                  false,
		fault.New(fault.Lost, "a race"):           false,
		fault.New(fault.Malformed, "not JSON"):    true,
		fault.InvalidField("body", "is too long"): true,
	} {
		if got := batch.Permanent(err); got != want {
			t.Errorf("Permanent(%v) = %v", err, got)
		}
	}
}

const envelope = `{"version":"0","id":"6f87d04b-9f74-4f04-a780-7acf4b0a9b38","detail-type":"ticket.opened","source":"aftercare",
 "account":"000000000000","time":"2026-11-22T10:00:00Z","region":"us-east-1","resources":[],
 "detail":{"id":"ticket-ABCDEFGHJKMN-1","type":"ticket.opened","time":"2026-11-22T10:00:00Z",
  "aggregate":{"kind":"ticket","id":"ABCDEFGHJKMN","version":1},"actor":{"kind":"customer","id":"alice"},
  "data":{"channel":"web"},"seq":1,"correlationId":"request-1"}}`

func TestBus_HandsOverTheEventWithItsCorrelation(t *testing.T) {
	var got event.Detail
	var correlation string
	res := batch.Bus(t.Context(), messages(envelope), func(ctx context.Context, d event.Detail) error {
		got, correlation = d, event.CorrelationFrom(ctx)
		return nil
	})
	if len(res.BatchItemFailures) != 0 || got.Type != event.TicketOpened || got.Aggregate.ID != "ABCDEFGHJKMN" ||
		got.Seq != 1 || string(got.Data) != `{"channel":"web"}` || correlation != "request-1" {
		t.Errorf("got %+v with correlation %q, answered %+v", got, correlation, res)
	}
}

// logged runs f and gives the lines that it logged, with what a logger of ours adds from the context.
func logged(t *testing.T, f func()) []map[string]any {
	t.Helper()
	var out bytes.Buffer
	before := slog.Default()
	slog.SetDefault(boot.NewLogger(&out, "info"))
	defer slog.SetDefault(before)
	f()
	var lines []map[string]any
	for line := range strings.Lines(out.String()) {
		var fields map[string]any
		if err := json.Unmarshal([]byte(line), &fields); err != nil {
			t.Fatal(err)
		}
		delete(fields, "time")
		delete(fields, "milliseconds")
		lines = append(lines, fields)
	}
	return lines
}

func TestBus_SaysOfEachEventWhatBecameOfIt(t *testing.T) {
	for want, err := range map[string]error{"done": nil, "failed": errors.New("the bus is gone")} {
		lines := logged(t, func() {
			batch.Bus(t.Context(), messages(envelope), func(context.Context, event.Detail) error { return err })
		})
		if len(lines) != 1 {
			t.Fatalf("%d lines for one event: %v", len(lines), lines)
		}
		for name, value := range map[string]any{
			"type": "ticket.opened", "aggregate": "ticket ABCDEFGHJKMN", "event": "ticket-ABCDEFGHJKMN-1",
			"outcome": want, "correlationId": "request-1", "id": "id-" + envelope,
		} {
			if lines[0][name] != value {
				t.Errorf("%s is %v, want %v", name, lines[0][name], value)
			}
		}
		if err != nil && (lines[0]["error"] != err.Error() || lines[0]["level"] != "ERROR") {
			t.Errorf("the failure is logged as %v", lines[0])
		}
	}
}

func TestSQS_NamesWhatBeganTheMessageThatFailed(t *testing.T) {
	lines := logged(t, func() {
		batch.SQS(t.Context(), messages("good", "bad"), func(ctx context.Context, m batch.Message) error {
			if m.Body == "good" {
				return nil
			}
			return event.Traced(event.WithCorrelation(ctx, "contact-7"), errors.New("no"))
		})
	})
	if len(lines) != 2 || lines[0]["correlationId"] != "id-good" || lines[1]["correlationId"] != "contact-7" || lines[1]["error"] != "no" {
		t.Errorf("logged %v", lines)
	}
}

func TestEnvelope_RefusesWhatIsNoEventOfOurs(t *testing.T) {
	for name, body := range map[string]string{
		"not JSON":         "hello",
		"a list":           "[]",
		"of another":       strings.Replace(envelope, `"source":"aftercare"`, `"source":"aws.s3"`, 1),
		"without detail":   `{"source":"aftercare","detail-type":"ticket.opened"}`,
		"of another type":  strings.Replace(envelope, `"detail-type":"ticket.opened"`, `"detail-type":"ticket.closed"`, 1),
		"without an id":    strings.Replace(envelope, `"id":"ticket-ABCDEFGHJKMN-1"`, `"id":""`, 1),
		"with a bad time":  strings.Replace(envelope, `"time":"2026-11-22T10:00:00Z",`+"\n  ", `"time":"noon",`, 1),
		"without its kind": strings.Replace(envelope, `"kind":"ticket"`, `"kind":""`, 1),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := batch.Envelope(body); !fault.Is(err, fault.Malformed) || !batch.Permanent(err) {
				t.Errorf("gave %v", err)
			}
		})
	}
}

func FuzzEnvelope(f *testing.F) {
	f.Add(envelope)
	f.Add(`{"source":"aftercare","detail":null}`)
	f.Fuzz(func(t *testing.T, body string) {
		d, err := batch.Envelope(body)
		if err == nil && (d.ID == "" || d.Type == "" || d.Aggregate.ID == "") {
			t.Errorf("accepted an event without its names: %+v", d)
		}
		if err != nil && !fault.Is(err, fault.Malformed) {
			t.Errorf("refused as something else: %v", err)
		}
	})
}

func records(numbers ...string) events.DynamoDBEvent {
	var e events.DynamoDBEvent
	for _, n := range numbers {
		e.Records = append(e.Records, events.DynamoDBEventRecord{Change: events.DynamoDBStreamRecord{SequenceNumber: n}})
	}
	return e
}

func TestStream_GivesBackTheLowestThatFailed(t *testing.T) {
	bad := errors.New("throttled")
	tests := []struct {
		name   string
		handle func(context.Context, []events.DynamoDBEventRecord) []error
		want   string
	}{
		{"all went", func(context.Context, []events.DynamoDBEventRecord) []error { return make([]error, 3) }, ""},
		{"the second and third failed", func(context.Context, []events.DynamoDBEventRecord) []error { return []error{nil, bad, bad} }, "2"},
		{"one answer only", func(context.Context, []events.DynamoDBEventRecord) []error { return []error{nil} }, "2"},
		{"it panicked", func(context.Context, []events.DynamoDBEventRecord) []error { panic("oh") }, "1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			res := batch.Stream(t.Context(), records("1", "2", "3"), tt.handle)
			if res.BatchItemFailures == nil {
				t.Fatal("answered null")
			}
			got := ""
			for _, f := range res.BatchItemFailures {
				got += f.ItemIdentifier
			}
			if got != tt.want {
				t.Errorf("gave back %q, want %q", got, tt.want)
			}
		})
	}
}
