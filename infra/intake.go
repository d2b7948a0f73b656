package main

import (
	"aftercare/shared/boot/env"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambdaeventsources"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// intakeTimeout is short, in seconds, so that a message that failed for a
// passing cause comes back within the five minutes promised for an answer.
const intakeTimeout = 10

// intake is the one queue that outsiders write to. What they send may hold
// what nobody should keep, such as a recovery phrase, so it stays a day.
type intake struct {
	function *function
	queue    awssqs.Queue
	refusals awssqs.Queue
}

func newIntake(scope constructs.Construct, s Settings, key awskms.Key, w *watch) intake {
	f := newFunction(scope, s, w, "intake", "Contacts from other systems become tickets and messages", seconds(intakeTimeout))
	at := f.at

	// The retention of dead letters counts from when a message was first sent.
	dead := deadLetters(at, "DeadLetters", days(4), key, w, "intake: failed", intakeDeadLetters,
		"A contact made the function intake fail; it is raw")
	queue := awssqs.NewQueue(at, jsii.String("Queue"), encrypted(key, &awssqs.QueueProps{
		VisibilityTimeout: seconds(visibilityFactor * intakeTimeout),
		RetentionPeriod:   days(1),
		DeadLetterQueue:   &awssqs.DeadLetterQueue{Queue: dead, MaxReceiveCount: jsii.Number(attempts)},
	}))
	w.onAge(queue, "intake", 120, intakeDelay, "Contacts have waited two minutes, and five are promised for the answer")

	refusals := deadLetters(at, "Refusals", days(14), key, w, "intake: refused", refusedContacts,
		"Another system sends contacts that cannot be understood")
	accept(refusals, "AwsSolutions-SQS3", "Refusals, redacted and with their reason, wait here for a person; nothing consumes them.")

	f.AddEventSource(awslambdaeventsources.NewSqsEventSource(queue, &awslambdaeventsources.SqsEventSourceProps{
		BatchSize:               jsii.Number(10),
		ReportBatchItemFailures: jsii.Bool(true),
	}))
	f.set(env.RefusalsQueueURL, refusals.QueueUrl())
	f.allow([]string{"sqs:SendMessage"}, refusals.QueueArn())
	f.allowKey(key, "sqs", "kms:GenerateDataKey", "kms:Decrypt")

	for _, sender := range s.IntakeSenders {
		admit(sender, queue, key)
	}
	return intake{function: f, queue: queue, refusals: refusals}
}

// admit lets a principal of another account put contacts on the queue, and no more.
// SQS needs kms:Decrypt for a sender too, to check the data key that it reuses.
func admit(arn string, queue awssqs.Queue, key awskms.Key) {
	sender := &[]awsiam.IPrincipal{awsiam.NewArnPrincipal(jsii.String(arn))}
	queue.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Principals: sender,
		Actions:    jsii.Strings("sqs:SendMessage", "sqs:GetQueueUrl"),
		Resources:  &[]*string{queue.QueueArn()},
	}))
	key.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Principals: sender,
		Actions:    jsii.Strings("kms:GenerateDataKey", "kms:Decrypt"),
		Resources:  jsii.Strings("*"), // in a key policy: this key
		Conditions: viaService("sqs"),
	}), nil)
}
