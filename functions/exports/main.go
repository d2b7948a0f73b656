// Command exports writes the register of complaints into files.
package main

import (
	"context"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"aftercare/shared/batch"
	"aftercare/shared/boot"
	"aftercare/shared/boot/env"
	"aftercare/shared/bucket"
	"aftercare/shared/dynamo"
	"aftercare/shared/register"
)

func main() {
	boot.Main(func(_ context.Context, b *boot.Boot) (any, error) {
		exporter := register.Exporter{
			Store: dynamo.NewTable(dynamodb.NewFromConfig(b.AWS()), b.Need(env.TableName), b.Clock),
			Files: bucket.Bucket{Client: s3.NewFromConfig(b.AWS()), Name: b.Need(env.BucketName)},
			Now:   b.Clock,
		}
		return func(ctx context.Context, e events.SQSEvent) (events.SQSEventResponse, error) {
			return batch.Bus(ctx, e, exporter.Handle), nil
		}, nil
	})
}
