// Command replay rebuilds cases from their timelines, and compares them with what is stored. scripts/replay runs it, with
// the table of a stack in its environment.
package main

import (
	"context"
	"io"
	"time"

	"aftercare/scripts/operate/comparison"
	"aftercare/shared/audit"
	"aftercare/shared/ticket"
)

func main() { comparison.Main(run) }

func run(ctx context.Context, arguments []string, out, progress io.Writer) error {
	now := time.Now().UTC()
	wanted, err := read(arguments, now, progress)
	if err != nil {
		return err
	}
	store, err := comparison.Table(ctx)
	if err != nil {
		return err
	}
	checker := audit.Checker{Store: store, Promises: ticket.NewService(store, store, time.Now).Promises}
	return wanted.check(ctx, checker, out)
}
