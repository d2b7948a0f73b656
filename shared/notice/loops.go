package notice

import (
	"context"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/link"
	"aftercare/shared/loop"
)

// followed tells the leads of the follow-up of an answer that was about no ticket. Of the others they hear by the score.
func (n *Notices) followed(ctx context.Context, e event.Detail) error {
	d, err := data[loop.OpenedData](e)
	if err != nil || d.Kind == "csat" {
		return err
	}
	return n.tell(ctx, []string{"lead"}, nil, e.ID, Notice{
		Kind: event.Ticket, Case: d.TicketID, Template: Detractor,
		Content: Content{Reference: reference(d.TicketID), Kind: event.Ticket, Score: d.Score, Highest: d.Highest},
	})
}

// solvedNow asks the customer whether what they were not satisfied with is put right.
func (n *Notices) solvedNow(ctx context.Context, e event.Detail) error {
	d, err := data[loop.AskedData](e)
	if err != nil {
		return err
	}
	t, err := n.tickets.Ticket(ctx, d.TicketID)
	if err != nil {
		return err
	}
	notice := Notice{
		ID: ID(e.ID, PutRight, customer), Kind: event.Ticket, Case: t.ID, Template: PutRight, Instead: PutRight,
		Language: t.Language, Auto: Generated, Content: Content{Reference: reference(t.ID), Kind: event.Ticket},
		Link: func(ctx context.Context) (string, time.Time, error) {
			return n.letters.Links.Issue(ctx, link.Link{Purpose: link.Loop, Kind: event.Loop, ID: e.Aggregate.ID, Language: t.Language})
		},
	}
	if reachable(t.Customer) {
		notice.To = t.Customer.Email // else the timeline says that they were not asked by mail
	}
	return n.desk.Send(ctx, notice)
}

// contradicted tells the leads that nothing was put right: once an hour, however often the customer changes the words of
// the answer meanwhile.
func (n *Notices) contradicted(ctx context.Context, e event.Detail) error {
	d, err := data[loop.AnsweredData](e)
	if err != nil {
		return err
	}
	once := e.Aggregate.ID + " " + e.Time.UTC().Truncate(loop.Reconsider).Format(time.RFC3339)
	return n.tell(ctx, []string{"lead"}, nil, once, Notice{
		Kind: event.Ticket, Case: d.TicketID, Template: NotPutRight, Content: Content{Reference: reference(d.TicketID), Kind: event.Ticket},
	})
}
