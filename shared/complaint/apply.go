package complaint

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"aftercare/shared/event"
)

// Apply gives the complaint after an event. Commands use the same function to change a complaint as a replay does to
// rebuild it from its timeline, so the two cannot differ.
func Apply(c Complaint, e event.Event) (Complaint, error) {
	var err error
	switch e.Type {
	case event.ComplaintFiled:
		c, err = applyFiled(e)
	case event.ComplaintAcknowledged:
		c, err = applyJudged(c, e)
	case event.ComplaintInvestigated, event.ComplaintFound, event.ComplaintDrafted, event.ComplaintApproved, event.ComplaintRefused,
		event.ComplaintProposed, event.ComplaintAccepted, event.ComplaintRejected, event.ComplaintFulfilled, event.ComplaintDelayed:
		c, err = applyHandled(c, e)
	case event.ComplaintAsked, event.ComplaintAnswered, event.ComplaintEvidenced, event.ComplaintMessaged, event.ComplaintLearned,
		event.RemedyDue, event.RemedyPaid:
		c, err = applyAdded(c, e)
	case event.ComplaintConfirmed, event.ComplaintAssigned, event.ComplaintLinksRevoked, event.ComplaintCopyAsked, event.ComplaintCopySent:
		c, err = applyReached(c, e)
	case event.ComplaintLessonDue, event.ComplaintLessonDone:
		c, err = applyLesson(c, e)
	case event.ComplaintHeld, event.ComplaintReleased:
		c.Held = e.Type == event.ComplaintHeld
	case event.ComplaintClosed:
		c, err = applyEnded(c, e)
	case event.ComplaintEscalated:
		c, err = applyRaised(c, e)
	case event.ComplaintTakenOver:
		c.Escalation = c.Escalation.TakeOver(e.Actor.ID, e.Time)
		c.Assignee = e.Actor.ID
	case event.ComplaintTakeoverExpired:
		c.Escalation.TakeoverBy = time.Time{}
	case event.ComplaintDeescalated:
		var d Level
		d, err = event.Decode[Level](e)
		c.Escalation, c.LevelRole, c.LevelPeople = c.Escalation.Lower(e.Time), d.Role, d.People
	case event.SLAMet, event.SLABreached, event.SLACancelled:
		c, err = applyClock(c, e)
	case event.SLAArmed:
		var d Armed
		d, err = event.Decode[Armed](e)
		c.ArmRevision, c.ArmedFor = d.Revision, d.WakeAt
	case event.SecretRedacted:
		c.Redacted = true
	case event.ComplaintNoted, event.CustomerAtRisk, event.NoticeSent, event.NoticeFailed:
		// On the timeline only.
	default:
		err = fmt.Errorf("a complaint has no event of type %s", e.Type)
	}
	if err != nil {
		return c, err
	}
	c.Seq, c.Version, c.LastAt = e.Seq, e.Aggregate.Version, e.Time
	if !e.Type.Record() {
		c.UpdatedAt = e.Time
	}
	c.NextWake = c.nextArmed()
	return c, nil
}

// Replay rebuilds a complaint from its whole timeline.
func Replay(events []event.Event) (Complaint, error) {
	var c Complaint
	for _, e := range events {
		if e.Seq != c.Seq+1 {
			return Complaint{}, fmt.Errorf("the timeline of complaint %s lacks event %d", e.Aggregate.ID, c.Seq+1)
		}
		var err error
		if c, err = Apply(c, e); err != nil {
			return Complaint{}, err
		}
	}
	return c, nil
}

func applyFiled(e event.Event) (Complaint, error) {
	d, err := event.Decode[Filed](e)
	if err != nil {
		return Complaint{}, err
	}
	p, err := event.DecodePrivate[FiledText](e)
	if err != nil {
		return Complaint{}, err
	}
	c := Complaint{
		ID: e.Aggregate.ID, Status: d.Status, Channel: d.Channel, Language: d.Language, Jurisdiction: d.Jurisdiction, Service: d.Service,
		Customer: p.Customer, TicketID: d.TicketID, Team: d.Team,
		Subject: p.Subject, Statement: p.Statement, DesiredRemedy: p.DesiredRemedy, OccurredAt: p.OccurredAt,
		Loss: p.Loss, ServiceReference: p.ServiceReference, Evidence: p.Evidence, Representative: p.Representative,
		Request: p.Request, ReceivedAt: d.ReceivedAt, CreatedAt: e.Time,
	}
	if d.Guest {
		c.Guest = d.CustomerID
	}
	for i, evidence := range c.Evidence {
		if evidence.ID == "" { // filed before evidence was numbered
			c.Evidence[i].ID = evidenceID(i)
		}
	}
	return c.starting(d.Deadlines), nil
}

// starting gives the complaint with deadlines that begin, each in the place of its earlier cycle, by due time.
func (c Complaint) starting(all []Due) Complaint {
	if len(all) == 0 {
		return c
	}
	c.Deadlines = slices.Clone(c.Deadlines) // the complaint before the event keeps its own
	for _, due := range all {
		begun := Deadline{Name: due.Name, Cycle: due.Cycle, DueAt: due.DueAt, ExtensibleTo: due.ExtensibleTo, Lapses: due.Lapses}
		if i := c.deadline(due.Name); i >= 0 {
			c.Deadlines[i] = begun
		} else {
			c.Deadlines = append(c.Deadlines, begun)
		}
	}
	slices.SortStableFunc(c.Deadlines, func(a, b Deadline) int { return a.DueAt.Compare(b.DueAt) })
	return c
}

func applyJudged(c Complaint, e event.Event) (Complaint, error) {
	d, err := event.Decode[Judged](e)
	if err != nil {
		return c, err
	}
	p, err := event.DecodePrivate[Reasons](e)
	c.Status, c.Reasons, c.AcknowledgedAt, c.About = d.Status, p.Reasons, e.Time, d.About
	c.Service = cmp.Or(d.Service, c.Service)
	return c.starting(d.Deadlines), err
}

func applyEnded(c Complaint, e event.Event) (Complaint, error) {
	d, err := event.Decode[Ended](e)
	if err != nil {
		return c, err
	}
	p, err := event.DecodePrivate[EndedText](e)
	c.Status, c.ClosedAt, c.Outcome, c.ClosureReason = d.Status, e.Time, p.Outcome, p.Reason
	c.Draft, c.Remedies = nil, accepted(c.Remedies)
	c.Escalation = c.Escalation.Stop()
	return c, err
}

func applyRaised(c Complaint, e event.Event) (Complaint, error) {
	d, err := event.Decode[Raised](e)
	c.Escalation = c.Escalation.Called(d.Call, e.Time)
	c.LevelRole, c.LevelPeople = d.Role, d.People
	return c, err
}

func applyClock(c Complaint, e event.Event) (Complaint, error) {
	d, err := event.Decode[Clock](e)
	if err != nil {
		return c, err
	}
	i := c.deadline(d.Target)
	if i < 0 {
		return c, fmt.Errorf("complaint %s has no deadline %q", c.ID, d.Target)
	}
	c.Deadlines = slices.Clone(c.Deadlines) // the complaint before the event keeps its own
	switch e.Type {
	case event.SLAMet:
		c.Deadlines[i].MetAt = d.At
	case event.SLABreached:
		c.Deadlines[i].BreachedAt = d.At
	default:
		c.Deadlines[i].CancelledAt = d.At
	}
	return c, nil
}
