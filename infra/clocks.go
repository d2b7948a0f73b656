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
// two functions that start and follow its waits: timers, and sweep as a net
// under it. A wait is a hint; what is due, the function deadline reads from
// the table.
func newClocks(scope constructs.Construct, s Settings, data store, bus awsevents.IEventBus, w *watch) sfn.StateMachine {
	deadline := newFunction(scope, s, w, "deadline", "Looks at a case at the time it was armed for", seconds(10))
	data.write(deadline)

	machine := newMachine(scope, deadline)
	w.when(machine, "Failed", failedExecutions, "Executions that wait for clocks fail; sweep carries the clocks, up to five minutes late",
		machine.MetricFailed(perMinute("Sum")), awscloudwatch.AlarmProps{Threshold: jsii.Number(1)})

	timers := newConsumer(scope, s, bus, w, "timers", "Starts a wait for a case's next clock", event.SLAArmed)
	sweep := newFunction(scope, s, w, "sweep", "Fires the clocks that no timer fired for, and arms those of the next day", minutes(2))
	data.write(sweep)
	for _, f := range []*function{timers, sweep} {
		f.set(env.StateMachineARN, machine.StateMachineArn())
		f.allow([]string{"states:StartExecution"}, machine.StateMachineArn())
	}
	w.when(sweep.at, "Silent", silentSweep, "The sweep has not run for a quarter of an hour",
		sweep.MetricInvocations(&awscloudwatch.MetricOptions{Period: minutes(3 * sweepEvery), Statistic: jsii.String("Sum")}),
		awscloudwatch.AlarmProps{
			Threshold:          jsii.Number(1),
			ComparisonOperator: awscloudwatch.ComparisonOperator_LESS_THAN_THRESHOLD,
			TreatMissingData:   awscloudwatch.TreatMissingData_BREACHING,
		})
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

// newMachine describes a wait: until $.wakeAt, then deadline, whose answer is
// the next state; again while that holds a wakeAt. Passing errors are retried;
// after that the execution ends, and sweep carries the clock.
func newMachine(scope constructs.Construct, deadline *function) sfn.StateMachine {
	at := constructs.NewConstruct(scope, jsii.String("Clocks"))

	wait := sfn.NewWait(at, jsii.String("Wait"), &sfn.WaitProps{
		Comment: jsii.String("Until the case's next clock"),
		Time:    sfn.WaitTime_TimestampPath(jsii.String("$.wakeAt")),
	})
	look := tasks.NewLambdaInvoke(at, jsii.String("Deadline"), &tasks.LambdaInvokeProps{
		Comment:                  jsii.String("Fires what is due, and says when to look again"),
		LambdaFunction:           deadline.Function,
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
	again := sfn.NewChoice(at, jsii.String("Again"), nil)
	again.When(sfn.Condition_And(
		sfn.Condition_IsPresent(jsii.String("$.wakeAt")),
		sfn.Condition_IsTimestamp(jsii.String("$.wakeAt")),
	), wait, nil)
	again.Otherwise(sfn.NewSucceed(at, jsii.String("Done"), nil))

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
		DefinitionBody:   sfn.DefinitionBody_FromChainable(wait.Next(look).Next(again)),
		TracingEnabled:   jsii.Bool(true),
		Logs:             &sfn.LogOptions{Destination: log, Level: sfn.LogLevel_ALL, IncludeExecutionData: jsii.Bool(false)},
	})
	policy := machine.Role().Node().FindChild(jsii.String("DefaultPolicy"))
	accept(policy, "AwsSolutions-IAM5",
		"Traces and the delivery of logs know no resource.", "Resource::*")
	accept(policy, "AwsSolutions-IAM5",
		"A colon and a star after the function's ARN mean the versions of this function.",
		fmt.Sprintf("Resource::<%s.Arn>:*", *awscdk.Stack_Of(at).GetLogicalId(deadline.Node().DefaultChild().(awslambda.CfnFunction))))
	return machine
}
