package batch

import (
	"context"
	"errors"

	"github.com/aws/aws-lambda-go/events"
)

// Stream hands the records of a batch to handle together, in order, and gives back the lowest one that failed: from
// there on the stream delivers again. handle answers one error or nil for each record; a record that can never pass
// it must put aside itself and call it done, or it would block its shard until it expires. When handle panics or
// answers too few errors, what it did not answer for has failed.
// https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
func Stream(ctx context.Context, e events.DynamoDBEvent, handle func(context.Context, []events.DynamoDBEventRecord) []error) events.DynamoDBEventResponse {
	res := events.DynamoDBEventResponse{BatchItemFailures: []events.DynamoDBBatchItemFailure{}}
	var errs []error
	broken := safely(func() error {
		errs = handle(ctx, e.Records)
		return nil
	})
	for i, record := range e.Records {
		err := broken
		if i < len(errs) {
			err = errs[i]
		} else if err == nil {
			err = errUnanswered
		}
		if err != nil {
			number := record.Change.SequenceNumber
			report(ctx, "record", number, err)
			res.BatchItemFailures = append(res.BatchItemFailures, events.DynamoDBBatchItemFailure{ItemIdentifier: number})
			break
		}
	}
	return res
}

var errUnanswered = errors.New("nothing was said of the record")
