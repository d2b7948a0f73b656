// Package e2e tries the deployed stack from outside: by HTTP, SQS and what it
// mails. scripts/test deploys one and runs these; without one they are skipped.
package e2e

import (
	"context"
	"encoding/json"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// soon is how long anything may take that happens by queues and streams. Most
// takes milliseconds; the rest is for a busy machine, and for a queue to bring
// once more, after 90 seconds, what came at a bad time.
const soon = 2 * time.Minute

// stack is the deployed stack, as its outputs name it.
type stack struct {
	APIURL           string `json:"ApiUrl"`
	IntakeQueueURL   string `json:"IntakeQueueUrl"`
	RefusalsQueueURL string `json:"RefusalsQueueUrl"`
	EventBusName     string
	TableName        string
	StateMachineARN  string `json:"SlaStateMachineArn"`
	UserPoolID       string `json:"UserPoolId"`
	UserPoolClientID string `json:"UserPoolClientId"`

	endpoint string // of the emulator
	aws      aws.Config
}

var load = sync.OnceValues(func() (*stack, error) {
	return read(os.Getenv("AFTERCARE_OUTPUTS"), os.Getenv("AFTERCARE_ENDPOINT"))
})

// read reads the outputs of a stack in the emulator at endpoint.
func read(outputsFile, endpoint string) (*stack, error) {
	file, err := os.ReadFile(outputsFile)
	if err != nil {
		return nil, err
	}
	var outputs struct{ Aftercare stack }
	if err := json.Unmarshal(file, &outputs); err != nil {
		return nil, err
	}
	s := outputs.Aftercare
	s.endpoint = endpoint
	s.aws = aws.Config{
		Region:       "us-east-1",
		BaseEndpoint: aws.String(s.endpoint),
		Credentials:  credentials.NewStaticCredentialsProvider("test", "test", ""),
	}
	return &s, nil
}

// deployed is the stack under test.
func deployed(t *testing.T) *stack {
	t.Helper()
	if os.Getenv("AFTERCARE_OUTPUTS") == "" {
		t.Skip("needs a deployed stack: scripts/test brings one")
	}
	s, err := load()
	if err != nil {
		t.Fatal(err)
	}
	// Before anything else: functions read policies now and then only.
	prepare.Do(func() { s.promise(t) })
	return s
}

var prepare sync.Once

func (s *stack) sqs() *sqs.Client { return sqs.NewFromConfig(s.aws) }
func (s *stack) sfn() *sfn.Client { return sfn.NewFromConfig(s.aws) }
func (s *stack) cognito() *cognitoidentityprovider.Client {
	return cognitoidentityprovider.NewFromConfig(s.aws)
}

// send puts a message on the intake queue.
func (s *stack) send(t *testing.T, body string) {
	t.Helper()
	s.put(t, s.IntakeQueueURL, body)
}

// put puts a message on a queue, and gives the name that it has there.
func (s *stack) put(t *testing.T, queue, body string) string {
	t.Helper()
	sent, err := s.sqs().SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: aws.String(queue), MessageBody: aws.String(body)})
	if err != nil {
		t.Fatal(err)
	}
	return aws.ToString(sent.MessageId)
}

// eventually waits until a condition holds, asking again and again.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	within(t, soon, what, holds)
}

func within(t *testing.T, patience time.Duration, what string, holds func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	again := time.NewTicker(100 * time.Millisecond)
	defer again.Stop()
	for !holds() {
		select {
		case <-again.C:
		case <-ctx.Done():
			t.Fatalf("not within %v: %s", patience, what)
		}
	}
}
