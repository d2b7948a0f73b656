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

	app := awscdk.NewApp(&awscdk.AppProps{AnalyticsReporting: jsii.Bool(false)})
	settings, err := readSettings(contextOf(app.Node()))
	if err != nil {
		fmt.Fprintf(os.Stderr, "%v\n", err)
		jsii.Close()
		os.Exit(1) //nolint:gocritic // closed by hand on the line above
	}
	newStack(app, settings)
	app.Synth(nil)
}
