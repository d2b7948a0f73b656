package ticket

import (
	"fmt"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/sla"
)

// Promises finds what events name by id and version.
type Promises interface {
	// Policy is the policy of that id in the list of that version.
	Policy(id string, version int) (sla.Policy, error)
	// Calendar is the calendar of that id as it was in that version.
	Calendar(id string, version int) (*sla.Calendar, error)
}

// calendarOf finds the calendar that clocks run under; the one that is always open needs no finder.
func calendarOf(promises Promises, c sla.Clocks) (*sla.Calendar, error) {
	if c.Calendar == "" || c.Calendar == sla.Always {
		return sla.AlwaysOpen(), nil
	}
	return promises.Calendar(c.Calendar, c.CalendarVersion)
}

// Apply gives the ticket after an event. Commands use the same function to change a ticket as a replay does to
// rebuild it from its timeline, so the two cannot differ.
func Apply(t Ticket, e event.Event, promises Promises) (Ticket, error) {
	t, _, err := apply(t, e, promises)
	return t, err
}

// Replay rebuilds a ticket from its whole timeline.
func Replay(events []event.Event, promises Promises) (Ticket, error) {
	var t Ticket
	for _, e := range events {
		if e.Seq != t.Seq+1 {
			return Ticket{}, fmt.Errorf("the timeline of ticket %s lacks event %d", e.Aggregate.ID, t.Seq+1)
		}
		var err error
		if t, err = Apply(t, e, promises); err != nil {
			return Ticket{}, err
		}
	}
	return t, nil
}

// apply also gives what the event did to the clocks, which the command that made it records as events of their own.
func apply(t Ticket, e event.Event, promises Promises) (Ticket, []sla.Record, error) {
	cal, err := calendarOf(promises, t.SLA)
	if err != nil {
		return t, nil, err
	}
	var records []sla.Record
	switch e.Type {
	case event.TicketOpened:
		t, records, cal, err = applyOpened(e, promises)
	case event.TicketReplied:
		t, records, err = applyReplied(t, e, cal)
	case event.TicketChanged:
		t, records, cal, err = applyChanged(t, e, promises)
	case event.TicketSolved:
		t, records, err = applySolved(t, e, cal)
	case event.TicketReopened:
		t, records = applyReopened(t, e, cal)
	case event.TicketClosed:
		t, records, err = applyClosed(t, e, cal)
	case event.TicketMerged:
		t, records, err = applyMerged(t, e, cal)
	case event.TicketAssigned:
		var d Assigned
		d, err = event.Decode[Assigned](e)
		t.Assignee = d.Assignee
	case event.TicketEscalated, event.TicketTakenOver, event.TicketTakeoverExpired, event.TicketDeescalated:
		t, err = applyEscalation(t, e)
	case event.SLAWarned, event.SLABreached, event.SLAMet, event.SLARescheduled, event.SLACancelled:
		t, err = applyClock(t, e, cal)
	case event.SLAArmed:
		var d Armed
		d, err = event.Decode[Armed](e)
		t.ArmRevision, t.ArmedFor = d.Revision, d.WakeAt
	case event.FeedbackReceived:
		t, err = applyFeedback(t, e)
	case event.SecretRedacted:
		t.Redacted = true
	case event.SurveySent:
		t.Surveyed = true
	case event.TicketNoted, event.CustomerAtRisk, event.NoticeSent, event.NoticeFailed:
		// On the timeline only.
	default:
		err = fmt.Errorf("a ticket has no event of type %s", e.Type)
	}
	if err != nil {
		return t, nil, err
	}
	t.Seq, t.Version, t.LastAt = e.Seq, e.Aggregate.Version, e.Time
	if !e.Type.Record() {
		t.UpdatedAt = e.Time
	}
	t.NextWake = t.nextArmed(cal)
	return t, records, nil
}

