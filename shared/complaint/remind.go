package complaint

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/text"
)

// remindBefore is how long before a lesson is due its owner is reminded; again when it is.
const remindBefore = 3 * 24 * time.Hour

// The reminders of a lesson.
const (
	remindedBefore = 1
	remindedDue    = 2
)

// Open reports whether the lesson is still to be done.
func (l Lesson) Open() bool { return l.DoneAt.IsZero() }

// reminder gives the next reminder of a lesson and when it goes out; the zero time when none does any more. There is no
// time for the first where the lesson was drawn shortly before it is due.
func (l Lesson) reminder() (int, time.Time) {
	before := l.DueBy.Add(-remindBefore)
	switch {
	case !l.Open() || l.Reminded >= remindedDue:
		return 0, time.Time{}
	case l.Reminded < remindedBefore && before.After(l.At):
		return remindedBefore, before
	default:
		return remindedDue, l.DueBy
	}
}

// remindAt is when the owner of a lesson is reminded next; the sweep sees to it, for minutes do not matter.
func (c Complaint) remindAt() time.Time {
	var next time.Time
	for _, l := range c.Lessons {
		_, at := l.reminder()
		next = earliest(next, at)
	}
	return next
}

// LessonDue is when the earliest lesson that is still to be done is due: its place in the list of open lessons. The
// zero time when there is none.
func (c Complaint) LessonDue() time.Time {
	var due time.Time
	for _, l := range c.Lessons {
		if l.Open() {
			due = earliest(due, l.DueBy)
		}
	}
	return due
}

// Lessons gives a page of the complaints with a lesson that is still to be done, the earliest due first, to whoever
// handles complaints. It gives where the next page begins; empty at the end.
func (s *Service) Lessons(ctx context.Context, who Who, limit int, after string) (Page, error) {
	if err := register(who); err != nil {
		return Page{}, err
	}
	return s.store.Complaints(ctx, Query{View: OpenLessons, Limit: limit, After: after})
}

// remind tells the owners of lessons what is due. Of two reminders that were missed only the later one goes out.
func (d *draft) remind() {
	for _, l := range d.Lessons {
		n, at := l.reminder()
		if at.IsZero() || at.After(d.now) {
			continue
		}
		if !l.DueBy.After(d.now) {
			n = remindedDue
		}
		d.emit(event.ComplaintLessonDue, Reminder{Lesson: l.N, Reminder: n, Owner: l.Owner, DueBy: l.DueBy}, nil)
	}
}

// Completion is the command to say that a lesson was put into practice.
type Completion struct {
	Lesson int
	Note   string
}

// Complete notes that a lesson was put into practice. Doing it again is a conflict.
func Complete(c Complaint, done Completion, terms Terms) (Complaint, []event.Event, error) {
	i := slices.IndexFunc(c.Lessons, func(l Lesson) bool { return l.N == done.Lesson })
	check := only(func(w *words) { done.Note = w.optional("note", done.Note, text.MaxBody) })
	return step(c, LessonDoneStep, terms, check, func(d *draft, row Transition, redacted bool) error {
		switch {
		case i < 0:
			return fault.NotFound("lesson")
		case !c.Lessons[i].Open():
			return fault.InState(string(c.Status), "lesson %d has been put into practice", done.Lesson)
		}
		d.take(row, LessonDone{Lesson: done.Lesson, Redacted: redacted}, NoteText{Note: done.Note})
		return bounded(d.Lessons)
	})
}

// Reminder is the data of complaint.lessonDue: the owner of a lesson is reminded.
type Reminder struct {
	Lesson   int       `json:"lesson"`
	Reminder int       `json:"reminder"` // 1 before it is due, 2 when it is
	Owner    string    `json:"owner"`
	DueBy    time.Time `json:"dueBy"`
}

// LessonDone is the data of complaint.lessonDone.
type LessonDone struct {
	Lesson   int  `json:"lesson"`
	Redacted bool `json:"redacted,omitempty"`
}

// applyLesson gives the complaint after something happened to one of its lessons.
func applyLesson(c Complaint, e event.Event) (Complaint, error) {
	d, err := event.Decode[Reminder](e) // its number stands in both
	if err != nil {
		return c, err
	}
	i := slices.IndexFunc(c.Lessons, func(l Lesson) bool { return l.N == d.Lesson })
	if i < 0 {
		return c, fmt.Errorf("complaint %s has no lesson %d", c.ID, d.Lesson)
	}
	c.Lessons = slices.Clone(c.Lessons)
	if e.Type == event.ComplaintLessonDue {
		c.Lessons[i].Reminded = d.Reminder
		return c, nil
	}
	p, err := event.DecodePrivate[NoteText](e)
	c.Lessons[i].DoneAt, c.Lessons[i].DoneBy, c.Lessons[i].Note = e.Time, cmp.Or(e.Actor.ID, string(e.Actor.Kind)), p.Note
	return c, err
}
