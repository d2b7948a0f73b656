// Command rollup rolls the figures of one shard up, once a day.
package main

import (
	"context"
	"errors"
	"log/slog"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"aftercare/shared/boot"
	"aftercare/shared/boot/env"
	"aftercare/shared/dynamo"
	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/insight"
	"aftercare/shared/rollup"
	"aftercare/shared/ticket"
)

// order is what is asked for. Without a shard it is all of them; without a day yesterday, unless that was done before.
type order struct {
	ID      string      `json:"id"` // of the schedule's event
	Shard   *int        `json:"shard"`
	Through insight.Day `json:"through"` // a day that is over, or today
}

func main() {
	boot.Main(func(_ context.Context, b *boot.Boot) (any, error) {
		table := dynamo.NewTable(dynamodb.NewFromConfig(b.AWS()), b.Need(env.TableName), b.Clock)
		service := rollup.NewService(table, table, ticket.NewService(table, table, b.Clock).Promises, b.Clock)
		metrics := boot.NewMetrics(b)
		return func(ctx context.Context, o order) ([]rollup.Report, error) {
			ctx = event.WithCorrelation(ctx, o.ID)
			reports, err := service.Order(ctx, layout.Shards, o.Shard, o.Through)
			for _, r := range reports {
				b.Log.InfoContext(ctx, "rolled up", slog.Int("shard", r.Shard), slog.String("through", string(r.Through)),
					slog.Int("cases", r.Cases), slog.Int("changed", r.Changed), slog.Int("days", r.Days), slog.Int("sums", r.Sums))
				for _, f := range r.Failed {
					b.Log.ErrorContext(ctx, "a case cannot be measured", slog.String("aggregate", string(f.Kind)+" "+f.ID), slog.String("why", string(f.Why)))
				}
				for _, c := range r.Mended {
					b.Log.WarnContext(ctx, "damaged facts of a case were made anew", slog.String("aggregate", string(c.Kind)+" "+c.ID))
				}
				err = errors.Join(err, metrics.Put("RollupLag", float64(r.Lag), boot.Count, nil),
					metrics.Put("CasesNotMeasured", float64(len(r.Failed)), boot.Count, nil))
			}
			return reports, err
		}, nil
	})
}
