// Command replay rebuilds cases from their timelines, and compares them with what is stored. scripts/replay runs it, with
// the table of a stack in its environment.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"aftercare/shared/audit"
	"aftercare/shared/boot/env"
	"aftercare/shared/dynamo"
	"aftercare/shared/ticket"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return
	}
	if !errors.Is(err, errDiffers) { // which is said on standard output already
		fmt.Fprintln(os.Stderr, "error:", err)
	}
	stop()
	if errors.Is(err, errDiffers) {
		os.Exit(1) // stopped by hand on the line above
	}
	os.Exit(2)
}

func run(ctx context.Context, arguments []string, out, progress io.Writer) error {
	now := time.Now().UTC()
	wanted, err := read(arguments, now, progress)
	if err != nil {
		return err
	}
	table := os.Getenv(env.TableName)
	if table == "" {
		return errors.New("no table is named: run scripts/replay, which finds it")
	}
	aws, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return fmt.Errorf("load the AWS configuration: %w", err)
	}
	store := dynamo.NewTable(dynamodb.NewFromConfig(aws), table, time.Now)
	checker := audit.Checker{Store: store, Promises: ticket.NewService(store, store, time.Now).Promises}
	return wanted.check(ctx, checker, out)
}
