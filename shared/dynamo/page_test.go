package dynamo

import (
	"fmt"
	"testing"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/ticket"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// mine is an index of bo's tickets, numbered from 0, and the states behind it.
type mine struct {
	n      int
	status func(i int) ticket.Status
	busy   bool // leave the second half of larger batches out
}

func (m *mine) id(i int) string { return fmt.Sprintf("T%05d", i) }

func (m *mine) query(in *dynamodb.QueryInput) (*dynamodb.QueryOutput, error) {
	from := in.ExpressionAttributeValues[":from"].(*types.AttributeValueMemberS).Value
	out := &dynamodb.QueryOutput{}
	for i := range m.n {
		sk := layout.Never + "#" + m.id(i)
		if sk < from || in.ExclusiveStartKey != nil && sk <= in.ExclusiveStartKey[layout.ByAssignee.SK].(*types.AttributeValueMemberS).Value {
			continue
		}
		item := key(ticketPK(m.id(i)), layout.StateSK)
		item[layout.ByAssignee.SK] = text(sk)
		if out.Items = append(out.Items, item); len(out.Items) == int(*in.Limit) {
			out.LastEvaluatedKey = item
			break
		}
	}
	return out, nil
}

// batch knows no ticket whose number ends in 3.
func (m *mine) batch(in *dynamodb.BatchGetItemInput) (*dynamodb.BatchGetItemOutput, error) {
	request := in.RequestItems["t"]
	keys := request.Keys
	if !aws.ToBool(request.ConsistentRead) || len(keys) > maxBatch {
		return nil, fmt.Errorf("%d keys", len(keys))
	}
	out := &dynamodb.BatchGetItemOutput{Responses: map[string][]attributes{}}
	if m.busy && len(keys) > 4 {
		out.UnprocessedKeys = map[string]types.KeysAndAttributes{"t": {Keys: keys[len(keys)/2:]}}
		keys = keys[:len(keys)/2]
	}
	for j := range keys { // in no particular order
		item := keys[len(keys)-1-j]
		var i int
		if _, err := fmt.Sscanf(item[layout.PK].(*types.AttributeValueMemberS).Value, "TICKET#T%05d", &i); err != nil {
			return nil, err
		}
		if i%10 == 3 {
			continue
		}
		doc, err := encodeDocument(ticket.Ticket{ID: m.id(i), Seq: 1, Status: m.status(i), Assignee: "bo"})
		if err != nil {
			return nil, err
		}
		out.Responses["t"] = append(out.Responses["t"], attributes{layout.PK: item[layout.PK], layout.SK: item[layout.SK], attrDoc: text(doc), attrSeq: number(1)})
	}
	return out, nil
}

func (m *mine) table() *Table { return stub{query: m.query, batch: m.batch}.table() }

func TestAPageHasWhatTheDatabaseLeftOutAtFirst(t *testing.T) {
	m := &mine{n: 30, busy: true, status: func(int) ticket.Status { return "open" }}
	page, err := m.table().Tickets(t.Context(), ticket.Query{View: ticket.Mine, Assignee: "bo", Limit: 20})
	if err != nil || len(page.Tickets) != 20 || page.Next == "" {
		t.Fatalf("%d tickets, next %q: %v", len(page.Tickets), page.Next, err)
	}
	want := 0
	for _, found := range page.Tickets {
		if want%10 == 3 {
			want++
		}
		if found.ID != m.id(want) {
			t.Fatalf("%s came where %s belongs", found.ID, m.id(want))
		}
		want++
	}
}

func TestAFilterThatLeavesLittleEndsThePageEarlyAndGoesOn(t *testing.T) {
	m := &mine{n: 3 * maxLooked, status: func(i int) ticket.Status {
		if i == 2*maxLooked+1 {
			return "hold"
		}
		return "open"
	}}
	q := ticket.Query{View: ticket.Mine, Assignee: "bo", Status: "hold", Limit: 10}
	var found []ticket.Ticket
	pages := 0
	for {
		page, err := m.table().Tickets(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, page.Tickets...)
		pages++
		if q.After = page.Next; q.After == "" {
			break
		}
	}
	if len(found) != 1 || found[0].ID != m.id(2*maxLooked+1) || pages < 3 {
		t.Fatalf("%d tickets on %d pages", len(found), pages)
	}
}

func TestATicketThatLeftTheListIsNotShown(t *testing.T) {
	m := &mine{n: 5, status: func(i int) ticket.Status { return []ticket.Status{"open", "solved"}[i%2] }}
	page, err := m.table().Tickets(t.Context(), ticket.Query{View: ticket.Mine, Assignee: "bo"})
	if err != nil || len(page.Tickets) != 3 || page.Next != "" {
		t.Fatalf("%d tickets: %v", len(page.Tickets), err)
	}
}

func TestADatabaseThatNeverFinishesABatchIsGivenUp(t *testing.T) {
	m := &mine{n: 5, status: func(int) ticket.Status { return "open" }}
	asked := 0
	table := stub{query: m.query, batch: func(in *dynamodb.BatchGetItemInput) (*dynamodb.BatchGetItemOutput, error) {
		asked++
		return &dynamodb.BatchGetItemOutput{UnprocessedKeys: in.RequestItems}, nil
	}}.table()
	if _, err := table.Tickets(t.Context(), ticket.Query{View: ticket.Mine, Assignee: "bo"}); err == nil || asked != maxAskings {
		t.Fatalf("asked %d times: %v", asked, err)
	}
}
