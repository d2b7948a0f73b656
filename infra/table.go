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

func newStore(scope constructs.Construct, s Settings, key awskms.IKey, w *watch) store {
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
	made := store{table: table, key: key}
	if !s.Local { // the emulator takes no alarm on a sum of metrics
		made.watched(w)
	}
	return made
}

// watched tells the operators when DynamoDB turns requests away, or fails.
func (s store) watched(w *watch) {
	// Each request that was turned away, whether by the table or by an index.
	asked := []awsdynamodb.Operation{
		awsdynamodb.Operation_GET_ITEM, awsdynamodb.Operation_BATCH_GET_ITEM, awsdynamodb.Operation_QUERY,
		awsdynamodb.Operation_UPDATE_ITEM, awsdynamodb.Operation_TRANSACT_WRITE_ITEMS,
	}
	w.when(s.table, "Throttles", tableThrottles, "The table turns requests away",
		s.table.MetricThrottledRequestsForOperations(&awsdynamodb.OperationsMetricOptions{
			Operations: &asked, Period: minutes(1), Statistic: jsii.String("Sum"),
		}), repeatedly(1))
	w.when(s.table, "SystemErrors", tableErrors, "DynamoDB fails by its own fault",
		s.table.MetricSystemErrorsForOperations(&awsdynamodb.SystemErrorsForOperationsMetricOptions{
			Operations: &asked, Period: minutes(1), Statistic: jsii.String("Sum"),
		}), repeatedly(1))
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
