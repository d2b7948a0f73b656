package reference

import (
	"slices"

	"github.com/danielgtaylor/huma/v2"
)

// nullable says of what may be left out of the bodies of requests that null leaves it out, too, as validation has it.
func nullable(document *huma.OpenAPI) {
	n := nulls{all: document.Components.Schemas, seen: map[*huma.Schema]bool{}}
	for _, path := range document.Paths {
		for _, op := range []*huma.Operation{path.Post, path.Put, path.Patch} {
			if op == nil || op.RequestBody == nil {
				continue
			}
			for _, media := range op.RequestBody.Content {
				n.within(media.Schema)
			}
		}
	}
}

// nulls goes through schemas, each once.
type nulls struct {
	all  huma.Registry
	seen map[*huma.Schema]bool
}

func (n nulls) within(s *huma.Schema) {
	for s != nil && s.Ref != "" {
		s = n.all.SchemaFromRef(s.Ref)
	}
	if s == nil || n.seen[s] {
		return
	}
	n.seen[s] = true
	for name, member := range s.Properties {
		n.within(member)
		switch {
		case slices.Contains(s.Required, name) || member.Nullable:
		case member.Ref != "": // which has no place for it
			s.Properties[name] = &huma.Schema{OneOf: []*huma.Schema{{Ref: member.Ref}, {Type: "null"}}, Description: member.Description}
		case member.Type != "":
			member.Nullable = true
			if len(member.Enum) > 0 {
				member.Enum = append(slices.Clone(member.Enum), nil)
			}
		}
	}
	for _, form := range s.OneOf {
		n.within(form)
	}
	n.within(s.Items)
	if values, ok := s.AdditionalProperties.(*huma.Schema); ok {
		n.within(values)
	}
}
