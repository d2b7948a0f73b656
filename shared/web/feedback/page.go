package feedback

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // the page's parts
	"encoding/base64"
	"html/template"
	"strconv"

	"aftercare/shared/feedback"
	"aftercare/shared/seal"
	"aftercare/shared/texts"
)

//go:embed page.html
var layout string

//go:embed page.css
var style string

var page = template.Must(template.New("page").Parse(layout))

// policy lets a page have its own style and send its form here, and nothing else.
var policy = func() string {
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; " +
		"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
}()

// content is what a page shows: a form when it has scores.
type content struct {
	Words     words
	Style     template.CSS
	Title     string
	Text      string
	Reference string
	Scores    []score
	Comment   int // the most characters
}

type score struct {
	Value   int
	Label   string
	Checked bool
}

const maxComment = 20_000

// questionPage asks. preselected is a score as the link's query says it, or nothing of meaning.
func questionPage(s feedback.Survey, preselected string) []byte {
	w := wordsOf(s.Language)
	selected, _ := strconv.Atoi(preselected)
	if s.Answer != nil && (selected < lowest || selected > highest) {
		selected = s.Answer.Score
	}
	c := content{Words: w, Title: w.Question, Reference: seal.Reference(s.TicketID), Comment: maxComment}
	for i, label := range w.Labels {
		c.Scores = append(c.Scores, score{Value: i + lowest, Label: label, Checked: i+lowest == selected})
	}
	return render(c)
}

func thanksPage(s feedback.Survey) []byte {
	w := wordsOf(s.Language)
	return render(content{Words: w, Title: w.Thanks, Text: w.Recorded, Reference: seal.Reference(s.TicketID)})
}

func problemPage(language string, status int) []byte {
	w := wordsOf(language)
	text, known := w.Problems[status]
	if !known {
		text = w.Failed
	}
	return render(content{Words: w, Title: w.Sorry, Text: text})
}

func render(c content) []byte {
	c.Style = template.CSS(style) //nolint:gosec // embedded, and held by the policy's hash
	var b bytes.Buffer
	if err := page.Execute(&b, c); err != nil {
		panic("feedback: the page does not render: " + err.Error()) // a mistake in it, which every test would find
	}
	return b.Bytes()
}

// words is what pages say in a language: the file survey.json of its folder.
type words struct {
	Language  string                       `json:"-"`
	Question  string                       `json:"question"`
	About     string                       `json:"about"`
	Labels    [highest - lowest + 1]string `json:"labels"` // by score
	Comment   string                       `json:"comment"`
	Send      string                       `json:"send"`
	Thanks    string                       `json:"thanks"`
	Recorded  string                       `json:"recorded"`
	Sorry     string                       `json:"sorry"`
	Failed    string                       `json:"failed"`
	Reference string                       `json:"reference"`
	Problems  map[int]string               `json:"problems"` // by status
}

var vocabularies = texts.Must(texts.All[words]("survey.json"))

// wordsOf gives the words of a language tag (BCP 47), or of an Accept-Language header.
func wordsOf(tag string) words {
	lang := texts.Negotiate(tag)
	w := vocabularies[lang]
	w.Language = lang
	return w
}
