package main

import (
	"aftercare/shared/dynamo/layout"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseventstargets"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// rollupLagMetric is how many days without figures rollup reports, as it and
// package boot name it.
const rollupLagMetric = "RollupLag"

// casesNotMeasuredMetric is how many cases of a shard rollup passes over.
const casesNotMeasuredMetric = "CasesNotMeasured"

// newRollup makes the daily roll-up of figures: an invocation for each shard,
// twenty minutes after a day has ended in UTC. The same schedule comes every
// hour, which does nothing where the day is done: so a night that fails is
// made up for, and its absence is noticed.
func newRollup(scope constructs.Construct, s Settings, data store, w *watch) {
	f := newFunction(scope, s, w, "rollup", "Rolls figures up, once a day for each shard", minutes(15))
	data.write(f)
	w.when(f.at, "Lag", rollupLag, "A day that is over has no figures yet",
		metric(metricsNamespace, rollupLagMetric, &awscloudwatch.MetricOptions{Period: minutes(60), Statistic: jsii.String("Maximum")}),
		awscloudwatch.AlarmProps{
			Threshold: jsii.Number(1), EvaluationPeriods: jsii.Number(3), TreatMissingData: awscloudwatch.TreatMissingData_BREACHING,
		})
	w.when(f.at, "NotMeasured", casesNotMeasured, "Cases cannot be measured, and what is new of them is in no figure",
		metric(metricsNamespace, casesNotMeasuredMetric, &awscloudwatch.MetricOptions{Period: minutes(60), Statistic: jsii.String("Maximum")}),
		awscloudwatch.AlarmProps{Threshold: jsii.Number(1)})
	rule := awsevents.NewRule(f.at, jsii.String("Schedule"), &awsevents.RuleProps{
		Description: jsii.String("Figures of the day before, soon after midnight; each further hour what was missed"),
		Schedule:    awsevents.Schedule_Cron(&awsevents.CronOptions{Minute: jsii.String("20")}),
	})
	for shard := range layout.Shards {
		rule.AddTarget(awseventstargets.NewLambdaFunction(f.Function, &awseventstargets.LambdaFunctionProps{
			Event:       awsevents.RuleTargetInput_FromObject(map[string]any{"shard": shard, "id": awsevents.EventField_EventId()}),
			MaxEventAge: minutes(60), RetryAttempts: jsii.Number(1),
		}))
	}
}
