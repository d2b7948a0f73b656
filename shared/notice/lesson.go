package notice

import (
	"context"

	"aftercare/shared/complaint"
	"aftercare/shared/event"
)

// lesson reminds the owner of a lesson, where it is still to be done.
func (n *Notices) lesson(ctx context.Context, e event.Detail) error {
	d, err := data[complaint.Reminder](e)
	if err != nil {
		return err
	}
	c, err := n.complaints.Complaint(ctx, e.Aggregate.ID)
	if err != nil {
		return err
	}
	for _, l := range c.Lessons {
		if l.N == d.Lesson && l.Open() {
			return n.tell(ctx, nil, []string{l.Owner}, e.ID, Notice{
				Kind: event.Complaint, Case: c.ID, Template: LessonDue,
				Content: Content{Reference: reference(c.ID), Kind: event.Complaint, Body: l.Action, DueAt: l.DueBy},
			})
		}
	}
	return nil
}
