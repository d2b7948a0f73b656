package main

import (
	"context"
	"fmt"
	"time"

	"aftercare/shared/dynamo/layout"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// connect gives a client of a DynamoDB on this machine.
func connect(address string) *dynamodb.Client {
	return dynamodb.New(dynamodb.Options{
		BaseEndpoint: aws.String(address), Region: "us-east-1",
		Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
	})
}

// createTable makes an empty table as the stack describes it, and gives its name.
func createTable(ctx context.Context, client *dynamodb.Client) (string, error) {
	name := fmt.Sprintf("bench-%d", time.Now().UnixNano())
	attribute := func(name string) types.AttributeDefinition {
		return types.AttributeDefinition{AttributeName: aws.String(name), AttributeType: types.ScalarAttributeTypeS}
	}
	schema := func(pk, sk string) []types.KeySchemaElement {
		return []types.KeySchemaElement{
			{AttributeName: aws.String(pk), KeyType: types.KeyTypeHash}, {AttributeName: aws.String(sk), KeyType: types.KeyTypeRange},
		}
	}
	in := &dynamodb.CreateTableInput{
		TableName: &name, BillingMode: types.BillingModePayPerRequest, KeySchema: schema(layout.PK, layout.SK),
		AttributeDefinitions: []types.AttributeDefinition{attribute(layout.PK), attribute(layout.SK)},
	}
	for _, index := range layout.Indexes() {
		in.AttributeDefinitions = append(in.AttributeDefinitions, attribute(index.PK), attribute(index.SK))
		in.GlobalSecondaryIndexes = append(in.GlobalSecondaryIndexes, types.GlobalSecondaryIndex{
			IndexName: aws.String(index.Name), KeySchema: schema(index.PK, index.SK),
			Projection: &types.Projection{ProjectionType: types.ProjectionTypeKeysOnly},
		})
	}
	if _, err := client.CreateTable(ctx, in); err != nil {
		return "", fmt.Errorf("create a table: %w", err)
	}
	err := dynamodb.NewTableExistsWaiter(client).Wait(ctx, &dynamodb.DescribeTableInput{TableName: &name}, time.Minute)
	return name, err
}
