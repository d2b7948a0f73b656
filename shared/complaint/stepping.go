package complaint

import (
	"encoding/json"

	"aftercare/shared/event"
	"aftercare/shared/fault"
)

// Limits of what one step brings: its texts together, in bytes as stored, so that everything that a complaint gathers
// still fits into one item of the table.
const (
	maxStep   = 64 << 10
	maxPoints = 50
	maxAsked  = 20
	maxGiven  = 60 // pieces of evidence of a complaint
	maxPoint  = 5000
	maxNamed  = 64 // an id, such as a point's
)

// step carries a step out in the order of the contract: who may take it, what is wrong with the values by themselves,
// whether the state allows it, and then the rules of the procedure. check reads the values and gives the row's verdict;
// act says what happens, and may refuse by a rule.
func step(c Complaint, name Step, terms Terms, check func(w *words) (verdict string), act func(d *draft, row Transition, redacted bool) error) (Complaint, []event.Event, error) {
	if err := permit(c, name, terms.Who); err != nil {
		return c, nil, err
	}
	var w words
	verdict := ""
	if check != nil {
		verdict = check(&w)
	}
	if err := w.Err(); err != nil {
		return c, nil, err
	}
	row, err := transition(c, name, verdict)
	if err != nil {
		return c, nil, err
	}
	d := begin(c, terms)
	seq := d.Seq + 1
	if err := act(d, row, len(w.Removed) > 0); err != nil {
		return c, nil, err
	}
	d.endanger(w.Removed, seq, false)
	return d.finish(c)
}

// bounded refuses texts that are too large together: those of a step, or all questions or lessons of a complaint, which
// stay in its document.
func bounded(texts any) error {
	if stored, err := json.Marshal(texts); err != nil || len(stored) > maxStep {
		return fault.New(fault.TooLarge, "the texts of a step, and all questions or lessons of a complaint, have at most %d bytes together", maxStep)
	}
	return nil
}

// only gives the verdict of a step with one row.
func only(check func(w *words)) func(w *words) string {
	return func(w *words) string {
		check(w)
		return ""
	}
}
