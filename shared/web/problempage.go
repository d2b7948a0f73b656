package web

import (
	"aftercare/shared/page"
	"aftercare/shared/texts"
)

// problemWords is what the page of a problem says in a language: the file problems.json of its folder.
type problemWords struct {
	Title    string         `json:"title"`
	Failed   string         `json:"failed"`
	Problems map[int]string `json:"problems"` // by status
}

var problemPages = texts.Must(texts.All[problemWords]("problems.json"))

// ProblemPage gives the page of a problem, in the first language of tag that we write: a BCP 47 tag, or an
// Accept-Language header.
func ProblemPage(tag string, status int) []byte {
	lang := texts.Negotiate(tag)
	words := problemPages[lang]
	text, known := words.Problems[status]
	if !known {
		text = words.Failed
	}
	return page.Page{Language: lang, Title: words.Title, Parts: []page.Part{{Paragraphs: []string{text}}}}.HTML()
}
