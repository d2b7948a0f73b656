package ticket

import (
	"fmt"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/sla"
)

// Facts gives what matters to the clocks among a ticket's events, in order.
func Facts(events []event.Event) ([]sla.Fact, error) {
	facts := make([]sla.Fact, 0, len(events))
	for _, e := range events {
		more, err := factsOf(e)
		if err != nil {
			return nil, err
		}
		facts = append(facts, more...)
	}
	return facts, nil
}

// Explain says of every clock of a ticket where it stands as of a time, and why. events are its whole timeline.
func Explain(events []event.Event, promises Promises, asOf time.Time) (sla.Explanation, error) {
	steps := make([]sla.Step, 0, len(events))
	for _, e := range events {
		more, err := Steps(e, promises)
		if err != nil {
			return sla.Explanation{}, fmt.Errorf("explain ticket %s: %w", e.Aggregate.ID, err)
		}
		steps = append(steps, more...)
	}
	if n := len(events); n > 0 && asOf.Before(events[n-1].Time) { // time never runs back
		asOf = events[n-1].Time
	}
	return sla.Explain(steps, asOf), nil
}

// Steps gives what an event did to the clocks. What measured them anew did that before all else.
func Steps(e event.Event, promises Promises) ([]sla.Step, error) {
	facts, err := factsOf(e)
	if err != nil {
		return nil, err
	}
	var steps []sla.Step
	switch e.Type {
	case event.TicketOpened:
		d, err := event.Decode[Opened](e)
		if err != nil {
			return nil, err
		}
		promise, err := promised(promises, d.Policy, d.PolicyVersion, d.CalendarVersion)
		return []sla.Step{{Fact: facts[0], Promise: &promise}}, err
	case event.TicketChanged:
		d, err := event.Decode[Changed](e)
		if err != nil {
			return nil, err
		}
		if d.Policy == "" {
			break
		}
		promise, err := promised(promises, d.Policy, d.PolicyVersion, d.CalendarVersion)
		if err != nil {
			return nil, err
		}
		steps = append(steps, sla.Step{Fact: sla.Fact{At: e.Time, Type: sla.MatchChanged}, Promise: &promise})
	case event.SLAWarned, event.SLABreached:
		d, err := event.Decode[Clock](e)
		if err != nil || !d.Wake {
			return nil, err
		}
		at := e.Time
		if !d.AsOf.IsZero() {
			at = d.AsOf
		}
		steps = append(steps, sla.Step{Fact: sla.Fact{At: at}, Woken: true})
	}
	for _, f := range facts {
		steps = append(steps, sla.Step{Fact: f})
	}
	return steps, nil
}

func factsOf(e event.Event) ([]sla.Fact, error) {
	switch e.Type {
	case event.TicketOpened:
		d, err := event.Decode[Opened](e)
		if err != nil {
			return nil, err
		}
		p, err := event.DecodePrivate[OpeningText](e)
		opened := Ticket{Channel: d.Channel, Priority: d.Priority, Category: d.Category, Language: d.Language, Customer: p.Customer}
		return []sla.Fact{{At: d.ReceivedAt, Type: sla.Opened, Status: string(d.Status), Attributes: opened.attributes()}}, err
	case event.TicketReplied:
		d, err := event.Decode[Replied](e)
		if err != nil || d.Automatic {
			return nil, err
		}
		f := sla.Fact{At: e.Time, Type: sla.AgentReplied, Status: string(d.Status)}
		if e.Actor.Kind == event.Customer {
			f.Type = sla.CustomerReplied
		}
		if !d.ReceivedAt.IsZero() {
			f.At = d.ReceivedAt
		}
		return []sla.Fact{f}, nil
	case event.TicketChanged:
		d, err := event.Decode[Changed](e)
		var facts []sla.Fact
		if d.Status != nil {
			facts = append(facts, sla.Fact{At: e.Time, Type: sla.StatusChanged, Status: d.Status.To})
		}
		if d.DueSet != nil {
			facts = append(facts, sla.Fact{At: e.Time, Type: sla.DueSet, Target: d.DueSet.Target, DueAt: d.DueSet.At})
		}
		return facts, err
	case event.TicketMerged:
		d, err := event.Decode[Merged](e)
		if err != nil || d.WaitingSince.IsZero() {
			return nil, err
		}
		return []sla.Fact{{At: e.Time, Type: sla.Merged}}, nil
	case event.TicketSolved:
		return []sla.Fact{{At: e.Time, Type: sla.Solved, Status: string(StatusSolved)}}, nil
	case event.TicketReopened:
		return []sla.Fact{{At: e.Time, Type: sla.Reopened, Status: string(StatusOpen)}}, nil
	case event.TicketClosed:
		return []sla.Fact{{At: e.Time, Type: sla.Cancelled}}, nil
	default:
		return nil, nil
	}
}
