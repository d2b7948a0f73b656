package document

import (
	"cmp"
	"fmt"

	"aftercare/shared/complaint"
	"aftercare/shared/event"
	"aftercare/shared/page"
)

// body is what one kind of letter tells.
func (w writer) body() []page.Part {
	switch w.Kind {
	case Admitted, Inadmissible:
		return []page.Part{said(w.Headings["reasons"], w.Complaint.Reasons)}
	case Understanding:
		return w.understanding()
	case Request:
		return w.request()
	case Holding:
		return w.holding()
	case Decision:
		return w.decision()
	case Fulfilled:
		p, _ := event.DecodePrivate[complaint.NoteText](w.event) // At has read it
		return []page.Part{said(w.Headings["done"], p.Note)}
	case Closing:
		return w.closing()
	}
	return nil
}

// said is a part with somebody's words, or nothing.
func said(heading string, texts ...string) page.Part {
	part := page.Part{Heading: heading}
	for _, t := range texts {
		if t != "" {
			part.Paragraphs = append(part.Paragraphs, clean(t))
		}
	}
	return part
}

func (w writer) understanding() []page.Part {
	part := said(w.Headings["understanding"], w.Complaint.Understanding)
	for _, p := range w.Complaint.Points {
		part.List = append(part.List, clean(p.Text))
	}
	return []page.Part{part, said("", w.Says["correct"])}
}

// request asks for what is missing (Article 5). It tells that the time for the decision goes on, for it does.
func (w writer) request() []page.Part {
	d, _ := event.Decode[complaint.Asked](w.event) // At has read both
	p, _ := event.DecodePrivate[complaint.AskedText](w.event)
	return []page.Part{said(fmt.Sprintf(w.Headings["question"], d.N), p.Question), said("", w.Says["clock"])}
}

// holding tells why the decision is late, and when it comes (Article 6).
func (w writer) holding() []page.Part {
	d := w.Complaint.Delay
	if d == nil {
		return nil
	}
	facts := []page.Fact{{Name: w.Labels["decisionBy"], Value: w.moment(d.DecisionBy)}}
	return []page.Part{said(w.Headings["delay"], d.Reasons), {Facts: facts}}
}

// decision answers every point and gives its reasons, whatever the outcome; where the demand is not met in full, also
// what else can be done (Article 6).
func (w writer) decision() []page.Part {
	s := w.Complaint.Solution
	if s == nil {
		return nil
	}
	outcome := page.Part{Heading: w.Headings["outcome"], Paragraphs: []string{w.Upheld[string(s.Upheld)]}}
	outcome.Paragraphs = append(outcome.Paragraphs, said("", s.Statement).Paragraphs...)

	points := page.Table{Headers: []string{w.Labels["point"], w.Labels["answer"]}}
	for _, p := range w.Complaint.Points {
		for _, a := range s.Answers {
			if a.Point == p.ID {
				points.Rows = append(points.Rows, []string{clean(p.Text), clean(a.Text)})
			}
		}
	}
	remedies := page.Part{Heading: w.Headings["remedies"]}
	for _, kind := range s.Remedies {
		item := w.Remedies[string(kind)]
		if c := s.Compensation; c != nil && c.Kind == kind {
			item += ": " + c.Amount + " " + c.Asset
		}
		remedies.List = append(remedies.List, item)
	}
	if !s.ExpectedBy.IsZero() {
		remedies.Facts = []page.Fact{{Name: w.Labels["expectedBy"], Value: w.moment(s.ExpectedBy)}}
	}
	parts := []page.Part{outcome}
	if len(points.Rows) > 0 {
		parts = append(parts, page.Part{Heading: w.Headings["points"], Table: &points})
	}
	return append(parts,
		said(w.Headings["reasons"], w.summary(), s.Reasoning), remedies, said(w.Headings["appeal"], s.Appeal),
		said(w.Headings["yourTurn"], w.Says["accept"]))
}

// summary is what the investigation came to; the customer reads it with the decision.
func (w writer) summary() string {
	if f := w.Complaint.Findings; f != nil {
		return f.Summary
	}
	return ""
}

// closing says how it ended and why (ISO 10002), and how long it is kept.
func (w writer) closing() []page.Part {
	outcome := w.Complaint.Outcome
	facts := []page.Fact{{Name: w.Labels["outcome"], Value: cmp.Or(w.Outcomes[outcome], outcome)}}
	parts := []page.Part{{Heading: w.Headings["outcome"], Facts: facts}, said(w.Headings["reasons"], w.Complaint.ClosureReason)}
	if s := w.Complaint.Solution; s != nil {
		parts = append(parts, said(w.Headings["appeal"], s.Appeal))
	}
	return append(parts, said("", fmt.Sprintf(w.Says["kept"], w.profile.Records.Years)))
}
