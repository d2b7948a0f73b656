package ticket

import (
	"aftercare/shared/event"
)

// Fire does what is due by now: warnings and breaches of the promises, the expiry of the time to take over, the
// closing of a solved ticket. Early, late, double or stale wakes are harmless: what is not due is not done, and
// what was done is not done again.
func Fire(t Ticket, terms Terms) (Ticket, []event.Event, error) {
	terms.Actor = system
	d := start(t, terms)
	d.woken = true
	_, records := d.SLA.Fire(d.now, d.calendar())
	d.record(records, d.now)
	if _, expired := d.Escalation.Expire(d.now); expired {
		d.emit(event.TicketTakeoverExpired, TakenOver{Level: d.Escalation.Level}, nil)
	}
	if d.Status == StatusSolved && !d.ClosesAt.IsZero() && !d.now.Before(d.ClosesAt) {
		d.emit(event.TicketClosed, event.Empty{}, nil)
	}
	return d.finish(t)
}

// Note records a delivery about the ticket (a notice, a survey): it joins the timeline without raising the version
// or touching a clock.
func Note(t Ticket, kind event.Type, delivery Delivery, terms Terms) (Ticket, []event.Event, error) {
	terms.Actor = system
	d := start(t, terms)
	d.version = t.Version
	d.emit(kind, delivery, nil)
	return d.finish(t)
}

// Told reports whether one of the events, of a ticket or a complaint, says of a notice what the type says.
func Told(events []event.Event, kind event.Type, notice string) (bool, error) {
	for _, e := range events {
		if e.Type != kind {
			continue
		}
		if d, err := event.Decode[Delivery](e); err != nil || d.Notice == notice {
			return err == nil, err
		}
	}
	return false, nil
}
