package ticket

import (
	"slices"
	"time"

	"aftercare/shared/clock"
	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/sla"
)

// Terms are what every command is carried out under. All times are passed in: nothing here asks for the time.
type Terms struct {
	Now         time.Time
	Actor       event.Actor
	Correlation string
	Policies    sla.Policies
	Calendar    func(id string) (*sla.Calendar, error) // as it is now; not asked for the one that is always open
	Promises    Promises                               // as they were
	Ladder      escalation.Ladder
	History     func() ([]sla.Fact, error) // the ticket's facts from its timeline; asked for only to measure anew
}

// draft is a command at work: the ticket as it becomes, and the events that make it so.
type draft struct {
	Ticket
	terms   Terms
	now     time.Time
	version int64
	events  []event.Event
	woken   bool // the clocks were fired by a wake, not advanced by a command
	err     error
}

// begin starts a command on a ticket and first advances the clocks to everything strictly before its own second.
func begin(t Ticket, terms Terms, at time.Time) *draft {
	d := start(t, terms)
	at = at.UTC().Truncate(time.Second)
	if at.Before(t.LastAt) {
		at = t.LastAt
	}
	d.advance(at)
	return d
}

// start makes the draft alone. Time never runs back: now is at least the last event's.
func start(t Ticket, terms Terms) *draft {
	now := terms.Now.UTC().Truncate(time.Second)
	if now.Before(t.LastAt) {
		now = t.LastAt
	}
	return &draft{Ticket: t, terms: terms, now: now, version: t.Version + 1}
}

func (d *draft) advance(at time.Time) {
	_, records := d.SLA.Advance(at, d.calendar())
	d.record(records, at)
}

// calendar is the one that the clocks run under.
func (d *draft) calendar() *sla.Calendar {
	cal, err := calendarOf(d.terms.Promises, d.SLA)
	if err != nil {
		d.err = err
	}
	return cal
}

// promise is what a case of these attributes is promised now.
func (t Terms) promise(a sla.Attributes) (sla.Promise, error) {
	p := sla.Promise{Policy: t.Policies.Match(a), Version: t.Policies.Version}
	if p.Policy.Calendar == sla.Always {
		p.Calendar = sla.AlwaysOpen()
		return p, nil
	}
	var err error
	p.Calendar, err = t.Calendar(p.Policy.Calendar)
	return p, err
}

// emit makes an event happen, and what it does to the clocks after it.
func (d *draft) emit(t event.Type, data, private any) {
	if d.err != nil {
		return
	}
	records := d.push(event.New(t, d.now, d.terms.Actor, data, private))
	d.record(records, time.Time{})
}

// emitAs is emit for what the system does on its own.
func (d *draft) emitAs(actor event.Actor, t event.Type, data, private any) {
	before := d.terms.Actor
	d.terms.Actor = actor
	d.emit(t, data, private)
	d.terms.Actor = before
}

func (d *draft) push(e event.Event) []sla.Record {
	e.Seq = d.Seq + 1
	e.Aggregate = event.Aggregate{Kind: event.Ticket, ID: d.ID, Version: d.version}
	e.Correlation = d.terms.Correlation
	t, records, err := apply(d.Ticket, e, d.terms.Promises)
	if err != nil {
		d.err = err
		return nil
	}
	d.Ticket, d.events = t, append(d.events, e)
	return records
}

// clockEvents names the event of each kind of record; what starts is told by the event that started it.
var clockEvents = map[sla.RecordKind]event.Type{
	sla.WarnedRecord: event.SLAWarned, sla.BreachedRecord: event.SLABreached, sla.MetRecord: event.SLAMet,
	sla.RescheduledRecord: event.SLARescheduled, sla.CancelledRecord: event.SLACancelled,
}

func (d *draft) record(records []sla.Record, asOf time.Time) {
	if asOf.Equal(d.now) {
		asOf = time.Time{}
	}
	for _, r := range records {
		kind, told := clockEvents[r.Kind]
		if !told || d.err != nil {
			continue
		}
		clock := Clock{
			Target: r.Target, Cycle: r.Cycle, Fraction: r.Fraction, At: r.At, DueAt: r.DueAt,
			Remeasured: r.Remeasured, AsOf: asOf, Wake: d.woken,
		}
		if r.Kind == sla.MetRecord && r.Target == sla.FirstReply {
			clock.StartedAt = d.waitedSince(r.Target)
		}
		if r.Before > 0 {
			clock.Before = r.Before.String()
		}
		e := event.New(kind, d.now, system, clock, nil)
		d.push(e)
	}
}

// waitedSince is when the latest cycle of a target began.
func (d *draft) waitedSince(target sla.Name) time.Time {
	for _, t := range slices.Backward(d.SLA.Targets) {
		if t.Name == target {
			return t.StartedAt
		}
	}
	return time.Time{}
}

// finish arms the clocks where the next wake needs a timer that it has not, and hands out the ticket with its events;
// no events means that nothing changed. Whoever wakes a ticket starts the next timer itself.
func (d *draft) finish(before Ticket) (Ticket, []event.Event, error) {
	if d.err != nil {
		return before, nil, d.err
	}
	if len(d.events) == 0 {
		return before, nil, nil
	}
	if before.Seq > 0 && d.version > before.Version && !d.woken && d.Status.Live() {
		d.adopt()
	}
	if !d.woken && clock.Needs(before.NextWake, d.NextWake, d.ArmedFor, d.now) {
		d.emitAs(system, event.SLAArmed, Armed{Revision: d.ArmRevision + 1, WakeAt: d.NextWake}, nil)
	}
	return d.Ticket, d.events, d.err
}

// system is who acts when no person does.
var system = event.Actor{Kind: event.System}
