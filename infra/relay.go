package main

import (
	"aftercare/shared/boot/env"
	"aftercare/shared/dynamo/layout"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambdaeventsources"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// relay publishes what the table says has happened.
type relay struct {
	function *function
	failures awssqs.Queue
}

// newRelay feeds the function from the table's stream, only with new event
// items. What it cannot publish goes to a queue, so that one record does not
// hold back its shard: the function sends what it can tell is poison, the
// event source a note of where a batch stood that failed to the end.
func newRelay(scope constructs.Construct, s Settings, data store, bus awsevents.EventBus, w *watch) relay {
	f := newFunction(scope, s, w, "relay", "Publishes what happened on the event bus", seconds(30))

	failures := deadLetters(f.at, "Failures", days(14), nil, w, "relay: not published", relayFailures,
		"Events were not published; the table still has them")
	accept(failures, "AwsSolutions-SQS3", "These are the stream's dead letters; an alarm watches them.")

	f.AddEventSource(awslambdaeventsources.NewDynamoEventSource(data.table, &awslambdaeventsources.DynamoEventSourceProps{
		StartingPosition:        awslambda.StartingPosition_TRIM_HORIZON,
		BatchSize:               jsii.Number(100),
		BisectBatchOnError:      jsii.Bool(true),
		ReportBatchItemFailures: jsii.Bool(true),
		RetryAttempts:           jsii.Number(10),
		OnFailure:               awslambdaeventsources.NewSqsDlq(failures),
		Filters: &[]*map[string]any{awslambda.FilterCriteria_Filter(&map[string]any{
			"eventName": awslambda.FilterRule_IsEqual("INSERT"),
			"dynamodb": map[string]any{"Keys": map[string]any{
				layout.SK: map[string]any{"S": awslambda.FilterRule_BeginsWith(jsii.String(layout.EventPrefix))},
			}},
		})},
	}))
	f.set(env.EventBusName, bus.EventBusName())
	f.set(env.FailuresQueueURL, failures.QueueUrl())
	f.allow([]string{"events:PutEvents"}, bus.EventBusArn())
	f.allow([]string{"sqs:SendMessage"}, failures.QueueArn())
	accept(f.role.Node().FindChild(jsii.String("DefaultPolicy")), "AwsSolutions-IAM5",
		"dynamodb:ListStreams knows no resource; reading is granted on this table's stream alone.", "Resource::*")

	w.when(f.at, "Lag", streamDelay, "What happened reaches the bus more than a minute late",
		f.Metric(jsii.String("IteratorAge"), perMinute("Maximum")),
		awscloudwatch.AlarmProps{Threshold: jsii.Number(60_000), EvaluationPeriods: jsii.Number(3)})
	return relay{function: f, failures: failures}
}
