package complaint

import (
	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/text"
)

// Escalate moves a complaint one level up its ladder; the status stays. While the level still waits for somebody to
// take over, or at the top, the cause is noted instead. People give a reason. The system's causes may come late:
// what they can no longer change is left alone.
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
		if !person {
			return c, nil, nil
		}
		return c, nil, err
	}
	d := begin(c, terms)
	seq := d.Seq + 1
	redacted := len(w.Removed) > 0
	d.raise(cause, reason, redacted)
	d.endanger(w.Removed, seq, false)
	return d.finish(c)
}

// raise moves the complaint one level up, or notes the cause where it raises none.
func (d *draft) raise(cause escalation.Cause, reason string, redacted bool) {
	ladder := d.terms.Ladder
	state, raised := d.Escalation.Raise(ladder, cause, d.now)
	if !raised || cause == escalation.TakeoverExpired && !d.Escalation.Abandoned() {
		d.emit(event.ComplaintNoted, Noted{Cause: cause, Redacted: redacted}, Reason{Reason: reason})
		return
	}
	role := ladder.At(state.Level).Role
	d.emit(event.ComplaintEscalated, Raised{Level: state.Level, Cause: cause, Role: role, TakeoverBy: state.TakeoverBy, Redacted: redacted}, Reason{Reason: reason})
}

// TakeOver makes the caller, who must be of the present level's role or above, the one who holds the complaint. It
// can still be taken over after the level's time for that expired.
func TakeOver(c Complaint, terms Terms) (Complaint, []event.Event, error) {
	if err := permit(c, TakeoverStep, terms.Who); err != nil {
		return c, nil, err
	}
	if !terms.Ladder.MayTakeOver(c.Escalation.Level, terms.Who.Groups) {
		return c, nil, fault.New(fault.Forbidden, "only %s, or who stands above, may take over at level %d", terms.Ladder.Called(max(1, c.Escalation.Level)), c.Escalation.Level)
	}
	row, err := transition(c, TakeoverStep, "")
	if err != nil {
		return c, nil, err
	}
	if !c.Escalation.Waiting() && !c.Escalation.Abandoned() {
		return c, nil, fault.InState(string(c.Status), "no level of this complaint waits for somebody to take over")
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
	d.take(row, Level{Level: below, Role: terms.Ladder.At(below).Role, Redacted: len(w.Removed) > 0}, Reason{Reason: reason})
	d.endanger(w.Removed, seq, false)
	return d.finish(c)
}
