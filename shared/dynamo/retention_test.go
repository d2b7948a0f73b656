package dynamo

import (
	"strings"
	"testing"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// The record of a complaint is kept for years, and longer where it is held: DynamoDB must never delete any of it by
// itself. Only the receipt of an outside key, which holds nothing of the complaint, may go.
func TestNothingOfAComplaintExpires(t *testing.T) {
	closed := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC) // long ago: no time that has passed makes it expire either
	c := complaint.Complaint{ID: "C1", Seq: 2, Version: 2, Status: complaint.Closed, ReceivedAt: closed, CreatedAt: closed, ClosedAt: closed}
	line := complaint.LineOf(c)
	e := event.New(event.ComplaintClosed, closed, event.Actor{Kind: event.System}, event.Empty{}, nil)
	e.Seq, e.Aggregate = 2, event.Aggregate{Kind: event.Complaint, ID: "C1", Version: 2}
	written := 0
	table := stub{transact: func(in *dynamodb.TransactWriteItemsInput) error {
		for _, item := range in.TransactItems {
			written++
			pk := item.Put.Item[layout.PK].(*types.AttributeValueMemberS).Value
			if _, expires := item.Put.Item[layout.Expires]; expires != strings.HasPrefix(pk, "RECEIPT#") {
				t.Errorf("%s expires: %v", pk, expires)
			}
		}
		return nil
	}}.table()
	err := table.SaveComplaint(t.Context(), complaint.Change{
		Before: 1, Complaint: c, Events: []event.Event{e}, Line: &line, Receipt: &event.Receipt{Scope: "s", Key: "k"},
		Ledger:    &complaint.Ledger{LedgerID: complaint.LedgerID{Person: "cora", Month: "2020-01"}, Version: 1},
		Precedent: &complaint.Precedent{Complaint: "C1", At: closed},
	})
	if err != nil || written < 6 {
		t.Fatalf("%d items, %v", written, err)
	}
}
