package dynamo

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// alone writes a single part without a transaction, which would cost twice as much. A transaction has a token by
// which the database knows the repetition of one whose answer was lost; a plain write would then find its own item
// there and take it for another's. So the item carries a mark of its write.
func (x *transaction) alone(p part) func(context.Context) error {
	put := p.write.Put
	mark := strconv.FormatUint(rand.Uint64(), 36) //nolint:gosec // tells writes apart, guards nothing
	item := maps.Clone(put.Item)
	item[attrWrite] = text(mark)
	return func(ctx context.Context) error {
		_, err := x.table.client.PutItem(ctx, &dynamodb.PutItemInput{
			TableName: put.TableName, Item: item, ConditionExpression: put.ConditionExpression,
			ExpressionAttributeNames: put.ExpressionAttributeNames, ExpressionAttributeValues: put.ExpressionAttributeValues,
			ReturnValuesOnConditionCheckFailure: put.ReturnValuesOnConditionCheckFailure,
		})
		if failed, ok := errors.AsType[*types.ConditionalCheckFailedException](err); ok && p.failed != nil {
			if there, ok := failed.Item[attrWrite].(*types.AttributeValueMemberS); ok && there.Value == mark {
				return nil
			}
			return p.failed(failed.Item)
		}
		if _, ok := errors.AsType[*types.TransactionConflictException](err); ok {
			return errCollision
		}
		if _, ok := errors.AsType[*types.ProvisionedThroughputExceededException](err); ok {
			return busy()
		}
		if _, ok := errors.AsType[*types.ThrottlingException](err); ok {
			return busy()
		}
		if err != nil {
			return fmt.Errorf("write to the table: %w", err)
		}
		return nil
	}
}
