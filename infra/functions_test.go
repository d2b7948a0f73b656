package main

import (
	"runtime"
	"slices"
	"strings"
	"testing"
)

// mayDo says, for each function, everything that its role allows; a right
// that is added to the stack has to be added here, and so thought about.
var mayDo = func() map[string][]string {
	var (
		log   = []string{"logs:CreateLogStream", "logs:PutLogEvents"}
		read  = []string{"dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query", "kms:Decrypt", "kms:DescribeKey"}
		write = slices.Concat(read, []string{
			"dynamodb:PutItem", "dynamodb:UpdateItem",
			"kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:ReEncryptFrom", "kms:ReEncryptTo",
		})
		secret = []string{"kms:Decrypt", "secretsmanager:GetSecretValue"}
		queue  = []string{
			"sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:ReceiveMessage",
		}
		stream = []string{
			"dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams",
			"kms:Decrypt", "kms:DescribeKey",
		}
		dead  = []string{"sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage"}
		start = []string{"states:StartExecution"}
		mail  = []string{"ses:SendEmail"}
		staff = []string{"cognito-idp:ListUsersInGroup"}
	)
	return map[string][]string{
		"tickets":      slices.Concat(log, write, secret),
		"complaints":   slices.Concat(log, write, secret, []string{"s3:GetObject"}),
		"feedback":     slices.Concat(log, write, secret),
		"policies":     slices.Concat(log, write, secret, staff),
		"guests":       slices.Concat(log, write, secret),
		"insights":     slices.Concat(log, write, secret, staff),
		"audit":        slices.Concat(log, read),
		"documents":    slices.Concat(log, read),
		"directory":    slices.Concat(log, read, staff),
		"reference":    log,
		"intake":       slices.Concat(log, write, secret, queue, []string{"sqs:SendMessage"}),
		"timers":       slices.Concat(log, queue, start),
		"deadline":     slices.Concat(log, write, start),
		"sweep":        slices.Concat(log, write, start),
		"escalations":  slices.Concat(log, write, secret, queue),
		"rescheduling": slices.Concat(log, write, queue, []string{"sqs:SendMessage"}),
		"surveys":      slices.Concat(log, write, queue, mail),
		"notices":      slices.Concat(log, write, queue, staff, mail),
		"invitations":  slices.Concat(log, write, mail),
		"rollup":       slices.Concat(log, write),
		"trends":       slices.Concat(log, write),
		"reports":      slices.Concat(log, write),
		"topics":       slices.Concat(log, write, staff),
		"exports":      slices.Concat(log, write, queue, []string{"s3:GetObject", "s3:PutObject"}),
		"relay":        slices.Concat(log, stream, dead, []string{"events:PutEvents"}),
	}
}()

func TestEveryFunctionMayDoExactlyItsJob(t *testing.T) {
	stack := inProduction()
	for id, function := range stack.of("AWS::Lambda::Function") {
		job := strings.TrimPrefix(function.at("FunctionName").(string), "aftercare-")
		want, known := mayDo[job]
		if !known {
			t.Errorf("nothing says what %s may do", job)
		}
		slices.Sort(want)
		want = slices.Compact(want)
		if got := stack.actionsOf(target(function.at("Role"))); !slices.Equal(got, want) {
			t.Errorf("%s may do\n%v, want\n%v", id, got, want)
		}
	}
}

// actionsOf lists what the policies of a role allow, sorted.
func (t template) actionsOf(role string) []string {
	var actions []string
	for _, statement := range t.statementsOf(role) {
		if dig(statement, "Effect") != "Allow" {
			continue
		}
		for _, action := range asList(dig(statement, "Action")) {
			actions = append(actions, action.(string))
		}
	}
	slices.Sort(actions)
	return slices.Compact(actions)
}

func (t template) statementsOf(role string) []any {
	var statements []any
	for _, policy := range t.of("AWS::IAM::Policy") {
		for _, r := range asList(policy.at("Roles")) {
			if target(r) == role {
				statements = append(statements, asList(policy.at("PolicyDocument", "Statement"))...)
			}
		}
	}
	return statements
}

