package ticket

import (
	"slices"

	"aftercare/shared/redact"
)

// remover takes secrets out of texts, and remembers of which kinds they were, each once.
type remover struct{ removed []string }

// clean gives a text without its secrets.
func (r *remover) clean(s string) string {
	s, found := redact.Secrets(s)
	r.found(found)
	return s
}

// together cleans texts that belong together: a phrase may run across them, and the words of one say what the digits
// in another are.
func (r *remover) together(texts ...*string) {
	raw := make([]string, len(texts))
	for i, t := range texts {
		raw[i] = *t
	}
	clean, found := redact.All(raw...)
	for i, t := range texts {
		*t = clean[i]
	}
	r.found(found)
}

// field cleans a value that stands in a field of its own: 64 hexadecimal digits in one named hash are a
// transaction's.
func (r *remover) field(name, value string) string {
	value, found := redact.Field(name, value)
	r.found(found)
	return value
}

func (r *remover) found(kinds []redact.Kind) {
	for _, k := range kinds {
		if !slices.Contains(r.removed, string(k)) {
			r.removed = append(r.removed, string(k))
		}
	}
}
