package redact

import "slices"

// Remover takes secrets out of the texts of one command, and remembers of which kinds they were, each once. The zero
// Remover is ready for use.
type Remover struct{ Removed []string }

// Clean gives a text without its secrets.
func (r *Remover) Clean(s string) string {
	s, found := Secrets(s)
	r.note(found)
	return s
}

// Together cleans texts that belong together: a phrase may run across them, and the words of one say what the digits
// in another are.
func (r *Remover) Together(texts ...*string) {
	raw := make([]string, len(texts))
	for i, t := range texts {
		raw[i] = *t
	}
	clean, found := All(raw...)
	for i, t := range texts {
		*t = clean[i]
	}
	r.note(found)
}

// Field cleans a value that stands in a field of its own: 64 hexadecimal digits in one named hash are a
// transaction's.
func (r *Remover) Field(name, value string) string {
	value, found := Field(name, value)
	r.note(found)
	return value
}

func (r *Remover) note(kinds []Kind) {
	for _, k := range kinds {
		if !slices.Contains(r.Removed, string(k)) {
			r.Removed = append(r.Removed, string(k))
		}
	}
}
