// Package queue puts messages on SQS queues: what nobody could handle (refusals of the intake, records that could not
// be published), and events that are to come again later.
package queue

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"aftercare/shared/event"
	"aftercare/shared/intake"
	"aftercare/shared/outbox"
)

// Client is the part of SQS that is used.
type Client interface {
	SendMessage(ctx context.Context, in *sqs.SendMessageInput, options ...func(*sqs.Options)) (*sqs.SendMessageOutput, error)
}

// Queue is a queue that is written to.
type Queue struct {
	Client Client
	URL    string
}

// Refuse keeps a refusal of the intake.
func (q Queue) Refuse(ctx context.Context, r intake.Refusal) error { return q.send(ctx, r) }

// Put keeps a record that could not be published.
func (q Queue) Put(ctx context.Context, f outbox.Failure) error { return q.send(ctx, f) }

// maxDelay is the longest that SQS holds a message back.
const maxDelay = 15 * time.Minute

// Again puts an event on its consumer's queue once more, to come after a time, of 15 minutes at most, in the form in
// which a rule puts it there.
func (q Queue) Again(ctx context.Context, d event.Detail, after time.Duration) error {
	return q.later(ctx, struct {
		Source string       `json:"source"`
		Type   event.Type   `json:"detail-type"`
		Detail event.Detail `json:"detail"`
	}{event.Source, d.Type, d}, min(after, maxDelay))
}

func (q Queue) send(ctx context.Context, v any) error { return q.later(ctx, v, 0) }

// later sends a message that comes after so many seconds, rounded up.
func (q Queue) later(ctx context.Context, v any, after time.Duration) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("a %T does not encode: %w", v, err)
	}
	_, err = q.Client.SendMessage(ctx, &sqs.SendMessageInput{
		QueueUrl: aws.String(q.URL), MessageBody: aws.String(string(raw)),
		DelaySeconds: int32((after + time.Second - 1) / time.Second), //nolint:gosec // 900 at most
	})
	if err != nil {
		return fmt.Errorf("send a %T: %w", v, err)
	}
	return nil
}
