package topic

import (
	"aftercare/shared/event"
	"aftercare/shared/ticket"
)

// lowest is the score of a survey about a case up to which it is a sign of trouble, as it reopens the case.
const lowest = 2

// SignsOf gives what a ticket's timeline shows: whether at most one reply of a person solved it, and what went wrong.
func SignsOf(events []event.Event) (map[SignName]bool, error) {
	signs := map[SignName]bool{}
	replies, solved := 0, false
	for _, e := range events {
		switch e.Type {
		case event.TicketOpened:
			d, err := event.Decode[ticket.Opened](e)
			if err != nil {
				return nil, err
			}
			signs[Complained] = signs[Complained] || d.ComplaintID != ""
		case event.TicketChanged:
			d, err := event.Decode[ticket.Changed](e)
			if err != nil {
				return nil, err
			}
			signs[Complained] = signs[Complained] || d.ComplaintID != ""
		case event.TicketReplied:
			d, err := event.Decode[ticket.Replied](e)
			if err != nil {
				return nil, err
			}
			if e.Actor.Kind == event.Staff && !d.Automatic {
				replies++
			}
		case event.TicketSolved:
			solved = true
		case event.TicketReopened:
			signs[Reopened] = true
		case event.TicketEscalated:
			signs[Escalated] = true
		case event.FeedbackReceived:
			d, err := event.Decode[ticket.Received](e)
			if err != nil {
				return nil, err
			}
			signs[LowScore] = d.Score <= lowest // the last answer counts
		}
	}
	signs[FirstReply] = solved && replies <= 1 && !signs[Reopened]
	return signs, nil
}