func applyOpened(e event.Event, promises Promises) (Ticket, []sla.Record, *sla.Calendar, error) {
	d, err := event.Decode[Opened](e)
	if err != nil {
		return Ticket{}, nil, nil, err
	}
	p, err := event.DecodePrivate[OpeningText](e)
	if err != nil {
		return Ticket{}, nil, nil, err
	}
	promise, err := promised(promises, d.Policy, d.PolicyVersion, d.CalendarVersion)
	if err != nil {
		return Ticket{}, nil, nil, fmt.Errorf("ticket %s was opened under policy %q of version %d: %w", e.Aggregate.ID, d.Policy, d.PolicyVersion, err)
	}
	t := Ticket{
		ID: e.Aggregate.ID, Subject: p.Subject, Status: d.Status, Priority: d.Priority, Channel: d.Channel,
		Category: d.Category, Language: d.Language, Customer: p.Customer, Team: d.Team, Tags: p.Tags,
		Transaction: p.Transaction, Thread: p.Thread, FollowUpOf: d.FollowUpOf, FollowsSurvey: d.FollowsSurvey, ComplaintID: d.ComplaintID,
		Automatic: d.Automatic, Request: p.Request, CreatedAt: e.Time,
		WaitingSince: d.ReceivedAt, LastCustomerMessageAt: d.ReceivedAt,
	}
	clocks, records := sla.Start(promise, sla.Fact{At: d.ReceivedAt, Type: sla.Opened, Status: string(d.Status), Attributes: t.attributes()})
	t.SLA = clocks
	clocks, late := t.SLA.Advance(e.Time, promise.Calendar)
	t.SLA = clocks
	return t, append(records, late...), promise.Calendar, nil
}

// promised finds a policy with its calendar, each in its version.
func promised(promises Promises, policy string, version, calendarVersion int) (sla.Promise, error) {
	p, err := promises.Policy(policy, version)
	if err != nil {
		return sla.Promise{}, err
	}
	cal, err := calendarOf(promises, sla.Clocks{Calendar: p.Calendar, CalendarVersion: calendarVersion})
	return sla.Promise{Policy: p, Version: version, Calendar: cal}, err
}

func applyReplied(t Ticket, e event.Event, cal *sla.Calendar) (Ticket, []sla.Record, error) {
	d, err := event.Decode[Replied](e)
	if err != nil {
		return t, nil, err
	}
	if d.Automatic {
		return t, nil, nil
	}
	at := e.Time
	if !d.ReceivedAt.IsZero() {
		at = d.ReceivedAt
	}
	kind := sla.AgentReplied
	if e.Actor.Kind == event.Customer {
		kind = sla.CustomerReplied
		t.LastCustomerMessageAt = at
		if t.WaitingSince.IsZero() {
			t.WaitingSince = at
		}
	} else {
		t.WaitingSince = time.Time{}
	}
	if t.Status == StatusSolved && d.Status == StatusOpen {
		t.SolvedAt, t.ClosesAt = time.Time{}, time.Time{}
	}
	t.Status = d.Status
	t, records := t.fact(sla.Fact{At: at, Type: kind, Status: string(d.Status)}, cal)
	clocks, late := t.SLA.Advance(e.Time, cal)
	t.SLA = clocks
	return t, append(records, late...), nil
}

func applyChanged(t Ticket, e event.Event, promises Promises) (Ticket, []sla.Record, *sla.Calendar, error) {
	d, err := event.Decode[Changed](e)
	if err != nil {
		return t, nil, nil, err
	}
	p, err := event.DecodePrivate[ChangedText](e)
	if err != nil {
		return t, nil, nil, err
	}
	if d.Priority != nil {
		t.Priority = Priority(d.Priority.To)
	}
	if d.Category != nil {
		t.Category = d.Category.To
	}
	if d.Language != nil {
		t.Language = d.Language.To
	}
	if d.Priority != nil || d.Category != nil || d.Language != nil {
		t.PromisedPriority = "" // measured anew by what it is now
	}
	if d.Team != nil {
		t.Team = d.Team.To
	}
	if d.Tags {
		t.Tags = p.Tags
	}
	if d.Subject {
		t.Subject = p.Subject
	}
	if d.Transaction {
		t.Transaction = p.Transaction
	}
	if d.ComplaintID != "" {
		t.ComplaintID = d.ComplaintID
	}
	var records []sla.Record
	if p.Clocks != nil {
		t.SLA = *p.Clocks
	}
	cal, err := calendarOf(promises, t.SLA)
	if err != nil {
		return t, nil, nil, err
	}
	if d.Status != nil {
		t.Status = Status(d.Status.To)
		t, records = t.fact(sla.Fact{At: e.Time, Type: sla.StatusChanged, Status: d.Status.To}, cal)
	}
	if d.DueSet != nil {
		var more []sla.Record
		t, more = t.fact(sla.Fact{At: e.Time, Type: sla.DueSet, Target: d.DueSet.Target, DueAt: d.DueSet.At}, cal)
		records = append(records, more...)
	}
	return t, records, cal, nil
}

