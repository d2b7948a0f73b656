package main

import (
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"
	"github.com/cdklabs/cdk-nag-go/cdknag/v2"
)

// cdk-nag's exit code is 0 whatever it finds, so its annotations are asserted.
func TestNoRuleOfAWSSolutionsIsBrokenWithoutAReason(t *testing.T) {
	for name, context := range map[string]map[string]string{
		"production": cloudContext(),
		"local":      {"local": "true"},
	} {
		t.Run(name, func(t *testing.T) {
			app, stack := describe(context)
			awscdk.Aspects_Of(app).Add(cdknag.NewAwsSolutionsChecks(&cdknag.NagPackProps{Verbose: jsii.Bool(true)}), nil)
			found := assertions.Annotations_FromStack(stack)
			rules := assertions.Match_StringLikeRegexp(jsii.String("(AwsSolutions-|CdkNag).*"))
			for _, message := range append(
				*found.FindError(jsii.String("*"), rules), *found.FindWarning(jsii.String("*"), rules)...,
			) {
				t.Error(message.Entry.Data) //nolint:staticcheck // the type has moved, but awscdk v2.260.0 gives no other
			}
		})
	}
}

func TestEveryExceptionGivesItsReason(t *testing.T) {
	exceptions := 0
	for id, r := range inProduction().Resources {
		exceptions += len(r.Metadata.Nag.Rules)
		for _, rule := range r.Metadata.Nag.Rules {
			if len(rule.Reason) < 30 {
				t.Errorf("%s: %s because %q", id, rule.ID, rule.Reason)
			}
			if rule.ID == "AwsSolutions-IAM5" && len(rule.Accepts) == 0 {
				t.Errorf("%s: %s is accepted whatever it finds", id, rule.ID)
			}
		}
	}
	if exceptions == 0 {
		t.Error("no exception was found: are they still written to the metadata?")
	}
}
