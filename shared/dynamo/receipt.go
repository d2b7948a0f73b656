package dynamo

import (
	"context"
	"fmt"
	"time"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/fault"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// receipt remembers a key from outside; nil remembers nothing. DynamoDB deletes what has expired only days later,
// so an expired receipt counts as none.
func (x *transaction) receipt(r *event.Receipt) {
	if r == nil {
		return
	}
	now := x.table.now()
	item := key(layout.ReceiptPK(r.Scope, r.Key), layout.StateSK)
	item[attrHash], item[attrResult] = text(r.Hash), text(r.Result)
	item[layout.Expires] = number(now.Add(event.ReceiptLife).Unix())
	x.put(item, condition{
		expression: "attribute_not_exists(pk) OR #expires <= :now",
		names:      map[string]string{"#expires": layout.Expires},
		values:     attributes{":now": number(now.Unix())},
		failed: func(old attributes) error {
			result, _ := old[attrResult].(*types.AttributeValueMemberS)
			e := fault.New(fault.Replayed, "this was done before")
			if result != nil {
				e.Result = result.Value
			}
			return e
		},
	})
}

// Receipt gives what a key was used for; false when it was not, or longer ago than it is remembered.
func (t *Table) Receipt(ctx context.Context, scope, outside string) (event.Receipt, bool, error) {
	item, err := t.get(ctx, "receipt", layout.ReceiptPK(scope, outside), layout.StateSK)
	if item == nil || err != nil {
		return event.Receipt{}, false, err
	}
	r := event.Receipt{Scope: scope, Key: outside}
	expires, err := attributeNumber(stored(item), layout.Expires)
	if err == nil {
		r.Hash, err = attributeText(stored(item), attrHash)
	}
	if err == nil {
		r.Result, err = attributeText(stored(item), attrResult)
	}
	if err != nil {
		return event.Receipt{}, false, fmt.Errorf("a stored receipt cannot be read: %w", err)
	}
	if !t.now().Before(time.Unix(expires, 0)) {
		return event.Receipt{}, false, nil
	}
	return r, true, nil
}
