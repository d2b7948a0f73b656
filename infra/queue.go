package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

const (
	// attempts is how often a message is tried before it is a dead letter.
	attempts = 5
	// visibilityFactor is AWS's advice: a queue hides a message for six times
	// the function's timeout, so that a throttled batch is not handled twice.
	// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
	visibilityFactor = 6
)

// deadLetters makes a queue in which nothing ought to be. With a key it is
// encrypted by that key, otherwise by SQS. name is for the dashboard.
func deadLetters(at constructs.Construct, id string, keep awscdk.Duration, key awskms.IKey, w *watch, name string, of kind, says string) awssqs.Queue {
	queue := awssqs.NewQueue(at, jsii.String(id), encrypted(key, &awssqs.QueueProps{RetentionPeriod: keep}))
	w.onAnyMessage(queue, name, of, says)
	return queue
}

// encrypted fills in what every queue has: encryption at rest and TLS on the way.
func encrypted(key awskms.IKey, props *awssqs.QueueProps) *awssqs.QueueProps {
	props.EnforceSSL = jsii.Bool(true)
	props.Encryption = awssqs.QueueEncryption_SQS_MANAGED
	if key != nil {
		props.Encryption = awssqs.QueueEncryption_KMS
		props.EncryptionMasterKey = key
	}
	return props
}

func days(n float64) awscdk.Duration    { return awscdk.Duration_Days(jsii.Number(n)) }
func minutes(n float64) awscdk.Duration { return awscdk.Duration_Minutes(jsii.Number(n)) }
func seconds(n float64) awscdk.Duration { return awscdk.Duration_Seconds(jsii.Number(n)) }
