// Command infra is the CDK app: it describes the one stack, Aftercare, that a
// company deploys into its own account, and that runs locally on an emulator.
package main

import (
	"fmt"
	"os"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"
)

// stackName is also the first part of every output's export and of the log.
const stackName = "Aftercare"

func main() {
	defer jsii.Close()

	app := newApp()
	settings, err := readSettings(contextOf(app.Node()))
	if err != nil {
		fmt.Fprintf(os.Stderr, "%v\n", err)
		jsii.Close()
		os.Exit(1) // closed by hand on the line above
	}
	newStack(app, settings)
	app.Synth(nil)
}

// newApp makes the app with the behaviour of CDK's newer defaults that the
// stack relies on, here rather than in cdk.json, so that tests have them too.
func newApp() awscdk.App {
	return awscdk.NewApp(&awscdk.AppProps{
		AnalyticsReporting: jsii.Bool(false),
		Context: &map[string]any{
			"@aws-cdk/aws-iam:minimizePolicies":                true,
			"@aws-cdk/aws-events:eventsTargetQueueSameAccount": true,
		},
	})
}
