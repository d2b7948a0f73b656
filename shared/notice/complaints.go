package notice

import (
	"context"
	"fmt"

	"aftercare/shared/complaint"
	"aftercare/shared/document"
	"aftercare/shared/event"
	"aftercare/shared/link"
	"aftercare/shared/page"
)

// letter sends the letter that an event makes to whoever filed the complaint, with a link to it as a page.
func (n *Notices) letter(ctx context.Context, e event.Detail) error {
	told, err := n.event(ctx, event.Complaint, e.Aggregate.ID, e.Seq)
	if err != nil {
		return err
	}
	kind, ok := document.Of(told)
	if !ok {
		return fmt.Errorf("event %d of complaint %s makes no letter", e.Seq, e.Aggregate.ID)
	}
	c, err := n.complaints.Complaint(ctx, e.Aggregate.ID)
	if err != nil {
		return err
	}
	auto := Person
	if e.Actor.Kind != event.Staff {
		auto = Replied // the receipt, a closing by the customer or by silence
	}
	notice := n.toComplainant(e, c, Of(kind), auto)
	notice.Letter = func(ctx context.Context) (page.Page, error) { return n.written(ctx, c, e.Seq) }
	return n.desk.Send(ctx, notice)
}

// written writes a letter as it goes out by mail: with its links.
func (n *Notices) written(ctx context.Context, c complaint.Complaint, seq int64) (page.Page, error) {
	events, err := n.complaints.Timeline(ctx, event.Complaint, c.ID, 0, 0)
	if err != nil {
		return page.Page{}, fmt.Errorf("read timeline: %w", err)
	}
	d, err := document.At(events, seq)
	if err != nil {
		return page.Page{}, err
	}
	p, err := d.Page(c.Language, n.letters.House)
	if err != nil {
		return page.Page{}, err
	}
	address, expires, err := n.letters.Links.Issue(ctx, link.Link{
		Purpose: link.Letter, Kind: event.Complaint, ID: c.ID, Seq: seq, Language: p.Language, House: n.letters.House,
	})
	if err != nil {
		return page.Page{}, err
	}
	if p, err = d.WithLink(p, address, expires, n.letters.House); err != nil || c.Guest == "" {
		return p, err
	}
	address, expires, err = n.letters.Links.Issue(ctx, link.Link{
		Purpose: link.Guest, Kind: event.Complaint, ID: c.ID, Language: p.Language,
	})
	if err != nil {
		return page.Page{}, err
	}
	return d.WithAccess(p, address, expires, n.letters.House)
}

// messaged sends the customer what somebody of the staff wrote.
func (n *Notices) messaged(ctx context.Context, e event.Detail) error {
	if e.Actor.Kind != event.Staff {
		return nil
	}
	c, err := n.complaints.Complaint(ctx, e.Aggregate.ID)
	if err != nil {
		return err
	}
	written, err := n.event(ctx, event.Complaint, c.ID, e.Seq)
	if err != nil {
		return err
	}
	text, err := event.DecodePrivate[complaint.MessagedText](written)
	if err != nil {
		return err
	}
	notice := n.toComplainant(e, c, AgentReply, Person)
	notice.Content.Body, notice.Content.Agent = text.Body, written.Actor.Name
	return n.desk.Send(ctx, notice)
}

// redactedComplaint tells the customer to move their funds, once for each text that a secret was removed from.
func (n *Notices) redactedComplaint(ctx context.Context, e event.Detail) error {
	c, err := n.complaints.Complaint(ctx, e.Aggregate.ID)
	if err != nil {
		return err
	}
	return n.desk.Send(ctx, n.toComplainant(e, c, SecretWarning, Replied))
}

// raised calls the people of a level to take the complaint over.
func (n *Notices) raised(ctx context.Context, e event.Detail) error {
	d, err := data[complaint.Raised](e)
	if err != nil {
		return err
	}
	return n.called(ctx, e, d.Call)
}

// toComplainant makes a notice to the customer. Without an address that may be written to, the timeline says that
// the customer was not told: the letter has to go another way.
func (n *Notices) toComplainant(e event.Detail, c complaint.Complaint, t Template, auto Auto) Notice {
	notice := Notice{
		ID: ID(e.ID, t, customer), Kind: event.Complaint, Case: c.ID, Template: t, Instead: t,
		Language: c.Language, Auto: auto, Content: Content{Reference: reference(c.ID), Kind: event.Complaint},
	}
	if reachable(c.Customer) {
		notice.To = c.Customer.Email
	}
	return notice
}
