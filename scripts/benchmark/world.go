package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"aftercare/shared/boot/env"

	"github.com/aws/aws-lambda-go/events"
)

// world is the whole stack on this machine: compiled functions as warm environments, a DynamoDB, and the bench in the
// place of everything between them. It carries events on by the rules of the stack until nothing is left to do, one
// at a time, so that what an operation takes is the same each time it is counted.
type world struct {
	binaries  string // folder of the compiled functions
	consumers map[string][]string
	http      *http.Server
	address   string
	direct    string // address of the database, without the bench in between
	table     string

	mu           sync.Mutex
	tally        *tally
	pending      []delivery
	timers       []execution
	names        map[string]bool // of all executions that were started: each starts once
	mails        []mail
	opened       string // the last ticket
	environments map[string]*environment
	sequence     int
}

// delivery is an event on its way to a function.
type delivery struct {
	job   string
	event any
}

// execution is an execution of the state machine that waits.
type execution struct {
	name  string
	state json.RawMessage
}

// newWorld starts what answers for AWS. backend is the address of a DynamoDB that has the table already.
func newWorld(ctx context.Context, root, binaries, backend, table string) (*world, error) {
	on, err := consumers(root)
	if err != nil {
		return nil, err
	}
	w := &world{
		binaries: binaries, consumers: on, direct: backend, table: table,
		tally: newTally(), environments: map[string]*environment{}, names: map[string]bool{},
	}
	data := &database{backend: backend, client: &http.Client{}, items: map[string]item{}, count: w.count, stream: w.streamed}
	other := &cloud{
		count: w.count, publish: w.published, start: w.started, mail: w.mailed,
		staff: map[string][]member{
			"lead":       {{"staff-lin", "Lin", "lin@example.com"}},
			"compliance": {{"staff-cora", "Cora", "cora@example.com"}},
			"admin":      {{"staff-ada", "Ada", "ada@example.com"}},
		},
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	w.address = "http://" + listener.Addr().String()
	w.http = &http.Server{ReadHeaderTimeout: startTimeout, Handler: http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.Header.Get("X-Amz-Target"), dynamoTarget) {
			data.ServeHTTP(rw, r)
			return
		}
		other.ServeHTTP(rw, r)
	})}
	go func() { _ = w.http.Serve(listener) }()
	return w, nil
}

func (w *world) close() {
	for _, e := range w.environments {
		e.stop()
	}
	_ = w.http.Close()
}

// logLevel is what the stack sets where nobody says otherwise.
const logLevel = "info"

// vars is what every function finds in its environment. database is where it finds DynamoDB.
func (w *world) vars(database string) []string {
	all := []string{
		"AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test",
		"AWS_ENDPOINT_URL=" + w.address, "AWS_ENDPOINT_URL_DYNAMODB=" + database,
	}
	for name, v := range map[string]string{
		env.TableName: w.table, env.SecretARN: "arn:aws:secretsmanager:us-east-1:000000000000:secret:links",
		env.EventBusName: "aftercare", env.StateMachineARN: "arn:aws:states:us-east-1:000000000000:stateMachine:clocks",
		env.RefusalsQueueURL: w.address + "/000000000000/refusals", env.FailuresQueueURL: w.address + "/000000000000/failures",
		env.ReschedulingQueueURL: w.address + "/000000000000/reschedulings", env.BucketName: "exports",
		env.UserPoolID: "us-east-1_bench", env.MailFrom: "support@example.com", env.PublicURL: "https://support.example.com",
		env.CompanyName: "Example", env.ComplaintsEmail: "complaints@example.com", env.ComplaintsPhone: "+43 1 555 0100",
		env.TimeZone: "Europe/Vienna", env.Jurisdiction: "mica", env.Languages: "en,de,zh", env.LogLevel: logLevel,
		env.ReportLeast: "5", env.ReportCutOffDays: "5",
	} {
		all = append(all, name+"="+v)
	}
	return all
}

func (w *world) count(count func(*tally)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	count(w.tally)
}

// begin starts a tally of its own; end gives it.
func (w *world) begin() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tally = newTally()
}

func (w *world) end() *tally {
	w.mu.Lock()
	defer w.mu.Unlock()
	t := w.tally
	w.tally = newTally()
	return t
}

