package complaint

import (
	"aftercare/shared/event"
)

// Wake does what is due by now: deadlines that passed unmet are recorded, in order and once each, and so is the
// expiry of the time to take over; what nobody answered in time is closed, and owners of lessons are reminded. Early, late, double or stale wakes are
// harmless: what is not due is not done, and what was done is not done again.
func Wake(c Complaint, terms Terms) (Complaint, []event.Event, error) {
	terms.Who = System
	d := begin(c, terms)
	d.woken = true
	if _, expired := d.Escalation.Expire(d.now); expired {
		d.emit(event.ComplaintTakeoverExpired, Level{Level: d.Escalation.Level}, nil)
	}
	d.silence()
	d.remind()
	return d.finish(c)
}

// silence closes the complaint when the time to answer is over.
func (d *draft) silence() {
	if at := d.silentAt(); at.IsZero() || at.After(d.now) {
		return
	}
	for _, outcome := range []string{NoResponse, string(Inadmissible)} {
		if row, err := transition(d.Complaint, SilenceStep, outcome); err == nil {
			d.take(row, Ended{Status: row.To, By: row.Step}, EndedText{Outcome: outcome})
			return
		}
	}
}

// Note records a delivery about the complaint (a notice): it joins the timeline without raising the version or
// touching a clock.
func Note(c Complaint, kind event.Type, delivery Delivery, terms Terms) (Complaint, []event.Event, error) {
	terms.Who = System
	d := start(c, terms)
	d.version = c.Version
	d.emit(kind, delivery, nil)
	return d.finish(c)
}
