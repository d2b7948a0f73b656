package document

import (
	"aftercare/shared/texts"
)

// words is what letters say in a language: the file document.json of its folder.
type words struct {
	Titles   map[Kind]string   `json:"titles"`
	Openings map[Kind][]string `json:"openings"`
	Headings map[string]string `json:"headings"`
	Labels   map[string]string `json:"labels"`
	Says     map[string]string `json:"says"`
	Upheld   map[string]string `json:"upheld"`
	Remedies map[string]string `json:"remedies"`
	Outcomes map[string]string `json:"outcomes"` // of closing, by name; others are shown as they are
}

var (
	vocabularies = texts.Must(texts.All[words]("document.json"))
	values       = texts.Must(texts.Vocabularies())
)
