package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"aftercare/shared/boot/env"
)

var setting = regexp.MustCompile(`\benv\.(\w+)`)

var ours = regexp.MustCompile(`"aftercare/shared/(\w+)"`)

// needs lists the environment variables that a function's main asks for, by
// itself or through a package that wires for it.
func needs(t *testing.T, job string) map[string]bool {
	t.Helper()
	source, err := os.ReadFile(filepath.Join("../functions", job, "main.go"))
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, match := range setting.FindAllStringSubmatch(string(source), -1) {
		names[variables(t)[match[1]]] = true
	}
	if strings.Contains(string(source), "boot.Secret(") {
		names[env.SecretARN] = true
	}
	for _, match := range ours.FindAllStringSubmatch(string(source), -1) {
		if match[1] == "boot" {
			continue // it offers settings, and asks for none but the secret's
		}
		for _, name := range asked(t, match[1]) {
			names[name] = true
		}
	}
	return names
}

// asked lists the environment variables that a package of ours asks for.
func asked(t *testing.T, name string) (names []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("../shared", name, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range setting.FindAllStringSubmatch(string(source), -1) {
			names = append(names, variables(t)[match[1]])
		}
	}
	return names
}

// variables maps the constants of package env to their values.
func variables(t *testing.T) map[string]string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../shared/boot/env/env.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	values := map[string]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			value, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			values[spec.Names[0].Name] = value
		}
		return true
	})
	return values
}

// granting are the settings that come with rights on what they name.
var granting = map[string]bool{
	env.TableName: true, env.SecretARN: true, env.EventBusName: true, env.StateMachineARN: true,
	env.RefusalsQueueURL: true, env.FailuresQueueURL: true, env.UserPoolID: true, env.ReschedulingQueueURL: true,
}

func TestEveryFunctionIsGivenWhatItAsksForAndNoFurtherRights(t *testing.T) {
	for _, function := range inProduction().of("AWS::Lambda::Function") {
		job := strings.TrimPrefix(function.at("FunctionName").(string), "aftercare-")
		given, _ := function.at("Environment", "Variables").(map[string]any)
		asked := needs(t, job)
		for name := range asked {
			if _, ok := given[name]; !ok {
				t.Errorf("%s asks for %s, which the stack does not set", job, name)
			}
		}
		for name := range given {
			if granting[name] && !asked[name] && len(asked) > 0 { // one that asks for nothing yet is not wired yet
				t.Errorf("%s is given %s and does not ask for it: the rights that come with it are too many", job, name)
			}
		}
	}
}
