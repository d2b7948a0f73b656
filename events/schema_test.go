package events_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"net/mail"
	"net/url"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// keywords are those of JSON Schema 2020-12 that the schemas use and that
// validate understands.
var keywords = strings.Fields(`$schema $id $defs $ref title description type required properties additionalProperties items
	enum const pattern format minLength maxLength minimum maximum allOf if then`)

// checkSchema wants a schema that uses nothing that is not checked here, and
// whose references lead somewhere.
func checkSchema(t *testing.T, file string) {
	schema, ok := plain(t, read(t, file)).(map[string]any)
	if !ok || schema["$schema"] != "https://json-schema.org/draft/2020-12/schema" || schema["$id"] != path.Base(file) {
		t.Error("not a schema of 2020-12 under its own name")
	}
	checkKeywords(t, path.Base(file), schema)
}

func checkKeywords(t *testing.T, file string, schema map[string]any) {
	for name, v := range schema {
		if !slices.Contains(keywords, name) {
			t.Errorf("%s: keyword %q is not checked by these tests", file, name)
		}
		switch name {
		case "$ref":
			resolve(t, file, v.(string))
		case "pattern":
			regexp.MustCompile(v.(string))
		case "properties", "$defs":
			for _, sub := range v.(map[string]any) {
				checkKeywords(t, file, sub.(map[string]any))
			}
		case "items", "if", "then":
			checkKeywords(t, file, v.(map[string]any))
		case "allOf":
			for _, sub := range v.([]any) {
				checkKeywords(t, file, sub.(map[string]any))
			}
		}
	}
	for _, name := range texts(schema["required"]) {
		if properties, ok := schema["properties"].(map[string]any); ok && properties[name] == nil {
			t.Errorf("%s: %q is required and not described", file, name)
		}
	}
}

// resolve finds the schema that a reference in a file means, and its file.
func resolve(t testing.TB, file, ref string) (string, map[string]any) {
	t.Helper()
	name, pointer, _ := strings.Cut(ref, "#")
	if name == "" {
		name = file
	}
	v := plain(t, read(t, "schemas/"+name))
	for _, step := range strings.Split(strings.Trim(pointer, "/"), "/") {
		if step != "" {
			object, _ := v.(map[string]any)
			v = object[step]
		}
	}
	schema, ok := v.(map[string]any)
	if !ok {
		t.Fatalf("%s: %s leads nowhere", file, ref)
	}
	return name, schema
}

// validate gives what is wrong with a value by a schema. Beyond the standard
// it reports fields that no schema describes: the samples have none.
func validate(t testing.TB, ref string, value any) []string {
	t.Helper()
	c := checker{t: t, described: make(map[string]bool)}
	file, schema := resolve(t, "", ref)
	c.check(file, schema, "", value)
	c.undescribed("", value)
	slices.Sort(c.problems)
	return slices.Compact(c.problems)
}

type checker struct {
	t         testing.TB
	problems  []string
	described map[string]bool // places that some schema describes
}

func (c *checker) say(at, format string, args ...any) {
	c.problems = append(c.problems, at+": "+fmt.Sprintf(format, args...))
}

func (c *checker) check(file string, schema map[string]any, at string, value any) {
	if ref, ok := schema["$ref"].(string); ok {
		name, target := resolve(c.t, file, ref)
		c.check(name, target, at, value)
	}
	if all, ok := schema["allOf"].([]any); ok {
		for _, sub := range all {
			c.check(file, sub.(map[string]any), at, value)
		}
	}
	if condition, ok := schema["if"].(map[string]any); ok {
		trial := checker{t: c.t, described: make(map[string]bool)}
		trial.check(file, condition, at, value)
		if len(trial.problems) == 0 {
			c.check(file, schema["then"].(map[string]any), at, value)
		}
	}
	if want, ok := schema["const"]; ok && !reflect.DeepEqual(want, value) {
		c.say(at, "is not %v", want)
	}
	if all, ok := schema["enum"].([]any); ok && !slices.ContainsFunc(all, func(v any) bool { return reflect.DeepEqual(v, value) }) {
		c.say(at, "is none of the values")
	}
	if want, ok := schema["type"].(string); ok && kind(value, want) != want {
		c.say(at, "is no %s", want)
		return
	}
	switch value := value.(type) {
	case map[string]any:
		c.object(file, schema, at, value)
	case []any:
		if items, ok := schema["items"].(map[string]any); ok {
			for i, v := range value {
				c.check(file, items, fmt.Sprintf("%s/%d", at, i), v)
			}
		}
	case string:
		c.text(schema, at, value)
	case json.Number:
		n, _ := value.Float64()
		if low, ok := number(schema["minimum"]); ok && n < low {
			c.say(at, "is below %v", low)
		}
		if high, ok := number(schema["maximum"]); ok && n > high {
			c.say(at, "is above %v", high)
		}
	}
}

