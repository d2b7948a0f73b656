package notice

import (
	"context"

	"aftercare/shared/event"
	"aftercare/shared/voice"
)

// Voices is what notices read of what customers write unasked.
type Voices interface {
	// Voice gives one as it is now. Missing when there is none.
	Voice(ctx context.Context, id string) (voice.Voice, error)
}

// Hearing also tells of what customers write unasked, and gives itself.
func (n *Notices) Hearing(voices Voices) *Notices {
	n.voices = voices
	return n
}

// given passes praise for a case on to whoever had it. A problem is told by its ticket, and a suggestion waits in its
// list.
func (n *Notices) given(ctx context.Context, e event.Detail) error {
	d, err := data[voice.Given](e)
	if err != nil || d.Kind != voice.Praise || d.Agent == "" {
		return err
	}
	v, err := n.voices.Voice(ctx, e.Aggregate.ID)
	if err != nil {
		return err
	}
	return n.Praise(ctx, Praised{About: v.ID, Agent: v.Agent, Kind: event.Ticket, Case: v.TicketID, Words: v.Body})
}

// handled tells the customer what became of what they wrote, as it was decided then.
func (n *Notices) handled(ctx context.Context, e event.Detail) error {
	d, err := data[voice.Handled](e)
	if err != nil {
		return err
	}
	v, err := n.voices.Voice(ctx, e.Aggregate.ID)
	if err != nil || !reachable(v.Customer) {
		return err
	}
	decided, err := n.event(ctx, event.Feedback, v.ID, e.Seq)
	if err != nil {
		return err
	}
	words, err := event.DecodePrivate[voice.HandledText](decided)
	if err != nil {
		return err
	}
	notice := n.toWriter(e, v, FeedbackHandled, Person)
	notice.Content.Outcome, notice.Content.Body = string(d.Status), words.Answer
	return n.desk.Send(ctx, notice)
}

// redactedVoice tells the customer to move their funds.
func (n *Notices) redactedVoice(ctx context.Context, e event.Detail) error {
	v, err := n.voices.Voice(ctx, e.Aggregate.ID)
	if err != nil {
		return err
	}
	return n.desk.Send(ctx, n.toWriter(e, v, SecretWarning, Replied))
}

// toWriter makes a notice to whoever wrote. Without an address that may be written to, the timeline says that they were
// not told.
func (n *Notices) toWriter(e event.Detail, v voice.Voice, t Template, auto Auto) Notice {
	notice := Notice{
		ID: ID(e.ID, t, customer), Kind: event.Feedback, Case: v.ID, Template: t, Instead: t,
		Language: v.Language, Auto: auto, Content: Content{Reference: reference(v.ID), Kind: event.Feedback},
	}
	if reachable(v.Customer) {
		notice.To = v.Customer.Email
	}
	return notice
}
