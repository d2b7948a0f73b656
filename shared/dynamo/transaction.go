package dynamo

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/fault"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// transaction collects what is written together. Each part carries what it means when its condition fails, so that
// a cancelled transaction becomes an error that the domain knows. The first mistake in building it is kept, and
// told by commit.
type transaction struct {
	table *Table
	parts []part
	err   error
}

type part struct {
	write  types.TransactWriteItem
	failed func(old attributes) error
}

// condition is what must hold of the item that a part replaces.
type condition struct {
	expression string
	names      map[string]string
	values     attributes
	failed     func(old attributes) error
}

func (t *Table) begin() *transaction { return &transaction{table: t} }

// absent holds when there is no such item yet.
func absent(failed func(attributes) error) condition {
	return condition{expression: "attribute_not_exists(pk)", failed: failed}
}

// unchanged holds when the item's attribute is what it was read as.
func unchanged(attribute string, was types.AttributeValue, failed func(attributes) error) condition {
	return condition{
		expression: "#was = :was", names: map[string]string{"#was": attribute},
		values: attributes{":was": was}, failed: failed,
	}
}

// lost is the meaning of a failed condition that says that somebody else came first.
func lost(what string) func(attributes) error {
	return func(attributes) error {
		return fault.New(fault.Lost, "the %s was changed by somebody else in the meantime", what)
	}
}

// put writes an item whole.
func (x *transaction) put(item attributes, c condition) {
	put := &types.Put{TableName: &x.table.name, Item: item}
	if c.expression != "" {
		put.ConditionExpression = &c.expression
		put.ExpressionAttributeNames = c.names
		put.ExpressionAttributeValues = c.values
		put.ReturnValuesOnConditionCheckFailure = types.ReturnValuesOnConditionCheckFailureAllOld
	}
	x.parts = append(x.parts, part{write: types.TransactWriteItem{Put: put}, failed: c.failed})
}

// fail keeps a mistake in building the transaction.
func (x *transaction) fail(err error) {
	if x.err == nil {
		x.err = err
	}
}

// Limits of a transaction that collides with another one under way. That says nothing about any condition, so the
// same transaction is tried again after a pause that doubles.
const (
	maxCollisions  = 4
	collisionPause = 15 * time.Millisecond
)

// maxParts is DynamoDB's limit for one transaction.
const maxParts = 100

// commit writes everything, or nothing and says why.
func (x *transaction) commit(ctx context.Context) error {
	if x.err != nil {
		return x.err
	}
	if len(x.parts) > maxParts {
		return fmt.Errorf("a change of %d items is more than one transaction holds", len(x.parts))
	}
	attempt := x.attempt
	if len(x.parts) == 1 {
		attempt = x.alone(x.parts[0])
	}
	for collisions := 0; ; collisions++ {
		err := attempt(ctx)
		if !errors.Is(err, errCollision) {
			return err
		}
		if collisions == maxCollisions {
			return fault.New(fault.Lost, "others keep writing to the same case: try again")
		}
		if err := pause(ctx, collisionPause<<collisions); err != nil {
			return err
		}
	}
}

// errCollision says that another transaction on one of the items was under way.
var errCollision = errors.New("collides with another transaction")

func (x *transaction) attempt(ctx context.Context) error {
	in := &dynamodb.TransactWriteItemsInput{TransactItems: make([]types.TransactWriteItem, len(x.parts))}
	for i, p := range x.parts {
		in.TransactItems[i] = p.write
	}
	_, err := x.table.client.TransactWriteItems(ctx, in)
	if cancelled, ok := errors.AsType[*types.TransactionCanceledException](err); ok {
		return x.reason(cancelled)
	}
	if _, ok := errors.AsType[*types.TransactionConflictException](err); ok {
		return errCollision
	}
	if err != nil {
		return fmt.Errorf("write to the table: %w", err)
	}
	return nil
}

// reason says what a cancelled transaction means. A key that was used before outranks a lost race, which would
// only be found to be a repetition after another round; both outrank what passes by itself.
func (x *transaction) reason(cancelled *types.TransactionCanceledException) error {
	var first, passing error
	for i, r := range cancelled.CancellationReasons {
		switch code := aws.ToString(r.Code); code {
		case "", "None":
		case "ConditionalCheckFailed":
			if i >= len(x.parts) || x.parts[i].failed == nil {
				return fmt.Errorf("part %d of a transaction failed on a condition that it does not have", i)
			}
			err := x.parts[i].failed(r.Item)
			if fault.Is(err, fault.Replayed) {
				return err
			}
			if first == nil {
				first = err
			}
		case "TransactionConflict":
			passing = errCollision
		case "ThrottlingError", "ProvisionedThroughputExceeded":
			if passing == nil {
				passing = busy()
			}
		default:
			// ValidationError, ItemCollectionSizeLimitExceeded: the message may repeat a value, so it is left out.
			return fmt.Errorf("part %d of a transaction was refused: %s", i, code)
		}
	}
	if first != nil {
		return first
	}
	if passing != nil {
		return passing
	}
	return errors.New("a transaction was cancelled without a reason")
}

// busy says that the table cannot take more at present.
func busy() error {
	return &fault.Error{Kind: fault.Exhausted, Detail: "the table is busy: try again", RetryAfter: time.Second}
}

// pause waits up to d, spread at random so that those who collided do not meet again.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d/2 + rand.N(d/2+1)) //nolint:gosec // spreads load, guards nothing
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// maxDocument keeps a state, with its keys, within DynamoDB's 400 KB for an item, whether it can be packed or not.
const maxDocument = 390 << 10

// state is an aggregate as its item: the document, and the lists that it stands in.
type state struct {
	what string // for people: "ticket"
	pk   string
	seq  int64
	doc  any
	in   []entry
}

// entry is an aggregate's place in a list.
type entry struct {
	index  layout.Index
	pk, sk string
}

// state writes an aggregate on condition that it still is as the command found it.
func (x *transaction) state(before int64, s state) {
	item := key(s.pk, layout.StateSK)
	doc, err := packDocument("the "+s.what, s.doc)
	if err != nil {
		x.fail(err)
		return
	}
	item[attrDoc] = doc
	item[attrSeq] = number(s.seq)
	for _, e := range s.in {
		item[e.index.PK], item[e.index.SK] = text(e.pk), text(e.sk)
	}
	if before == 0 {
		x.put(item, absent(lost(s.what)))
		return
	}
	x.put(item, unchanged(attrSeq, number(before), lost(s.what)))
}
