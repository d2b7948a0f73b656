package notice

import (
	"context"

	"aftercare/shared/event"
	"aftercare/shared/ticket"
)

// Praised is what a customer liked about a case.
type Praised struct {
	About string     // id of what was said, such as a survey's: it is told once
	Agent string     // who had the case
	Kind  event.Kind // of the case
	Case  string
	Words string // the customer's, with secrets removed; of the customer themselves nothing is told
}

// Praise tells the agent who had a case what its customer liked. It may be called any number of times.
func (n *Notices) Praise(ctx context.Context, p Praised) error {
	if p.Agent == "" || p.Words == "" {
		return nil
	}
	return n.tell(ctx, nil, []string{p.Agent}, p.About, Notice{
		Kind: p.Kind, Case: p.Case, Template: Praise,
		Content: Content{Reference: reference(p.Case), Kind: p.Kind, Body: p.Words},
	})
}

// praised tells the agent of a high score that came with words.
func (n *Notices) praised(ctx context.Context, e event.Detail, d ticket.Received) error {
	said, err := n.event(ctx, e.Aggregate.Kind, e.Aggregate.ID, e.Seq)
	if err != nil {
		return err
	}
	words, err := event.DecodePrivate[ticket.Comment](said)
	if err != nil {
		return err
	}
	praised := Praised{About: d.SurveyID, Agent: d.Agent, Kind: event.Ticket, Case: e.Aggregate.ID, Words: words.Comment}
	if e.Aggregate.Kind == event.Survey {
		praised.Case = d.TicketID
	}
	return n.Praise(ctx, praised)
}