// streamed brings the events of one transaction to relay, as one batch: the most invocations that the stream can take.
func (w *world) streamed(records []record) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var batch []map[string]any
	for _, r := range records {
		w.sequence++
		batch = append(batch, map[string]any{
			"eventID": fmt.Sprint(w.sequence), "eventName": "INSERT", "eventSource": "aws:dynamodb", "awsRegion": "us-east-1",
			"dynamodb": map[string]any{
				"Keys": r.keys, "NewImage": r.image, "SequenceNumber": fmt.Sprint(w.sequence), "StreamViewType": "NEW_IMAGE",
			},
		})
	}
	w.pending = append(w.pending, delivery{"relay", map[string]any{"Records": batch}})
}

// published brings an event on the bus to the queues of those who wait for it, one message to an invocation: the most
// that the queues can take.
func (w *world) published(e entry) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tally.Published++
	if e.DetailType == "ticket.opened" {
		w.opened = subject(e)
	}
	for _, job := range w.consumers[e.DetailType] {
		w.tally.Messages++
		envelope, err := json.Marshal(map[string]any{
			"version": "0", "id": "bench", "source": e.Source, "detail-type": e.DetailType, "account": "000000000000",
			"time": time.Now().UTC().Format(time.RFC3339), "region": "us-east-1", "resources": []string{},
			"detail": json.RawMessage(e.Detail),
		})
		if err != nil {
			panic(err) // relay put something that is no JSON: nothing after it can be trusted
		}
		w.pending = append(w.pending, delivery{job, message(string(envelope))})
	}
}

// subject gives what an event is about.
func subject(e entry) string {
	var detail struct{ Aggregate struct{ ID string } }
	if err := json.Unmarshal([]byte(e.Detail), &detail); err != nil {
		panic(err) // see published
	}
	return detail.Aggregate.ID
}

// message is one message of a queue.
func message(body string) events.SQSEvent {
	return events.SQSEvent{Records: []events.SQSMessage{{
		MessageId: "bench", Body: body, EventSource: "aws:sqs", AWSRegion: "us-east-1",
		Attributes: map[string]string{
			"ApproximateReceiveCount": "1", "SentTimestamp": fmt.Sprint(time.Now().UnixMilli()),
		},
	}}}
}

// started enters an execution's first state, the wait.
func (w *world) started(e execution) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.names[e.name] {
		return
	}
	w.names[e.name] = true
	w.timers = append(w.timers, e)
	w.tally.Executions++
	w.tally.Transitions++
}

func (w *world) mailed(m mail) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.mails = append(w.mails, m)
}

// invoke gives a function an event, in the environment of its job that the bench keeps warm, and waits for its answer.
func (w *world) invoke(job string, event any) ([]byte, error) {
	raw, err := json.Marshal(event)
	if err != nil {
		return nil, err
	}
	e := w.environments[job]
	if e == nil {
		if e, err = startEnvironment(context.Background(), job, filepath.Join(w.binaries, job), w.vars(w.address)); err != nil {
			return nil, err
		}
		w.environments[job] = e
	}
	before := e.log.total()
	body, err := e.invoke(raw)
	w.count(func(t *tally) {
		t.Invocations[job]++
		t.Logged += e.log.total() - before
	})
	return body, err
}

// settle carries events on until nothing is left to do but waiting.
func (w *world) settle() error {
	for {
		w.mu.Lock()
		if len(w.pending) == 0 {
			w.mu.Unlock()
			return nil
		}
		next := w.pending[0]
		w.pending = w.pending[1:]
		w.mu.Unlock()
		body, err := w.invoke(next.job, next.event)
		if err != nil {
			return err
		}
		var failed events.SQSEventResponse // a stream's answer has the same form
		if err := json.Unmarshal(body, &failed); err != nil || len(failed.BatchItemFailures) > 0 {
			return errors.Join(err, fmt.Errorf("%s gave an event back: %s\n%s", next.job, body, w.environments[next.job].log))
		}
	}
}

// wake ends the wait of the timers that are there now: each looks at its case, and starts the next itself.
// Every state that is entered is a transition: https://aws.amazon.com/step-functions/pricing/
func (w *world) wake() error {
	w.mu.Lock()
	now := w.timers
	w.timers = nil
	w.mu.Unlock()
	for _, t := range now {
		w.count(func(all *tally) { all.Transitions++ }) // Deadline, after Wait
		if _, err := w.invoke("deadline", t.state); err != nil {
			return err
		}
	}
	return w.settle()
}

// forget ends all timers: what an operation left waiting is not the next one's.
func (w *world) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.timers = nil
}

// wakeAll ends waits until nothing waits any more.
func (w *world) wakeAll() error {
	for range 10 {
		w.mu.Lock()
		left := len(w.timers)
		w.mu.Unlock()
		if left == 0 {
			return nil
		}
		if err := w.wake(); err != nil {
			return err
		}
	}
	return errors.New("a timer waits for ever")
}
