package complaint

import (
	"aftercare/shared/event"
)

// Wake does what is due by now: deadlines that passed unmet are recorded, in order and once each, and so is the
// expiry of the time to take over. Early, late, double or stale wakes are harmless: what is not due is not done, and
// what was done is not done again.
func Wake(c Complaint, terms Terms) (Complaint, []event.Event, error) {
	terms.Who = System
	d := begin(c, terms)
	d.woken = true
	if _, expired := d.Escalation.Expire(d.now); expired {
		d.emit(event.ComplaintTakeoverExpired, Level{Level: d.Escalation.Level}, nil)
	}
	return d.finish(c)
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
