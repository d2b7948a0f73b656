package ticket

import (
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