func applySolved(t Ticket, e event.Event, cal *sla.Calendar) (Ticket, []sla.Record, error) {
	d, err := event.Decode[SolvedData](e)
	if err != nil {
		return t, nil, err
	}
	t.Status, t.SolvedAt, t.ClosesAt = StatusSolved, e.Time, d.ClosesAt
	t.WaitingSince = time.Time{}
	t.Escalation = t.Escalation.Stop()
	t, records := t.fact(sla.Fact{At: e.Time, Type: sla.Solved, Status: string(StatusSolved)}, cal)
	return t, records, nil
}

func applyClosed(t Ticket, e event.Event, cal *sla.Calendar) (Ticket, []sla.Record, error) {
	d, err := event.Decode[Closed](e)
	if err != nil {
		return t, nil, err
	}
	t.Status, t.ClosedAt, t.ClosesAt = StatusClosed, e.Time, time.Time{}
	t.Spam = d.Cause == ClosedAsSpam
	t.Escalation = t.Escalation.Stop()
	t, records := t.fact(sla.Fact{At: e.Time, Type: sla.Cancelled}, cal)
	return t, records, nil
}

func applyReopened(t Ticket, e event.Event, cal *sla.Calendar) (Ticket, []sla.Record) {
	t.Status, t.SolvedAt, t.ClosesAt = StatusOpen, time.Time{}, time.Time{}
	if t.WaitingSince.IsZero() {
		t.WaitingSince = e.Time
	}
	return t.fact(sla.Fact{At: e.Time, Type: sla.Reopened, Status: string(StatusOpen)}, cal)
}

func applyMerged(t Ticket, e event.Event, cal *sla.Calendar) (Ticket, []sla.Record, error) {
	d, err := event.Decode[Merged](e)
	if err != nil {
		return t, nil, err
	}
	if d.Into != "" { // it is closed next
		t.MergedInto = d.Into
		return t, nil, nil
	}
	if d.FollowsSurvey != "" {
		t.FollowsSurvey = d.FollowsSurvey
	}
	if d.WaitingSince.IsZero() {
		return t, nil, nil
	}
	t.WaitingSince = earliest(t.WaitingSince, d.WaitingSince)
	t, records := t.fact(sla.Fact{At: e.Time, Type: sla.Merged}, cal)
	return t, records, nil
}

func applyEscalation(t Ticket, e event.Event) (Ticket, error) {
	switch e.Type {
	case event.TicketEscalated:
		d, err := event.Decode[Escalated](e)
		if err != nil {
			return t, err
		}
		t.Escalation = t.Escalation.Called(d.Call, e.Time)
		if t.PromisedPriority == "" && d.Priority != t.Priority {
			t.PromisedPriority = t.Priority
		}
		t.Priority = d.Priority // an escalation's own change of priority measures nothing anew
	case event.TicketTakenOver:
		t.Escalation = t.Escalation.TakeOver(e.Actor.ID, e.Time)
	case event.TicketTakeoverExpired:
		t.Escalation.TakeoverBy = time.Time{}
	default:
		t.Escalation = t.Escalation.Lower(e.Time)
	}
	return t, nil
}

func applyClock(t Ticket, e event.Event, cal *sla.Calendar) (Ticket, error) {
	d, err := event.Decode[Clock](e)
	if err != nil {
		return t, err
	}
	asOf := e.Time
	if !d.AsOf.IsZero() {
		asOf = d.AsOf
	}
	if d.Wake {
		t.SLA, _ = t.SLA.Fire(asOf, cal)
	} else {
		t.SLA, _ = t.SLA.Advance(asOf, cal)
	}
	return t, nil
}

func applyFeedback(t Ticket, e event.Event) (Ticket, error) {
	d, err := event.Decode[Received](e)
	if err != nil {
		return t, err
	}
	p, err := event.DecodePrivate[Comment](e)
	if err != nil {
		return t, err
	}
	if d.Follows {
		t.FollowsSurvey = d.SurveyID
	}
	t.Satisfaction = &Satisfaction{Score: d.Score, Comment: p.Comment, At: e.Time}
	return t, nil
}

// fact advances the clocks to the fact and lets it act on them.
func (t Ticket) fact(f sla.Fact, cal *sla.Calendar) (Ticket, []sla.Record) {
	clocks, passed := t.SLA.Advance(f.At, cal)
	clocks, records := clocks.Apply(f, cal)
	t.SLA = clocks
	return t, append(passed, records...)
}
