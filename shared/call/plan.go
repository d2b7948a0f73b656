package call

import (
	"slices"

	"aftercare/shared/ticket"
)

// plan is what a call does to tickets.
type plan struct {
	open    bool   // a new one
	follows string // the ticket that the new one follows on
	join    string // this one
	words   string // what the customer and staff read on it
}

// What is said on a ticket, beside the note.
const (
	calledAgain = "calledAgain" // the customer called once more, and nobody answered
	spoke       = "spoke"       // a person spoke with the customer, which is the first reply
)

// decide says what a call does to tickets. live are those of the customer that are not solved, or the one that the
// agent named, whatever became of it.
//
// A missed call has to be called back: a ticket of the phone channel opens, with its promise of the first reply, unless
// one is still waiting for that. Nobody can be called back whose number was withheld. A call that was answered needs no
// ticket, unless something is left to do: then it is the first reply itself, as it is where the customer waited to be
// called back. Its note goes to the ticket that the agent named, or to the only one that is open. A note from which a secret
// was removed never stays alone: the customer is in danger, and a ticket says so.
func decide(r Report, secret bool, live []ticket.Ticket) plan {
	waiting := slices.IndexFunc(live, waits)
	switch {
	case r.missed() && !r.known():
		return plan{}
	case r.missed() && waiting >= 0:
		return plan{join: live[waiting].ID, words: calledAgain}
	case r.missed():
		return plan{open: true}
	case r.TicketID != "" && r.FollowUp && !live[0].Status.Live():
		return plan{open: true, follows: r.TicketID, words: spoke}
	case waiting >= 0:
		return plan{join: live[waiting].ID, words: spoke}
	case r.TicketID != "":
		return plan{join: r.TicketID}
	case r.FollowUp:
		return plan{open: true, words: spoke}
	case r.Note == "":
		return plan{}
	case len(live) == 1:
		return plan{join: live[0].ID}
	default:
		return plan{open: secret, words: spoke}
	}
}

// waits reports whether somebody waits on a ticket to be called back.
func waits(t ticket.Ticket) bool { return t.Channel == ticket.Phone && t.Status == ticket.StatusNew }
