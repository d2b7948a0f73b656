// Command verify-report computes a frozen transparency report again from the timelines of all cases, and compares it byte
// for byte. scripts/verify-report runs it, with the table of a stack in its environment.
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

	"aftercare/shared/boot/env"
	"aftercare/shared/dynamo"
	"aftercare/shared/dynamo/layout"
	"aftercare/shared/rollup"
	"aftercare/shared/ticket"
	"aftercare/shared/transparency"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	if err == nil || errors.Is(err, flag.ErrHelp) {
		return
	}
	stop()
	if errors.Is(err, errDiffers) { // which is said on standard output already
		os.Exit(1) // stopped by hand on the line above
	}
	fmt.Fprintln(os.Stderr, "error:", err)
	os.Exit(2)
}

func run(ctx context.Context, arguments []string, out, help io.Writer) error {
	w, err := read(arguments, help)
	if err != nil {
		return err
	}
	table := os.Getenv(env.TableName)
	if table == "" {
		return errors.New("no table is named: run scripts/verify-report, which finds it")
	}
	aws, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return fmt.Errorf("load the AWS configuration: %w", err)
	}
	store := dynamo.NewTable(dynamodb.NewFromConfig(aws), table, time.Now)
	return verify(ctx, check{
		Store: store, Collector: transparency.Collector{Source: store, Shards: layout.Shards},
		Rebuild: rollup.Rebuild{
			Service: rollup.NewService(store, store, ticket.NewService(store, store, time.Now).Promises, time.Now),
			Begun:   store.Begun, ShardOf: layout.Shard, Shards: layout.Shards,
		},
	}, w, out)
}
