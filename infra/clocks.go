package main

import (
	"fmt"

	"aftercare/shared/boot/env"
	"aftercare/shared/event"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseventstargets"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	sfn "github.com/aws/aws-cdk-go/awscdk/v2/awsstepfunctions"
	tasks "github.com/aws/aws-cdk-go/awscdk/v2/awsstepfunctionstasks"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// sweepEvery is how often clocks are found that no timer fired for, in minutes.
const sweepEvery = 5

// What sweep reports of timers that did not come, as it and package boot name it.
const (
	metricsNamespace = "Aftercare"
	lateWakesMetric  = "LateWakes"
)

// newClocks makes the machine that waits for each case's next clock, and the
// functions around it: timers starts waits, deadline looks when one is over
// and starts the next, and sweep starts those that come within reach, as a net
// under both. A wait is a hint; what is due, deadline reads from the table.
func newClocks(scope constructs.Construct, s Settings, data store, bus awsevents.IEventBus, w *watch) sfn.StateMachine {
	machine := newMachine(scope)
	w.when(machine, "Failed", failedExecutions, "Executions that wait for clocks fail; sweep carries the clocks, up to five minutes late",
		machine.MetricFailed(perMinute("Sum")), awscloudwatch.AlarmProps{Threshold: jsii.Number(1)})

	timers := newConsumer(scope, s, bus, w, "timers", "Starts a wait for a case's next clock", event.SLAArmed)
	deadline := newFunction(scope, s, w, deadlineJob, "Looks at a case when a wait is over, and starts the next one", seconds(10))
	data.write(deadline)
	// A run that takes longer than the time between two is joined by the next, which is harmless.
	sweep := newFunction(scope, s, w, "sweep", "Fires the clocks that no timer fired for, and arms those that come within reach", minutes(sweepEvery-1))
	data.write(sweep)
	for _, f := range []*function{timers, deadline, sweep} {
		f.set(env.StateMachineARN, machine.StateMachineArn())
		f.allow([]string{"states:StartExecution"}, machine.StateMachineArn())
	}
	w.onSilence(sweep, sweepEvery, silentSweep)
	// sweep counts these in its log, in the embedded metric format.
	w.when(sweep.at, "LateWakes", lateWakes, "Clocks that a timer should have fired waited for the sweep",
		metric(metricsNamespace, lateWakesMetric, &awscloudwatch.MetricOptions{Period: minutes(sweepEvery), Statistic: jsii.String("Sum")}),
		awscloudwatch.AlarmProps{Threshold: jsii.Number(1)})
	// A run that fails is not repeated for long: the next one finds the same clocks.
	awsevents.NewRule(sweep.at, jsii.String("Schedule"), &awsevents.RuleProps{
		Description: jsii.String("The safety net under the clocks"),
		Schedule:    awsevents.Schedule_Rate(minutes(sweepEvery)),
	}).AddTarget(awseventstargets.NewLambdaFunction(sweep.Function, &awseventstargets.LambdaFunctionProps{
		MaxEventAge:   minutes(sweepEvery),
		RetryAttempts: jsii.Number(1),
	}))
	return machine
}

// deadlineJob is the function that the machine calls.
const deadlineJob = "deadline"

// newMachine describes one wait: until $.wakeAt, then deadline, which starts
// the next wait itself. Two states are two transitions, which is all that a
// wait costs. Passing errors are retried; after that the execution ends, and
// sweep carries the clock.
func newMachine(scope constructs.Construct) sfn.StateMachine {
	at := constructs.NewConstruct(scope, jsii.String("Clocks"))

	// The function is told the machine's ARN, so the machine knows it by its name: two resources cannot wait for each
	// other to be made. Naming the machine instead would replace it, with all that wait in it.
	deadline := awslambda.Function_FromFunctionName(at, jsii.String("Looks"), jsii.String(functionName(deadlineJob)))
	wait := sfn.NewWait(at, jsii.String("Wait"), &sfn.WaitProps{
		Comment: jsii.String("Until the case's next clock"),
		Time:    sfn.WaitTime_TimestampPath(jsii.String("$.wakeAt")),
	})
	look := tasks.NewLambdaInvoke(at, jsii.String("Deadline"), &tasks.LambdaInvokeProps{
		Comment:                  jsii.String("Fires what is due, and starts the wait for what comes next"),
		LambdaFunction:           deadline,
		PayloadResponseOnly:      jsii.Bool(true),
		RetryOnServiceExceptions: jsii.Bool(false), // the retry below covers them
		TaskTimeout:              sfn.Timeout_Duration(seconds(60)),
	})
	look.AddRetry(&sfn.RetryProps{
		Errors:         jsii.Strings("States.ALL"),
		Interval:       seconds(1),
		BackoffRate:    jsii.Number(2),
		MaxAttempts:    jsii.Number(4),
		MaxDelay:       seconds(30),
		JitterStrategy: sfn.JitterType_FULL,
	})
	look.AddCatch(sfn.NewSucceed(at, jsii.String("LeftToSweep"), &sfn.SucceedProps{
		Comment: jsii.String("The table is the truth: sweep finds this clock overdue"),
	}), &sfn.CatchProps{Errors: jsii.Strings("States.ALL")})

	log := awslogs.NewLogGroup(at, jsii.String("Log"), &awslogs.LogGroupProps{
		// Beyond this prefix the account's policy for log delivery outgrows its limit.
		// https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
		LogGroupName:  jsii.String("/aws/vendedlogs/states/aftercare-clocks"),
		Retention:     logRetention,
		RemovalPolicy: awscdk.RemovalPolicy_DESTROY,
	})
	machine := sfn.NewStateMachine(at, jsii.String("Machine"), &sfn.StateMachineProps{
		Comment:          jsii.String("Waits for the next clock of one case"),
		StateMachineType: sfn.StateMachineType_STANDARD,
		DefinitionBody:   sfn.DefinitionBody_FromChainable(wait.Next(look)),
		TracingEnabled:   jsii.Bool(true),
		Logs:             &sfn.LogOptions{Destination: log, Level: sfn.LogLevel_ALL, IncludeExecutionData: jsii.Bool(false)},
	})
	policy := machine.Role().Node().FindChild(jsii.String("DefaultPolicy"))
	accept(policy, "AwsSolutions-IAM5",
		"Traces and the delivery of logs know no resource.", "Resource::*")
	accept(policy, "AwsSolutions-IAM5",
		"A colon and a star after the function's ARN mean the versions of this function.",
		fmt.Sprintf("Resource::arn:<AWS::Partition>:lambda:<AWS::Region>:<AWS::AccountId>:function:%s:*", functionName(deadlineJob)))
	return machine
}
