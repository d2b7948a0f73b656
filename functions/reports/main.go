// Command reports freezes the transparency report of a month once its cut-off has passed and all of it is rolled up.
package main

import (
	"context"
	"errors"
	"log/slog"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"aftercare/shared/boot"
	"aftercare/shared/boot/env"
	"aftercare/shared/dynamo"
	"aftercare/shared/event"
	"aftercare/shared/reporting"
)

func main() {
	boot.Main(func(_ context.Context, b *boot.Boot) (any, error) {
		table := dynamo.NewTable(dynamodb.NewFromConfig(b.AWS()), b.Need(env.TableName), b.Clock)
		reports, err := reporting.New(b, table)
		if err != nil {
			return nil, err
		}
		metrics := boot.NewMetrics(b)
		return func(ctx context.Context, e events.EventBridgeEvent) error {
			ctx = event.WithCorrelation(ctx, e.ID)
			looked, err := reports.Due(ctx)
			b.Log.InfoContext(ctx, "looked for reports that are due", slog.Any("frozen", looked.Frozen), slog.Any("overdue", looked.Overdue))
			return errors.Join(err, metrics.Put("OverdueReports", float64(len(looked.Overdue)), boot.Count, nil))
		}, nil
	})
}
