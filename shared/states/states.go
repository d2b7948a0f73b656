// Package states starts timers as executions of a Step Functions state machine.
package states

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"

	"aftercare/shared/clock"
)

// Client is the part of Step Functions that is used.
type Client interface {
	StartExecution(ctx context.Context, in *sfn.StartExecutionInput, options ...func(*sfn.Options)) (*sfn.StartExecutionOutput, error)
}

// Machine is the state machine that waits for clocks.
type Machine struct {
	Client Client
	ARN    string
}

// Start starts a timer. One that was started before, under the same name, is a success: names are kept for 90 days.
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
func (m Machine) Start(ctx context.Context, t clock.Timer) error {
	input, err := json.Marshal(t)
	if err != nil {
		return fmt.Errorf("a timer does not encode: %w", err)
	}
	_, err = m.Client.StartExecution(ctx, &sfn.StartExecutionInput{
		StateMachineArn: aws.String(m.ARN), Name: aws.String(t.Name()), Input: aws.String(string(input)),
	})
	if _, before := errors.AsType[*types.ExecutionAlreadyExists](err); before {
		return nil
	}
	if err != nil {
		return fmt.Errorf("start timer %s: %w", t.Name(), err)
	}
	return nil
}
