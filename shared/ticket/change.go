package ticket

import (
	"slices"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/redact"
	"aftercare/shared/sla"
	"aftercare/shared/text"
)

// Patch is the command to change a ticket's fields. A nil pointer leaves a field as it is; a pointer to the zero
// value clears it where it can be cleared.
type Patch struct {
	Status      *Status
	Priority    *Priority
	Category    *string
	Team        *string
	Assignee    *string
	Tags        *[]string
	Subject     *string
	Language    *string
	Transaction **Transaction
	Due         *DueSet
}

// Edit changes fields of a ticket that is not closed. A change of what policies match measures the clocks anew.
func Edit(t Ticket, p Patch, terms Terms) (Ticket, []event.Event, error) {
	p, removed, err := p.check()
	if err != nil {
		return t, nil, err
	}
	if len(removed) > 0 && t.Status.Live() { // a secret was in it: urgent, whatever else was asked for
		urgent := Urgent
		p.Priority = &urgent
	}
	if t.Status == StatusClosed {
		return t, nil, closed(t)
	}
	if p.Status != nil && t.Status == StatusSolved {
		return t, nil, fault.InState(string(t.Status), "the ticket is solved: reopen it first")
	}
	d := begin(t, terms, terms.Now)
	if err := d.setDue(p.Due); err != nil {
		return t, nil, err
	}
	data, private := p.against(d.Ticket)
	if data != (Changed{}) {
		seq := d.Seq + 1
		d.change(data, private, terms.Actor)
		d.endanger(removed, seq, false)
		if data.Category != nil && data.Category.To == Security {
			d.emitAs(system, event.CustomerAtRisk, AtRisk{CustomerID: d.Customer.ID, Cause: "security"}, nil)
		}
	}
	if p.Assignee != nil && *p.Assignee != t.Assignee {
		d.emit(event.TicketAssigned, Assigned{Assignee: *p.Assignee}, nil)
	}
	return d.finish(t)
}

// setDue sets or clears a due time, before anything is measured anew: a person's due time outlives that.
func (d *draft) setDue(due *DueSet) error {
	if due == nil {
		return nil
	}
	target, there := d.SLA.Target(due.Target)
	if !there || target.Status != sla.Running && target.Status != sla.Paused {
		return fault.InState(string(d.Status), "the target %s does not run", due.Target)
	}
	if due.At != nil && due.At.Before(d.now) {
		return fault.InvalidField("dueAt."+string(due.Target), "lies in the past")
	}
	d.emit(event.TicketChanged, Changed{DueSet: due}, nil)
	return nil
}

// check brings a patch's values into their one form, and gives the kinds of secrets that were removed from them.
func (p Patch) check() (Patch, []string, error) {
	var c text.Checker
	var r redact.Remover
	if p.Status != nil {
		c.OneOf("status", string(*p.Status), string(StatusOpen), string(StatusPending), string(StatusHold))
	}
	if p.Priority != nil {
		c.OneOf("priority", string(*p.Priority), Priorities...)
	}
	if p.Category != nil {
		c.OneOf("category", *p.Category, Categories...)
	}
	if p.Subject != nil {
		s := c.Required("subject", r.Clean(*p.Subject), text.MaxSubject)
		p.Subject = &s
	}
	if p.Language != nil {
		s := c.Language("language", *p.Language)
		p.Language = &s
	}
	if p.Team != nil {
		s := c.Name("team", *p.Team, maxTeam)
		p.Team = &s
	}
	if p.Assignee != nil {
		s := c.Name("assignee", *p.Assignee, MaxCustomerID)
		p.Assignee = &s
	}
	if p.Tags != nil {
		s := checkTags(&c, "tags", *p.Tags, &r)
		p.Tags = &s
	}
	if p.Transaction != nil {
		tx := CheckTransaction(&c, "transaction", *p.Transaction, &r)
		p.Transaction = &tx
	}
	if p.Due != nil {
		c.OneOf("dueAt", string(p.Due.Target), string(sla.FirstReply), string(sla.NextReply), string(sla.Update), string(sla.Resolution))
		if p.Due.At != nil {
			at := p.Due.At.UTC().Truncate(time.Second)
			p.Due = &DueSet{Target: p.Due.Target, At: &at}
		}
	}
	return p, r.Removed, c.Err()
}

// against gives what the patch really changes.
func (p Patch) against(t Ticket) (Changed, ChangedText) {
	var data Changed
	var private ChangedText
	differs := func(from string, to *string) *FieldChange {
		if to == nil || *to == from {
			return nil
		}
		return &FieldChange{From: from, To: *to}
	}
	data.Status = differs(string(t.Status), (*string)(p.Status))
	data.Category = differs(t.Category, p.Category)
	if data.Category != nil && data.Category.To == Security {
		urgent := Urgent
		p.Priority = &urgent
	}
	data.Priority = differs(string(t.Priority), (*string)(p.Priority))
	data.Language = differs(t.Language, p.Language)
	data.Team = differs(t.Team, p.Team)
	if p.Subject != nil && *p.Subject != t.Subject {
		data.Subject, private.Subject = true, *p.Subject
	}
	if p.Tags != nil && !slices.Equal(*p.Tags, t.Tags) {
		data.Tags, private.Tags = true, *p.Tags
	}
	if p.Transaction != nil && !same(*p.Transaction, t.Transaction) {
		data.Transaction, private.Transaction = true, *p.Transaction
	}
	return data, private
}

func same(a, b *Transaction) bool {
	return a == b || a != nil && b != nil && *a == *b
}

// change emits ticket.changed; where it touches what policies match, with the clocks as what is promised now measures
// them over the whole history.
func (d *draft) change(data Changed, private ChangedText, actor event.Actor) {
	if d.Status == StatusClosed || data.Priority == nil && data.Category == nil && data.Language == nil {
		d.emitAs(actor, event.TicketChanged, data, private)
		return
	}
	after := d.attributes()
	for _, f := range []struct {
		to   *string
		from *FieldChange
	}{{&after.Priority, data.Priority}, {&after.Category, data.Category}, {&after.Language, data.Language}} {
		if f.from != nil {
			*f.to = f.from.To
		}
	}
	promise, err := d.terms.promise(after)
	if err != nil {
		d.err = err
		return
	}
	d.measure(promise, after, data, private, actor)
}

// history gives the ticket's facts, those of this command included.
func (d *draft) history() ([]sla.Fact, error) {
	stored, err := d.terms.History()
	if err != nil {
		return nil, err
	}
	own, err := Facts(d.events)
	return append(stored, own...), err
}
