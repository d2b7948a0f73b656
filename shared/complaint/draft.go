package complaint

import (
	"slices"
	"time"

	"aftercare/shared/cause"
	"aftercare/shared/clock"
	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/sla"
)

// Terms are what every command is carried out under. All times are passed in: nothing here asks for the time.
type Terms struct {
	Now         time.Time
	Who         Who
	Correlation string
	Ladder      escalation.Ladder
	Calendar    func(id string) (*sla.Calendar, error) // as it is now; not asked for the one that is always open
	Regime      Regime                                 // that it was filed under; for an acknowledgement
	Authority   Authority                              // how much money may be granted alone
	Spent       Ledger                                 // what the one who acts granted this month; for a solution
	Earlier     []Precedent                            // on the like, newest first; for a solution
	Linked      Linked                                 // what the linked ticket tells; for findings
	Causes      *cause.Tree                            // those that findings can name; nil for any
}

// Linked is what the ticket that a complaint names tells about it.
type Linked struct {
	Category string
	Asset    string
}

// draft is a command at work: the complaint as it becomes, and the events that make it so.
type draft struct {
	Complaint
	terms   Terms
	now     time.Time
	version int64
	events  []event.Event
	woken   bool // by a timer or the sweep, not by a command
	err     error
}

// begin starts a command on a complaint and first records every deadline that passed before its own second.
func begin(c Complaint, terms Terms) *draft {
	d := start(c, terms)
	d.breach()
	return d
}

// start makes the draft alone. Time never runs back: now is at least the last event's.
func start(c Complaint, terms Terms) *draft {
	now := terms.Now.UTC().Truncate(time.Second)
	if now.Before(c.LastAt) {
		now = c.LastAt
	}
	return &draft{Complaint: c, terms: terms, now: now, version: c.Version + 1}
}

// breach records the deadlines that passed unmet, in the order of their due times. A chance that passed is over, and
// nobody is late.
func (d *draft) breach() {
	for _, deadline := range d.Deadlines {
		if deadline.Running() && deadline.DueAt.Before(d.now) && !slices.Contains(quiet, deadline.Name) {
			passed := event.SLABreached
			if deadline.Lapses {
				passed = event.SLACancelled
			}
			d.emitAs(System.Actor, passed, Clock{Target: deadline.Name, Cycle: deadline.cycle(), At: deadline.DueAt, DueAt: deadline.DueAt}, nil)
		}
	}
}

// take makes a step happen, with what it does to the deadlines that were open before it.
func (d *draft) take(row Transition, data, private any) {
	before := d.Deadlines
	d.emit(row.Event, data, private)
	for _, deadline := range before {
		clock := Clock{Target: deadline.Name, Cycle: deadline.cycle(), At: d.now, DueAt: deadline.DueAt}
		switch {
		case deadline.open() && slices.Contains(row.Meets, deadline.Name):
			clock.Late = !deadline.BreachedAt.IsZero()
			d.emitAs(System.Actor, event.SLAMet, clock, nil)
		case deadline.ends() && row.Ends:
			d.emitAs(System.Actor, event.SLACancelled, clock, nil)
		}
	}
}

// due begins a deadline anew, as its next cycle.
func (d *draft) due(name Name, at time.Time) Due {
	had, _ := d.Deadline(name)
	return Due{Name: name, Cycle: had.Cycle + 1, DueAt: at.UTC().Truncate(time.Second)}
}

// endanger notes that secrets were removed from what somebody wrote in the command's main event: the exchange is
// told, so that it can freeze, and the customer is told to move the funds.
func (d *draft) endanger(removed []string, seq int64, opening bool) {
	if len(removed) == 0 {
		return
	}
	d.emitAs(System.Actor, event.SecretRedacted, Redacted{MessageSeq: seq, Opening: opening, Kinds: removed}, nil)
	d.emitAs(System.Actor, event.CustomerAtRisk, AtRisk{CustomerID: d.Customer.ID, Cause: "secret"}, nil)
}

// emit makes an event happen.
func (d *draft) emit(t event.Type, data, private any) { d.emitAs(d.terms.Who.Actor, t, data, private) }

// emitAs is emit for somebody else, such as the system on its own.
func (d *draft) emitAs(actor event.Actor, t event.Type, data, private any) {
	if d.err != nil {
		return
	}
	e := event.New(t, d.now, actor, data, private)
	e.Seq = d.Seq + 1
	e.Aggregate = event.Aggregate{Kind: event.Complaint, ID: d.ID, Version: d.version}
	e.Correlation = d.terms.Correlation
	c, err := Apply(d.Complaint, e)
	if err != nil {
		d.err = err
		return
	}
	d.Complaint, d.events = c, append(d.events, e)
}

// finish arms the clocks where the next wake needs a timer that it has not, and hands out the complaint with its
// events; no events means that nothing changed. Whoever wakes a complaint starts the next timer itself.
func (d *draft) finish(before Complaint) (Complaint, []event.Event, error) {
	if d.err != nil {
		return before, nil, d.err
	}
	if len(d.events) == 0 {
		return before, nil, nil
	}
	if !d.woken && clock.Needs(before.NextWake, d.NextWake, d.ArmedFor, d.now) {
		d.emitAs(System.Actor, event.SLAArmed, Armed{Revision: d.ArmRevision + 1, WakeAt: d.NextWake}, nil)
	}
	if d.err != nil {
		return before, nil, d.err
	}
	return d.Complaint, d.events, nil
}
