package complaint

import (
	"cmp"
	"slices"
	"time"
)

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
		return NextStep{By: cmp.Or(Party(c.LevelRole), Superior), What: TakeoverStep, DueAt: c.Escalation.TakeoverBy}, true
	}
	row, ok := next[c.Status]
	if !ok {
		return NextStep{}, false
	}
	return NextStep{By: row.by, What: row.what, DueAt: c.dueOf(row.due)}, true
}

// dueOf is the earliest time of some deadlines that still runs; when all of them have passed, the last of these.
func (c Complaint) dueOf(names []Name) time.Time {
	var due, passed time.Time
	for _, d := range c.Deadlines {
		switch {
		case !slices.Contains(names, d.Name) || !d.open():
		case d.Running():
			due = earliest(due, d.DueAt)
		case d.DueAt.After(passed):
			passed = d.DueAt
		}
	}
	if due.IsZero() {
		return passed
	}
	return due
}
