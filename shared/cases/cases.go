// Package cases wires what most functions need: the table, and the services of tickets and complaints on it.
package cases

import (
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"aftercare/shared/boot"
	"aftercare/shared/boot/env"
	"aftercare/shared/clock"
	"aftercare/shared/complaint"
	"aftercare/shared/dynamo"
	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/feedback"
	"aftercare/shared/loop"
	"aftercare/shared/ticket"
)

// Cases are the services on one table.
type Cases struct {
	Table      *dynamo.Table
	Tickets    *ticket.Service
	Complaints *complaint.Service
	Zone       *time.Location // the company's

	now func() time.Time
}

// New wires the services from the function's environment.
func New(b *boot.Boot) (Cases, error) {
	table := dynamo.NewTable(dynamodb.NewFromConfig(b.AWS()), b.Need(env.TableName), b.Clock)
	tickets := ticket.NewService(table, table, b.Clock)
	zone, err := b.Location(env.TimeZone)
	if err != nil {
		return Cases{}, err
	}
	regime, err := complaint.NewRegime(complaint.Jurisdiction(b.Need(env.Jurisdiction)), zone)
	if err != nil {
		return Cases{}, fmt.Errorf("%s: %w", env.Jurisdiction, err)
	}
	// Ladders are read through the tickets' service, which holds them in memory for a moment.
	return Cases{Table: table, Tickets: tickets, Complaints: complaint.NewService(table, table, tickets, regime, b.Clock).Linking(tickets).Knowing(table), Zone: zone, now: b.Clock}, nil
}

// Wakers gives what has clocks.
func (c Cases) Wakers() clock.Wakers {
	return clock.Wakers{event.Ticket: c.Tickets, event.Complaint: c.Complaints}
}

// Escalating gives what moves up, for what happened to it. unheard is called when even the top took nothing over.
func (c Cases) Escalating(keys *boot.Keys, unheard func(event.Kind) error) escalation.Consumer {
	return escalation.Consumer{
		Cases:     map[event.Kind]escalation.Cases{event.Ticket: c.Tickets, event.Complaint: c.Complaints},
		FollowUps: loop.NewService(c.Table, feedback.LowAnswers{Store: c.Table}, ticket.FollowUps{Service: c.Tickets, IDs: keys.IDs}, c.now),
		Unheard:   unheard,
	}
}
