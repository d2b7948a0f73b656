package complaint

import (
	"fmt"
	"slices"

	"aftercare/shared/event"
)

// applyAdded gives the complaint after something was added to it that leaves its status.
func applyAdded(c Complaint, e event.Event) (Complaint, error) {
	switch e.Type {
	case event.ComplaintAsked:
		d, p, err := both[Asked, AskedText](e)
		c.Requests = append(slices.Clone(c.Requests), Request{N: d.N, About: d.About, Question: p.Question, AskedAt: e.Time})
		return c, err
	case event.ComplaintAnswered:
		d, err := event.Decode[Answered](e)
		if d.N < 1 || d.N > len(c.Requests) {
			return c, fmt.Errorf("complaint %s has no information request %d", c.ID, d.N)
		}
		c.Requests = slices.Clone(c.Requests)
		c.Requests[d.N-1].AnsweredAt = e.Time
		return c, err
	case event.ComplaintEvidenced:
		_, p, err := both[Evidenced, EvidencedText](e)
		p.Evidence.Text = "" // the timeline keeps it: the complaint itself stays small
		c.Evidence = append(slices.Clone(c.Evidence), p.Evidence)
		return c, err
	case event.ComplaintMessaged:
		d, err := event.Decode[Messaged](e)
		return c.starting(d.Deadlines), err
	case event.ComplaintLearned:
		d, p, err := both[Learned, LearnedText](e)
		c.Lessons = append(slices.Clone(c.Lessons), Lesson{
			N: d.Lesson, Cause: p.Cause, Action: p.Action, Owner: d.Owner, DueBy: d.DueBy, At: e.Time,
		})
		return c, err
	case event.RemedyDue:
		d, err := event.Decode[Owed](e)
		if err != nil {
			return c, err
		}
		return c.remedied(d.RemedyID, func(r *Remedy) { r.DueAt = d.DueAt })
	default: // remedy.paid
		d, err := event.Decode[Paid](e)
		if err != nil {
			return c, err
		}
		return c.remedied(d.RemedyID, func(r *Remedy) { r.PaidAt = d.PaidAt })
	}
}

// remedied changes a copy of a remedy.
func (c Complaint) remedied(id string, change func(*Remedy)) (Complaint, error) {
	i := slices.IndexFunc(c.Remedies, func(r Remedy) bool { return r.ID == id })
	if i < 0 {
		return c, fmt.Errorf("complaint %s has no remedy %q", c.ID, id)
	}
	c.Remedies = slices.Clone(c.Remedies)
	change(&c.Remedies[i])
	return c, nil
}
