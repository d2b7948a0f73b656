package call

import "aftercare/shared/ticket"

// plan is what a call does to tickets.
type plan struct {
	open    bool   // a new one
	follows string // the ticket that the new one follows on
	join    string // this one
	heard   bool   // on the one that is joined: the customer called once more, and nobody answered; otherwise a note
}

// decide says what a call does to tickets. live are those of the customer that are not solved, or the one that the
// agent named, whatever became of it.
//
// A missed call has to be called back: a ticket of the phone channel opens, with its promise of the first reply, unless
// one is still waiting for that. Nobody can be called back whose number was withheld. A call that was answered needs no
// ticket, unless something is left to do. Its note goes to the ticket that the agent named, or to the only one that is
// open. A note from which a secret was removed never stays alone: the customer is in danger, and a ticket says so.
func decide(r Report, secret bool, live []ticket.Ticket) plan {
	if r.missed() {
		if !r.known() {
			return plan{}
		}
		for _, t := range live {
			if t.Channel == ticket.Phone && t.Status == ticket.StatusNew {
				return plan{join: t.ID, heard: true}
			}
		}
		return plan{open: true}
	}
	switch {
	case r.TicketID != "" && r.FollowUp && !live[0].Status.Live():
		return plan{open: true, follows: r.TicketID}
	case r.TicketID != "":
		return plan{join: r.TicketID}
	case r.FollowUp:
		return plan{open: true}
	case r.Note == "":
		return plan{}
	case len(live) == 1:
		return plan{join: live[0].ID}
	default:
		return plan{open: secret}
	}
}
