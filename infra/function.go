package main

import (
	"path/filepath"
	"strings"

	"aftercare/shared/boot/env"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// logRetention bounds how long a log is kept; logs hold no personal data.
const logRetention = awslogs.RetentionDays_THREE_MONTHS

// function is one Lambda with a role and a log of its own. Its role starts
// with the right to write that log, and gets what each construct adds.
type function struct {
	awslambda.Function
	at   constructs.Construct // what belongs to this job alone stands beside it
	job  string
	role awsiam.Role
}

// newFunction makes the function of a job: the binary in dist/<job>.
func newFunction(scope constructs.Construct, s Settings, w *watch, job, description string, timeout awscdk.Duration) *function {
	at := constructs.NewConstruct(scope, jsii.String(title(job)))
	name := functionName(job)
	log := awslogs.NewLogGroup(at, jsii.String("Log"), &awslogs.LogGroupProps{
		LogGroupName:  jsii.String("/aws/lambda/" + name),
		Retention:     logRetention,
		RemovalPolicy: awscdk.RemovalPolicy_DESTROY,
	})
	role := awsiam.NewRole(at, jsii.String("Role"), &awsiam.RoleProps{
		AssumedBy:   awsiam.NewServicePrincipal(jsii.String("lambda.amazonaws.com"), nil),
		Description: jsii.String("Aftercare: what the function " + job + " may do"),
	})
	log.GrantWrite(role)

	arch := awslambda.Architecture_X86_64()
	if s.Arm {
		arch = awslambda.Architecture_ARM_64()
	}
	f := awslambda.NewFunction(at, jsii.String("Function"), &awslambda.FunctionProps{
		FunctionName:  jsii.String(name),
		Description:   jsii.String(description),
		Runtime:       awslambda.Runtime_PROVIDED_AL2023(),
		Architecture:  arch,
		Handler:       jsii.String("bootstrap"),
		Code:          awslambda.Code_FromAsset(jsii.String(filepath.Join(s.AssetRoot, job)), nil),
		MemorySize:    jsii.Number(256),
		Timeout:       timeout,
		Role:          role,
		LogGroup:      log,
		LoggingFormat: awslambda.LoggingFormat_JSON,
		Environment: &map[string]*string{
			env.LogLevel:     jsii.String(s.LogLevel),
			env.TimeZone:     jsii.String(s.TimeZone),
			env.Jurisdiction: jsii.String(s.Jurisdiction),
		},
	})
	made := &function{Function: f, at: at, job: job, role: role}
	w.onErrors(made)
	return made
}

// set gives the function an environment variable.
func (f *function) set(name string, value *string) { f.AddEnvironment(jsii.String(name), value, nil) }

// allow lets the function do something to exactly these resources.
func (f *function) allow(actions []string, resources ...*string) {
	f.role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions:   jsii.Strings(actions...),
		Resources: &resources,
	}))
}

// readSecret lets the function derive keys from the secret.
func (f *function) readSecret(secret awssecretsmanager.Secret) {
	f.set(env.SecretARN, secret.SecretArn())
	f.allow([]string{"secretsmanager:GetSecretValue"}, secret.SecretArn())
	f.allowKey(secret.EncryptionKey(), "secretsmanager", "kms:Decrypt")
}

// functionName is what a job's function is called; an account holds one stack in a region.
func functionName(job string) string { return "aftercare-" + job }

// title makes a construct id of a job: tickets, Tickets.
func title(job string) string { return strings.ToUpper(job[:1]) + job[1:] }
