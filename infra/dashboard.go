package main

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	sfn "github.com/aws/aws-cdk-go/awscdk/v2/awsstepfunctions"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// drawn is what the dashboard shows besides what is watched anyway.
type drawn struct {
	door    door
	inlet   intake
	relay   relay
	machine sfn.StateMachine
	data    store
}

// draw makes the dashboard: one page, from what people notice at the top to
// what it costs at the bottom. What happened to cases is counted from the log
// of relay when somebody looks: a metric for each type of event would cost
// more than all alarms together.
func (w *watch) draw(scope constructs.Construct, d drawn) {
	board := awscloudwatch.NewDashboard(scope, jsii.String("Dashboard"), &awscloudwatch.DashboardProps{
		DashboardName:   jsii.String("Aftercare-" + *awscdk.Aws_REGION()),
		DefaultInterval: awscdk.Duration_Hours(jsii.Number(12)),
	})
	row := func(widgets ...awscloudwatch.IWidget) { board.AddWidgets(widgets...) }

	row(awscloudwatch.NewAlarmStatusWidget(&awscloudwatch.AlarmStatusWidgetProps{
		Title: jsii.String("Alarms; what to do is in " + runbook), Alarms: &w.alarms,
		Width: jsii.Number(24), Height: jsii.Number(6),
	}))
	row(
		chart("Contacts taken in", lines(
			d.inlet.queue.MetricNumberOfMessagesSent(drawnAs("Sum", "sent to the intake queue")),
			d.inlet.queue.MetricNumberOfMessagesDeleted(drawnAs("Sum", "done with")),
			d.inlet.refusals.MetricNumberOfMessagesSent(drawnAs("Sum", "refused")),
			d.door.api.MetricCount(drawnAs("Sum", "calls of the API")),
		), nil),
		happened("What happened to cases",
			`filter msg = "published" and type in ["ticket.opened", "ticket.solved", "ticket.escalated", "complaint.filed", "complaint.escalated", "feedback.received", "contact.refused", "secret.redacted"]`,
			"stats count(*) as cases by type", "sort cases desc"),
		happened("Promises: met, warned, breached",
			`filter msg = "published" and type in ["sla.met", "sla.warned", "sla.breached"]`,
			"stats count(*) as clocks by type", "sort clocks desc"),
	)
	row(liveCharts()...)
	row(
		chart("Time to the bus (milliseconds)", []awscloudwatch.IMetric{
			d.relay.function.Metric(jsii.String("IteratorAge"), drawnAs("Maximum", "in the stream, the oldest")),
			d.relay.function.MetricDuration(drawnAs("p99", "in relay, p99")),
		}, nil),
		happened("From happening to published (seconds, to within one)",
			`filter msg = "published"`, "stats pct(seconds, 50) as p50, pct(seconds, 99) as p99, max(seconds) as slowest by bin(1h)"),
		chart("Clocks", lines(
			d.machine.MetricStarted(drawnAs("Sum", "waits started")),
			d.machine.MetricSucceeded(drawnAs("Sum", "ended")),
			d.machine.MetricFailed(drawnAs("Sum", "failed")),
		), lines(
			metric(metricsNamespace, lateWakesMetric, drawnAs("Sum", "late wakes")),
		)),
	)
	row(w.queueCharts()...)
	row(w.functionCharts()...)
	row(
		chart("The API's latency (milliseconds)", []awscloudwatch.IMetric{
			d.door.api.MetricLatency(drawnAs("p50", "p50")),
			d.door.api.MetricLatency(drawnAs("p99", "p99")),
			d.door.api.MetricIntegrationLatency(drawnAs("p99", "p99 of the functions")),
		}, nil),
		chart("The API's refusals and errors", lines(
			d.door.api.MetricClientError(drawnAs("Sum", "4xx")),
			d.door.api.MetricServerError(drawnAs("Sum", "5xx")),
		), nil),
		chart("Mail (the whole account)", lines(
			metric("AWS/SES", "Send", drawnAs("Sum", "sent")),
			metric("AWS/SES", "Bounce", drawnAs("Sum", "came back")),
			metric("AWS/SES", "Complaint", drawnAs("Sum", "reported as spam")),
		), nil),
	)
	row(w.costCharts(d)...)
}

// liveCharts show the figures that relay counts as it publishes. A figure by a
// dimension is a line for each of its values.
func liveCharts() []awscloudwatch.IWidget {
	by := func(name, dimension string) awscloudwatch.IMetric {
		return searched(fmt.Sprintf(`SEARCH('{%s,%s} MetricName="%s"', 'Sum', 300)`, metricsNamespace, dimension, name), name+" ${PROP('Dim."+dimension+"')}")
	}
	plain := func(name string) awscloudwatch.IMetric { return metric(metricsNamespace, name, drawnAs("Sum", name)) }
	waited := func(statistic string) awscloudwatch.IMetric {
		return metric(metricsNamespace, "FirstReplySeconds", drawnAs(statistic, statistic))
	}
	return []awscloudwatch.IWidget{
		chart("Tickets opened, by channel", []awscloudwatch.IMetric{by("TicketsOpened", "Channel")}, nil),
		chart("Tickets solved and reopened, by channel", []awscloudwatch.IMetric{by("TicketsSolved", "Channel"), by("TicketsReopened", "Channel")}, nil),
		chart("First reply (seconds)", []awscloudwatch.IMetric{waited("p50"), waited("p90"), waited("p99")}, nil),
		chart("Promises broken, by target; cases moved up", []awscloudwatch.IMetric{by("PromisesBroken", "Target"), by("Escalations", "Case")}, nil),
		chart("Complaints; calls", []awscloudwatch.IMetric{plain("ComplaintsFiled"), plain("ComplaintsLate"), by("Calls", "Outcome")}, nil),
		chart("Answers to surveys; low scores", []awscloudwatch.IMetric{by("Answers", "Kind"), by("LowScores", "Kind")}, nil),
	}
}

