package main

import (
	"aftercare/shared/event"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseventstargets"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambdaeventsources"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

const (
	// consumerTimeout is how long, in seconds, a consumer may take for a batch.
	consumerTimeout = 15
	// consumerConcurrency bounds the batches in work at once, so that a burst
	// of events waits in the queue rather than run into the 14 mails a second
	// that SES allows at first, or take the account's concurrency from the API.
	consumerConcurrency = 5
)

// pace is how a consumer takes messages.
type pace struct {
	timeout     float64 // seconds for a batch
	batch       float64 // messages at once
	concurrency float64 // batches at once
	delay       float64 // seconds that a message is held back
}

// briskly is how most consumers do.
var briskly = pace{timeout: consumerTimeout, batch: 10, concurrency: consumerConcurrency}

// newConsumer gives a job the events that it waits for: a rule on the bus, with
// dead letters for what cannot be put on the queue; the queue, with dead
// letters for what cannot be handled; the function, which reports the messages
// of a batch that failed one by one; and an alarm on each place where
// something can come to rest.
func newConsumer(scope constructs.Construct, s Settings, bus awsevents.IEventBus, w *watch,
	job, description string, on ...event.Type,
) *function {
	f, _ := newPacedConsumer(scope, s, bus, w, job, description, briskly, on...)
	return f
}

// newPacedConsumer is newConsumer at a pace of the job's own; it also gives the
// queue.
func newPacedConsumer(scope constructs.Construct, s Settings, bus awsevents.IEventBus, w *watch,
	job, description string, p pace, on ...event.Type,
) (*function, awssqs.Queue) {
	f := newFunction(scope, s, w, job, description, seconds(p.timeout))
	at := f.at

	unroutable := deadLetters(at, "Unroutable", days(14), nil, w, job+": not put on its queue", ruleDeadLetters,
		"Events for "+job+" could not be put on its queue")
	dead := deadLetters(at, "DeadLetters", days(14), nil, w, job+": failed", consumerDeadLetters,
		"The function "+job+" gave up on a message")
	props := &awssqs.QueueProps{
		VisibilityTimeout: seconds(visibilityFactor * p.timeout),
		RetentionPeriod:   days(4),
		DeadLetterQueue:   &awssqs.DeadLetterQueue{Queue: dead, MaxReceiveCount: jsii.Number(attempts)},
	}
	if p.delay > 0 {
		props.DeliveryDelay = seconds(p.delay)
	}
	queue := awssqs.NewQueue(at, jsii.String("Queue"), encrypted(nil, props))
	w.onAge(queue, job, 300, consumerDelay, "Messages for "+job+" have waited five minutes")
	accept(unroutable, "AwsSolutions-SQS3", "These are the rule's dead letters; an alarm watches them.")

	types := make([]string, len(on))
	for i, t := range on {
		types[i] = string(t)
	}
	rule := awsevents.NewRule(at, jsii.String("Rule"), &awsevents.RuleProps{
		EventBus:    bus,
		Description: jsii.String("What happened that concerns " + job),
		EventPattern: &awsevents.EventPattern{
			Source:     jsii.Strings(event.Source),
			DetailType: jsii.Strings(types...),
		},
	})
	rule.AddTarget(awseventstargets.NewSqsQueue(queue, &awseventstargets.SqsQueueProps{DeadLetterQueue: unroutable}))

	f.AddEventSource(awslambdaeventsources.NewSqsEventSource(queue, &awslambdaeventsources.SqsEventSourceProps{
		BatchSize:               jsii.Number(p.batch),
		ReportBatchItemFailures: jsii.Bool(true),
		MaxConcurrency:          jsii.Number(p.concurrency),
	}))
	return f, queue
}