func (c *checker) object(file string, schema map[string]any, at string, value map[string]any) {
	for _, name := range texts(schema["required"]) {
		if _, ok := value[name]; !ok {
			c.say(at, "lacks %q", name)
		}
	}
	properties, _ := schema["properties"].(map[string]any)
	for name, v := range value {
		if sub, ok := properties[name].(map[string]any); ok {
			c.described[at+"/"+name] = true
			c.check(file, sub, at+"/"+name, v)
		} else if schema["additionalProperties"] == false {
			c.say(at, "must not have %q", name)
		}
	}
}

func (c *checker) text(schema map[string]any, at, value string) {
	length := float64(utf8.RuneCountInString(value))
	if low, ok := number(schema["minLength"]); ok && length < low {
		c.say(at, "is too short")
	}
	if high, ok := number(schema["maxLength"]); ok && length > high {
		c.say(at, "is too long")
	}
	if pattern, ok := schema["pattern"].(string); ok && !regexp.MustCompile(pattern).MatchString(value) {
		c.say(at, "does not match %s", pattern)
	}
	var err error
	switch schema["format"] {
	case "date-time":
		_, err = time.Parse(time.RFC3339, value)
	case "email":
		_, err = mail.ParseAddress(value)
	case "uri":
		_, err = url.ParseRequestURI(value)
	}
	if err != nil {
		c.say(at, "is no %v", schema["format"])
	}
}

// undescribed reports the fields that no schema described.
func (c *checker) undescribed(at string, value any) {
	switch value := value.(type) {
	case map[string]any:
		for name, v := range value {
			if !c.described[at+"/"+name] {
				c.say(at, "%q is described nowhere", name)
				continue
			}
			c.undescribed(at+"/"+name, v)
		}
	case []any:
		for i, v := range value {
			c.undescribed(fmt.Sprintf("%s/%d", at, i), v)
		}
	}
}

// kind is the JSON Schema type of a value; an integer is a number, too.
func kind(value any, want string) string {
	switch value := value.(type) {
	case map[string]any:
		return "object"
	case []any:
		return "array"
	case string:
		return "string"
	case bool:
		return "boolean"
	case json.Number:
		if _, err := strconv.ParseInt(value.String(), 10, 64); err == nil && want == "integer" {
			return "integer"
		}
		return "number"
	}
	return "null"
}

func number(v any) (float64, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	f, err := n.Float64()
	return f, err == nil
}

func texts(v any) []string {
	all, _ := v.([]any)
	var out []string
	for _, s := range all {
		out = append(out, fmt.Sprint(s))
	}
	return out
}

func TestSchemasWantEveryRequiredField(t *testing.T) {
	for pattern, schema := range map[string]string{"intake/*.json": "intake.schema.json", "bus/*.json": "bus.schema.json"} {
		files, _ := filepath.Glob(pattern)
		for _, file := range files {
			raw := read(t, filepath.ToSlash(file))
			whole, _ := plain(t, raw).(map[string]any)
			for name := range whole {
				if name == "datacontenttype" {
					continue
				}
				less := maps.Clone(whole)
				delete(less, name)
				if len(validate(t, schema, less)) == 0 {
					t.Errorf("%s without %s is in order", file, name)
				}
				less[name] = json.Number("1")
				if len(validate(t, schema, less)) == 0 {
					t.Errorf("%s with a number as %s is in order", file, name)
				}
			}
		}
	}
}

func TestBusSchemaAndSamplesNameEveryEvent(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), filepath.FromSlash("../shared/event/types.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			for _, v := range spec.Values {
				if s, err := strconv.Unquote(v.(*ast.BasicLit).Value); err == nil {
					want = append(want, s)
				}
			}
		}
		return true
	})
	_, schema := resolve(t, "", "bus.schema.json#/properties/detail-type")
	got := texts(schema["enum"])
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("the schema has %v\nthe catalogue has %v", got, want)
	}
	for _, name := range want {
		if samples, _ := filepath.Glob("bus/" + name + "*.json"); len(samples) == 0 {
			t.Errorf("bus/ has no sample of %s", name)
		}
	}
}
