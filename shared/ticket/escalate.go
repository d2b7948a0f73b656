package ticket

import (
	"fmt"
	"time"

	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/sla"
)

// Escalate moves a ticket one level up its ladder and raises its priority by a step, or notes the cause, as
// [escalation.State.Raise] rules. A reason is what a person wrote. A customer who asks for a superior on a solved ticket
// has it opened again with the same call: they are always heard.
func Escalate(t Ticket, cause escalation.Cause, reason string, terms Terms) (Ticket, []event.Event, error) {
	var removed []string
	if cause == escalation.ByCustomer || cause == escalation.ByStaff {
		var err error
		if reason, removed, err = cleanReason(reason); err != nil {
			return t, nil, err
		}
	}
	reopens := cause == escalation.ByCustomer && t.Status == StatusSolved
	if !t.Status.Live() && !reopens {
		if t.Status == StatusClosed {
			return t, nil, closed(t)
		}
		return t, nil, fault.InState(string(t.Status), "the ticket is solved: reopen it, or answer it, to have it looked at again")
	}
	d := begin(t, terms, terms.Now)
	if reopens {
		d.emit(event.TicketReopened, Reopened{Cause: "escalation", Channel: d.Channel}, nil)
	}
	seq := d.Seq + 1
	call, raised, err := d.Escalation.Raise(terms.Ladder, cause, d.now, terms.hours)
	if err != nil {
		return t, nil, fmt.Errorf("count the time to take over: %w", err)
	}
	if raised {
		priority := d.Priority
		if !call.Again {
			priority = priority.Raised()
		}
		d.emit(event.TicketEscalated, Escalated{Call: call, Priority: priority, Redacted: len(removed) > 0}, Reason{Reason: reason})
	} else {
		d.emit(event.TicketNoted, Noted{Visibility: "internal", Cause: cause, Redacted: len(removed) > 0}, Reason{Reason: reason})
	}
	d.endangered(removed, seq)
	return d.finish(t)
}

// hours counts a time to take over in a calendar as it is now.
func (t Terms) hours(calendar string, from time.Time, within time.Duration) (time.Time, int, error) {
	cal, err := t.Calendar(calendar)
	if err != nil {
		return time.Time{}, 0, err
	}
	return cal.Add(from, sla.Duration(within)), cal.Version(), nil
}

// TakeOver makes the caller, whom the present level or one above must call, the assignee. It can still be taken over
// after the level's time for that expired.
func TakeOver(t Ticket, groups []string, terms Terms) (Ticket, []event.Event, error) {
	caller := escalation.Person{ID: terms.Actor.ID, Groups: groups}
	if err := terms.Ladder.CheckTakeover(t.Escalation, caller, "ticket", string(t.Status)); err != nil {
		return t, nil, err
	}
	if !t.Status.Live() {
		return t, nil, fault.InState(string(t.Status), "the ticket is %s: nobody has to take it over", t.Status)
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
