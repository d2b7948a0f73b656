package dynamo

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// stub answers as DynamoDB does where an emulator cannot be made to. A call that a test does not expect panics.
type stub struct {
	Client
	get      func(*dynamodb.GetItemInput) (*dynamodb.GetItemOutput, error)
	batch    func(*dynamodb.BatchGetItemInput) (*dynamodb.BatchGetItemOutput, error)
	query    func(*dynamodb.QueryInput) (*dynamodb.QueryOutput, error)
	put      func(*dynamodb.PutItemInput) error
	transact func(*dynamodb.TransactWriteItemsInput) error
	update   func(*dynamodb.UpdateItemInput) error
}

func (s stub) GetItem(_ context.Context, in *dynamodb.GetItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error) {
	return s.get(in)
}

func (s stub) BatchGetItem(_ context.Context, in *dynamodb.BatchGetItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error) {
	return s.batch(in)
}

func (s stub) Query(_ context.Context, in *dynamodb.QueryInput, _ ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error) {
	return s.query(in)
}

func (s stub) PutItem(_ context.Context, in *dynamodb.PutItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error) {
	return &dynamodb.PutItemOutput{}, s.put(in)
}

func (s stub) TransactWriteItems(_ context.Context, in *dynamodb.TransactWriteItemsInput, _ ...func(*dynamodb.Options)) (*dynamodb.TransactWriteItemsOutput, error) {
	return &dynamodb.TransactWriteItemsOutput{}, s.transact(in)
}

func (s stub) UpdateItem(_ context.Context, in *dynamodb.UpdateItemInput, _ ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error) {
	return &dynamodb.UpdateItemOutput{}, s.update(in)
}

func (s stub) table() *Table {
	return NewTable(s, "t", func() time.Time { return time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC) })
}

// cancelled is a cancelled transaction with a code for each of its parts.
func cancelled(codes ...string) error {
	e := &types.TransactionCanceledException{}
	for _, code := range codes {
		e.CancellationReasons = append(e.CancellationReasons, types.CancellationReason{Code: &code})
	}
	return e
}
