package complaint

import (
	"regexp"

	"aftercare/shared/event"
	"aftercare/shared/text"
)

// Withdrawn is the outcome of a complaint that the customer took back.
const Withdrawn = "withdrawn"

// outcomeForm is what the name of an outcome looks like: it is counted, so it is a word and no sentence.
var outcomeForm = regexp.MustCompile(`^[a-z][a-zA-Z0-9-]{0,39}$`)

// Withdraw takes a complaint back, by the customer.
func Withdraw(c Complaint, terms Terms) (Complaint, []event.Event, error) {
	if err := permit(c, WithdrawalStep, terms.Who); err != nil {
		return c, nil, err
	}
	row, err := transition(c, WithdrawalStep, "")
	if err != nil {
		return c, nil, err
	}
	d := begin(c, terms)
	d.take(row, Ended{Status: row.To, By: row.Step}, EndedText{Outcome: Withdrawn})
	return d.finish(c)
}

// Closure is the command to close a complaint: how it came out, as a name, and why.
type Closure struct {
	Outcome string
	Reason  string
}

// Close closes a complaint with its reason (ISO 10002: every complaint is closed with one).
func Close(c Complaint, end Closure, terms Terms) (Complaint, []event.Event, error) {
	if err := permit(c, ClosureStep, terms.Who); err != nil {
		return c, nil, err
	}
	var w words
	if !outcomeForm.MatchString(end.Outcome) {
		w.Add("outcome", "is not a name of at most 40 letters, digits and dashes, such as inadmissible")
	}
	end.Reason = w.required("reason", end.Reason, text.MaxBody)
	if err := w.Err(); err != nil {
		return c, nil, err
	}
	row, err := transition(c, ClosureStep, "")
	if err != nil {
		return c, nil, err
	}
	d := begin(c, terms)
	seq := d.Seq + 1
	d.take(row, Ended{Status: row.To, By: row.Step, Redacted: len(w.Removed) > 0}, EndedText(end))
	d.endanger(w.Removed, seq, false)
	return d.finish(c)
}
