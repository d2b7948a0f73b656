package ticket

import (
	"context"

	"aftercare/shared/event"
	"aftercare/shared/fault"
)

// Spam closes a ticket that nobody needs to answer: its clocks and the time to take it over end, nobody is answered
// automatically or asked about it. Whoever was taken for spam and writes again gets a new ticket.
func Spam(t Ticket, terms Terms) (Ticket, []event.Event, error) {
	if t.Spam {
		return t, nil, fault.InState(string(t.Status), "the ticket is spam already")
	}
	if t.Status == StatusClosed {
		return t, nil, closed(t)
	}
	d := begin(t, terms, terms.Now)
	d.emit(event.TicketClosed, Closed{Cause: ClosedAsSpam}, nil)
	return d.finish(t)
}

// MarkSpam closes a ticket as spam.
func (s *Service) MarkSpam(ctx context.Context, id string, do Do) (Done, error) {
	do.alone = true
	return s.change(ctx, id, do, Spam)
}
