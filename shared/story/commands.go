package story

import (
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/text"
	"aftercare/shared/ticket"
)

// Terms are what a command is carried out under.
type Terms struct {
	Now         time.Time
	Actor       event.Actor
	Correlation string
}

// Beginning is what a story is made from.
type Beginning struct {
	ID       string
	Source   Source
	TicketID string
	Words    string
	Language string
	Customer ticket.Customer
}

// MaxText is the most characters of a story: a quote, and no letter.
const MaxText = 2000

// Ask asks a customer for permission. A source that has a story already is not asked about again.
func Ask(s Story, b Beginning, terms Terms) (Story, []event.Event, error) {
	if s.Seq > 0 {
		return s, nil, fault.InState(string(s.Status), "there is a story of this already")
	}
	return begin(Story{ID: b.ID}, terms).emit(event.StoryAsked, b.data(), b.private())
}

// Allow gives the customer's permission, asked for or not. Given once, it stands until it is taken back.
func Allow(s Story, b Beginning, terms Terms) (Story, []event.Event, error) {
	switch {
	case s.Seq == 0:
		return begin(Story{ID: b.ID}, terms).emit(event.StoryAllowed, b.data(), b.private())
	case s.Status == Asked:
		b = Beginning{Source: s.Source, TicketID: s.TicketID, Language: s.Language, Customer: s.Customer}
		return begin(s, terms).emit(event.StoryAllowed, b.data(), nil)
	case s.Status.Over():
		return s, nil, over(s)
	}
	return s, nil, nil
}

func (b Beginning) data() Begun {
	return Begun{Source: b.Source, CustomerID: b.Customer.ID, Language: b.Language, TicketID: b.TicketID}
}

func (b Beginning) private() BegunText { return BegunText{Words: b.Words, Customer: b.Customer} }

// Edit writes the text. What was approved or published before is so no more: the customer decides on each text.
func Edit(s Story, words string, terms Terms) (Story, []event.Event, error) {
	var c text.Checker
	words = c.Required("text", words, MaxText)
	if err := c.Err(); err != nil {
		return s, nil, err
	}
	switch {
	case s.Status.Over():
		return s, nil, over(s)
	case s.Status == Asked:
		return s, nil, fault.InState(string(s.Status), "the customer has not allowed a quote yet")
	case words == s.Text:
		return s, nil, nil
	}
	if why := identifies(words, s); why != "" {
		return s, nil, fault.InvalidField("text", why)
	}
	return begin(s, terms).emit(event.StoryEdited, OfEdition{Edition: s.Edition + 1}, EditedText{Text: words})
}

// Submit asks the customer to approve the text; done again, by a further mail.
func Submit(s Story, terms Terms) (Story, []event.Event, error) {
	if s.Status != Edited && s.Status != Submitted {
		return s, nil, fault.InState(string(s.Status), "there is no text to be approved: edit it first")
	}
	d := begin(s, terms)
	return d.emit(event.StorySubmitted, OfEdition{Edition: s.Edition, ExpiresAt: d.now.Add(ApprovalLife)}, nil)
}

// Approve is the customer's word for the edition that they were shown. Another one is a Conflict; so is one that is
// approved too late, with Gone.
func Approve(s Story, edition int, terms Terms) (Story, []event.Event, error) {
	d := begin(s, terms)
	switch {
	case (s.Status == Approved || s.Status == Published) && edition == s.Approved:
		return s, nil, nil
	case s.Status != Submitted:
		return s, nil, fault.InState(string(s.Status), "there is no text to be approved")
	case edition != s.Edition:
		return s, nil, fault.InState(string(s.Status), "the text has changed since: read it again")
	case !s.Approvable(d.now):
		return s, nil, fault.New(fault.Gone, "the time to approve the text is over")
	}
	return d.emit(event.StoryApproved, OfEdition{Edition: edition}, nil)
}

// Refuse is the customer's no: to being quoted, or to the text.
func Refuse(s Story, terms Terms) (Story, []event.Event, error) {
	switch s.Status {
	case Refused:
		return s, nil, nil
	case Asked, Submitted:
		return begin(s, terms).emit(event.StoryRefused, event.Empty{}, nil)
	default:
		return s, nil, fault.InState(string(s.Status), "nothing is asked: it can be withdrawn")
	}
}

// Publish shows the text that the customer approved to everybody.
func Publish(s Story, terms Terms) (Story, []event.Event, error) {
	d := begin(s, terms)
	switch {
	case s.Status == Published:
		return s, nil, nil
	case s.Status != Approved || s.Approved != s.Edition:
		return s, nil, fault.InState(string(s.Status), "the customer has not approved the text")
	case !d.now.Before(s.ApprovedAt.Add(PublicLife)):
		return s, nil, fault.InState(string(s.Status), "the approval is too long ago: edit the text, and submit it again")
	}
	return d.emit(event.StoryPublished, OfEdition{Edition: s.Edition}, nil)
}

// Withdraw ends a story, whatever became of it so far.
func Withdraw(s Story, terms Terms) (Story, []event.Event, error) {
	if s.Status.Over() {
		return s, nil, nil
	}
	return begin(s, terms).emit(event.StoryWithdrawn, event.Empty{}, nil)
}

// Note records a delivery, without raising the version.
func Note(s Story, kind event.Type, delivery ticket.Delivery, terms Terms) (Story, []event.Event, error) {
	terms.Actor = event.Actor{Kind: event.System}
	d := begin(s, terms)
	d.version = s.Version
	return d.emit(kind, delivery, nil)
}

func over(s Story) error {
	return fault.InState(string(s.Status), "the story is %s, for good", s.Status)
}

// draft is a command at work.
type draft struct {
	story   Story
	terms   Terms
	now     time.Time
	version int64
}

// begin starts a command. Time never runs back: now is at least the last event's.
func begin(s Story, terms Terms) *draft {
	now := terms.Now.UTC().Truncate(time.Second)
	if now.Before(s.LastAt) {
		now = s.LastAt
	}
	return &draft{story: s, terms: terms, now: now, version: s.Version + 1}
}

// emit makes the one event of a command happen.
func (d *draft) emit(t event.Type, data, private any) (Story, []event.Event, error) {
	e := event.New(t, d.now, d.terms.Actor, data, private)
	e.Seq, e.Correlation = d.story.Seq+1, d.terms.Correlation
	e.Aggregate = event.Aggregate{Kind: event.Story, ID: d.story.ID, Version: d.version}
	after, err := Apply(d.story, e)
	if err != nil {
		return d.story, nil, err
	}
	return after, []event.Event{e}, nil
}
