package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"aftercare/shared/dynamo"
	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/sla"
	"aftercare/shared/ticket"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"golang.org/x/sync/errgroup"
)

// team is whose queue is filled and listed.
const team = "support"

// Bounds of filling a table: writers at once, and items in a request, which is DynamoDB's limit.
const (
	writers  = 8
	perBatch = 25
)

// fill puts tickets into the table, as the storage lays them out but past its transactions, and gives some of their
// ids. They were opened one second after the other up to now.
func fill(ctx context.Context, client *dynamodb.Client, table string, from, to int, told func(done int)) ([]string, error) {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(writers)
	var ids []string
	var batch []types.WriteRequest
	flush := func() {
		items := batch
		batch = nil
		g.Go(func() error { return writeAll(ctx, client, table, items) })
	}
	now := time.Now().UTC().Truncate(time.Second)
	for n := from; n < to && ctx.Err() == nil; n++ {
		id := fmt.Sprintf("B%011d", n)
		items, err := ticketItems(ctx, table, id, n, now.Add(-time.Duration(to-n)*time.Second))
		if err != nil {
			return nil, errors.Join(err, g.Wait())
		}
		for _, item := range items {
			if batch = append(batch, types.WriteRequest{PutRequest: &types.PutRequest{Item: item}}); len(batch) == perBatch {
				flush()
			}
		}
		if len(ids) < 1000 {
			ids = append(ids, id)
		}
		if n%1000 == 0 {
			told(n)
		}
	}
	if len(batch) > 0 {
		flush()
	}
	return ids, g.Wait()
}

// writeAll writes a batch, and again what the database left out.
func writeAll(ctx context.Context, client *dynamodb.Client, table string, items []types.WriteRequest) error {
	left := map[string][]types.WriteRequest{table: items}
	for len(left[table]) > 0 {
		out, err := client.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{RequestItems: left})
		if err != nil {
			return fmt.Errorf("fill the table: %w", err)
		}
		left = out.UnprocessedItems
	}
	return nil
}

// ticketItems gives the items of a new ticket of one of ten thousand customers.
func ticketItems(ctx context.Context, table, id string, n int, at time.Time) ([]map[string]types.AttributeValue, error) {
	policies := sla.Default()
	customer := ticket.Customer{
		ID: fmt.Sprintf("%s%06d", alice.id[:len(alice.id)-6], n%10_000), Name: alice.name, Email: alice.email, Language: "en",
		Tier: alice.tier, Assurance: ticket.Authenticated, Reachable: true,
	}
	t, happened, err := ticket.Open(ticket.Opening{
		ID: id, Subject: "Deposit has not arrived", Body: body, Channel: ticket.Web, Category: "deposit", Language: "en",
		Team: team, Customer: customer,
	}, ticket.Terms{
		Now: at, Actor: event.Actor{Kind: event.Customer, ID: customer.ID, Name: customer.Name}, Correlation: "bench",
		Policies: policies, Ladder: escalation.Default(),
		Promises: ticket.Finder{Policies: func(int) (sla.Policies, error) { return policies, nil }},
	})
	if err != nil {
		return nil, err
	}
	var taken taker
	err = dynamo.NewTable(&taken, table, func() time.Time { return at }).SaveTicket(ctx, ticket.Change{Ticket: t, Events: happened})
	return taken.items, err
}

// taker takes the items of a transaction instead of a database.
type taker struct {
	dynamo.Client
	items []map[string]types.AttributeValue
}

// TransactWriteItems takes the items.
func (t *taker) TransactWriteItems(_ context.Context, in *dynamodb.TransactWriteItemsInput, _ ...func(*dynamodb.Options)) (*dynamodb.TransactWriteItemsOutput, error) {
	for _, part := range in.TransactItems {
		t.items = append(t.items, part.Put.Item)
	}
	return &dynamodb.TransactWriteItemsOutput{}, nil
}

// UpdateItem takes the registration of the team, which the table gets from its own functions.
func (t *taker) UpdateItem(context.Context, *dynamodb.UpdateItemInput, ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error) {
	return &dynamodb.UpdateItemOutput{}, nil
}
