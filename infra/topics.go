package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseventstargets"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// topicsMemory, in MB, is for the terms of some 70,000 texts at once, ten
// thousand a day; and a processor comes with it, which reading them takes most.
const topicsMemory = 1024

// newTopics makes the daily look for what customers write about more often
// than before, after the one for complaints. It reads the texts of seven days,
// and the first time those of five weeks: a look that takes too long goes on
// where it was when it is called again, since each day is kept once counted.
func newTopics(scope constructs.Construct, s Settings, data store, who identity, w *watch) {
	topics := newFunction(scope, s, w, "topics", "Finds what customers write about more often", minutes(10))
	topics.Node().DefaultChild().(awslambda.CfnFunction).SetMemorySize(jsii.Number(topicsMemory))
	data.write(topics)
	who.list(topics)
	awsevents.NewRule(topics.at, jsii.String("Schedule"), &awsevents.RuleProps{
		Description: jsii.String("The daily look for what customers write about more often"),
		Schedule:    awsevents.Schedule_Cron(&awsevents.CronOptions{Hour: jsii.String("4"), Minute: jsii.String("45")}),
	}).AddTarget(awseventstargets.NewLambdaFunction(topics.Function, &awseventstargets.LambdaFunctionProps{
		MaxEventAge: minutes(60), RetryAttempts: jsii.Number(2),
	}))
}
