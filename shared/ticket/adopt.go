package ticket

import (
	"time"

	"aftercare/shared/event"
	"aftercare/shared/sla"
)

// Adopt puts an open ticket under what is promised now, after a new version of the policies or of a calendar. Nothing
// happens where the promise that matches is the same to the word. A solved ticket adopts it when it is reopened.
func Adopt(t Ticket, terms Terms) (Ticket, []event.Event, error) {
	if !t.Status.Live() {
		return t, nil, nil
	}
	promise, err := terms.promise(t.promisedBy())
	if err != nil || t.SLA.Under(promise) {
		return t, nil, err
	}
	d := begin(t, terms, terms.Now)
	d.measure(promise, d.promisedBy(), Changed{}, ChangedText{}, system)
	return d.finish(t)
}

// adopt puts the ticket under what is promised now, where that differs: at a reopening, and at the end of every
// command, so that what is rescheduled in the background are only tickets that nobody writes to.
func (d *draft) adopt() {
	promise, err := d.terms.promise(d.promisedBy())
	switch {
	case err != nil:
		d.err = err
	case !d.SLA.Under(promise):
		d.measure(promise, d.promisedBy(), Changed{}, ChangedText{}, system)
	}
}

// measure emits ticket.changed with the clocks as the promise measures them over the whole history.
func (d *draft) measure(promise sla.Promise, after sla.Attributes, data Changed, private ChangedText, actor event.Actor) {
	history, err := d.history()
	if err != nil {
		d.err = err
		return
	}
	history = append(history, sla.Fact{At: d.now, Type: sla.MatchChanged, Attributes: after})
	clocks, records := sla.Measure(history, promise, d.SLA, d.calendar(), d.now)
	private.Clocks = &clocks
	data.Policy, data.PolicyVersion, data.CalendarVersion = clocks.Policy, clocks.Version, clocks.CalendarVersion
	d.emitAs(actor, event.TicketChanged, data, private)
	d.record(records, time.Time{})
}
