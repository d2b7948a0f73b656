package main

import (
	"fmt"

	"aftercare/shared/boot/env"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// exportsPace is how exports are written: a page of some thousand complaints,
// five megabytes of them, may take two minutes, and no two wait in one batch.
var exportsPace = pace{timeout: 120, batch: 1, concurrency: 2}

// files is the bucket of what people download: copies of the register, which
// can be made again at any time. Nobody reads it but by a link of minutes.
type files struct {
	bucket awss3.Bucket
	key    awskms.IKey
}

func newFiles(scope constructs.Construct, key awskms.IKey) files {
	bucket := awss3.NewBucket(scope, jsii.String("Files"), &awss3.BucketProps{
		Encryption:        awss3.BucketEncryption_KMS,
		EncryptionKey:     key,
		BucketKeyEnabled:  jsii.Bool(true),
		BlockPublicAccess: awss3.BlockPublicAccess_BLOCK_ALL(),
		ObjectOwnership:   awss3.ObjectOwnership_BUCKET_OWNER_ENFORCED,
		EnforceSSL:        jsii.Bool(true),
		RemovalPolicy:     awscdk.RemovalPolicy_DESTROY,
		LifecycleRules: &[]*awss3.LifecycleRule{{
			Id:                                  jsii.String("Copies"),
			Expiration:                          days(7),
			AbortIncompleteMultipartUploadAfter: days(3),
		}},
	})
	accept(bucket, "AwsSolutions-S1",
		"Objects are read only by links that work for five minutes; the record of each export says who asked for it, and the function's log to whom a link was given.")
	return files{bucket: bucket, key: key}
}

// write lets a function write exports, part by part.
func (b files) write(f *function) {
	f.set(env.BucketName, b.bucket.BucketName())
	f.allow([]string{"s3:PutObject", "s3:GetObject"}, b.exports())
	f.allowKey(b.key, "s3", "kms:GenerateDataKey", "kms:Decrypt")
	b.each(f)
}

// read lets a function sign links to exports: a link can do no more than who signed it.
func (b files) read(f *function) {
	f.set(env.BucketName, b.bucket.BucketName())
	f.allow([]string{"s3:GetObject"}, b.exports())
	f.allowKey(b.key, "s3", "kms:Decrypt")
	b.each(f)
}

// exports are all objects that hold the register.
func (b files) exports() *string { return b.bucket.ArnForObjects(jsii.String("register/*")) }

// each gives the reason of the wildcard in the rights of a function.
func (b files) each(f *function) {
	policy := f.role.Node().FindChild(jsii.String("DefaultPolicy"))
	accept(policy, "AwsSolutions-IAM5", "Each export is an object of its own under this prefix, which is all that the bucket holds.",
		fmt.Sprintf("Resource::<%s.Arn>/register/*", *awscdk.Stack_Of(b.bucket).GetLogicalId(b.bucket.Node().DefaultChild().(awscdk.CfnElement))))
}