func TestEveryFunctionHasARoleAndALogOfItsOwn(t *testing.T) {
	stack := inProduction()
	roles, logs := map[string]string{}, map[string]string{}
	for id, function := range stack.of("AWS::Lambda::Function") {
		role, log := target(function.at("Role")), target(function.at("LoggingConfig", "LogGroup"))
		if other, taken := roles[role]; taken {
			t.Errorf("%s and %s share a role", id, other)
		}
		if other, taken := logs[log]; taken {
			t.Errorf("%s and %s share a log", id, other)
		}
		roles[role], logs[log] = id, id
		if managed := stack.Resources[role].at("ManagedPolicyArns"); managed != nil {
			t.Errorf("%s may do what AWS thinks fit: %v", id, managed)
		}
	}
}

func TestLogsEnd(t *testing.T) {
	for id, log := range inProduction().of("AWS::Logs::LogGroup") {
		if log.at("RetentionInDays") == nil {
			t.Errorf("%s is kept for ever", id)
		}
	}
}

func TestNoRightReachesFurtherThanAResourceWithoutAReason(t *testing.T) {
	stack := inProduction()
	for id, policy := range stack.of("AWS::IAM::Policy") {
		reasoned := false
		for _, rule := range policy.Metadata.Nag.Rules {
			reasoned = reasoned || rule.ID == "AwsSolutions-IAM5" && len(rule.Reason) > 20 && len(rule.Accepts) > 0
		}
		for _, statement := range asList(policy.at("PolicyDocument", "Statement")) {
			if wide := strings.Contains(quoted(dig(statement, "Resource")), "*"); wide && !reasoned {
				t.Errorf("%s: %s", id, quoted(statement))
			}
			if strings.Contains(quoted(dig(statement, "Action")), "*") {
				t.Errorf("%s allows any action that matches: %s", id, quoted(statement))
			}
		}
	}
}

func TestMailIsSentAsTheIdentityAlone(t *testing.T) {
	stack := inProduction()
	for _, function := range stack.of("AWS::Lambda::Function") {
		for _, statement := range stack.statementsOf(target(function.at("Role"))) {
			if strings.Contains(quoted(dig(statement, "Action")), "ses:") &&
				!strings.Contains(quoted(dig(statement, "Resource")), ":identity/example.com") {
				t.Errorf("%v may send as %s", function.at("FunctionName"), quoted(dig(statement, "Resource")))
			}
		}
	}
	if got := stack.one(t, "AWS::SES::EmailIdentity").at("EmailIdentity"); got != "example.com" {
		t.Errorf("the identity is %v", got)
	}

	for _, output := range []string{"MailDnsRecord1", "MailDnsRecord2", "MailDnsRecord3"} {
		if _, ok := stack.Outputs[output]; !ok {
			t.Errorf("nothing says which DNS record proves the domain: no output %s", output)
		}
	}

	context := cloudContext()
	context["mailIdentityExists"] = "true"
	if made := synthesize(context).of("AWS::SES::EmailIdentity"); len(made) > 0 {
		t.Errorf("an identity that exists is made again: %v", made)
	}
}

func TestFunctionsAreCompiledForWhereTheyRun(t *testing.T) {
	host := map[string]string{"amd64": "x86_64", "arm64": "arm64"}[runtime.GOARCH]
	for name, want := range map[string]struct {
		stack template
		arch  string
	}{"production": {inProduction(), "arm64"}, "local": {onLocalhost(), host}} {
		for id, function := range want.stack.of("AWS::Lambda::Function") {
			if got := quoted(function.at("Architectures")); got != `["`+want.arch+`"]` {
				t.Errorf("%s: %s is for %s, want %s", name, id, got, want.arch)
			}
			if function.at("Runtime") != "provided.al2023" || function.at("Handler") != "bootstrap" {
				t.Errorf("%s: %s runs %v as %v", name, id, function.at("Handler"), function.at("Runtime"))
			}
			if function.at("ReservedConcurrentExecutions") != nil {
				t.Errorf("%s: %s takes concurrency from the rest of the account", name, id)
			}
		}
	}
}
