package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// accept records on a construct's resource that a rule of cdk-nag does not
// hold there, and why. With findings, only those findings of the rule are
// accepted. It writes the metadata that cdk-nag reads, so that describing the
// stack needs no cdk-nag, and an auditor finds the reasons in the template.
func accept(on constructs.IConstruct, rule, reason string, findings ...string) {
	resource, ok := on.(awscdk.CfnResource)
	if !ok {
		resource = on.Node().DefaultChild().(awscdk.CfnResource)
	}
	exception := map[string]any{"id": rule, "reason": reason}
	if len(findings) > 0 {
		exception["applies_to"] = findings
	}
	rules := []any{exception}
	if earlier, ok := resource.GetMetadata(jsii.String("cdk_nag")).(map[string]any); ok {
		rules = append(earlier["rules_to_suppress"].([]any), exception)
	}
	resource.AddMetadata(jsii.String("cdk_nag"), map[string]any{"rules_to_suppress": rules})
}
