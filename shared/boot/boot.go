// Package boot starts a function: its settings from the environment, its AWS clients, logger, secret and metrics.
package boot

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // the runtime provided.al2023 need not have zone files

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"

	"aftercare/shared/boot/env"
)

// Clock tells the time. Domain packages get times as values; this is where they come from.
type Clock func() time.Time

// Now is the clock of the machine, in UTC and whole seconds, as everything that is stored.
func Now() time.Time { return time.Now().UTC().Truncate(time.Second) }

// Boot is what a function is wired from.
type Boot struct {
	Log   *slog.Logger
	Clock Clock

	lookup  func(string) (string, bool)
	missing []string
	aws     func() (aws.Config, error)
}

// Main wires a function and serves its events until the environment ends. wire asks b for settings and clients and
// gives the handler of the events. Settings that are missing are named together, and end the function at its start.
func Main(wire func(ctx context.Context, b *Boot) (handler any, err error)) {
	b := New(os.LookupEnv)
	slog.SetDefault(b.Log)
	handler, err := wire(context.Background(), b)
	if missing := b.Missing(); missing != nil { // before err, which may only be its consequence
		err = missing
	}
	if err != nil {
		b.Log.Error("the function cannot start", slog.String("error", err.Error()))
		os.Exit(1)
	}
	lambda.Start(handler)
}

// New gives what a function is wired from, with settings found by lookup, as by os.LookupEnv.
func New(lookup func(string) (string, bool)) *Boot {
	b := &Boot{Clock: Now, lookup: lookup}
	b.Log = NewLogger(os.Stdout, b.Setting(env.LogLevel, "info"))
	b.aws = sync.OnceValues(loadAWS)
	return b
}

// Need gives a setting that must be there and not empty. A missing one is remembered for Missing.
func (b *Boot) Need(name string) string {
	value, _ := b.lookup(name)
	if value == "" {
		b.missing = append(b.missing, name)
	}
	return value
}

// Setting gives a setting, or otherwise when it is absent or empty.
func (b *Boot) Setting(name, otherwise string) string {
	if value, _ := b.lookup(name); value != "" {
		return value
	}
	return otherwise
}

// Location gives a setting that must name a time zone, such as Europe/Vienna.
func (b *Boot) Location(name string) (*time.Location, error) {
	zone, err := time.LoadLocation(b.Need(name))
	if err != nil {
		return nil, fmt.Errorf("%s does not name a time zone: %w", name, err)
	}
	return zone, nil
}

// Missing says which settings were needed and are not there; nil when all are.
func (b *Boot) Missing() error {
	if len(b.missing) == 0 {
		return nil
	}
	return fmt.Errorf("not set in the environment: %s", strings.Join(b.missing, ", "))
}

// callTimeout bounds one HTTP call to AWS, which the SDK leaves unbounded. It lies above the 20 s of an SQS long
// poll, the longest call that any function makes.
const callTimeout = 25 * time.Second

// loadAWS reads region and credentials. Functions get both from their environment: the metadata service of EC2 is
// never asked, which would cost seconds where it does not exist.
func loadAWS() (aws.Config, error) {
	cfg, err := config.LoadDefaultConfig(context.Background(),
		config.WithEC2IMDSClientEnableState(imds.ClientDisabled),
		config.WithHTTPClient(awshttp.NewBuildableClient().WithTimeout(callTimeout)))
	if err != nil {
		return aws.Config{}, fmt.Errorf("load the AWS configuration: %w", err)
	}
	prepare(&cfg)
	return cfg, nil
}

// prepare does nothing but in builds with the tag faults, which exist for tests alone.
var prepare = func(*aws.Config) {}

// AWS gives the configuration of AWS clients, loaded once: dynamodb.NewFromConfig(b.AWS()). It panics when it cannot
// be read, as nothing works then.
func (b *Boot) AWS() aws.Config {
	cfg, err := b.aws()
	if err != nil {
		panic(err)
	}
	return cfg
}
