package feedback

import (
	"context"
	"fmt"

	"aftercare/shared/complaint"
	"aftercare/shared/sla"
	"aftercare/shared/ticket"
)

// Troubled reports whether something of a customer's goes wrong right now: a complaint is not closed yet, or a ticket that
// is not solved was moved up, or is past the time by which it was to be solved. Who is in trouble is not asked whether
// they would recommend the company: it helps nobody, and tells what is known.
func Troubled(tickets []ticket.Ticket, complaints []complaint.Complaint) bool {
	for _, c := range complaints {
		if c.Status != complaint.Closed {
			return true
		}
	}
	for _, t := range tickets {
		resolution, _ := t.SLA.Target(sla.Resolution)
		if t.Status.Live() && (t.Escalation.Level > 0 || resolution.Status == sla.Breached) {
			return true
		}
	}
	return false
}

// latest is how many of a customer's tickets, and of their complaints, are looked at for trouble, the newest first.
const latest = 25

// troubled is Troubled by a customer's latest cases.
func (a *Asker) troubled(ctx context.Context, customer string) (bool, error) {
	complaints, err := a.facts.Complaints(ctx, complaint.Query{View: complaint.ByCustomer, Customer: customer, Limit: latest})
	if err != nil {
		return false, fmt.Errorf("list complaints: %w", err)
	}
	tickets, err := a.facts.Tickets(ctx, ticket.Query{View: ticket.ByCustomer, Customer: customer, Limit: latest})
	if err != nil {
		return false, fmt.Errorf("list tickets: %w", err)
	}
	return Troubled(tickets.Tickets, complaints.Complaints), nil
}