// queueCharts show what waits, and for how long.
func (w *watch) queueCharts() []awscloudwatch.IWidget {
	var depth, age, resting []awscloudwatch.IMetric
	for _, q := range w.waiting {
		depth = append(depth, q.MetricApproximateNumberOfMessagesVisible(drawnAs("Maximum", q.name)))
		age = append(age, q.MetricApproximateAgeOfOldestMessage(drawnAs("Maximum", q.name)))
	}
	for _, q := range w.resting {
		resting = append(resting, q.MetricApproximateNumberOfMessagesVisible(drawnAs("Maximum", q.name)))
	}
	return []awscloudwatch.IWidget{
		chart("Messages waiting", depth, nil),
		chart("Age of the oldest message (seconds)", age, nil),
		chart("Where nothing ought to be", resting, nil),
	}
}

// functionCharts show how the functions do.
func (w *watch) functionCharts() []awscloudwatch.IWidget {
	var errors, durations, calls []awscloudwatch.IMetric
	for _, f := range w.functions {
		errors = append(errors, f.MetricErrors(drawnAs("Sum", f.job)))
		durations = append(durations, f.MetricDuration(drawnAs("p99", f.job)))
		calls = append(calls, f.MetricInvocations(drawnAs("Sum", f.job)))
	}
	return []awscloudwatch.IWidget{
		chart("Functions: errors", errors, nil),
		chart("Functions: duration, p99 (milliseconds)", durations, nil),
		chart("Functions: calls", calls, nil),
	}
}

// costCharts show what is paid for by use.
func (w *watch) costCharts(d drawn) []awscloudwatch.IWidget {
	const logged = `SEARCH('{AWS/Logs,LogGroupName} MetricName="IncomingBytes" "/aws/lambda/aftercare-"', 'Sum', 3600)`
	return []awscloudwatch.IWidget{
		chart("Paid for: table units", lines(
			d.data.table.MetricConsumedWriteCapacityUnits(drawnAs("Sum", "written")),
			d.data.table.MetricConsumedReadCapacityUnits(drawnAs("Sum", "read")),
		), nil),
		chart("Paid for: waits of Step Functions, messages on the intake queue", lines(
			d.machine.MetricStarted(drawnAs("Sum", "waits, of three transitions and more")),
			d.inlet.queue.MetricNumberOfMessagesSent(drawnAs("Sum", "messages")),
		), nil),
		chart("Paid for: bytes logged", []awscloudwatch.IMetric{searched(logged, "")}, nil),
	}
}

// searched are all metrics that an expression finds, a line each.
func searched(expression, label string) awscloudwatch.IMetric {
	return awscloudwatch.NewMathExpression(&awscloudwatch.MathExpressionProps{
		Expression: jsii.String(expression), Label: jsii.String(label), UsingMetrics: &map[string]awscloudwatch.IMetric{},
	})
}

// chart is a third of a row: lines over time.
func chart(title string, left, right []awscloudwatch.IMetric) awscloudwatch.IWidget {
	return awscloudwatch.NewGraphWidget(&awscloudwatch.GraphWidgetProps{
		Title: jsii.String(title), Left: &left, Right: &right, Width: jsii.Number(8), Height: jsii.Number(6),
	})
}

// happened is a third of a row: a question to the log of relay, which holds a
// line for each event that was published.
func happened(title string, query ...string) awscloudwatch.IWidget {
	return awscloudwatch.NewLogQueryWidget(&awscloudwatch.LogQueryWidgetProps{
		Title:         jsii.String(title),
		LogGroupNames: jsii.Strings("/aws/lambda/aftercare-relay"),
		View:          awscloudwatch.LogQueryVisualizationType_TABLE,
		QueryLines:    jsii.Strings(query...),
		Width:         jsii.Number(8), Height: jsii.Number(6),
	})
}

// drawnAs is how a line of a chart is summed up in five minutes, and called.
func drawnAs(statistic, label string) *awscloudwatch.MetricOptions {
	return &awscloudwatch.MetricOptions{
		Period: minutes(5), Statistic: jsii.String(statistic), Label: jsii.String(label),
	}
}

func lines[M awscloudwatch.IMetric](metrics ...M) []awscloudwatch.IMetric {
	out := make([]awscloudwatch.IMetric, len(metrics))
	for i, m := range metrics {
		out[i] = m
	}
	return out
}
