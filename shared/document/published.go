package document

import (
	"fmt"
	"strings"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/jurisdiction"
	"aftercare/shared/page"
	"aftercare/shared/text"
	"aftercare/shared/texts"
)

// Where the published pages stand.
const (
	PublishedPath = "/v1/public/complaints"
	TemplatePath  = PublishedPath + "/template"
)

// here is the published page as seen from itself: the API may stand under a path of its own.
const here = "complaints"

// publishedWords is what the published pages say in a language: the file published.json of its folder.
type publishedWords struct {
	Title         string               `json:"title"`
	Opening       []string             `json:"opening"`
	How           string               `json:"how"`
	Ways          []string             `json:"ways"`
	Template      string               `json:"template"`
	Languages     string               `json:"languages"`
	Answer        string               `json:"answer"`
	Procedure     string               `json:"procedure"`
	Steps         []string             `json:"steps"`
	Timeframes    string               `json:"timeframes"`
	Step          string               `json:"step"`
	Time          string               `json:"time"`
	Within        string               `json:"within"`
	Extended      string               `json:"extended"`
	Payment       string               `json:"payment"`
	Names         map[string]string    `json:"names"` // of deadlines
	Units         map[string][2]string `json:"units"` // of limits: one, and many
	Form          string               `json:"form"`
	FormNote      string               `json:"formNote"`
	Send          string               `json:"send"`
	Optional      string               `json:"optional"`
	Fields        map[string]string    `json:"fields"`
	Filed         string               `json:"filed"`
	FiledText     string               `json:"filedText"`
	TemplateTitle string               `json:"templateTitle"`
	TemplateNote  string               `json:"templateNote"`
	Blank         string               `json:"blank"`
}

var published = texts.Must(texts.All[publishedWords]("published.json"))

// Published is what the company publishes of its complaint procedure (Delegated Regulation (EU) 2025/294, Article 1):
// procedure, timeframes, that it is free of charge, and a template.
type Published struct {
	House     House
	Regime    complaint.Regime
	Languages []string // that complaints are answered in
}

// Page gives the page, in one of our languages.
func (p Published) Page(lang string) page.Page {
	lang = texts.For(lang)
	w := published[lang]
	var others []page.Link
	for _, other := range texts.Languages() {
		if other != lang {
			others = append(others, page.Link{Words: values[other].Name, URL: "?language=" + other})
		}
	}
	parts := []page.Part{
		{Paragraphs: w.Opening, Links: others},
		{Heading: w.How, List: w.Ways, Links: []page.Link{{Words: w.Template, URL: here + "/template?language=" + lang}}},
		{Heading: w.Procedure, List: w.Steps},
		{Heading: w.Timeframes, Table: p.timeframes(lang)},
		{Heading: w.Languages, Paragraphs: []string{fmt.Sprintf(w.Answer, strings.Join(p.named(), ", "))}},
	}
	say := p.writer(lang)
	parts = append(parts, page.Part{Heading: say.Headings["rights"], List: []string{say.Says["superior"]}}, say.ombudsman(), say.contact())
	parts = append(parts, page.Part{Heading: w.Form, Paragraphs: []string{w.FormNote}, Form: filingForm(lang, w)})
	return page.Page{Language: lang, Title: w.Title + ": " + p.House.Company, Parts: parts}
}

// writer lends the words of letters. The ombudsman is named as in a decision.
func (p Published) writer(lang string) writer {
	return writer{Document: Document{Kind: Decision}, words: vocabularies[lang], values: values[lang], house: p.House, profile: p.Regime.Profile()}
}

func (p Published) named() []string {
	var names []string
	for _, lang := range p.Languages {
		names = append(names, values[texts.For(lang)].Name)
	}
	return names
}

// timeframes are those of the company and of the jurisdiction's profile in force.
func (p Published) timeframes(lang string) *page.Table {
	w := published[lang]
	t := &page.Table{Headers: []string{w.Step, w.Time}}
	for _, f := range p.Regime.Timeframes() {
		name, within := w.Names[f.Name], fmt.Sprintf(w.Within, w.limit(lang, f.Within))
		if f.Service == jurisdiction.Payment {
			name = fmt.Sprintf(w.Payment, name)
		}
		if f.Extended != nil {
			within = fmt.Sprintf(w.Extended, w.limit(lang, f.Within), w.limit(lang, *f.Extended))
		}
		t.Rows = append(t.Rows, []string{name, within})
	}
	return t
}

// limit says a limit in words.
func (w publishedWords) limit(lang string, l jurisdiction.Limit) string {
	if l.Hours > 0 {
		return values[lang].Duration(time.Duration(l.Hours) * time.Hour)
	}
	for unit, n := range map[string]int{"businessDays": l.BusinessDays, "days": l.Days, "weeks": l.Weeks, "months": l.Months} {
		if n > 0 {
			return fmt.Sprintf(w.Units[unit][min(n, 2)-1], n)
		}
	}
	return ""
}

// filingForm is a guest's filing that works without scripts: the fields of POST /v1/public/complaints.
func filingForm(lang string, w publishedWords) *page.Form {
	optional := func(name string) string { return w.Fields[name] + " " + w.Optional }
	return &page.Form{Action: here, Send: w.Send, Fields: []page.Field{
		{Name: "language", Type: "hidden", Value: lang},
		{Name: "email", Label: w.Fields["email"], Type: "email", Required: true, Most: 254},
		{Name: "name", Label: optional("name"), Type: "text", Most: text.MaxName},
		{Name: "subject", Label: w.Fields["subject"], Type: "text", Required: true, Most: text.MaxSubject},
		{Name: "statement", Label: w.Fields["statement"], Type: "textarea", Required: true, Most: text.MaxBody},
		{Name: "desiredRemedy", Label: optional("desiredRemedy"), Type: "textarea", Most: text.MaxBody},
		{Name: "serviceReference", Label: optional("serviceReference"), Type: "text", Most: 200},
		{Name: "representative.name", Label: w.Fields["representative"], Type: "text", Most: text.MaxName},
		{Name: "representative.contact", Label: w.Fields["representativeContact"], Type: "text", Most: 500},
		{Name: "representative.authorization", Label: w.Fields["authorization"], Type: "textarea", Most: text.MaxBody},
	}}
}

// templateFields are those of the Annex of Delegated Regulation (EU) 2025/294, in its order: complainant, contact,
// representative with their authorization, service or transaction, subject, dates, loss, and what is asked for.
var templateFields = []string{
	"name", "customer", "email", "phone", "representative", "representativeContact", "authorization", "serviceReference",
	"subject", "statement", "occurredAt", "loss", "desiredRemedy", "evidence", "date",
}

// Template gives the form to print.
func (p Published) Template(lang string) page.Page {
	lang = texts.For(lang)
	w := published[lang]
	blank := page.Table{Headers: []string{w.TemplateTitle, w.Blank}}
	for _, name := range templateFields {
		blank.Rows = append(blank.Rows, []string{w.Fields[name], ""})
	}
	return page.Page{
		Language: lang, Title: w.TemplateTitle + ": " + p.House.Company,
		Parts: []page.Part{{Paragraphs: []string{w.TemplateNote, w.FormNote}}, p.writer(lang).contact(), {Table: &blank}},
	}
}

// FiledPage tells a guest that the complaint is here.
func FiledPage(lang, reference string) page.Page {
	lang = texts.For(lang)
	w := published[lang]
	return page.Page{Language: lang, Title: w.Filed, Parts: []page.Part{{Paragraphs: []string{fmt.Sprintf(w.FiledText, reference)}}}}
}
