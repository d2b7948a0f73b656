package dynamo

import (
	"context"
	"fmt"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/dynamo/layout"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// line writes a line of the register; nil writes none. It needs no condition of its own: the state that it is written
// with has one.
func (x *transaction) line(l *complaint.Line) {
	if l == nil {
		return
	}
	raw, err := encodeDocument(l)
	if err != nil {
		x.fail(fmt.Errorf("encode a line of the register: %w", err))
		return
	}
	item := key(layout.RegisterPK(l.ReceivedAt), layout.CreatedSK(l.ReceivedAt, l.ID))
	item[attrDoc] = text(raw)
	x.put(item, condition{})
}

// Lines gives up to limit lines of complaints received in [from, to), by ReceivedAt and id, after the place of one; an
// empty place is before all. It reads the table itself, so it sees everything that was saved.
func (t *Table) Lines(ctx context.Context, from, to time.Time, after string, limit int) ([]complaint.Line, error) {
	first, last := max(layout.Bound(from), after), layout.Bound(to)
	if !from.Before(to) || first > last {
		return nil, nil
	}
	var out []complaint.Line
	for _, pk := range layout.RegisterPKs(from, to) {
		if len(out) >= limit {
			break
		}
		in := &dynamodb.QueryInput{
			TableName: &t.name, ConsistentRead: aws.Bool(true),
			KeyConditionExpression:    aws.String("pk = :pk AND sk BETWEEN :from AND :to"),
			ExpressionAttributeValues: attributes{":pk": text(pk), ":from": text(first), ":to": text(last)},
		}
		for len(out) < limit {
			in.Limit = aws.Int32(int32(min(limit-len(out)+1, 1000))) //nolint:gosec // at most 1000; one above, since the first may be after itself
			page, err := t.client.Query(ctx, in)
			if err != nil {
				return nil, fmt.Errorf("read the register: %w", err)
			}
			for _, item := range page.Items {
				l, err := decodeDocument[complaint.Line]("line of the register", item)
				if err != nil {
					return nil, err
				}
				if l.Place() > after && len(out) < limit {
					out = append(out, l)
				}
			}
			if page.LastEvaluatedKey == nil {
				break
			}
			in.ExclusiveStartKey = page.LastEvaluatedKey
		}
	}
	return out, nil
}
