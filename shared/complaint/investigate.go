package complaint

import (
	"fmt"
	"regexp"
	"slices"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/redact"
	"aftercare/shared/text"
)

// idForm is what an id looks like that people choose: it is published, so it is a word and no sentence.
var idForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$`)

// Inquiry is the command to begin an investigation: the problem restated, in points that each get an answer.
type Inquiry struct {
	Understanding string
	Points        []Point
}

// Investigate begins an investigation.
func Investigate(c Complaint, i Inquiry, terms Terms) (Complaint, []event.Event, error) {
	var ids []string
	check := only(func(w *words) {
		i.Understanding = w.required("understanding", i.Understanding, text.MaxBody)
		i.Points, ids = checkPoints(w, i.Points)
	})
	return step(c, InvestigationStep, terms, check, func(d *draft, row Transition, redacted bool) error {
		told := InvestigatedText(i)
		d.take(row, Investigated{Status: row.To, Points: ids, Redacted: redacted}, told)
		return bounded(told)
	})
}

func checkPoints(w *words, points []Point) (clean []Point, ids []string) {
	if len(points) == 0 || len(points) > maxPoints {
		w.Add("points", fmt.Sprintf("are not 1 to %d", maxPoints))
		return nil, nil
	}
	for i, p := range points {
		name := fmt.Sprintf("points[%d]", i)
		if !idForm.MatchString(p.ID) || redact.InName(p.ID) {
			w.Add(name+".id", "is not an id of at most 64 letters, digits and dashes, such as p1")
		} else if slices.Contains(ids, p.ID) {
			w.Add(name+".id", "is that of another point")
		}
		ids = append(ids, p.ID)
		clean = append(clean, Point{ID: p.ID, Text: w.required(name+".text", p.Text, maxPoint)})
	}
	return clean, ids
}

// Question is the command to ask the customer for what is missing. About names the field of the template, if it is one.
type Question struct {
	Question string
	About    string
}

// Askable lists the fields of the template that can be asked for.
var Askable = []string{"desiredRemedy", "occurredAt", "loss", "serviceReference", "evidence", "representative"}

// Ask asks the customer for what is missing, and never for what the company already holds (Delegated Regulation (EU)
// 2025/294, Article 5).
func Ask(c Complaint, q Question, terms Terms) (Complaint, []event.Event, error) {
	check := only(func(w *words) {
		q.Question = w.required("question", q.Question, text.MaxBody)
		if q.About != "" {
			w.OneOf("about", q.About, Askable...)
		}
	})
	return step(c, RequestStep, terms, check, func(d *draft, row Transition, redacted bool) error {
		if c.holds(q.About) {
			return fault.InvalidField("about", "is held already: read the complaint instead of asking again")
		}
		if len(c.Requests) >= maxAsked {
			return fault.InvalidField("question", fmt.Sprintf("is more than the %d that a complaint can have", maxAsked))
		}
		told := AskedText{Question: q.Question}
		d.take(row, Asked{N: len(c.Requests) + 1, About: q.About, Redacted: redacted}, told)
		return bounded(d.Requests)
	})
}

// holds reports whether the complaint has a field of the template.
func (c Complaint) holds(field string) bool {
	switch field {
	case "desiredRemedy":
		return c.DesiredRemedy != ""
	case "occurredAt":
		return !c.OccurredAt.IsZero()
	case "loss":
		return c.Loss != nil
	case "serviceReference":
		return c.ServiceReference != ""
	case "evidence":
		return len(c.Evidence) > 0
	case "representative":
		return c.Representative != nil
	}
	return false
}

// Reply answers an information request of a number, once.
func Reply(c Complaint, n int, answer string, terms Terms) (Complaint, []event.Event, error) {
	check := only(func(w *words) { answer = w.required("answer", answer, text.MaxBody) })
	if err := permit(c, AnswerStep, terms.Who); err == nil && (n < 1 || n > len(c.Requests)) {
		return c, nil, fault.NotFound("information request")
	}
	return step(c, AnswerStep, terms, check, func(d *draft, row Transition, redacted bool) error {
		if !c.Requests[n-1].AnsweredAt.IsZero() {
			return fault.InState(string(c.Status), "information request %d is answered already", n)
		}
		d.take(row, Answered{N: n, Redacted: redacted}, AnsweredText{Answer: answer})
		return nil
	})
}

// Write adds a message, of either side. A customer who writes while an answer is waited for gets the time for it anew.
func Write(c Complaint, body string, terms Terms) (Complaint, []event.Event, error) {
	check := only(func(w *words) { body = w.required("body", body, text.MaxBody) })
	return step(c, MessageStep, terms, check, func(d *draft, row Transition, redacted bool) error {
		said := Messaged{Redacted: redacted}
		if deadline, waits := d.Deadline(Answer); waits && deadline.Running() && terms.Who.Actor.Kind == event.Customer {
			said.Deadlines = []Due{d.due(Answer, d.now.Add(AnswerTime))}
		}
		d.take(row, said, MessagedText{Body: body})
		return nil
	})
}
