// Command rebuild-metrics makes the figures of past days anew from the timelines of all cases, and compares them with what
// is stored. scripts/rebuild-metrics runs it, with the table of a stack in its environment.
package main

import (
	"context"
	"io"
	"time"

	"aftercare/scripts/operate/comparison"
	"aftercare/shared/dynamo/layout"
	"aftercare/shared/rollup"
	"aftercare/shared/ticket"
)

func main() { comparison.Main(run) }

func run(ctx context.Context, arguments []string, out, help io.Writer) error {
	span, err := read(arguments, time.Now(), help)
	if err != nil {
		return err
	}
	store, err := comparison.Table(ctx)
	if err != nil {
		return err
	}
	return rebuild(ctx, rollup.Rebuild{
		Service: rollup.NewService(store, store, ticket.NewService(store, store, time.Now).Promises, time.Now),
		Begun:   store.Begun, ShardOf: layout.Shard, Shards: layout.Shards,
	}, span, out)
}
