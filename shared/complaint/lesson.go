package complaint

import (
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/text"
)

// Learning is the command to draw a lesson: what is done about a cause, by whom and until when.
type Learning struct {
	Cause  string // an id in the tree of causes, or in words
	Action string
	Owner  string
	DueBy  time.Time
}

// maxLessons of one complaint.
const maxLessons = 20

// Learn draws a lesson, at any time after findings.
func Learn(c Complaint, l Learning, terms Terms) (Complaint, []event.Event, error) {
	check := only(func(w *words) {
		l.Cause = w.required("cause", l.Cause, text.MaxSubject)
		l.Action = w.required("action", l.Action, text.MaxBody)
		if l.Owner == "" {
			w.Add("owner", "is missing")
		}
		l.Owner = w.Name("owner", l.Owner, text.MaxName)
		if l.DueBy.IsZero() {
			w.Add("dueBy", "is missing")
		}
		l.DueBy = l.DueBy.UTC().Truncate(time.Second)
	})
	return step(c, LessonStep, terms, check, func(d *draft, row Transition, redacted bool) error {
		switch {
		case c.Findings == nil:
			return fault.InState(string(c.Status), "there is nothing to learn before the findings")
		case len(c.Lessons) >= maxLessons:
			return fault.InvalidField("action", "is one more than the 20 lessons that a complaint can have")
		case l.DueBy.Before(d.now):
			return fault.InvalidField("dueBy", "lies in the past")
		}
		told := Learned{Lesson: len(c.Lessons) + 1, Owner: l.Owner, DueBy: l.DueBy, Redacted: redacted}
		if idForm.MatchString(l.Cause) { // what is said in words stays inside
			told.Cause = l.Cause
		}
		d.take(row, told, LearnedText{Cause: l.Cause, Action: l.Action})
		return bounded(d.Lessons)
	})
}

// Keep says that the record of a complaint must be kept beyond its time, as for an authority or a court; without hold,
// that it need not be any longer. Saying what holds already changes nothing.
func Keep(c Complaint, hold bool, reason string, terms Terms) (Complaint, []event.Event, error) {
	name := HoldStep
	if !hold {
		name = ReleaseStep
	}
	check := only(func(w *words) { reason = w.required("reason", reason, text.MaxBody) })
	return step(c, name, terms, check, func(d *draft, row Transition, redacted bool) error {
		if c.Held != hold {
			d.take(row, Hold{Redacted: redacted}, Reason{Reason: reason})
		}
		return nil
	})
}
