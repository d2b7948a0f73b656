package dynamo

import (
	"context"
	"fmt"
	"strings"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/rescheduling"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

func reschedulingPK(id string) string { return layout.AggregatePK(event.Rescheduling, id) }

// Rescheduling gives a rescheduling as it is now. Missing when there is none.
func (t *Table) Rescheduling(ctx context.Context, id string) (rescheduling.Rescheduling, error) {
	return document[rescheduling.Rescheduling](ctx, t, "rescheduling", reschedulingPK(id), layout.StateSK)
}

// SaveRescheduling writes a change whole or not at all. Lost when another change came first.
func (t *Table) SaveRescheduling(ctx context.Context, c rescheduling.Change) error {
	x := t.begin()
	x.rescheduling(c)
	return x.commit(ctx)
}

// rescheduling writes a change of a rescheduling, the first one in the transaction of the version that is its cause.
// One that is empty writes nothing.
func (x *transaction) rescheduling(c rescheduling.Change) {
	if len(c.Events) == 0 {
		return
	}
	r := c.Rescheduling
	x.state(c.Before, state{what: "rescheduling", pk: reschedulingPK(r.ID), seq: r.Seq, doc: r})
	x.events(c.Events)
	if c.Before == 0 {
		x.put(key(layout.ReschedulingsPK, layout.CreatedSK(r.RequestedAt, r.ID)), condition{})
	}
}

// Reschedulings lists them, the newest first, and where the next page begins, which is empty at the end. They are
// few, so that the list is a partition of the table itself, and read consistently.
func (t *Table) Reschedulings(ctx context.Context, after string, limit int) ([]rescheduling.Rescheduling, string, error) {
	limit = max(1, min(limit, maxLimit))
	in := &dynamodb.QueryInput{
		TableName: &t.name, ConsistentRead: aws.Bool(true), ScanIndexForward: aws.Bool(false),
		Limit:                     aws.Int32(int32(limit) + 1), //nolint:gosec // at most maxLimit
		KeyConditionExpression:    aws.String("pk = :pk AND sk < :before"),
		ExpressionAttributeValues: attributes{":pk": text(layout.ReschedulingsPK), ":before": text(layout.After)},
	}
	if after != "" {
		in.ExpressionAttributeValues[":before"] = text(after)
	}
	out, err := t.client.Query(ctx, in)
	if err != nil {
		return nil, "", fmt.Errorf("list reschedulings: %w", err)
	}
	var places []place
	for _, item := range out.Items {
		sk, err := attributeText(stored(item), layout.SK)
		if err != nil {
			return nil, "", fmt.Errorf("an item of the list of reschedulings cannot be read: %w", err)
		}
		_, id, _ := strings.Cut(sk, "#")
		places = append(places, place{sk: sk, pk: reschedulingPK(id)})
	}
	next := ""
	if len(places) > limit {
		places = places[:limit]
		next = places[limit-1].sk
	}
	docs, err := loadAll[rescheduling.Rescheduling](ctx, t, "rescheduling", places)
	if err != nil {
		return nil, "", fmt.Errorf("list reschedulings: %w", err)
	}
	list := make([]rescheduling.Rescheduling, 0, len(docs))
	for _, doc := range docs {
		if doc != nil {
			list = append(list, *doc)
		}
	}
	return list, next, nil
}
