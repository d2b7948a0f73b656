package main

import (
	"strconv"

	"aftercare/shared/boot/env"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseventstargets"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// overdueReportsMetric is what reports tells every morning, as it and package
// boot name it.
const overdueReportsMetric = "OverdueReports"

// newReports makes what freezes the report of a month, once that is at its
// cut-off. It looks every morning after the roll-up: a day that is missed is
// looked at by the next one.
func newReports(scope constructs.Construct, s Settings, data store, w *watch) {
	reports := newFunction(scope, s, w, "reports", "Freezes the transparency report of a month", minutes(2))
	data.write(reports)
	s.reporting(reports)
	w.when(reports.at, "Overdue", overdueReports, "The transparency report of a month waits for its figures for two days",
		metric(metricsNamespace, overdueReportsMetric, perMinute("Sum")),
		awscloudwatch.AlarmProps{Threshold: jsii.Number(1)})
	awsevents.NewRule(reports.at, jsii.String("Schedule"), &awsevents.RuleProps{
		Description: jsii.String("Every morning, whether the report of a month is due"),
		Schedule:    awsevents.Schedule_Cron(&awsevents.CronOptions{Hour: jsii.String("6"), Minute: jsii.String("30")}),
	}).AddTarget(awseventstargets.NewLambdaFunction(reports.Function, &awseventstargets.LambdaFunctionProps{
		MaxEventAge: minutes(60), RetryAttempts: jsii.Number(2),
	}))
}

// reporting tells a function what the company decided about its reports.
func (s Settings) reporting(f *function) {
	f.set(env.CompanyName, jsii.String(s.CompanyName))
	f.set(env.ReportLeast, jsii.String(strconv.Itoa(s.ReportLeast)))
	f.set(env.ReportCutOffDays, jsii.String(strconv.Itoa(s.ReportCutOffDays)))
}
