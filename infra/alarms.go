package main

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// when makes an alarm that goes off at or above the threshold and is quiet
// without data. Its description says what is wrong, what to do first, and
// where to read on. props holds threshold and periods, and may override the
// rest.
func (w *watch) when(at constructs.Construct, id string, of kind, says string, metric awscloudwatch.IMetric, props awscloudwatch.AlarmProps) {
	props.Metric = metric
	props.AlarmDescription = jsii.String(fmt.Sprintf("%s. %s. Runbook: %s#%s", says, of.first, runbook, of.section))
	if props.EvaluationPeriods == nil {
		props.EvaluationPeriods = jsii.Number(1)
	}
	if props.ComparisonOperator == "" {
		props.ComparisonOperator = awscloudwatch.ComparisonOperator_GREATER_THAN_OR_EQUAL_TO_THRESHOLD
	}
	if props.TreatMissingData == "" {
		props.TreatMissingData = awscloudwatch.TreatMissingData_NOT_BREACHING
	}
	alarm := awscloudwatch.NewAlarm(at, jsii.String(id+"Alarm"), &props)
	alarm.AddAlarmAction(w.action)
	w.alarms = append(w.alarms, alarm)
}

// repeatedly is for what may happen once without meaning much: it counts when
// it happens in two of five minutes.
func repeatedly(threshold float64) awscloudwatch.AlarmProps {
	return awscloudwatch.AlarmProps{
		Threshold: jsii.Number(threshold), EvaluationPeriods: jsii.Number(5), DatapointsToAlarm: jsii.Number(2),
	}
}

// onAnyMessage goes off as soon as a queue that ought to be empty is not.
func (w *watch) onAnyMessage(queue awssqs.Queue, name string, of kind, says string) {
	w.when(queue, "Depth", of, says, queue.MetricApproximateNumberOfMessagesVisible(perMinute("Maximum")),
		awscloudwatch.AlarmProps{Threshold: jsii.Number(1)})
	w.resting = append(w.resting, named{queue, name})
}

// onAge goes off when a queue's oldest message has waited this many seconds.
func (w *watch) onAge(queue awssqs.Queue, name string, seconds float64, of kind, says string) {
	w.when(queue, "Age", of, says, queue.MetricApproximateAgeOfOldestMessage(perMinute("Maximum")),
		awscloudwatch.AlarmProps{Threshold: jsii.Number(seconds), EvaluationPeriods: jsii.Number(2)})
	w.waiting = append(w.waiting, named{queue, name})
}

// onErrors tells the operators when the function fails in two of five minutes.
func (w *watch) onErrors(f *function) {
	w.when(f.at, "Errors", functionErrors, "The function "+f.job+" fails",
		f.MetricErrors(perMinute("Sum")), repeatedly(1))
	w.functions = append(w.functions, f)
}

// onSilence goes off when a function that a schedule calls every few minutes
// has not been called in three of its times.
func (w *watch) onSilence(f *function, every float64, of kind) {
	w.when(f.at, "Silent", of, "The function "+f.job+" has not run in a quarter of an hour",
		f.MetricInvocations(&awscloudwatch.MetricOptions{Period: minutes(3 * every), Statistic: jsii.String("Sum")}),
		awscloudwatch.AlarmProps{
			Threshold:          jsii.Number(1),
			ComparisonOperator: awscloudwatch.ComparisonOperator_LESS_THAN_THRESHOLD,
			TreatMissingData:   awscloudwatch.TreatMissingData_BREACHING,
		})
}

// onAccount watches what the whole account shares, and others may use up:
// concurrency of functions, and the reputation of its mail. What SES rejects
// is no alarm: it rejects viruses alone, and our mails carry nothing.
func (w *watch) onAccount(scope constructs.Construct) {
	at := constructs.NewConstruct(scope, jsii.String("Account"))
	w.when(at, "Throttles", functionThrottles, "Functions of this account are turned away",
		metric("AWS/Lambda", "Throttles", perMinute("Sum")), repeatedly(1))

	// https://docs.aws.amazon.com/ses/latest/dg/reputationdashboardmessages.html:
	// an account is put under review at these rates.
	hourly := func(name string) awscloudwatch.IMetric {
		return metric("AWS/SES", name, &awscloudwatch.MetricOptions{Period: minutes(60), Statistic: jsii.String("Maximum")})
	}
	w.when(at, "MailBounces", mailBounces, "Five of a hundred mails come back",
		hourly("Reputation.BounceRate"), awscloudwatch.AlarmProps{Threshold: jsii.Number(0.05)})
	w.when(at, "MailSpamReports", mailSpamReports, "One of a thousand mails is reported as spam",
		hourly("Reputation.ComplaintRate"), awscloudwatch.AlarmProps{Threshold: jsii.Number(0.001)})
}

// topUnacknowledged is what the function escalations counts in its log, in the
// embedded metric format: expiries of the time to take over at the top level.
const topUnacknowledged = "TopLevelUnacknowledged"

// onTheTop goes off when even the top of a ladder took a case not over in time.
func (w *watch) onTheTop(escalations *function) {
	w.when(escalations.at, "TopLevel", topLevel, "The highest level of a ladder did not take a case over in time",
		metric(metricsNamespace, topUnacknowledged, perMinute("Sum")), awscloudwatch.AlarmProps{Threshold: jsii.Number(1)})
}

// metric is one that no construct of the CDK offers, with dimensions in options.
func metric(namespace, name string, options *awscloudwatch.MetricOptions) awscloudwatch.Metric {
	return awscloudwatch.NewMetric(&awscloudwatch.MetricProps{
		Namespace:     jsii.String(namespace),
		MetricName:    jsii.String(name),
		Period:        options.Period,
		Statistic:     options.Statistic,
		Label:         options.Label,
		DimensionsMap: options.DimensionsMap,
	})
}

func perMinute(statistic string) *awscloudwatch.MetricOptions {
	return &awscloudwatch.MetricOptions{
		Period:    awscdk.Duration_Minutes(jsii.Number(1)),
		Statistic: jsii.String(statistic),
	}
}
