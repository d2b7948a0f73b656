package feedback

import (
	"aftercare/shared/loop"
	"aftercare/shared/page"
	"aftercare/shared/seal"
	"aftercare/shared/text"
	"aftercare/shared/texts"
)

// The values of the one choice on the page; a link's query may select one.
const (
	putRight    = "true"
	notPutRight = "false"
)

// loopPage asks whether something is put right. selected is what the link's query says, or nothing of meaning.
func loopPage(l loop.Loop, selected string, settled bool) []byte {
	w := loopWordsOf(l.Language)
	if settled {
		return w.page(l, w.Question, page.Part{Paragraphs: []string{w.Settled}, Facts: []page.Fact{w.given(l)}})
	}
	comment := ""
	if l.Answer != nil {
		comment = l.Answer.Comment
		if selected != putRight && selected != notPutRight {
			selected = valueOf(l)
		}
	}
	choice := page.Field{Name: "satisfied", Label: w.Question, Type: "choice", Required: true, Options: []page.Option{
		{Value: putRight, Words: w.Yes, Chosen: selected == putRight}, {Value: notPutRight, Words: w.No, Chosen: selected == notPutRight},
	}}
	return w.page(l, w.Question, page.Part{Paragraphs: []string{w.Text}}, page.Part{Form: &page.Form{
		Fields: []page.Field{choice, {Name: "comment", Label: w.Comment, Type: "textarea", Most: text.MaxBody, Value: comment}},
		Note:   w.Note, Send: w.Send,
	}})
}

// loopThanks says what comes of the answer.
func loopThanks(l loop.Loop, settled bool) []byte {
	w := loopWordsOf(l.Language)
	part := page.Part{Facts: []page.Fact{w.given(l)}}
	if !settled {
		part.Links = []page.Link{{Words: w.Change, URL: "?satisfied=" + valueOf(l)}}
	}
	said := w.Closed
	if !l.Answer.Satisfied {
		said = w.Contradicted
	}
	return w.page(l, said, part)
}

func valueOf(l loop.Loop) string {
	if l.Answer.Satisfied {
		return putRight
	}
	return notPutRight
}

// loopWords is what the page says in a language: the file loop.json of its folder.
type loopWords struct {
	Language     string `json:"-"`
	Question     string `json:"question"`
	Text         string `json:"text"`
	Yes          string `json:"yes"`
	No           string `json:"no"`
	Comment      string `json:"comment"`
	Note         string `json:"note"`
	Send         string `json:"send"`
	Closed       string `json:"closed"`
	Contradicted string `json:"contradicted"`
	Given        string `json:"given"`
	Change       string `json:"change"`
	Settled      string `json:"settled"`
	Reference    string `json:"reference"`
}

func (w loopWords) page(l loop.Loop, title string, parts ...page.Part) []byte {
	about := page.Part{Paragraphs: []string{w.Reference + " " + seal.Reference(l.TicketID)}}
	return page.Page{Language: w.Language, Title: title, Parts: append([]page.Part{about}, parts...)}.HTML()
}

func (w loopWords) given(l loop.Loop) page.Fact {
	words := w.Yes
	if !l.Answer.Satisfied {
		words = w.No
	}
	return page.Fact{Name: w.Given, Value: words}
}

var loopVocabularies = texts.Must(texts.All[loopWords]("loop.json"))

func loopWordsOf(tag string) loopWords {
	lang := texts.Negotiate(tag)
	w := loopVocabularies[lang]
	w.Language = lang
	return w
}
