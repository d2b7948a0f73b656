package dynamo

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/insight"
	"aftercare/shared/rollup"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// Touched gives up to limit cases of a shard that began on a day, were written on it and not later, or are asked about on
// it, and where the next page begins, which is empty at the end. It goes through one partition after the other.
func (t *Table) Touched(ctx context.Context, day insight.Day, shard int, after string, limit int) ([]rollup.Case, string, error) {
	type partition struct {
		pk   string
		read func(after string, limit int) ([]place, error)
	}
	var partitions []partition
	listed := func(index layout.Index, pk string) {
		partitions = append(partitions, partition{pk, func(after string, limit int) ([]place, error) {
			return t.walk(list{index: index, groups: [][]string{{pk}}, after: after}, limit).take(ctx, limit)
		}})
	}
	listed(layout.ByChange, layout.ChangePK(string(day), shard))
	for _, kind := range rollup.Kinds {
		listed(layout.ByDay, layout.DayPK(kind, day.Start(), shard))
	}
	questions := layout.QuestionPK(string(day), shard)
	partitions = append(partitions, partition{questions, func(after string, limit int) ([]place, error) {
		return t.keys(ctx, questions, after, limit)
	}})

	ended, reached := cutPosition(after)
	first := max(0, slices.IndexFunc(partitions, func(p partition) bool { return p.pk == ended }))
	var cases []rollup.Case
	for _, p := range partitions[first:] {
		start := ""
		if p.pk == ended {
			start = reached
		}
		places, err := p.read(start, limit-len(cases))
		if err != nil {
			return nil, "", fmt.Errorf("list what was written on a day: %w", err)
		}
		for _, found := range places {
			kind, id, ok := layout.ParseAggregatePK(found.pk)
			if !ok {
				return nil, "", errors.New("a list of what was written names a partition that is no case")
			}
			cases = append(cases, rollup.Case{Kind: kind, ID: id})
		}
		if len(cases) == limit {
			return cases, position(p.pk, places[len(places)-1].sk), nil
		}
	}
	return cases, "", nil
}

// keys gives up to limit sort keys of a partition of the table itself, each of which is the partition of a case.
func (t *Table) keys(ctx context.Context, pk, after string, limit int) ([]place, error) {
	in := &dynamodb.QueryInput{
		TableName: &t.name, ConsistentRead: aws.Bool(true), ProjectionExpression: aws.String(layout.SK),
		KeyConditionExpression:    aws.String("pk = :pk AND sk > :after"),
		ExpressionAttributeValues: attributes{":pk": text(pk), ":after": text(max(after, layout.Before))},
		Limit:                     aws.Int32(int32(min(limit, maxQuery))), //nolint:gosec // at most maxQuery
	}
	var places []place
	for {
		page, err := t.client.Query(ctx, in)
		if err != nil {
			return nil, err
		}
		for _, item := range page.Items {
			sk, err := attributeText(stored(item), layout.SK)
			if err != nil {
				return nil, err
			}
			if places = append(places, place{sk: sk, pk: sk}); len(places) == limit {
				return places, nil
			}
		}
		if page.LastEvaluatedKey == nil {
			return places, nil
		}
		in.ExclusiveStartKey = page.LastEvaluatedKey
	}
}
