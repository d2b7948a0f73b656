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
		awsses.NewEmailIdentity(scope, jsii.String("MailIdentity"), &awsses.EmailIdentityProps{Identity: identity})
	}
	arn := fmt.Sprintf("arn:%s:ses:%s:%s:identity/%s",
		*awscdk.Aws_PARTITION(), *awscdk.Aws_REGION(), *awscdk.Aws_ACCOUNT_ID(), s.MailIdentity)
	return post{settings: s, identity: jsii.String(arn), publicURL: publicURL}
}

// send lets a function send mail, as the company and under its sender only.
func (p post) send(f *function) {
	s := p.settings
	f.set(env.MailFrom, jsii.String(s.MailFrom))
	f.set(env.CompanyName, jsii.String(s.CompanyName))
	f.set(env.ComplaintsEmail, jsii.String(s.ComplaintsEmail))
	f.set(env.ComplaintsPhone, jsii.String(s.ComplaintsPhone))
	f.set(env.PublicURL, p.publicURL)
	f.allow([]string{"ses:SendEmail"}, p.identity)
}
