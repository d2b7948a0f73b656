package dynamo

import (
	"context"
	"fmt"

	"aftercare/shared/dynamo/layout"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// newest lists states, the last sort key first, and says where the next page begins, which is empty at the end. It is for
// what there is little of: the list is one partition of the table itself, and read consistently. pkOf gives the partition
// of the state that a sort key stands for.
func newest[T any](ctx context.Context, t *Table, what, listPK, after string, limit int, pkOf func(sk string) string) ([]T, string, error) {
	limit = max(1, min(limit, maxLimit))
	in := &dynamodb.QueryInput{
		TableName: &t.name, ConsistentRead: aws.Bool(true), ScanIndexForward: aws.Bool(false),
		Limit:                     aws.Int32(int32(limit) + 1), //nolint:gosec // at most maxLimit
		KeyConditionExpression:    aws.String("pk = :pk AND sk < :before"),
		ExpressionAttributeValues: attributes{":pk": text(listPK), ":before": text(layout.After)},
	}
	if after != "" {
		in.ExpressionAttributeValues[":before"] = text(after)
	}
	out, err := t.client.Query(ctx, in)
	if err != nil {
		return nil, "", fmt.Errorf("list %ss: %w", what, err)
	}
	var places []place
	for _, item := range out.Items {
		sk, err := attributeText(stored(item), layout.SK)
		if err != nil {
			return nil, "", fmt.Errorf("an item of the list of %ss cannot be read: %w", what, err)
		}
		places = append(places, place{sk: sk, pk: pkOf(sk)})
	}
	next := ""
	if len(places) > limit {
		places = places[:limit]
		next = places[limit-1].sk
	}
	docs, err := loadAll[T](ctx, t, what, places)
	if err != nil {
		return nil, "", fmt.Errorf("list %ss: %w", what, err)
	}
	list := make([]T, 0, len(docs))
	for _, doc := range docs {
		if doc != nil {
			list = append(list, *doc)
		}
	}
	return list, next, nil
}
