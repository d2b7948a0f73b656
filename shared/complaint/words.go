package complaint

import (
	"aftercare/shared/redact"
	"aftercare/shared/text"
)

// words brings the texts of one command into their form, with secrets removed, and gathers what is wrong with them.
type words struct {
	text.Checker
	redact.Remover
}

func (w *words) required(name, s string, most int) string {
	return w.Required(name, w.Clean(s), most)
}

func (w *words) optional(name, s string, most int) string {
	return w.Optional(name, w.Clean(s), most)
}
