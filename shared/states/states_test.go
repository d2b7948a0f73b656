package states_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sfn"
	"github.com/aws/aws-sdk-go-v2/service/sfn/types"

	"aftercare/shared/clock"
	"aftercare/shared/event"
	"aftercare/shared/states"
)

type client struct {
	started *sfn.StartExecutionInput
	fails   error
}

func (c *client) StartExecution(_ context.Context, in *sfn.StartExecutionInput, _ ...func(*sfn.Options)) (*sfn.StartExecutionOutput, error) {
	c.started = in
	return &sfn.StartExecutionOutput{}, c.fails
}

var timer = clock.Timer{Kind: event.Ticket, ID: "7KQ2M9XR4T1B", WakeAt: time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)}

func TestStart_TheExecutionWaitsWithTheTimer(t *testing.T) {
	var c client
	if err := (states.Machine{Client: &c, ARN: "arn"}).Start(t.Context(), timer); err != nil {
		t.Fatal(err)
	}
	if got, want := aws.ToString(c.started.Input), `{"kind":"ticket","id":"7KQ2M9XR4T1B","wakeAt":"2026-11-22T09:00:00Z"}`; got != want {
		t.Errorf("input is %s, want %s", got, want)
	}
	if name := aws.ToString(c.started.Name); name != "ticket-7KQ2M9XR4T1B-1795338000" || len(name) > 80 || aws.ToString(c.started.StateMachineArn) != "arn" {
		t.Errorf("execution %s of %s", name, aws.ToString(c.started.StateMachineArn))
	}
}

func TestStart_OneThatWasStartedBeforeIsASuccess(t *testing.T) {
	c := client{fails: fmt.Errorf("operation error: %w", &types.ExecutionAlreadyExists{})}
	if err := (states.Machine{Client: &c, ARN: "arn"}).Start(t.Context(), timer); err != nil {
		t.Error(err)
	}
}

func TestStart_AnyOtherFailureIsTold(t *testing.T) {
	limit := &types.ExecutionLimitExceeded{}
	if err := (states.Machine{Client: &client{fails: limit}}).Start(t.Context(), timer); !errors.Is(err, limit) {
		t.Errorf("got %v", err)
	}
}
