package complaint

import "time"

// NextStep is what has to happen next, by whom and until when.
type NextStep struct {
	By    Party     // the role that acts, or the customer
	What  Step      // the step
	DueAt time.Time // zero when no deadline runs for it
}

// NextStep says what has to happen next; false when nothing has, because the complaint is closed. A level that waits
// for somebody to take over comes before the step of the procedure.
func (c Complaint) NextStep() (NextStep, bool) {
	if c.Escalation.Waiting() {
		return NextStep{By: Party(c.LevelRole), What: TakeoverStep, DueAt: c.Escalation.TakeoverBy}, true
	}
	row, ok := next[c.Status]
	if !ok {
		return NextStep{}, false
	}
	step := NextStep{By: row.by, What: row.what}
	if deadline, promised := c.Deadline(row.due); promised && deadline.open() {
		step.DueAt = deadline.DueAt
	}
	return step, true
}
