package notice

import (
	"context"

	"aftercare/shared/event"
	"aftercare/shared/loop"
	"aftercare/shared/ticket"
)

// Surveys is what notices read of surveys that no ticket tells of.
type Surveys interface {
	// Whom gives who was asked, as known then, and the language. Missing when there is no such survey.
	Whom(ctx context.Context, id string) (c ticket.Customer, language string, err error)
}

// Loops is what notices read of what low answers led to.
type Loops interface {
	// Loop gives one as it is now. Missing when there is none.
	Loop(ctx context.Context, id string) (loop.Loop, error)
}

// Reading also tells of what customers answer, and gives itself.
func (n *Notices) Reading(surveys Surveys, loops Loops) *Notices {
	n.surveys, n.loops = surveys, loops
	return n
}

// redactedAnswer tells the customer to move their funds. Without an address that may be written to, the survey's timeline
// says that they were not told.
func (n *Notices) redactedAnswer(ctx context.Context, e event.Detail) error {
	c, language, err := n.surveys.Whom(ctx, e.Aggregate.ID)
	if err != nil {
		return err
	}
	notice := Notice{
		ID: ID(e.ID, SecretWarning, customer), Kind: event.Survey, Case: e.Aggregate.ID, Template: SecretWarning,
		Instead: SecretWarning, Language: language, Auto: Replied, Content: Content{Kind: event.Survey},
	}
	if reachable(c) {
		notice.To = c.Email
	}
	return n.desk.Send(ctx, notice)
}

// redactedWord is redactedAnswer for what somebody said whom we asked whether something is put right. The ticket in which it
// was tells of it.
func (n *Notices) redactedWord(ctx context.Context, e event.Detail) error {
	l, err := n.loops.Loop(ctx, e.Aggregate.ID)
	if err != nil {
		return err
	}
	t, err := n.tickets.Ticket(ctx, l.TicketID)
	if err != nil {
		return err
	}
	notice := Notice{
		ID: ID(e.ID, SecretWarning, customer), Kind: event.Ticket, Case: t.ID, Template: SecretWarning,
		Instead: SecretWarning, Language: l.Language, Auto: Replied, Content: Content{Reference: reference(t.ID), Kind: event.Ticket},
	}
	if reachable(t.Customer) {
		notice.To = t.Customer.Email
	}
	return n.desk.Send(ctx, notice)
}
