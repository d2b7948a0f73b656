package dynamo_test

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"testing"
	"time"

	"aftercare/shared/dynamo"
	"aftercare/shared/dynamo/layout"
	"aftercare/shared/insight"
	"aftercare/shared/rollup"
	"aftercare/shared/storetest"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// endpoint names the variable that holds the address of a DynamoDB to test against.
const endpoint = "AFTERCARE_DYNAMODB_ENDPOINT"

func TestTableKeepsTheContractOfStorage(t *testing.T) {
	client := connect(t)
	storetest.Run(t, func(t *testing.T, now func() time.Time) storetest.Store {
		name := createTable(t, client)
		return breakable{dynamo.NewTable(client, name, now), client, name}
	})
}

// breakable is a table of which items can be damaged.
type breakable struct {
	*dynamo.Table
	client *dynamodb.Client
	name   string
}

func (b breakable) SpoilFact(ctx context.Context, c rollup.Case, day insight.Day) error {
	return b.spoil(ctx, layout.FactPK(string(day), layout.Shard(c.ID)), layout.AggregatePK(c.Kind, c.ID))
}

func (b breakable) SpoilSum(ctx context.Context, p rollup.Place) error {
	return b.spoil(ctx, layout.SumPK(string(p.Day), p.Shard), layout.SumSK(string(p.By), string(p.Measure)))
}

// spoil leaves of an item neither a document nor a version that could be read.
func (b breakable) spoil(ctx context.Context, pk, sk string) error {
	_, err := b.client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &b.name, Item: map[string]types.AttributeValue{
		layout.PK: &types.AttributeValueMemberS{Value: pk}, layout.SK: &types.AttributeValueMemberS{Value: sk},
		"doc": &types.AttributeValueMemberB{Value: []byte("damaged")}, "version": &types.AttributeValueMemberS{Value: "one"},
	}})
	return err
}

// connect gives a client of the DynamoDB to test against, or skips the test.
func connect(t *testing.T) *dynamodb.Client {
	t.Helper()
	address := os.Getenv(endpoint)
	if address == "" {
		t.Skipf("%s is not set: give the address of a DynamoDB, such as http://127.0.0.1:4566, to test against it", endpoint)
	}
	return dynamodb.New(dynamodb.Options{
		BaseEndpoint: aws.String(address), Region: "us-east-1",
		Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
	})
}

// createTable makes a table as the stack does, which the end of the test deletes.
func createTable(t *testing.T, client *dynamodb.Client) string {
	t.Helper()
	name := "storetest-" + rand.Text()
	in := &dynamodb.CreateTableInput{
		TableName: &name, BillingMode: types.BillingModePayPerRequest, KeySchema: schema(layout.PK, layout.SK),
		AttributeDefinitions: []types.AttributeDefinition{text(layout.PK), text(layout.SK)},
	}
	for _, index := range layout.Indexes() {
		in.AttributeDefinitions = append(in.AttributeDefinitions, text(index.PK), text(index.SK))
		in.GlobalSecondaryIndexes = append(in.GlobalSecondaryIndexes, types.GlobalSecondaryIndex{
			IndexName: aws.String(index.Name), KeySchema: schema(index.PK, index.SK),
			Projection: &types.Projection{ProjectionType: types.ProjectionTypeKeysOnly},
		})
	}
	_, err := client.CreateTable(t.Context(), in)
	// The client repeats a call whose answer was lost; nobody else has the name.
	if _, made := errors.AsType[*types.ResourceInUseException](err); err != nil && !made {
		t.Fatalf("create a table: %v", err)
	}
	t.Cleanup(func() {
		// The context of the test has ended by now. What is repeated finds the table gone.
		_, err := client.DeleteTable(context.Background(), &dynamodb.DeleteTableInput{TableName: &name})
		if _, gone := errors.AsType[*types.ResourceNotFoundException](err); err != nil && !gone {
			t.Errorf("delete the table %s: %v", name, err)
		}
	})
	ready := dynamodb.NewTableExistsWaiter(client)
	if err := ready.Wait(t.Context(), &dynamodb.DescribeTableInput{TableName: &name}, time.Minute); err != nil {
		t.Fatalf("wait for the table: %v", err)
	}
	return name
}

func schema(pk, sk string) []types.KeySchemaElement {
	return []types.KeySchemaElement{
		{AttributeName: aws.String(pk), KeyType: types.KeyTypeHash}, {AttributeName: aws.String(sk), KeyType: types.KeyTypeRange},
	}
}

func text(name string) types.AttributeDefinition {
	return types.AttributeDefinition{AttributeName: aws.String(name), AttributeType: types.ScalarAttributeTypeS}
}
