// Package queue puts what nobody could handle on SQS queues: refusals of the intake, and records that could not be
// published.
package queue

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

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

func (q Queue) send(ctx context.Context, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("a %T does not encode: %w", v, err)
	}
	_, err = q.Client.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: aws.String(q.URL), MessageBody: aws.String(string(raw))})
	if err != nil {
		return fmt.Errorf("send a %T: %w", v, err)
	}
	return nil
}
