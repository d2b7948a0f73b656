package main

import (
	"fmt"
	"strings"

	"aftercare/shared/boot/env"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsses"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// post is what sends mail: one SES identity, and who the company is in it.
type post struct {
	settings  Settings
	identity  *string // ARN
	publicURL *string
}

func newPost(scope constructs.Construct, s Settings, publicURL *string) post {
	if !s.MailIdentityExists {
		identity := awsses.Identity_Domain(jsii.String(s.MailIdentity))
		if strings.Contains(s.MailIdentity, "@") {
			identity = awsses.Identity_Email(jsii.String(s.MailIdentity))
		}
		made := awsses.NewEmailIdentity(scope, jsii.String("MailIdentity"), &awsses.EmailIdentityProps{Identity: identity})
		outputDNS(scope, s, made)
	}
	arn := fmt.Sprintf("arn:%s:ses:%s:%s:identity/%s",
		*awscdk.Aws_PARTITION(), *awscdk.Aws_REGION(), *awscdk.Aws_ACCOUNT_ID(), s.MailIdentity)
	return post{settings: s, identity: jsii.String(arn), publicURL: publicURL}
}

// send lets a function send mail, as the company and under its sender only.
func (p post) send(f *function) {
	p.sign(f)
	f.set(env.MailFrom, jsii.String(p.settings.MailFrom))
	f.set(env.PublicURL, p.publicURL)
	f.allow([]string{"ses:SendEmail"}, p.identity)
}

// sign tells a function who the company is, in what people read of it.
func (p post) sign(f *function) {
	f.set(env.CompanyName, jsii.String(p.settings.CompanyName))
	f.set(env.ComplaintsEmail, jsii.String(p.settings.ComplaintsEmail))
	f.set(env.ComplaintsPhone, jsii.String(p.settings.ComplaintsPhone))
}

// outputDNS puts out the records that prove a domain to SES and sign its mail:
// nothing is sent until an operator has entered them.
func outputDNS(scope constructs.Construct, s Settings, identity awsses.EmailIdentity) {
	if s.Local || strings.Contains(s.MailIdentity, "@") {
		return
	}
	for i, record := range *identity.DkimRecords() {
		awscdk.NewCfnOutput(scope, jsii.String(fmt.Sprintf("MailDnsRecord%d", i+1)), &awscdk.CfnOutputProps{
			Description: jsii.String("To be entered in the DNS of " + s.MailIdentity),
			Value:       jsii.String(fmt.Sprintf("%s CNAME %s", *record.Name, *record.Value)),
		})
	}
}
