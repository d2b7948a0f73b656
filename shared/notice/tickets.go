package notice

import (
	"context"
	"fmt"
	"slices"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/sla"
	"aftercare/shared/ticket"
)

// opened answers an opening at once. Where a secret was removed from it, [Notices.redacted] answers instead, so that
// the customer hears of both in one mail.
func (n *Notices) opened(ctx context.Context, e event.Detail) error {
	d, err := data[ticket.Opened](e)
	if err != nil || d.Automatic || d.Redacted {
		return err
	}
	t, err := n.tickets.Ticket(ctx, e.Aggregate.ID)
	if err != nil || t.Spam || !reachable(t.Customer) {
		return err
	}
	return n.desk.Send(ctx, Notice{
		ID: ID(e.ID, AutomaticReply, customer), Kind: event.Ticket, Case: t.ID, Template: AutomaticReply,
		Limited: true, Language: t.Language, To: t.Customer.Email, Auto: Replied, Content: promised(t),
	})
}

// redacted tells the customer to move their funds, once for each message that a secret was removed from. With an
// opening it is part of the automatic reply, if that may go out; the warning goes out in any case. A machine's
// message is not answered with a warning either: two machines that quote a key to each other would never end.
func (n *Notices) redacted(ctx context.Context, e event.Detail) error {
	d, err := data[ticket.Redacted](e)
	if err != nil {
		return err
	}
	switch e.Aggregate.Kind {
	case event.Complaint:
		return n.redactedComplaint(ctx, e)
	case event.Feedback:
		return n.redactedVoice(ctx, e)
	case event.Survey:
		return n.redactedAnswer(ctx, e)
	case event.Loop:
		return n.redactedWord(ctx, e)
	}
	t, err := n.tickets.Ticket(ctx, e.Aggregate.ID)
	if err != nil {
		return err
	}
	automatic, err := n.automatic(ctx, t.ID, d)
	if err != nil || automatic {
		return err
	}
	notice := Notice{
		ID: ID(e.ID, SecretWarning, customer), Kind: event.Ticket, Case: t.ID, Template: SecretWarning,
		Instead: SecretWarning, Language: t.Language, Auto: Replied, Content: promised(t),
	}
	if reachable(t.Customer) {
		notice.To = t.Customer.Email // else the timeline says that the customer was not told
	}
	if d.Opening {
		notice.Template, notice.Limited = AutomaticReplyWarning, true
	}
	return n.desk.Send(ctx, notice)
}

// automatic reports whether a machine wrote the message that a secret was removed from.
func (n *Notices) automatic(ctx context.Context, id string, d ticket.Redacted) (bool, error) {
	message, err := n.event(ctx, event.Ticket, id, d.MessageSeq)
	if err != nil {
		return false, err
	}
	if message.Type == event.TicketOpened {
		o, err := event.Decode[ticket.Opened](message)
		return o.Automatic, err
	}
	r, err := event.Decode[ticket.Replied](message)
	return r.Automatic, err
}

// replied sends the customer what an agent wrote.
func (n *Notices) replied(ctx context.Context, e event.Detail) error {
	d, err := data[ticket.Replied](e)
	if err != nil || e.Actor.Kind != event.Staff || d.Automatic {
		return err
	}
	t, err := n.tickets.Ticket(ctx, e.Aggregate.ID)
	if err != nil || !reachable(t.Customer) {
		return err
	}
	written, err := n.event(ctx, event.Ticket, t.ID, e.Seq)
	if err != nil {
		return err
	}
	text, err := event.DecodePrivate[ticket.Message](written)
	if err != nil {
		return err
	}
	return n.desk.Send(ctx, Notice{
		ID: ID(e.ID, AgentReply, customer), Kind: event.Ticket, Case: t.ID, Template: AgentReply, Instead: AgentReply,
		Language: t.Language, To: t.Customer.Email, Auto: Person,
		Content: Content{Reference: reference(t.ID), Kind: event.Ticket, Body: text.Body, Agent: written.Actor.Name},
	})
}

// escalated calls the people of a level to take the ticket over.
func (n *Notices) escalated(ctx context.Context, e event.Detail) error {
	d, err := data[ticket.Escalated](e)
	if err != nil {
		return err
	}
	return n.called(ctx, e, d.Call)
}

// warned tells the assignee that something is due soon, where the ticket's policy says so and it is not done by now.
func (n *Notices) warned(ctx context.Context, e event.Detail) error {
	d, err := data[ticket.Clock](e)
	if err != nil {
		return err
	}
	t, err := n.tickets.Ticket(ctx, e.Aggregate.ID)
	if err != nil || t.Assignee == "" || !slices.Contains(t.SLA.WarnTo, sla.Assignee) {
		return err
	}
	target, _ := t.SLA.Target(d.Target)
	if target.Cycle != d.Cycle || target.Status != sla.Running {
		return nil
	}
	return n.tell(ctx, nil, []string{t.Assignee}, e.ID, Notice{
		Kind: event.Ticket, Case: t.ID, Template: Warning,
		Content: Content{Reference: reference(t.ID), Kind: event.Ticket, Target: d.Target, DueAt: target.DueAt},
	})
}

// rated tells the agent of praise, and the leads of a low score: once for a survey, even if the customer lowers it
// further.
func (n *Notices) rated(ctx context.Context, e event.Detail) error {
	d, err := data[ticket.Received](e)
	if err == nil && d.Praise {
		return n.praised(ctx, e, d)
	}
	if err != nil || !d.Low || e.Aggregate.Kind == event.Survey { // of these a lead hears by their follow-up
		return err
	}
	return n.tell(ctx, []string{"lead"}, nil, d.SurveyID, Notice{
		Kind: event.Ticket, Case: e.Aggregate.ID, Template: LowScore,
		Content: Content{Reference: reference(e.Aggregate.ID), Kind: event.Ticket, Score: d.Score},
	})
}

// event reads one event of a case's timeline.
func (n *Notices) event(ctx context.Context, kind event.Kind, id string, seq int64) (event.Event, error) {
	events, err := n.tickets.Timeline(ctx, kind, id, seq-1, 1)
	if err != nil {
		return event.Event{}, fmt.Errorf("read timeline: %w", err)
	}
	if len(events) == 0 || events[0].Seq != seq {
		return event.Event{}, fmt.Errorf("the timeline of %s %s lacks event %d", kind, id, seq)
	}
	return events[0], nil
}

// reachable reports whether a customer has an address that may be written to.
func reachable(c ticket.Customer) bool { return c.Reachable && c.Email != "" }

// promised is what an automatic reply tells: how soon, by the clocks that the ticket runs under.
func promised(t ticket.Ticket) Content {
	return Content{
		Reference: reference(t.ID), Kind: event.Ticket,
		FirstReply: time.Duration(t.SLA.Rules[sla.FirstReply].Within),
		Resolution: time.Duration(t.SLA.Rules[sla.Resolution].Within),
	}
}
