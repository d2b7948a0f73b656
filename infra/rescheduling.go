package main

import (
	"aftercare/shared/boot/env"
	"aftercare/shared/event"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// failedReschedulingsMetric is what the function rescheduling reports at the
// end of each, as it and package boot name it.
const failedReschedulingsMetric = "FailedReschedulings"

// steadily is how pages of a rescheduling are taken: one at a time, and each a
// second after the one before was saved, so that a change of the promises
// starts at most fifty waits of the clocks a second, however many tickets are
// open. Two at once is the least that AWS offers; one of two reschedulings
// ends as soon as it sees the other.
var steadily = pace{timeout: 30, batch: 1, concurrency: 2, delay: 1}

// newRescheduling makes what brings open tickets under promises that were
// changed. Each page is an event of the one before, so the function hears of
// its own progress; what comes too early it puts back on its own queue.
func newRescheduling(scope constructs.Construct, s Settings, data store, bus awsevents.IEventBus, w *watch) *function {
	f, queue := newPacedConsumer(scope, s, bus, w, "rescheduling", "Brings open tickets under changed promises, page by page", steadily,
		event.ReschedulingRequested, event.ReschedulingAdvanced)
	data.write(f)
	f.set(env.ReschedulingQueueURL, queue.QueueUrl())
	f.allow([]string{"sqs:SendMessage"}, queue.QueueArn())
	w.when(f.at, "FailedTickets", failedReschedulings, "Open tickets could not be brought under new promises",
		metric(metricsNamespace, failedReschedulingsMetric, perMinute("Sum")),
		awscloudwatch.AlarmProps{Threshold: jsii.Number(1)})
	return f
}
