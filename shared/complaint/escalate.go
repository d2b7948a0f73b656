package complaint

import (
	"fmt"
	"slices"
	"time"

	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/sla"
	"aftercare/shared/text"
)

// Escalate moves a complaint one level up its ladder, or notes the cause; the status stays. People give a reason. The
// system's causes may come late: what they can no longer change is left alone.
func Escalate(c Complaint, cause escalation.Cause, reason string, terms Terms) (Complaint, []event.Event, error) {
	if err := permit(c, EscalationStep, terms.Who); err != nil {
		return c, nil, err
	}
	person := terms.Who.Actor.Kind != event.System
	var w words
	if person {
		reason = w.required("reason", reason, text.MaxBody)
	}
	if err := w.Err(); err != nil {
		return c, nil, err
	}
	if _, err := transition(c, EscalationStep, ""); err != nil {
		switch {
		case person:
			return c, nil, err
		case !c.owes():
			return c, nil, nil
		}
	}
	d := begin(c, terms)
	seq := d.Seq + 1
	d.raise(cause, reason, len(w.Removed) > 0)
	d.endanger(w.Removed, seq, false)
	return d.finish(c)
}

// owes reports whether the exchange has not paid what the company owes: that is not forgotten when the complaint is
// closed.
func (c Complaint) owes() bool { return slices.ContainsFunc(c.Remedies, Remedy.Unpaid) }

// raise calls the next level for a cause, or notes it, as [escalation.State.Raise] rules.
func (d *draft) raise(cause escalation.Cause, reason string, redacted bool) {
	call, raised, err := d.Escalation.Raise(d.terms.Ladder, cause, d.now, d.terms.hours)
	switch {
	case err != nil:
		d.err = fmt.Errorf("count the time to take over: %w", err)
	case raised:
		d.emit(event.ComplaintEscalated, Raised{Call: call, Redacted: redacted}, Reason{Reason: reason})
	default:
		d.emit(event.ComplaintNoted, Noted{Cause: cause, Redacted: redacted}, Reason{Reason: reason})
	}
}

// hours counts a time to take over in a calendar as it is now.
func (t Terms) hours(calendar string, from time.Time, within time.Duration) (time.Time, int, error) {
	cal, err := t.Calendar(calendar)
	if err != nil {
		return time.Time{}, 0, err
	}
	return cal.Add(from, sla.Duration(within)), cal.Version(), nil
}

// TakeOver makes the caller, whom the present level or one above must call, the one who holds the complaint. It can
// still be taken over after the level's time for that expired.
func TakeOver(c Complaint, terms Terms) (Complaint, []event.Event, error) {
	if err := permit(c, TakeoverStep, terms.Who); err != nil {
		return c, nil, err
	}
	caller := escalation.Person{ID: terms.Who.Actor.ID, Groups: terms.Who.Groups}
	if err := terms.Ladder.CheckTakeover(c.Escalation, caller, "complaint", string(c.Status)); err != nil {
		return c, nil, err
	}
	row, err := transition(c, TakeoverStep, "")
	if err != nil {
		return c, nil, err
	}
	if c.Status == Closed && !c.owes() {
		return c, nil, fault.InState(string(c.Status), "nothing of the closed complaint is left to take over")
	}
	d := begin(c, terms)
	d.take(row, Level{Level: d.Escalation.Level}, nil)
	return d.finish(c)
}

// Deescalate moves a complaint one level down, with a reason.
func Deescalate(c Complaint, reason string, terms Terms) (Complaint, []event.Event, error) {
	if err := permit(c, DeescalationStep, terms.Who); err != nil {
		return c, nil, err
	}
	var w words
	reason = w.required("reason", reason, text.MaxBody)
	if err := w.Err(); err != nil {
		return c, nil, err
	}
	row, err := transition(c, DeescalationStep, "")
	if err != nil {
		return c, nil, err
	}
	if c.Escalation.Level == 0 {
		return c, nil, fault.InState(string(c.Status), "the complaint is not escalated")
	}
	d := begin(c, terms)
	seq := d.Seq + 1
	below := d.Escalation.Level - 1
	d.take(row, Level{Level: below, Role: terms.Ladder.At(below).Role, People: terms.Ladder.At(below).People, Redacted: len(w.Removed) > 0}, Reason{Reason: reason})
	d.endanger(w.Removed, seq, false)
	return d.finish(c)
}
