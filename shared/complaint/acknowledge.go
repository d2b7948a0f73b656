package complaint

import (
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/text"
)

// Verdict is the command to acknowledge a complaint: whether it is admissible, and why if it is not.
type Verdict struct {
	Admissible bool
	Reasons    string
}

// Acknowledge judges a complaint admissible or not (Delegated Regulation (EU) 2025/294, Article 4).
func Acknowledge(c Complaint, v Verdict, terms Terms) (Complaint, []event.Event, error) {
	if err := permit(c, AcknowledgementStep, terms.Who); err != nil {
		return c, nil, err
	}
	var w words
	v.Reasons = w.optional("reasons", v.Reasons, text.MaxBody)
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
	d.take(row, Judged{Status: row.To, Admissible: v.Admissible, Redacted: len(w.Removed) > 0}, Reasons{Reasons: v.Reasons})
	d.endanger(w.Removed, seq, false)
	return d.finish(c)
}
