package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseventstargets"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// inviteEvery is how many minutes lie between two looks at whom to ask.
const inviteEvery = 5

// newInvitations makes what asks customers later than at once. A run that
// fails is repeated, and the next one goes on with what is left; each ends
// before the next begins.
func newInvitations(scope constructs.Construct, s Settings, data store, post post, w *watch) {
	f := newFunction(scope, s, w, "invitations", "Asks customers later than at once, and by calendar", minutes(4))
	data.write(f)
	post.send(f)
	w.onSilence(f, inviteEvery, silentInvitations)
	awsevents.NewRule(f.at, jsii.String("Schedule"), &awsevents.RuleProps{
		Description: jsii.String("Every five minutes, the questions whose time has come"),
		Schedule:    awsevents.Schedule_Rate(minutes(inviteEvery)),
	}).AddTarget(awseventstargets.NewLambdaFunction(f.Function, &awseventstargets.LambdaFunctionProps{
		MaxEventAge: minutes(15), RetryAttempts: jsii.Number(2),
	}))
}
