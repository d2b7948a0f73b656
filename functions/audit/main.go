// Command audit compares a sample of cases with what their timelines tell, every night.
package main

import (
	"context"
	"errors"
	"log/slog"

	"github.com/aws/aws-lambda-go/events"

	"aftercare/shared/audit"
	"aftercare/shared/boot"
	"aftercare/shared/cases"
	"aftercare/shared/event"
)

func main() {
	boot.Main(func(_ context.Context, b *boot.Boot) (any, error) {
		all, err := cases.New(b)
		if err != nil {
			return nil, err
		}
		checker := audit.Checker{Store: all.Table, Promises: all.Tickets.Promises}
		metrics := boot.NewMetrics(b)
		return func(ctx context.Context, e events.EventBridgeEvent) (map[string]int, error) {
			ctx = event.WithCorrelation(ctx, e.ID)
			differing := 0
			checked, err := checker.Night(ctx, b.Clock(), func(c audit.Case) {
				differing++
				about := []any{slog.String("aggregate", string(c.Kind)+" "+c.ID), slog.Any("fields", c.Fields())}
				if c.Err != nil {
					about = append(about, slog.String("error", c.Err.Error()))
				}
				b.Log.ErrorContext(ctx, "a case is not what its timeline tells", about...)
			})
			b.Log.InfoContext(ctx, "audited", slog.Int("checked", checked), slog.Int("differing", differing))
			return map[string]int{"checked": checked, "differing": differing},
				errors.Join(err, metrics.Put("ReplayDifferences", float64(differing), boot.Count, nil))
		}, nil
	})
}
