// Package dynamo keeps everything in one DynamoDB table, and is alone in knowing how. A case is one item that holds
// its state as a document, with one item for the events of each change beside it; a change is one transaction over
// them. What is written where, and which lists a case stands in, is in package layout and in the file of each
// aggregate.
//
// Errors are of package fault where the caller can do something about them: Missing, Lost, Replayed. Whatever else
// DynamoDB says is wrapped with what was attempted. No error holds what an item holds.
package dynamo

import (
	"context"
	"fmt"
	"time"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/fault"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Client is what is used of DynamoDB. There is no Scan: every list has an index.
type Client interface {
	GetItem(ctx context.Context, in *dynamodb.GetItemInput, opts ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error)
	BatchGetItem(ctx context.Context, in *dynamodb.BatchGetItemInput, opts ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error)
	Query(ctx context.Context, in *dynamodb.QueryInput, opts ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error)
	PutItem(ctx context.Context, in *dynamodb.PutItemInput, opts ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error)
	UpdateItem(ctx context.Context, in *dynamodb.UpdateItemInput, opts ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error)
	TransactWriteItems(ctx context.Context, in *dynamodb.TransactWriteItemsInput, opts ...func(*dynamodb.Options)) (*dynamodb.TransactWriteItemsOutput, error)
}

// Table is the one table. It is safe for concurrent use.
type Table struct {
	client Client
	name   string
	now    func() time.Time
	teams  knownTeams
}

// NewTable uses the table of that name. now gives the present time, by which receipts expire.
func NewTable(client Client, name string, now func() time.Time) *Table {
	return &Table{client: client, name: name, now: now}
}

// attributes are an item, or its key.
type attributes = map[string]types.AttributeValue

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

func number(n int64) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: fmt.Sprint(n)}
}

func key(pk, sk string) attributes {
	return attributes{layout.PK: text(pk), layout.SK: text(sk)}
}

// get reads one item consistently; nil when there is none. what names it for an error.
func (t *Table) get(ctx context.Context, what, pk, sk string) (attributes, error) {
	out, err := t.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &t.name, Key: key(pk, sk), ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", what, err)
	}
	return out.Item, nil
}

// document reads one document; Missing when there is none.
func document[T any](ctx context.Context, t *Table, what, pk, sk string) (T, error) {
	var doc T
	item, err := t.get(ctx, what, pk, sk)
	if err != nil {
		return doc, err
	}
	if item == nil {
		return doc, fault.NotFound(what)
	}
	return decodeDocument[T](what, item)
}
