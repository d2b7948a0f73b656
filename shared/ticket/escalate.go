package ticket

import (
	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/fault"
)

// Escalate moves a ticket one level up its ladder and raises its priority by a step. While the level still waits
// for somebody to take over, or at the top, the cause is noted instead. A reason is what a person wrote.
func Escalate(t Ticket, cause escalation.Cause, reason string, terms Terms) (Ticket, []event.Event, error) {
	var removed []string
	if cause == escalation.ByCustomer || cause == escalation.ByStaff {
		var err error
		if reason, removed, err = cleanReason(reason); err != nil {
			return t, nil, err
		}
	}
	if !t.Status.Live() {
		if t.Status == StatusClosed {
			return t, nil, closed(t)
		}
		return t, nil, fault.InState(string(t.Status), "the ticket is solved: reopen it, or answer it, to have it looked at again")
	}
	d := begin(t, terms, terms.Now)
	seq := d.Seq + 1
	state, raised := d.Escalation.Raise(terms.Ladder, cause, d.now)
	if !raised || cause == escalation.TakeoverExpired && !d.Escalation.Abandoned() {
		d.emit(event.TicketNoted, Noted{Visibility: "internal", Cause: cause, Redacted: len(removed) > 0}, Reason{Reason: reason})
	} else {
		d.emit(event.TicketEscalated, Escalated{
			Level: state.Level, Cause: cause, Role: terms.Ladder.At(state.Level).Role,
			TakeoverBy: state.TakeoverBy, Priority: d.Priority.Raised(), Redacted: len(removed) > 0,
		}, Reason{Reason: reason})
	}
	d.endangered(removed, seq)
	return d.finish(t)
}

// TakeOver makes the caller, who must be of the present level's role or above, the assignee. It can still be taken
// over after the level's time for that expired.
func TakeOver(t Ticket, groups []string, terms Terms) (Ticket, []event.Event, error) {
	if level := t.Escalation.Level; level > 0 && !terms.Ladder.MayTakeOver(level, groups) {
		return t, nil, fault.New(fault.Forbidden, "only %s, or who stands above, may take over at level %d", terms.Ladder.Called(level), level)
	}
	if !t.Status.Live() || !t.Escalation.Waiting() && !t.Escalation.Abandoned() {
		return t, nil, fault.InState(string(t.Status), "no level of this ticket waits for somebody to take over")
	}
	d := begin(t, terms, terms.Now)
	d.emit(event.TicketTakenOver, TakenOver{Level: d.Escalation.Level}, nil)
	if d.Assignee != terms.Actor.ID {
		d.emit(event.TicketAssigned, Assigned{Assignee: terms.Actor.ID}, nil)
	}
	return d.finish(t)
}

// Deescalate moves a ticket one level down, with a reason.
func Deescalate(t Ticket, reason string, terms Terms) (Ticket, []event.Event, error) {
	reason, removed, err := cleanReason(reason)
	if err != nil {
		return t, nil, err
	}
	if t.Escalation.Level == 0 {
		return t, nil, fault.InState(string(t.Status), "the ticket is not escalated")
	}
	if t.Status == StatusClosed {
		return t, nil, closed(t)
	}
	d := begin(t, terms, terms.Now)
	seq := d.Seq + 1
	d.emit(event.TicketDeescalated, Deescalated{Level: d.Escalation.Level - 1, Redacted: len(removed) > 0}, Reason{Reason: reason})
	d.endangered(removed, seq)
	return d.finish(t)
}
