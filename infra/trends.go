package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseventstargets"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// newTrends makes the daily look for what complaints are about more often
// than before. It is early in the morning, Europe's above all; a day that is
// missed is looked at by the next one, since each looks at nine weeks.
func newTrends(scope constructs.Construct, s Settings, data store, w *watch) {
	trends := newFunction(scope, s, w, "trends", "Finds what complaints are about more often", seconds(60))
	data.write(trends)
	awsevents.NewRule(trends.at, jsii.String("Schedule"), &awsevents.RuleProps{
		Description: jsii.String("The daily look for what complaints are about more often"),
		Schedule:    awsevents.Schedule_Cron(&awsevents.CronOptions{Hour: jsii.String("4"), Minute: jsii.String("15")}),
	}).AddTarget(awseventstargets.NewLambdaFunction(trends.Function, &awseventstargets.LambdaFunctionProps{
		MaxEventAge: minutes(60), RetryAttempts: jsii.Number(2),
	}))
}
