package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatchactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssnssubscriptions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// alarms is the topic that tells the operators, and the way alarms are made.
type alarms struct {
	topic  awssns.Topic
	action awscloudwatch.IAlarmAction
}

func newAlarms(scope constructs.Construct, s Settings, key awskms.IKey) *alarms {
	topic := awssns.NewTopic(scope, jsii.String("AlarmTopic"), &awssns.TopicProps{
		DisplayName: jsii.String("Aftercare alarms"),
		MasterKey:   key,
		EnforceSSL:  jsii.Bool(true),
	})
	topic.AddSubscription(awssnssubscriptions.NewEmailSubscription(jsii.String(s.AlarmEmail), nil))
	return &alarms{topic: topic, action: awscloudwatchactions.NewSnsAction(topic)}
}

// when makes an alarm that goes off at or above the threshold and is quiet
// without data. props holds threshold and periods, and may override the rest.
func (a *alarms) when(at constructs.Construct, id, says string, metric awscloudwatch.IMetric, props awscloudwatch.AlarmProps) {
	props.Metric = metric
	props.AlarmDescription = jsii.String(says)
	if props.EvaluationPeriods == nil {
		props.EvaluationPeriods = jsii.Number(1)
	}
	if props.ComparisonOperator == "" {
		props.ComparisonOperator = awscloudwatch.ComparisonOperator_GREATER_THAN_OR_EQUAL_TO_THRESHOLD
	}
	if props.TreatMissingData == "" {
		props.TreatMissingData = awscloudwatch.TreatMissingData_NOT_BREACHING
	}
	awscloudwatch.NewAlarm(at, jsii.String(id+"Alarm"), &props).AddAlarmAction(a.action)
}

// onAnyMessage goes off as soon as a queue that ought to be empty is not.
func (a *alarms) onAnyMessage(queue awssqs.Queue, says string) {
	a.when(queue, "Depth", says, queue.MetricApproximateNumberOfMessagesVisible(perMinute("Maximum")),
		awscloudwatch.AlarmProps{Threshold: jsii.Number(1)})
}

// onAge goes off when a queue's oldest message has waited this many seconds.
func (a *alarms) onAge(queue awssqs.Queue, seconds float64, says string) {
	a.when(queue, "Age", says, queue.MetricApproximateAgeOfOldestMessage(perMinute("Maximum")),
		awscloudwatch.AlarmProps{Threshold: jsii.Number(seconds), EvaluationPeriods: jsii.Number(2)})
}

func perMinute(statistic string) *awscloudwatch.MetricOptions {
	return &awscloudwatch.MetricOptions{
		Period:    awscdk.Duration_Minutes(jsii.Number(1)),
		Statistic: jsii.String(statistic),
	}
}
