package document

import (
	"fmt"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/page"
	"aftercare/shared/seal"
	"aftercare/shared/text"
	"aftercare/shared/texts"
)

// visitWords is what the page of one's own complaint says: the file visit.json of a language's folder.
type visitWords struct {
	Title       string            `json:"title"`
	Status      string            `json:"status"`
	Next        string            `json:"next"`
	By          string            `json:"by"`
	Statuses    map[string]string `json:"statuses"`
	Steps       map[string]string `json:"steps"`
	Question    string            `json:"question"`
	Write       string            `json:"write"`
	Body        string            `json:"body"`
	Answer      string            `json:"answer"`
	Send        string            `json:"send"`
	Accept      string            `json:"accept"`
	Reject      string            `json:"reject"`
	Reason      string            `json:"reason"`
	Satisfied   string            `json:"satisfied"`
	Unsatisfied string            `json:"unsatisfied"`
	Comment     string            `json:"comment"`
	Escalate    string            `json:"escalate"`
	Withdraw    string            `json:"withdraw"`
	Note        string            `json:"note"`
}

var visits = texts.Must(texts.All[visitWords]("visit.json"))

// Visit is the page of a complaint for whoever filed it without signing in: where it stands, what comes next, and the
// steps that they can take now, as forms that work without scripts. root is where their link leads, as seen from where the page is shown:
// the API may stand under a path of its own.
func Visit(c complaint.Complaint, root string, zone *time.Location) page.Page {
	lang := texts.For(c.Language)
	w, labels := visits[lang], vocabularies[lang].Labels
	facts := []page.Fact{
		{Name: labels["reference"], Value: seal.Reference(c.ID)},
		{Name: labels["receivedAt"], Value: values[lang].At(c.ReceivedAt, zone)},
		{Name: w.Status, Value: w.Statuses[string(c.Status)]},
	}
	if next, waits := c.NextStep(); waits {
		facts = append(facts, page.Fact{Name: w.Next, Value: w.Steps[string(next.What)]})
		if !next.DueAt.IsZero() {
			facts = append(facts, page.Fact{Name: w.By, Value: values[lang].At(next.DueAt, zone)})
		}
	}
	p := page.Page{Language: lang, Title: w.Title + ": " + clean(c.Subject), Parts: []page.Part{{Facts: facts, Paragraphs: []string{w.Note}}}}
	p.Parts = append(p.Parts, w.forms(c, root)...)
	return p
}

// forms are the steps of the customer that the procedure allows now.
func (w visitWords) forms(c complaint.Complaint, root string) []page.Part {
	if c.Status == complaint.Closed {
		return nil
	}
	words := func(name, label string) page.Field {
		return page.Field{Name: name, Label: label, Type: "textarea", Required: true, Most: text.MaxBody}
	}
	form := func(heading, path, send string, fields ...page.Field) page.Part {
		return page.Part{Heading: heading, Form: &page.Form{Action: root + path, Send: send, Fields: fields}}
	}
	var parts []page.Part
	for _, r := range c.Requests {
		if r.AnsweredAt.IsZero() {
			part := form(fmt.Sprintf(w.Question, r.N), fmt.Sprintf("/information-requests/%d/answer", r.N), w.Send, words("answer", w.Answer))
			part.Paragraphs = []string{clean(r.Question)}
			parts = append(parts, part)
		}
	}
	switch c.Status {
	case complaint.Proposed:
		parts = append(parts, form(w.Accept, "/acceptance", w.Accept), form(w.Reject, "/rejection", w.Reject, words("reason", w.Reason)))
	case complaint.Fulfilled:
		comment := words("comment", w.Comment)
		comment.Required = false
		parts = append(parts,
			form(w.Satisfied, "/follow-up", w.Satisfied, page.Field{Name: "satisfied", Type: "hidden", Value: "true"}),
			form(w.Unsatisfied, "/follow-up", w.Unsatisfied, page.Field{Name: "satisfied", Type: "hidden", Value: "false"}, comment))
	}
	return append(parts, form(w.Write, "/messages", w.Send, words("body", w.Body)),
		form(w.Escalate, "/escalation", w.Escalate, words("reason", w.Reason)), form(w.Withdraw, "/withdrawal", w.Withdraw))
}
