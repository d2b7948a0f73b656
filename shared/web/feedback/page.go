package feedback

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // the page's parts
	"encoding/base64"
	"html/template"
	"net/http"
	"strconv"
	"strings"

	"aftercare/shared/feedback"
	"aftercare/shared/seal"
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

// words is what pages say in a language.
type words struct {
	Language  string
	Question  string
	About     string
	Labels    [highest - lowest + 1]string // by score
	Comment   string
	Send      string
	Thanks    string
	Recorded  string
	Sorry     string
	Failed    string
	Reference string
	Problems  map[int]string
}

var vocabularies = map[string]words{
	"en": {
		Language:  "en",
		Question:  "How satisfied are you with how we handled your case?",
		About:     "Your answer goes to the people who handled it. You can change it within an hour.",
		Labels:    [...]string{"Very dissatisfied", "Dissatisfied", "Neither nor", "Satisfied", "Very satisfied"},
		Comment:   "Would you like to say why?",
		Send:      "Send",
		Thanks:    "Thank you.",
		Recorded:  "Your answer has been recorded. If something is still open, we will be in touch.",
		Sorry:     "This did not work",
		Failed:    "Something went wrong on our side. Please try again in a little while.",
		Reference: "Case",
		Problems: map[int]string{
			http.StatusBadRequest:            "Please go back and choose a score from 1 to 5.",
			http.StatusUnprocessableEntity:   "Please go back and choose a score from 1 to 5. A comment has at most 20,000 characters.",
			http.StatusRequestEntityTooLarge: "Please go back and write a shorter comment.",
			http.StatusNotFound:              "We do not know this link. Please open it again from our mail, as a whole.",
			http.StatusConflict:              "You have answered this already, and the hour in which an answer can be changed is over.",
			http.StatusGone:                  "The time to answer is over. If something is still open, please write to us.",
		},
	},
	"zh": {
		Language:  "zh",
		Question:  "您对我们的处理满意吗？",
		About:     "您的回答将转给负责处理的同事。一小时之内您可以修改。",
		Labels:    [...]string{"非常不满意", "不满意", "一般", "满意", "非常满意"},
		Comment:   "您愿意说说原因吗？",
		Send:      "提交",
		Thanks:    "谢谢您！",
		Recorded:  "您的回答已记录。若仍有问题未解决，我们会与您联系。",
		Sorry:     "操作未成功",
		Failed:    "我们这边出现了问题，请稍后再试。",
		Reference: "编号",
		Problems: map[int]string{
			http.StatusBadRequest:            "请返回并选择 1 到 5 分。",
			http.StatusUnprocessableEntity:   "请返回并选择 1 到 5 分。留言最多 20,000 字。",
			http.StatusRequestEntityTooLarge: "请返回并缩短留言。",
			http.StatusNotFound:              "此链接无效。请从我们的邮件中完整打开链接。",
			http.StatusConflict:              "您已作答，且可修改的一小时已过。",
			http.StatusGone:                  "作答时间已过。若仍有问题未解决，请与我们联系。",
		},
	},
}

// wordsOf gives the words of a language tag (BCP 47), or of the first of an Accept-Language header; English when it
// has none.
func wordsOf(tag string) words {
	base := strings.ToLower(tag)
	if end := strings.IndexAny(base, "-_,; "); end >= 0 {
		base = base[:end]
	}
	if w, ok := vocabularies[base]; ok {
		return w
	}
	return vocabularies["en"]
}
