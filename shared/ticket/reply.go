package ticket

import (
	"time"

	"aftercare/shared/event"
	"aftercare/shared/redact"
	"aftercare/shared/text"
)

// Reply is the command to write in a ticket.
type Reply struct {
	Body       string
	Internal   bool // a note that customers never see; staff only
	Automatic  bool // from a machine: starts and meets nothing, and changes no status
	ReceivedAt time.Time
}

// Write adds a message. A customer's opens a pending, held or solved ticket; a person's first public reply makes a
// new one open.
func Write(t Ticket, r Reply, terms Terms) (Ticket, []event.Event, error) {
	var secrets redact.Remover
	var c text.Checker
	body := c.Required("body", secrets.Clean(r.Body), text.MaxBody)
	if err := c.Err(); err != nil {
		return t, nil, err
	}
	if t.Status == StatusClosed && !r.Internal {
		return t, nil, closed(t)
	}
	removed := secrets.Removed
	d, received := beginReceived(t, r.ReceivedAt, terms)
	if r.Internal {
		d.emit(event.TicketNoted, Noted{Visibility: "internal", Redacted: len(removed) > 0}, Message{Body: body})
		d.endangered(removed, d.messageSeq())
		return d.finish(t)
	}
	fromCustomer := terms.Actor.Kind == event.Customer
	status := t.Status
	switch {
	case r.Automatic:
	case fromCustomer && (status == StatusPending || status == StatusHold || status == StatusSolved), !fromCustomer && status == StatusNew:
		status = StatusOpen
	}
	if t.Status == StatusSolved && status == StatusOpen {
		d.adopt()
		d.emit(event.TicketReopened, Reopened{Cause: "customerReplied", Channel: d.Channel}, nil)
	}
	d.emit(event.TicketReplied, Replied{
		Visibility: "public", Automatic: r.Automatic, Redacted: len(removed) > 0, ReceivedAt: received, Status: status,
	}, Message{Body: body})
	d.endangered(removed, d.messageSeq())
	return d.finish(t)
}

// beginReceived starts a command on something that was written at received, if that is earlier than now. The zero
// time comes back when it was not.
func beginReceived(t Ticket, received time.Time, terms Terms) (*draft, time.Time) {
	d := start(t, terms)
	received = received.UTC().Truncate(time.Second)
	if received.IsZero() || !received.Before(d.now) {
		d.advance(d.now)
		return d, time.Time{}
	}
	if received.Before(t.LastAt) {
		received = t.LastAt
	}
	d.advance(received)
	return d, received
}

// messageSeq is the number of the last message that was written in this command.
func (d *draft) messageSeq() int64 {
	for i := len(d.events) - 1; i >= 0; i-- {
		if t := d.events[i].Type; t == event.TicketReplied || t == event.TicketNoted {
			return d.events[i].Seq
		}
	}
	return 0
}
