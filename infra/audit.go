package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseventstargets"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// replayDifferencesMetric is what audit reports every night, as it and package
// boot name it.
const replayDifferencesMetric = "ReplayDifferences"

// newAudit makes what compares a sample of cases with their timelines, every
// night at a quiet hour (UTC).
func newAudit(scope constructs.Construct, s Settings, data store, w *watch) {
	f := newFunction(scope, s, w, "audit", "Compares a sample of cases with what their timelines tell", minutes(5))
	data.read(f)
	w.when(f.at, "Differences", replayDifferences, "Cases are stored otherwise than their timelines tell",
		metric(metricsNamespace, replayDifferencesMetric, perMinute("Sum")),
		awscloudwatch.AlarmProps{Threshold: jsii.Number(1)})
	awsevents.NewRule(f.at, jsii.String("Schedule"), &awsevents.RuleProps{
		Description: jsii.String("Every night, a sample of the cases of the last week"),
		Schedule:    awsevents.Schedule_Cron(&awsevents.CronOptions{Hour: jsii.String("2"), Minute: jsii.String("30")}),
	}).AddTarget(awseventstargets.NewLambdaFunction(f.Function, &awseventstargets.LambdaFunctionProps{
		MaxEventAge:   minutes(60),
		RetryAttempts: jsii.Number(1),
	}))
}
