// Package comparison is what the programs have in common that make something anew from the timelines of cases and compare
// it with what is stored.
package comparison

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
)

// ErrDiffers says that something differs, which was said on standard output already.
var ErrDiffers = errors.New("something differs")

// Main runs a program until it ends or is interrupted. It ends with 1 where something differs, and with 2 when it failed.
func Main(run func(ctx context.Context, arguments []string, out, help io.Writer) error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
	case errors.Is(err, ErrDiffers):
		os.Exit(1)
	default:
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(2)
	}
}

// Table opens the table that the environment names.
func Table(ctx context.Context) (*dynamo.Table, error) {
	name := os.Getenv(env.TableName)
	if name == "" {
		return nil, errors.New("no table is named: run the script of the same name in scripts/, which finds it")
	}
	aws, err := config.LoadDefaultConfig(ctx)
	if err != nil {
		return nil, fmt.Errorf("load the AWS configuration: %w", err)
	}
	return dynamo.NewTable(dynamodb.NewFromConfig(aws), name, time.Now), nil
}
