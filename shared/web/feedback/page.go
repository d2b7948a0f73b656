package feedback

import (
	"fmt"
	"strconv"

	"aftercare/shared/feedback"
	"aftercare/shared/page"
	"aftercare/shared/seal"
	"aftercare/shared/story"
	"aftercare/shared/text"
	"aftercare/shared/texts"
)

// questionPage asks. preselected is a score as the link's query says it, or nothing of meaning. settled says that an
// answer was given and can be changed no more.
func questionPage(s feedback.Survey, preselected string, settled bool, token string) []byte {
	w := wordsOf(s.Language)
	if settled {
		return answered(s, w, w.kind(s.Kind).Question, w.Problems[409], settled, token)
	}
	selected := preselected
	if s.Answer != nil && !w.scored(s.Kind, preselected) {
		selected = strconv.Itoa(s.Answer.Score)
	}
	k := w.kind(s.Kind)
	score := page.Field{Name: "score", Label: k.Question, Type: "choice", Required: true, Options: w.options(s.Kind)}
	if len(k.Labels) == 0 {
		score.Type = "scale"
	}
	for i := range score.Options {
		score.Options[i].Chosen = score.Options[i].Value == selected
	}
	return page.Page{Language: w.Language, Title: k.Question, Parts: []page.Part{about(s, w), {Form: &page.Form{
		Fields: []page.Field{score, {Name: "comment", Label: k.Comment, Type: "textarea", Most: text.MaxBody, Value: said(s)}},
		Note:   k.About, Send: w.Send,
	}}}}.HTML()
}

// said is the comment that an answer would otherwise lose when it is changed.
func said(s feedback.Survey) string {
	if s.Answer == nil {
		return ""
	}
	return s.Answer.Comment
}

func thanksPage(s feedback.Survey, settled bool, token string) []byte {
	w := wordsOf(s.Language)
	return answered(s, w, w.Thanks, w.Recorded, settled, token)
}

// answered shows what was answered, asks a satisfied customer for permission to quote them, and shows the way to change
// the answer while that may be.
func answered(s feedback.Survey, w words, title, said string, settled bool, token string) []byte {
	given := page.Fact{Name: w.Given, Value: strconv.Itoa(s.Answer.Score)}
	for _, o := range w.options(s.Kind) {
		if o.Value == given.Value {
			given.Value = o.Words
		}
	}
	part := page.Part{Paragraphs: []string{said}, Facts: []page.Fact{given}}
	if !settled {
		part.Links = []page.Link{{Words: w.Change, URL: "?score=" + strconv.Itoa(s.Answer.Score)}}
	}
	parts := []page.Part{about(s, w), part}
	if s.Quotable() {
		parts = append(parts, story.Offer(s.Language, token+storyPath)) // beside the page, whose path ends with the token
	}
	return page.Page{Language: w.Language, Title: title, Parts: parts}.HTML()
}

// about says what a survey is about, where that is a case.
func about(s feedback.Survey, w words) page.Part {
	if s.TicketID == "" {
		return page.Part{}
	}
	return page.Part{Paragraphs: []string{w.Reference + " " + seal.Reference(s.TicketID)}}
}

func problemPage(language string, status int) []byte {
	w := wordsOf(language)
	text, known := w.Problems[status]
	if !known {
		text = w.Failed
	}
	return page.Page{Language: w.Language, Title: w.Sorry, Parts: []page.Part{{Paragraphs: []string{text}}}}.HTML()
}

// words is what pages say in a language: the file survey.json of its folder.
type words struct {
	Language  string                      `json:"-"`
	Kinds     map[feedback.Kind]kindWords `json:"kinds"`
	Send      string                      `json:"send"`
	Thanks    string                      `json:"thanks"`
	Recorded  string                      `json:"recorded"`
	Reference string                      `json:"reference"`
	Given     string                      `json:"given"`
	Change    string                      `json:"change"`
	Sorry     string                      `json:"sorry"`
	Failed    string                      `json:"failed"`
	Problems  map[int]string              `json:"problems"` // by status
}

// kindWords is what a kind of survey says.
type kindWords struct {
	Question string   `json:"question"`
	About    string   `json:"about"`
	Labels   []string `json:"labels"` // of every score, where each has one
	Low      string   `json:"low"`    // else of the ends
	High     string   `json:"high"`
	Comment  string   `json:"comment"`
}

func (w words) kind(k feedback.Kind) kindWords { return w.Kinds[k] }

// ends say what the lowest and the highest score mean.
func (k kindWords) ends() (low, high string) {
	if n := len(k.Labels); n > 0 {
		return k.Labels[0], k.Labels[n-1]
	}
	return k.Low, k.High
}

// options are the scores of a kind, lowest first.
func (w words) options(kind feedback.Kind) []page.Option {
	k := w.kind(kind)
	low, high := kind.Scale()
	var all []page.Option
	for score := low; score <= high; score++ {
		o := page.Option{Value: strconv.Itoa(score), Words: strconv.Itoa(score)}
		switch {
		case len(k.Labels) > 0:
			o.Words = fmt.Sprintf("%d – %s", score, k.Labels[score-low])
		case score == low:
			o.Hint = k.Low
		case score == high:
			o.Hint = k.High
		}
		all = append(all, o)
	}
	return all
}

// scored reports whether a kind has that score.
func (w words) scored(kind feedback.Kind, score string) bool {
	for _, o := range w.options(kind) {
		if o.Value == score {
			return true
		}
	}
	return false
}

var vocabularies = texts.Must(texts.All[words]("survey.json"))

// wordsOf gives the words of a language tag (BCP 47), or of an Accept-Language header.
func wordsOf(tag string) words {
	lang := texts.Negotiate(tag)
	w := vocabularies[lang]
	w.Language = lang
	return w
}
