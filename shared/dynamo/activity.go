package dynamo

import (
	"context"
	"fmt"
	"time"

	"aftercare/shared/activity"
	"aftercare/shared/dynamo/layout"
	"aftercare/shared/fault"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// AddActive writes a day unless the customer was active on it already. What was known before costs one write that fails.
func (t *Table) AddActive(ctx context.Context, d activity.Day) error {
	x := t.begin()
	raw, err := encodeDocument(d)
	if err != nil {
		return fmt.Errorf("encode a day of activity: %w", err)
	}
	item := key(layout.ActivePK(d.Customer.ID), layout.ActiveSK(d.At))
	item[attrDoc] = text(raw)
	item[layout.Expires] = number(d.At.Add(activity.Kept).Unix())
	item[layout.ByDay.PK] = text(layout.DayPK(layout.Active, d.At, layout.Shard(d.Customer.ID)))
	item[layout.ByDay.SK] = text(layout.CreatedSK(d.At, d.Customer.ID))
	x.put(item, absent(lost("day of activity")))
	if err := x.commit(ctx); err != nil && !fault.Is(err, fault.Lost) {
		return err
	}
	return nil
}

// ActiveBetween reports whether a customer was active on a day, in UTC, that [from, to) touches. It reads one key.
func (t *Table) ActiveBetween(ctx context.Context, customer string, from, to time.Time) (bool, error) {
	if !from.Before(to) {
		return false, nil
	}
	out, err := t.client.Query(ctx, &dynamodb.QueryInput{
		TableName: &t.name, Limit: aws.Int32(1), ProjectionExpression: aws.String(layout.SK),
		KeyConditionExpression: aws.String("pk = :pk AND sk BETWEEN :from AND :to"),
		ExpressionAttributeValues: attributes{
			":pk": text(layout.ActivePK(customer)), ":from": text(layout.ActiveSK(from)), ":to": text(layout.ActiveSK(to.Add(-time.Nanosecond))),
		},
	})
	if err != nil {
		return false, fmt.Errorf("read a customer's activity: %w", err)
	}
	return len(out.Items) > 0, nil
}

// Active gives up to limit days of customers who were active in [from, to), newest first, and where the next page
// begins; empty at the end. The times are at most 31 days apart.
func (t *Table) Active(ctx context.Context, from, to time.Time, after string, limit int) ([]activity.Day, string, error) {
	l, err := days(layout.Active, from, to, after)
	if err != nil {
		return nil, "", err
	}
	l.after = after
	return page(ctx, t, "day of activity", l, limit, func(activity.Day) bool { return true })
}
