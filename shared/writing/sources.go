// Package writing reads what customers wrote, for topics: what tickets were opened with, comments in surveys, subjects of
// complaints, and feedback that nobody asked for.
package writing

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"aftercare/shared/complaint"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/feedback"
	"aftercare/shared/ticket"
	"aftercare/shared/topic"
	"aftercare/shared/voice"
)

// allAtOnce is how many timelines are read at the same time.
const allAtOnce = 16

// TicketStore is what is read of tickets.
type TicketStore interface {
	Tickets(ctx context.Context, q ticket.Query) (ticket.Page, error)
	Timeline(ctx context.Context, kind event.Kind, id string, after int64, limit int) ([]event.Event, error)
}

// Tickets are the texts that tickets were opened with. What a machine wrote, spam, and what the service opened itself are
// left out.
type Tickets struct{ Store TicketStore }

// Kind is ticket.
func (Tickets) Kind() event.Kind { return event.Ticket }

// Each hands out the texts of the tickets opened in [from, to).
func (s Tickets) Each(ctx context.Context, from, to time.Time, give func(topic.Text) error) error {
	q := ticket.Query{View: ticket.ByDay, From: from, To: to, Limit: 100}
	for {
		page, err := s.Store.Tickets(ctx, q)
		if err != nil {
			return err
		}
		texts := make([]*topic.Text, len(page.Tickets))
		g, inner := errgroup.WithContext(ctx)
		g.SetLimit(allAtOnce)
		for i, t := range page.Tickets {
			if !t.Automatic && !t.Spam {
				g.Go(func() (err error) { texts[i], err = s.opening(inner, t.ID); return err })
			}
		}
		if err := g.Wait(); err != nil {
			return err
		}
		for _, t := range texts {
			if t == nil {
				continue
			}
			if err := give(*t); err != nil {
				return err
			}
		}
		if q.After = page.Next; q.After == "" {
			return nil
		}
	}
}

// Text gives the text of one.
func (s Tickets) Text(ctx context.Context, id string) (topic.Text, error) {
	t, err := s.opening(ctx, id)
	if err == nil && t == nil {
		err = fault.NotFound("ticket")
	}
	if err != nil {
		return topic.Text{}, err
	}
	return *t, nil
}

// opening reads what a ticket was opened with; nil when the service opened it.
func (s Tickets) opening(ctx context.Context, id string) (*topic.Text, error) {
	events, err := s.Store.Timeline(ctx, event.Ticket, id, 0, 1)
	if err != nil {
		return nil, fmt.Errorf("read ticket %s: %w", id, err)
	}
	if len(events) == 0 || events[0].Type != event.TicketOpened || events[0].Actor.Kind == event.System {
		return nil, nil
	}
	d, err := event.Decode[ticket.Opened](events[0])
	if err != nil {
		return nil, err
	}
	p, err := event.DecodePrivate[ticket.OpeningText](events[0])
	if err != nil {
		return nil, err
	}
	t := topic.Text{
		Case: topic.Case{Kind: event.Ticket, ID: id, At: events[0].Time}, Customer: d.CustomerID, Name: p.Customer.Name, Language: d.Language,
		Parts: []string{p.Subject, p.Body},
	}
	return &t, nil
}

// SurveyStore is what is read of surveys.
type SurveyStore interface {
	Survey(ctx context.Context, id string) (feedback.Survey, error)
	EachSurvey(ctx context.Context, from, to time.Time, each func(feedback.Survey) error) error
	Ticket(ctx context.Context, id string) (ticket.Ticket, error)
}

// Surveys are the comments in answers. One counts for the day of the first answer.
type Surveys struct{ Store SurveyStore }

// Kind is survey.
func (Surveys) Kind() event.Kind { return event.Survey }

// Each hands out the comments first given in [from, to): of what was asked up to two weeks before, for so long a survey
// can be answered.
func (s Surveys) Each(ctx context.Context, from, to time.Time, give func(topic.Text) error) error {
	return s.Store.EachSurvey(ctx, from.Add(-feedback.Life), to, func(v feedback.Survey) error {
		if v.Answer == nil || v.Answer.Comment == "" || v.Answer.FirstAt.Before(from) || !v.Answer.FirstAt.Before(to) {
			return nil
		}
		return give(comment(v))
	})
}

