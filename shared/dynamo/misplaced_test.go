package dynamo_test

import (
	"slices"
	"testing"
	"time"

	"aftercare/shared/dynamo"
	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/sla"
	"aftercare/shared/ticket"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

func TestAnItemThatSomebodyChangedByHandIsMisplaced(t *testing.T) {
	client := connect(t)
	name := createTable(t, client)
	now := func() time.Time { return time.Date(2026, 3, 28, 22, 0, 0, 0, time.UTC) }
	table := dynamo.NewTable(client, name, now)
	opened, events, err := ticket.Open(ticket.Opening{
		ID: "T1", Subject: "Hello", Body: "Hello.", Channel: ticket.Web,
		Customer: ticket.Customer{ID: "alice", Assurance: ticket.Authenticated},
	}, ticket.Terms{
		Now: now(), Actor: event.Actor{Kind: event.Customer, ID: "alice"}, Policies: sla.Default(),
		Promises: ticket.NewService(table, table, now).Promises(t.Context()),
	})
	if err == nil {
		err = table.SaveTicket(t.Context(), ticket.Change{Ticket: opened, Events: events})
	}
	if err != nil {
		t.Fatal(err)
	}
	change := func(expression string, values map[string]types.AttributeValue) {
		t.Helper()
		if _, err := client.UpdateItem(t.Context(), &dynamodb.UpdateItemInput{
			TableName: &name, UpdateExpression: aws.String(expression), ExpressionAttributeValues: values,
			Key: map[string]types.AttributeValue{
				layout.PK: &types.AttributeValueMemberS{Value: layout.AggregatePK(event.Ticket, "T1")},
				layout.SK: &types.AttributeValueMemberS{Value: layout.StateSK},
			},
		}); err != nil {
			t.Fatal(err)
		}
	}
	change("REMOVE "+layout.ByQueue.PK, nil)
	change("SET "+layout.ByWake.SK+" = :at", map[string]types.AttributeValue{":at": &types.AttributeValueMemberS{Value: "later"}})
	got, err := table.Misplaced(t.Context(), event.Ticket, "T1")
	if want := []string{"byQueue", "byWake"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("misplaced in %v, want %v: %v", got, want, err)
	}
}
