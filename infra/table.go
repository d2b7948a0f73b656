package main

import (
	"fmt"

	"aftercare/shared/boot/env"
	"aftercare/shared/dynamo/layout"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// store is the one table: what is true about every case.
type store struct {
	table awsdynamodb.Table
	key   awskms.IKey
}

func newStore(scope constructs.Construct, s Settings, key awskms.IKey) store {
	table := awsdynamodb.NewTable(scope, jsii.String("Table"), &awsdynamodb.TableProps{
		PartitionKey:  text(layout.PK),
		SortKey:       text(layout.SK),
		BillingMode:   awsdynamodb.BillingMode_PAY_PER_REQUEST,
		Encryption:    awsdynamodb.TableEncryption_CUSTOMER_MANAGED,
		EncryptionKey: key,
		PointInTimeRecoverySpecification: &awsdynamodb.PointInTimeRecoverySpecification{
			PointInTimeRecoveryEnabled: jsii.Bool(true),
		},
		TimeToLiveAttribute: jsii.String(layout.Expires),
		Stream:              awsdynamodb.StreamViewType_NEW_IMAGE,
		DeletionProtection:  jsii.Bool(s.retained()),
		RemovalPolicy:       s.removal(),
	})
	for _, index := range layout.Indexes() {
		table.AddGlobalSecondaryIndex(&awsdynamodb.GlobalSecondaryIndexProps{
			IndexName:      jsii.String(index.Name),
			PartitionKey:   text(index.PK),
			SortKey:        text(index.SK),
			ProjectionType: awsdynamodb.ProjectionType_KEYS_ONLY,
		})
	}
	return store{table: table, key: key}
}

func text(attribute string) *awsdynamodb.Attribute {
	return &awsdynamodb.Attribute{Name: jsii.String(attribute), Type: awsdynamodb.AttributeType_STRING}
}

// read lets a function look items up and walk the indexes; it cannot scan.
func (s store) read(f *function) {
	f.set(env.TableName, s.table.TableName())
	f.allow([]string{"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"}, s.table.TableArn())
	f.allow([]string{"dynamodb:Query"}, s.indexes()...)
	f.allowKey(s.key, "dynamodb", "kms:Decrypt", "kms:DescribeKey")
}

// write lets a function also save; TransactWriteItems needs the rights of its
// parts. Nothing may be deleted: what expires, DynamoDB removes.
func (s store) write(f *function) {
	s.read(f)
	f.allow([]string{"dynamodb:PutItem", "dynamodb:UpdateItem"}, s.table.TableArn())
	f.allowKey(s.key, "dynamodb", "kms:Encrypt", "kms:ReEncryptFrom", "kms:ReEncryptTo",
		"kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext")
}

// indexes returns the ARN of each index, so that no policy needs a wildcard.
func (s store) indexes() []*string {
	var arns []*string
	for _, index := range layout.Indexes() {
		arns = append(arns, jsii.String(fmt.Sprintf("%s/index/%s", *s.table.TableArn(), index.Name)))
	}
	return arns
}
