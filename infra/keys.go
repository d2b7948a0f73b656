package main

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// keys are the company's own encryption keys, one per circle of people that
// may come to use it.
type keys struct {
	data   awskms.Key // the table and the secret: our functions alone
	intake awskms.Key // the intake queue: whoever sends contacts
	alarms awskms.Key // the alarm topic: CloudWatch, which no AWS-managed key admits
}

func newKeys(scope constructs.Construct, s Settings) keys {
	at := constructs.NewConstruct(scope, jsii.String("Keys"))
	key := func(id, description string, state bool) awskms.Key {
		removal := awscdk.RemovalPolicy_DESTROY
		if state && s.retained() {
			removal = awscdk.RemovalPolicy_RETAIN
		}
		return awskms.NewKey(at, jsii.String(id), &awskms.KeyProps{
			Description:       jsii.String(description),
			EnableKeyRotation: jsii.Bool(true),
			RemovalPolicy:     removal,
		})
	}
	k := keys{
		data:   key("Data", "Aftercare: the table and the secret that cursors and ids are made from", true),
		intake: key("Intake", "Aftercare: contacts on their way in", true),
		alarms: key("Alarms", "Aftercare: the alarm topic", false),
	}
	// https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
	k.alarms.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:        jsii.String("AlarmsAreEncrypted"),
		Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(jsii.String("cloudwatch.amazonaws.com"), nil)},
		Actions:    jsii.Strings("kms:Decrypt", "kms:GenerateDataKey"),
		Resources:  jsii.Strings("*"), // in a key policy: this key
		Conditions: &map[string]any{"StringEquals": map[string]any{"aws:SourceAccount": awscdk.Aws_ACCOUNT_ID()}},
	}), nil)
	return k
}

// newLinkSecret makes the secret from which the keys of cursors and derived
// ids come. "previous" is filled when "current" is replaced, so that cursors
// already given out stay good, and repetitions are still recognised.
func newLinkSecret(scope constructs.Construct, s Settings, key awskms.IKey) awssecretsmanager.Secret {
	secret := awssecretsmanager.NewSecret(scope, jsii.String("LinkSecret"), &awssecretsmanager.SecretProps{
		Description:   jsii.String("Aftercare: keys of cursors and ids are derived from this"),
		EncryptionKey: key,
		RemovalPolicy: s.removal(),
		GenerateSecretString: &awssecretsmanager.SecretStringGenerator{
			SecretStringTemplate: jsii.String(`{"previous":""}`),
			GenerateStringKey:    jsii.String("current"),
			PasswordLength:       jsii.Number(64), // of 62 characters: 380 bits
			ExcludePunctuation:   jsii.Bool(true),
		},
	})
	accept(secret, "AwsSolutions-SMG4",
		"Replacing the value twice makes cursors and ids derived from keys unknown, so an operator decides when; previous keeps the last value good.")
	return secret
}

// removal is what becomes of state when it leaves the stack.
func (s Settings) removal() awscdk.RemovalPolicy {
	if s.retained() {
		return awscdk.RemovalPolicy_RETAIN
	}
	return awscdk.RemovalPolicy_DESTROY
}

// allowKey lets the function use a key, only through the service that holds what it encrypts.
func (f *function) allowKey(key awskms.IKey, service string, actions ...string) {
	f.role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions:    jsii.Strings(actions...),
		Resources:  &[]*string{key.KeyArn()},
		Conditions: viaService(service),
	}))
}

// viaService holds when a key is used by a service on the caller's behalf.
func viaService(service string) *map[string]any {
	return &map[string]any{"StringEquals": map[string]any{
		"kms:ViaService": fmt.Sprintf("%s.%s.amazonaws.com", service, *awscdk.Aws_REGION()),
	}}
}