// Text gives the comment of one. A survey about a ticket does not know its customer's name, which the ticket does.
func (s Surveys) Text(ctx context.Context, id string) (topic.Text, error) {
	v, err := s.Store.Survey(ctx, id)
	if err == nil && (v.Answer == nil || v.Answer.Comment == "") {
		err = fault.NotFound("comment")
	}
	if err != nil {
		return topic.Text{}, err
	}
	t := comment(v)
	if t.Name == "" && v.TicketID != "" {
		about, err := s.Store.Ticket(ctx, v.TicketID)
		if err != nil && !fault.Is(err, fault.Missing) {
			return topic.Text{}, err
		}
		t.Name = about.Customer.Name
	}
	return t, nil
}

func comment(v feedback.Survey) topic.Text {
	t := topic.Text{
		Case: topic.Case{Kind: event.Survey, ID: v.ID, TicketID: v.TicketID, At: v.Answer.FirstAt}, Customer: v.CustomerID, Language: v.Language,
		Parts: []string{v.Answer.Comment},
	}
	if v.Customer != nil {
		t.Name = v.Customer.Name
	}
	return t
}

// ComplaintStore is what is read of complaints.
type ComplaintStore interface {
	Complaint(ctx context.Context, id string) (complaint.Complaint, error)
	Complaints(ctx context.Context, q complaint.Query) (complaint.Page, error)
}

// Complaints are the subjects of complaints. Their statements are for those who handle complaints alone.
type Complaints struct{ Store ComplaintStore }

// Kind is complaint.
func (Complaints) Kind() event.Kind { return event.Complaint }

// Each hands out the subjects of complaints received in [from, to).
func (s Complaints) Each(ctx context.Context, from, to time.Time, give func(topic.Text) error) error {
	q := complaint.Query{View: complaint.Register, From: from, To: to, Limit: 100}
	for {
		page, err := s.Store.Complaints(ctx, q)
		if err != nil {
			return err
		}
		for _, c := range page.Complaints {
			if err := give(subject(c)); err != nil {
				return err
			}
		}
		if q.After = page.Next; q.After == "" {
			return nil
		}
	}
}

// Text gives the subject of one.
func (s Complaints) Text(ctx context.Context, id string) (topic.Text, error) {
	c, err := s.Store.Complaint(ctx, id)
	if err != nil {
		return topic.Text{}, err
	}
	return subject(c), nil
}

func subject(c complaint.Complaint) topic.Text {
	return topic.Text{
		Case: topic.Case{Kind: event.Complaint, ID: c.ID, TicketID: c.TicketID, At: c.ReceivedAt}, Customer: c.Customer.ID, Name: c.Customer.Name,
		Language: c.Language, Parts: []string{c.Subject},
	}
}

// VoiceStore is what is read of feedback.
type VoiceStore interface {
	Voice(ctx context.Context, id string) (voice.Voice, error)
	EachVoice(ctx context.Context, from, to time.Time, each func(voice.Voice) error) error
}

// Voices are what customers wrote unasked. A problem is left out: it is in a ticket, and read there.
type Voices struct{ Store VoiceStore }

// Kind is feedback.
func (Voices) Kind() event.Kind { return event.Feedback }

// Each hands out what was given in [from, to).
func (s Voices) Each(ctx context.Context, from, to time.Time, give func(topic.Text) error) error {
	return s.Store.EachVoice(ctx, from, to, func(v voice.Voice) error {
		if v.Kind == voice.Problem {
			return nil
		}
		return give(unasked(v))
	})
}

// Text gives the text of one.
func (s Voices) Text(ctx context.Context, id string) (topic.Text, error) {
	v, err := s.Store.Voice(ctx, id)
	if err != nil {
		return topic.Text{}, err
	}
	return unasked(v), nil
}

func unasked(v voice.Voice) topic.Text {
	return topic.Text{
		Case: topic.Case{Kind: event.Feedback, ID: v.ID, TicketID: v.TicketID, At: v.CreatedAt}, Customer: v.Customer.ID, Name: v.Customer.Name,
		Language: v.Language, Parts: []string{v.Body},
	}
}

// Store is all that is read.
type Store interface {
	TicketStore
	SurveyStore
	ComplaintStore
	VoiceStore
}

// All gives every source on one store.
func All(s Store) []topic.Source {
	return []topic.Source{Tickets{s}, Surveys{s}, Complaints{s}, Voices{s}}
}
