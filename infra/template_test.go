package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// resourceLimit is what CloudFormation takes in one stack; room is left for
// what the next capabilities bring.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
const (
	resourceLimit = 500
	resourceRoom  = 100
	sizeLimit     = 1 << 20
)

func TestTheStackLeavesRoomForMore(t *testing.T) {
	n := len(inProduction().Resources)
	t.Logf("%d resources", n)
	if n > resourceLimit-resourceRoom {
		t.Errorf("%d resources of %d: split the stack before the next capability", n, resourceLimit)
	}
	if size := len(inProduction().raw); size > sizeLimit*3/4 {
		t.Errorf("the template has %d bytes of %d", size, sizeLimit)
	}
}

func TestARealAccountSeesNoTraceOfTheEmulator(t *testing.T) {
	production := string(inProduction().raw)
	for _, trace := range []string{
		"localhost", "127.0.0.1", "ministack", "_aws/execute-api", localIDTag, localAPIID, "AWS_ENDPOINT", "000000000000",
		"AWS_ACCESS_KEY", "AWS_SECRET", `"test"`, "example.test", "USER_PASSWORD_AUTH", "x86_64",
	} {
		if at := strings.Index(production, trace); at >= 0 {
			t.Errorf("%q: ...%s...", trace, production[max(0, at-60):min(len(production), at+60)])
		}
	}
	// Otherwise the search above would find nothing whatever the stack holds.
	if !strings.Contains(string(onLocalhost().raw), "127.0.0.1") {
		t.Error("not even the local stack has a trace of the emulator")
	}
}

// cfn-lint checks the template against the schemas of the resource types, as
// the account will. scripts/test installs it.
func TestTheTemplateIsCleanForCloudFormationsLinter(t *testing.T) {
	linter := os.Getenv("AFTERCARE_CFN_LINT")
	if linter == "" {
		t.Skip("needs cfn-lint: scripts/test brings it, and names it in AFTERCARE_CFN_LINT")
	}
	file := filepath.Join(t.TempDir(), "Aftercare.template.json")
	if err := os.WriteFile(file, inProduction().raw, 0o600); err != nil {
		t.Fatal(err)
	}
	// W3005: the CDK also writes down dependencies that follow from what a resource refers to, since a role's policy
	// is not among them.
	out, err := exec.CommandContext(t.Context(), linter, "--template", file, "--format", "parseable",
		"--ignore-checks", "W3005", "--regions", "eu-central-1", "us-east-1").CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// pinned is what the stack may never lose by accident.
type pinned struct {
	Type string
	// Lost is what is gone when CloudFormation replaces the resource, as it
	// does when its logical id changes, or one of Fixed.
	Lost string
	// Fixed are the properties that cannot change in place.
	Fixed map[string]any
}

// CloudFormation knows a resource by its logical id, which the CDK makes of
// the names of its constructs. Renaming a construct therefore means: make a
// new, empty one, and drop (in production: orphan) the old one.
func TestWhatMustNeverBeReplacedIsWhereItWas(t *testing.T) {
	raw, err := os.ReadFile("testdata/pinned.json")
	if err != nil {
		t.Fatal(err)
	}
	var pins map[string]pinned
	if err := json.Unmarshal(raw, &pins); err != nil {
		t.Fatal(err)
	}
	stack := inProduction()
	for id, pin := range pins {
		r, ok := stack.Resources[id]
		if !ok || r.Type != pin.Type {
			t.Errorf("%s (%s) is no more under its name, so that the next deployment would replace it. Lost: %s. "+
				"Give the construct its name back; if it has to go, plan the move first, then change testdata/pinned.json.", id, pin.Type, pin.Lost)
			continue
		}
		for property, want := range pin.Fixed {
			if got := r.at(strings.Split(property, ".")...); quoted(got) != quoted(want) {
				t.Errorf("%s of %s is %s and was %s, which cannot change in place: the next deployment would replace it. Lost: %s.",
					property, id, quoted(got), quoted(want), pin.Lost)
			}
		}
	}
	for id, r := range stack.Resources {
		if _, ok := pins[id]; r.DeletionPolicy == "Retain" && !ok {
			t.Errorf("%s (%s) is kept when the stack goes, so it holds something: say what would be lost in testdata/pinned.json", id, r.Type)
		}
	}
}
