package dynamo

import (
	"context"
	"fmt"

	"aftercare/shared/complaint"
	"aftercare/shared/dynamo/layout"
	"aftercare/shared/fault"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// Ledger gives what somebody granted in a month; one of version 0 when that is nothing.
func (t *Table) Ledger(ctx context.Context, id complaint.LedgerID) (complaint.Ledger, error) {
	l, err := document[complaint.Ledger](ctx, t, "ledger", layout.LedgerPK(id.Person, id.Month), layout.StateSK)
	if fault.Is(err, fault.Missing) {
		return complaint.Ledger{LedgerID: id}, nil
	}
	return l, err
}

// ledger writes a ledger on condition that nobody booked in it meanwhile; nil writes nothing.
func (x *transaction) ledger(l *complaint.Ledger) {
	if l != nil {
		x.revision(revision{what: "ledger", pk: layout.LedgerPK(l.Person, l.Month), number: l.Version, doc: *l})
	}
}

// Precedents gives the latest decisions on the like, newest first, at most limit.
func (t *Table) Precedents(ctx context.Context, like complaint.Likeness, limit int) ([]complaint.Precedent, error) {
	out, err := t.client.Query(ctx, &dynamodb.QueryInput{
		TableName: &t.name, ConsistentRead: aws.Bool(true), ScanIndexForward: aws.Bool(false),
		Limit:                     aws.Int32(int32(min(limit, maxBatch))), //nolint:gosec // at most 100
		KeyConditionExpression:    aws.String("pk = :pk"),
		ExpressionAttributeValues: attributes{":pk": text(layout.PrecedentPK(like.Category, like.Cause, like.Asset))},
	})
	if err != nil {
		return nil, fmt.Errorf("read earlier decisions: %w", err)
	}
	found := make([]complaint.Precedent, 0, len(out.Items))
	for _, item := range out.Items {
		p, err := decodeDocument[complaint.Precedent]("earlier decision", item)
		if err != nil {
			return nil, err
		}
		found = append(found, p)
	}
	return found, nil
}

// precedent remembers a decision for the next decider; nil remembers nothing.
func (x *transaction) precedent(p *complaint.Precedent) {
	if p == nil {
		return
	}
	raw, err := encodeDocument(p)
	if err != nil {
		x.fail(fmt.Errorf("encode an earlier decision: %w", err))
		return
	}
	item := key(layout.PrecedentPK(p.Category, p.Cause, p.Asset), layout.CreatedSK(p.At, p.Complaint))
	item[attrDoc] = text(raw)
	x.put(item, condition{})
}
