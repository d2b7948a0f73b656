package dynamo

import (
	"errors"
	"testing"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/rollup"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Whoever goes on without what cannot be understood must not go on without a table that is busy.
func TestWhatCannotBeUnderstoodIsToldFromATableThatFails(t *testing.T) {
	bad := key("TICKET#T1", "EVENT#000000000001")
	bad[attrEvents], bad[attrDoc], bad[attrVersion] = text("{"), text("{"), number(1)
	for name, c := range map[string]struct {
		fails   error
		damaged bool
	}{
		"what is stored": {nil, true},
		"a busy table":   {&types.ThrottlingException{}, false},
		"no table":       {errors.New("no route"), false},
	} {
		t.Run(name, func(t *testing.T) {
			table := stub{
				query: func(*dynamodb.QueryInput) (*dynamodb.QueryOutput, error) {
					return &dynamodb.QueryOutput{Items: []attributes{bad}}, c.fails
				},
				get: func(*dynamodb.GetItemInput) (*dynamodb.GetItemOutput, error) {
					return &dynamodb.GetItemOutput{Item: bad}, c.fails
				},
			}.table()
			_, timeline := table.Timeline(t.Context(), event.Ticket, "T1", 0, 0)
			_, known := table.Known(t.Context(), rollup.Case{Kind: event.Ticket, ID: "T1"}, "2026-03-01")
			for what, err := range map[string]error{"timeline": timeline, "fact": known} {
				if err == nil || fault.IsDamaged(err) != c.damaged {
					t.Errorf("%s: %v is damaged: %t", what, err, fault.IsDamaged(err))
				}
			}
		})
	}
}
