package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatchactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssnssubscriptions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssqs"
	"github.com/aws/aws-cdk-go/awscdk/v2/interfaces/interfacesawscloudwatch"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// watch is what the operators see of the stack: the topic that alarms go to,
// and what constructs gave it to be drawn on the dashboard.
type watch struct {
	topic  awssns.Topic
	action awscloudwatch.IAlarmAction

	alarms    []interfacesawscloudwatch.IAlarmRef
	functions []*function
	waiting   []named // queues that functions work off
	resting   []named // queues in which nothing ought to be
}

// named is a queue, as the dashboard calls it.
type named struct {
	awssqs.Queue
	name string
}

func newWatch(scope constructs.Construct, s Settings, key awskms.IKey) *watch {
	topic := awssns.NewTopic(scope, jsii.String("AlarmTopic"), &awssns.TopicProps{
		DisplayName: jsii.String("Aftercare alarms"),
		MasterKey:   key,
		EnforceSSL:  jsii.Bool(true),
	})
	topic.AddSubscription(awssnssubscriptions.NewEmailSubscription(jsii.String(s.AlarmEmail), nil))
	return &watch{topic: topic, action: awscloudwatchactions.NewSnsAction(topic)}
}
