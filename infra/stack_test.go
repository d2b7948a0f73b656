package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"
)

// assets stands in for dist/: a folder per function, so that the stack can be
// described without building anything.
var assets string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		defer jsii.Close()
		var err error
		if assets, err = os.MkdirTemp("", "aftercare-assets"); err != nil {
			panic(err)
		}
		defer os.RemoveAll(assets) //nolint:errcheck // a temporary folder
		for _, job := range jobs() {
			folder := filepath.Join(assets, job)
			if err := os.Mkdir(folder, 0o700); err != nil {
				panic(err)
			}
			if err := os.WriteFile(filepath.Join(folder, "bootstrap"), []byte(job), 0o600); err != nil {
				panic(err)
			}
		}
		return m.Run()
	}())
}

// jobs names the folders in functions/.
func jobs() []string {
	entries, err := os.ReadDir("../functions")
	if err != nil {
		panic(err)
	}
	var names []string
	for _, entry := range entries {
		if entry.IsDir() {
			names = append(names, entry.Name())
		}
	}
	return names
}

// cloudContext is what an operator passes for a real account.
func cloudContext() map[string]string {
	return map[string]string{
		"mailIdentity":    "example.com",
		"mailFrom":        "Example Support <support@example.com>",
		"alarmEmail":      "operators@example.com",
		"timeZone":        "Europe/Vienna",
		"jurisdiction":    "mica",
		"companyName":     "Example Exchange",
		"complaintsEmail": "complaints@example.com",
		"complaintsPhone": "+43 1 555 0100",
	}
}

func settingsOf(context map[string]string) (Settings, error) {
	return readSettings(func(key string) string { return context[key] })
}

// describe makes the stack for a context, within an app of its own.
func describe(context map[string]string) (awscdk.App, awscdk.Stack) {
	s, err := settingsOf(context)
	if err != nil {
		panic(err)
	}
	s.AssetRoot = assets
	app := newApp()
	return app, newStack(app, s)
}

// template is a synthesized stack as CloudFormation gets it.
type template struct {
	Resources map[string]resource
	Outputs   map[string]struct{ Value any }

	raw []byte // all of it, as JSON
}

type resource struct {
	Type           string
	Properties     map[string]any
	DependsOn      any
	DeletionPolicy string
	Metadata       struct {
		Nag struct {
			Rules []struct {
				ID      string   `json:"id"`
				Reason  string   `json:"reason"`
				Accepts []string `json:"applies_to"`
			} `json:"rules_to_suppress"`
		} `json:"cdk_nag"`
	}
}

func synthesize(context map[string]string) template {
	_, stack := describe(context)
	raw, err := json.Marshal(assertions.Template_FromStack(stack, nil).ToJSON())
	if err != nil {
		panic(err)
	}
	t := template{raw: raw}
	if err := json.Unmarshal(raw, &t); err != nil {
		panic(err)
	}
	return t
}

// The two stacks that most tests look at; describing one takes a second. No test
// runs in parallel: the process behind the CDK serves one caller at a time.
var (
	inProduction = sync.OnceValue(func() template { return synthesize(cloudContext()) })
	onLocalhost  = sync.OnceValue(func() template { return synthesize(map[string]string{"local": "true"}) })
)

// of returns the resources of a type by logical id.
func (t template) of(kind string) map[string]resource {
	found := map[string]resource{}
	for id, r := range t.Resources {
		if r.Type == kind {
			found[id] = r
		}
	}
	return found
}

// one returns the only resource of a type.
func (t template) one(tb testing.TB, kind string) resource {
	tb.Helper()
	found := t.of(kind)
	if len(found) != 1 {
		tb.Fatalf("%d resources of type %s, want one", len(found), kind)
	}
	for _, r := range found {
		return r
	}
	return resource{}
}

// at walks into properties: at("A", "B") is .A.B, or nil.
func (r resource) at(path ...string) any { return dig(r.Properties, path...) }

func dig(v any, path ...string) any {
	for _, key := range path {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[key]
	}
	return v
}

// target is the logical id that a Ref or Fn::GetAtt points to, or "".
func target(v any) string {
	if id, ok := dig(v, "Ref").(string); ok {
		return id
	}
	if parts, ok := dig(v, "Fn::GetAtt").([]any); ok {
		return parts[0].(string)
	}
	return ""
}

// asList returns a value that CloudFormation lets be one or many.
func asList(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	default:
		return []any{v}
	}
}

func quoted(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

func TestOutputsAreThoseThatClientsDependOn(t *testing.T) {
	for name, stack := range map[string]template{"production": inProduction(), "local": onLocalhost()} {
		for _, output := range []string{
			"ApiUrl", "IntakeQueueUrl", "EventBusName", "TableName", "SlaStateMachineArn", "UserPoolId", "UserPoolClientId",
		} {
			if _, ok := stack.Outputs[output]; !ok {
				t.Errorf("%s: no output %s", name, output)
			}
		}
	}
	if got := onLocalhost().Outputs["ApiUrl"].Value; got != "http://127.0.0.1:4566/_aws/execute-api/"+localAPIID {
		t.Errorf("locally ApiUrl is %v: it has to answer as it stands", got)
	}
}

func TestStateOutlivesTheStackInProductionAlone(t *testing.T) {
	state := []string{
		"AWS::DynamoDB::Table", "AWS::Cognito::UserPool", "AWS::Cognito::UserPoolClient",
		"AWS::Cognito::UserPoolGroup", "AWS::SecretsManager::Secret",
	}
	for _, kind := range state {
		for id, r := range inProduction().of(kind) {
			if r.DeletionPolicy != "Retain" {
				t.Errorf("production: %s is not retained", id)
			}
		}
		for id, r := range onLocalhost().of(kind) {
			if r.DeletionPolicy == "Retain" {
				t.Errorf("local: %s stays behind", id)
			}
		}
	}
	for id, r := range inProduction().of("AWS::KMS::Key") {
		if ephemeral := strings.Contains(id, "Alarms"); (r.DeletionPolicy == "Retain") == ephemeral {
			t.Errorf("production: %s has deletion policy %q", id, r.DeletionPolicy)
		}
	}
	if got := inProduction().one(t, "AWS::Cognito::UserPool").at("DeletionProtection"); got != "ACTIVE" {
		t.Errorf("the user pool's deletion protection is %v in production", got)
	}
}

func TestEnvironmentsOtherThanProductionAreRemovedWhole(t *testing.T) {
	context := cloudContext()
	context["environment"] = "staging"
	for id, r := range synthesize(context).Resources {
		if r.DeletionPolicy == "Retain" {
			t.Errorf("%s stays behind", id)
		}
	}
}

func TestEveryFunctionFolderIsDeployed(t *testing.T) {
	var deployed []string
	for _, r := range inProduction().of("AWS::Lambda::Function") {
		deployed = append(deployed, strings.TrimPrefix(r.at("FunctionName").(string), "aftercare-"))
	}
	slices.Sort(deployed)
	if want := jobs(); !slices.Equal(deployed, want) {
		t.Errorf("deployed: %v\nfolders:  %v", deployed, want)
	}
}
