package complaint

import (
	"slices"

	"aftercare/shared/redact"
	"aftercare/shared/text"
)

// words brings the texts of one command into their form, with secrets removed, and gathers what is wrong with them.
type words struct {
	text.Checker
	removed []string // the kinds of secrets that were removed
}

func (w *words) clean(s string) string {
	s, found := redact.Secrets(s)
	w.found(found)
	return s
}

// together cleans texts that belong together: a phrase may run across them, and the words of one say what the digits
// in another are.
func (w *words) together(texts ...*string) {
	raw := make([]string, len(texts))
	for i, t := range texts {
		raw[i] = *t
	}
	clean, found := redact.All(raw...)
	for i, t := range texts {
		*t = clean[i]
	}
	w.found(found)
}

func (w *words) found(kinds []redact.Kind) {
	for _, kind := range kinds {
		if !slices.Contains(w.removed, string(kind)) {
			w.removed = append(w.removed, string(kind))
		}
	}
}

func (w *words) required(name, s string, most int) string {
	return w.Required(name, w.clean(s), most)
}

func (w *words) optional(name, s string, most int) string {
	return w.Optional(name, w.clean(s), most)
}
