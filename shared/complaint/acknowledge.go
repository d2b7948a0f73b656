package complaint

import (
	"fmt"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/text"
	"aftercare/shared/ticket"
)

// maxAbout is how many people a complaint can be about.
const maxAbout = 20

// Verdict is the command to acknowledge a complaint: whether it is admissible, and why if it is not.
type Verdict struct {
	Admissible bool
	Reasons    string
	About      []string // ids of the staff whom it is about: they neither investigate nor approve it
}

// Acknowledge judges a complaint admissible or not (Delegated Regulation (EU) 2025/294, Article 4).
func Acknowledge(c Complaint, v Verdict, terms Terms) (Complaint, []event.Event, error) {
	if err := permit(c, AcknowledgementStep, terms.Who); err != nil {
		return c, nil, err
	}
	var w words
	v.Reasons = w.optional("reasons", v.Reasons, text.MaxBody)
	if len(v.About) > maxAbout {
		w.Add("about", fmt.Sprintf("has more than %d people", maxAbout))
	}
	for i, id := range v.About[:min(len(v.About), maxAbout)] {
		if w.Name(fmt.Sprintf("about[%d]", i), id, ticket.MaxCustomerID) == "" {
			w.Add(fmt.Sprintf("about[%d]", i), "is missing")
		}
	}
	if err := w.Err(); err != nil {
		return c, nil, err
	}
	verdict := "admissible"
	if !v.Admissible {
		verdict = "inadmissible"
	}
	row, err := transition(c, AcknowledgementStep, verdict)
	if err != nil {
		return c, nil, err
	}
	if !v.Admissible && v.Reasons == "" {
		return c, nil, fault.InvalidField("reasons", "are needed when a complaint is not admissible")
	}
	d := begin(c, terms)
	seq := d.Seq + 1
	judged := Judged{Status: row.To, Admissible: v.Admissible, About: v.About, Redacted: len(w.Removed) > 0}
	if !v.Admissible {
		judged.Deadlines = []Due{d.due(ClosureDue, d.now.Add(AnswerTime))}
	}
	d.take(row, judged, Reasons{Reasons: v.Reasons})
	d.endanger(w.Removed, seq, false)
	return d.finish(c)
}
