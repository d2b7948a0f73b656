// Command republish publishes events again from the table: those of one case, single ones, or what happened in a span
// of time. scripts/republish runs it, with the table and the bus of a stack in its environment.
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
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"

	"aftercare/shared/boot/env"
	"aftercare/shared/bus"
	"aftercare/shared/dynamo"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "error:", err)
		stop()
		os.Exit(1) // stopped by hand on the line above
	}
}

func run(ctx context.Context, arguments []string, out, progress io.Writer) error {
	now := time.Now().UTC()
	wanted, err := read(arguments, now, progress)
	if err != nil {
		return err
	}
	table, name := os.Getenv(env.TableName), os.Getenv(env.EventBusName)
	if table == "" || name == "" {
		return errors.New("no table and no bus are named: run scripts/republish, which finds them")
	}
	aws, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return fmt.Errorf("load the AWS configuration: %w", err)
	}
	store := dynamo.NewTable(dynamodb.NewFromConfig(aws), table, time.Now)
	press := &press{
		bus: bus.Bus{Client: eventbridge.NewFromConfig(aws), Name: name}, publish: wanted.yes, old: wanted.old,
		oldest: now.Add(-remembered), each: time.Duration(batchSize) * time.Second / time.Duration(wanted.rate),
		progress: progress, began: now,
	}
	if err := wanted.find(ctx, store, press.take); err != nil {
		return errors.Join(err, press.summary(out))
	}
	return errors.Join(press.flush(ctx), press.summary(out))
}
