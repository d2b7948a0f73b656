// Command verify-report computes a frozen transparency report again from the timelines of all cases, and compares it byte
// for byte. scripts/verify-report runs it, with the table of a stack in its environment.
package main

import (
	"context"
	"io"
	"time"

	"aftercare/scripts/operate/comparison"
	"aftercare/shared/dynamo/layout"
	"aftercare/shared/rollup"
	"aftercare/shared/ticket"
	"aftercare/shared/transparency"
)

func main() { comparison.Main(run) }

func run(ctx context.Context, arguments []string, out, help io.Writer) error {
	w, err := read(arguments, help)
	if err != nil {
		return err
	}
	store, err := comparison.Table(ctx)
	if err != nil {
		return err
	}
	return verify(ctx, check{
		Store: store, Collector: transparency.Collector{Source: store, Shards: layout.Shards},
		Rebuild: rollup.Rebuild{
			Service: rollup.NewService(store, store, ticket.NewService(store, store, time.Now).Promises, time.Now),
			Begun:   store.Begun, ShardOf: layout.Shard, Shards: layout.Shards,
		},
	}, w, out)
}
