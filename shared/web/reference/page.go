package reference

import (
	_ "embed"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

//go:embed page.html
var pageSource string

var page = template.Must(template.New("page").Parse(pageSource))

// reading is the document as the page shows it.
type reading struct {
	Title   string
	About   []string
	Groups  []group
	Schemas []schema
}

type group struct {
	Name       string
	Operations []operation
}

type operation struct {
	ID, Method, Path, Summary string
	About                     []string
	Public                    bool
	Parameters                []field
	Bodies, Answers           []message
}

// message is a body that is sent or answered.
type message struct {
	What string // media type, or status
	Says string
	Kind kind
}

type schema struct {
	Name   string
	About  string
	Fields []field
}

type field struct {
	Name, In, About string
	Required        bool
	Kind            kind
	Rules           []string
}

// kind is the type of a value in words, with the schema that it leads to.
type kind struct {
	Before, Schema, After string
}

func view(document *huma.OpenAPI) reading {
	r := reading{Title: document.Info.Title, About: strings.Split(document.Info.Description, "\n\n")}
	groups := map[string]*group{}
	for _, path := range slices.Sorted(maps.Keys(document.Paths)) {
		item := document.Paths[path]
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
			if op == nil {
				continue
			}
			name := "Other"
			if len(op.Tags) > 0 {
				name = op.Tags[0]
			}
			if groups[name] == nil {
				groups[name] = &group{Name: name}
			}
			groups[name].Operations = append(groups[name].Operations, operationOf(document, op, path))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		r.Groups = append(r.Groups, *groups[name])
	}
	schemas := document.Components.Schemas.Map()
	for _, name := range slices.Sorted(maps.Keys(schemas)) {
		s := schemas[name]
		r.Schemas = append(r.Schemas, schema{Name: name, About: s.Description, Fields: fieldsOf(s)})
	}
	return r
}

func operationOf(document *huma.OpenAPI, op *huma.Operation, path string) operation {
	o := operation{ID: op.OperationID, Method: op.Method, Path: path, Summary: op.Summary, Public: len(op.Security) == 0}
	if op.Description != "" {
		o.About = strings.Split(op.Description, "\n\n")
	}
	for _, p := range op.Parameters {
		o.Parameters = append(o.Parameters, field{
			Name: p.Name, In: p.In, About: p.Description, Required: p.Required, Kind: kindOf(p.Schema), Rules: rulesOf(p.Schema),
		})
	}
	if op.RequestBody != nil {
		o.Bodies = messagesOf(op.RequestBody.Content, "")
	}
	for _, status := range slices.Sorted(maps.Keys(op.Responses)) {
		res := op.Responses[status]
		if name, referred := strings.CutPrefix(res.Ref, "#/components/responses/"); referred {
			res = document.Components.Responses[name]
		}
		if len(res.Content) == 0 {
			o.Answers = append(o.Answers, message{What: status, Says: res.Description})
		}
		for _, m := range messagesOf(res.Content, res.Description) {
			o.Answers = append(o.Answers, message{What: status, Says: m.Says, Kind: m.Kind})
		}
	}
	return o
}

func messagesOf(content map[string]*huma.MediaType, says string) []message {
	var all []message
	for _, media := range slices.Sorted(maps.Keys(content)) {
		all = append(all, message{What: media, Says: says, Kind: kindOf(content[media].Schema)})
	}
	return all
}

func fieldsOf(s *huma.Schema) []field {
	var all []field
	for _, name := range slices.Sorted(maps.Keys(s.Properties)) {
		p := s.Properties[name]
		all = append(all, field{
			Name: name, About: p.Description, Required: slices.Contains(s.Required, name), Kind: kindOf(p), Rules: rulesOf(p),
		})
	}
	return all
}

// kindOf gives the type of a value in words.
func kindOf(s *huma.Schema) kind {
	switch {
	case s == nil:
		return kind{}
	case s.Ref != "":
		return kind{Schema: s.Ref[strings.LastIndex(s.Ref, "/")+1:]}
	case s.Type == huma.TypeArray:
		k := kindOf(s.Items)
		k.Before = "list of " + k.Before
		return k
	case s.Type == huma.TypeObject:
		if values, ok := s.AdditionalProperties.(*huma.Schema); ok {
			k := kindOf(values)
			k.Before = "object of " + k.Before
			return k
		}
	case len(s.OneOf) == 2 && s.OneOf[1].Type == "null":
		k := kindOf(s.OneOf[0])
		k.After += " or null"
		return k
	case len(s.OneOf) > 0:
		var forms []string
		for _, form := range s.OneOf {
			k := kindOf(form)
			forms = append(forms, k.Before+k.Schema+k.After)
		}
		return kind{Before: strings.Join(forms, " or ")}
	case s.Type == "":
		return kind{Before: "anything"}
	}
	k := kind{Before: s.Type}
	if s.Format != "" {
		k.After = " (" + s.Format + ")"
	}
	if s.Nullable {
		k.After += " or null"
	}
	return k
}

// rulesOf gives what a value must keep to, in words.
func rulesOf(s *huma.Schema) []string {
	var rules []string
	add := func(form string, v any) { rules = append(rules, fmt.Sprintf(form, v)) }
	if len(s.Enum) > 0 {
		var values []string
		for _, v := range s.Enum {
			if v != nil { // the kind says so
				values = append(values, fmt.Sprint(v))
			}
		}
		add("one of %s", strings.Join(values, ", "))
	}
	if s.Minimum != nil {
		add("at least %v", *s.Minimum)
	}
	if s.Maximum != nil {
		add("at most %v", *s.Maximum)
	}
	if s.MinLength != nil {
		add("at least %d characters", *s.MinLength)
	}
	if s.MaxLength != nil {
		add("at most %d characters", *s.MaxLength)
	}
	if s.MaxItems != nil {
		add("at most %d items", *s.MaxItems)
	}
	if s.Default != nil {
		add("%v when absent", s.Default)
	}
	return rules
}
