package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"aftercare/shared/dynamo/layout"
)

func TestTable(t *testing.T) {
	table := inProduction().one(t, "AWS::DynamoDB::Table")

	for _, want := range []struct {
		says string
		path []string
		is   any
	}{
		{"it is on demand", []string{"BillingMode"}, "PAY_PER_REQUEST"},
		{"it is encrypted", []string{"SSESpecification", "SSEEnabled"}, true},
		{"it can be restored to any second", []string{"PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled"}, true},
		{"its stream holds what was written", []string{"StreamSpecification", "StreamViewType"}, "NEW_IMAGE"},
		{"what expires goes", []string{"TimeToLiveSpecification", "Enabled"}, true},
		{"what expires says so", []string{"TimeToLiveSpecification", "AttributeName"}, layout.Expires},
		{"it cannot be deleted by mistake", []string{"DeletionProtectionEnabled"}, true},
	} {
		if got := table.at(want.path...); got != want.is {
			t.Errorf("%s: %v is %v, want %v", want.says, want.path, got, want.is)
		}
	}
	key := inProduction().Resources[target(table.at("SSESpecification", "KMSMasterKeyId"))]
	if key.Type != "AWS::KMS::Key" {
		t.Errorf("the table's key is %q, want one of the company's own", key.Type)
	}
	if got := onLocalhost().one(t, "AWS::DynamoDB::Table").at("DeletionProtectionEnabled"); got != false {
		t.Errorf("locally the table is protected from deletion: %v", got)
	}
}

func TestTableHasTheIndexesThatStorageReads(t *testing.T) {
	table := inProduction().one(t, "AWS::DynamoDB::Table")

	if got, want := keySchema(table.Properties), (layout.Index{PK: layout.PK, SK: layout.SK}); got != want {
		t.Errorf("the table's keys are %v, want %v", got, want)
	}
	indexes := map[string]map[string]any{}
	for _, index := range asList(table.at("GlobalSecondaryIndexes")) {
		index := index.(map[string]any)
		indexes[index["IndexName"].(string)] = index
	}
	if len(indexes) != len(layout.Indexes()) {
		t.Errorf("%d indexes, want %d", len(indexes), len(layout.Indexes()))
	}
	for _, want := range layout.Indexes() {
		index := indexes[want.Name]
		if got := keySchema(index); got.PK != want.PK || got.SK != want.SK {
			t.Errorf("%s has keys %v, want %v", want.Name, got, want)
		}
		if got := dig(index, "Projection", "ProjectionType"); got != "KEYS_ONLY" {
			t.Errorf("%s projects %v", want.Name, got)
		}
	}
}

func keySchema(v map[string]any) (keys layout.Index) {
	for _, key := range asList(v["KeySchema"]) {
		name, _ := dig(key, "AttributeName").(string)
		switch dig(key, "KeyType") {
		case "HASH":
			keys.PK = name
		case "RANGE":
			keys.SK = name
		}
	}
	return keys
}

// operation finds in storage's source what it asks of DynamoDB: inputs of
// single calls, and the parts of transactions.
var operation = regexp.MustCompile(`dynamodb\.(\w+)Input\{|types\.(Put|Update|Delete|ConditionCheck)\{`)

// The emulator lets everything pass, so a right that is missing would be
// noticed in a real account only.
func TestFunctionsMayAskOfTheTableWhatStorageAsks(t *testing.T) {
	files, err := filepath.Glob("../shared/dynamo/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("storage is not where it was", err)
	}
	var used []string
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range operation.FindAllStringSubmatch(string(source), -1) {
			switch call, part := match[1], match[2]; {
			case part != "":
				used = append(used, "dynamodb:"+part+"Item")
			case !strings.HasPrefix(call, "Transact"): // needs the rights of its parts
				used = append(used, "dynamodb:"+call)
			}
		}
	}
	slices.Sort(used)
	used = slices.Compact(used)

	var granted []string
	for _, function := range inProduction().of("AWS::Lambda::Function") {
		if function.at("FunctionName") == "aftercare-tickets" {
			for _, action := range inProduction().actionsOf(target(function.at("Role"))) {
				if strings.HasPrefix(action, "dynamodb:") {
					granted = append(granted, action)
				}
			}
		}
	}
	if !slices.Equal(used, granted) {
		t.Errorf("storage asks for\n%v, functions may\n%v", used, granted)
	}
}
