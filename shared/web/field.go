package web

import (
	"regexp"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/redact"
)

// fieldProblem names the field that huma's validation found at fault, without its value.
func fieldProblem(d *huma.ErrorDetail) FieldProblem {
	name := d.Location
	for _, prefix := range []string{"body", "query", "path", "header", "form"} {
		if rest, ok := strings.CutPrefix(name, prefix); ok && (rest == "" || rest[0] == '.' || rest[0] == '[') {
			name = strings.TrimPrefix(rest, ".")
			break
		}
	}
	if missing, ok := strings.CutPrefix(d.Message, "expected required property "); ok {
		missing = strings.TrimSuffix(missing, " to be present")
		if name != "" {
			missing = name + "." + missing
		}
		return FieldProblem{Name: safeName(missing), Problem: "is missing"}
	}
	return FieldProblem{Name: safeName(name), Problem: problemText(d.Message)}
}

// problems says in our words what huma's messages mean, by how they begin. Some of huma's end in the value or in
// an error that holds it; those are cut off here.
var problems = []struct{ begin, say string }{
	{"unexpected property", "is not known"},
	{"required ", "is missing"},
	{"expected string to be RFC 3339 date-time", "must be a time as in RFC 3339"},
	{"expected string to be RFC 3339 date", "must be a date as in RFC 3339"},
	{"expected string to be RFC 5322 email", "must be an e-mail address"},
	{"expected string to be RFC 3986 uri", "must be a URI"},
	{"expected duration", "must be a duration such as 1h30m"},
	{"expected boolean", "must be true or false"},
	{"expected integer", "must be a whole number"},
	{"invalid integer", "must be a whole number"},
	{"invalid float", "must be a number"},
	{"invalid boolean", "must be true or false"},
	{"expected string to match pattern", "does not have the expected form"},
	{"expected array items to be unique", "must not hold the same twice"},
}

// rules are the beginnings of those huma messages that hold nothing but the rule: the rest goes out as it is.
var rules = []struct{ begin, say string }{
	{"expected value to be one of ", "must be one of "},
	{"expected number >", "must be >"},
	{"expected number <", "must be <"},
	{"expected length ", "must have a length "},
	{"expected array length ", "must have a length "},
	{"expected object with ", "must have "},
	{"expected string to be visible", "must be visible"},
}

var kindsOfValue = map[string]string{
	"expected string": "must be a string", "expected number": "must be a number",
	"expected array": "must be an array", "expected object": "must be an object",
}

func problemText(message string) string {
	if say, ok := kindsOfValue[message]; ok {
		return say
	}
	for _, rule := range rules {
		if rest, ok := strings.CutPrefix(message, rule.begin); ok {
			return rule.say + strings.Trim(rest, `"`)
		}
	}
	for _, p := range problems {
		if strings.HasPrefix(message, p.begin) {
			return p.say
		}
	}
	return "is not valid"
}

// nameForm is what the name of a field looks like. A key that was sent may be anything, a private key too: what is
// longer than any field of ours or of another form is not repeated.
var nameForm = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9_-]{0,39})?(\[[0-9]{1,6}\])*$`)

// unnamed stands for a name that is not repeated.
const unnamed = "(unnamed)"

func safeName(name string) string {
	parts := strings.SplitN(name, ".", 10)
	if len(parts) > 8 {
		return unnamed
	}
	for i, part := range parts {
		if part != "" && !nameForm.MatchString(part) {
			parts[i] = unnamed
		}
	}
	return strings.Join(parts, ".")
}

// maxFieldProblems is how many fields one answer names. A body can be wrong in many thousand places; the answer to it
// is not larger than what was sent.
const maxFieldProblems = 50

// bounded brings a list of fields into what may go out: not too many, and without their names where those spell a
// recovery phrase together, as the keys of one object can.
func bounded(fields []FieldProblem) []FieldProblem {
	fields = fields[:min(len(fields), maxFieldProblems)]
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	if _, found := redact.All(names...); len(found) > 0 {
		for i := range fields {
			fields[i].Name = unnamed
		}
	}
	return fields
}
