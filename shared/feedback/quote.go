package feedback

import (
	"context"
	"fmt"

	"aftercare/shared/story"
	"aftercare/shared/ticket"
	"aftercare/shared/voice"
)

// Quotable reports whether an answer may become a story: it is a satisfied customer's, and says why.
func (s Survey) Quotable() bool {
	if s.Answer == nil || s.Answer.Comment == "" {
		return false
	}
	return s.Kind == CSAT && s.Answer.Score >= Satisfied || s.Kind == NPS && s.Answer.Score >= Promoter
}

// Said is what quotes are found in.
type Said interface {
	// Survey gives a survey by its id. Missing when there is none.
	Survey(ctx context.Context, id string) (Survey, error)
	// Voice gives what a customer wrote unasked. Missing when there is none.
	Voice(ctx context.Context, id string) (voice.Voice, error)
	// Ticket gives a ticket as it is now. Missing when there is none.
	Ticket(ctx context.Context, id string) (ticket.Ticket, error)
	// Tickets lists tickets.
	Tickets(ctx context.Context, q ticket.Query) (ticket.Page, error)
}

// Quotes finds what stories are made from: answers to surveys, and praise that nobody asked for.
type Quotes struct {
	service *Service
	said    Said
}

// NewQuotes makes quotes.
func NewQuotes(service *Service, said Said) Quotes { return Quotes{service: service, said: said} }

// Said gives what a customer said, and who it was; without Words where it is nothing to be quoted.
func (q Quotes) Said(ctx context.Context, src story.Source) (story.Beginning, error) {
	if src.Kind == story.Feedback {
		v, err := q.said.Voice(ctx, src.ID)
		b := story.Beginning{TicketID: v.TicketID, Language: v.Language, Customer: v.Customer}
		if v.Kind == voice.Praise {
			b.Words = v.Body
		}
		return b, err
	}
	v, err := q.said.Survey(ctx, src.ID)
	if err != nil {
		return story.Beginning{}, err
	}
	b := story.Beginning{TicketID: v.TicketID, Language: v.Language}
	if v.Quotable() {
		b.Words = v.Answer.Comment
	}
	b.Customer, err = q.customer(ctx, v)
	return b, err
}

// customer finds how the customer of a survey is reached: as was known when they were asked, as the ticket says that it is
// about, or their last one.
func (q Quotes) customer(ctx context.Context, v Survey) (ticket.Customer, error) {
	if v.Customer != nil {
		return *v.Customer, nil
	}
	if v.TicketID != "" {
		t, err := q.said.Ticket(ctx, v.TicketID)
		return t.Customer, err
	}
	page, err := q.said.Tickets(ctx, ticket.Query{View: ticket.ByCustomer, Customer: v.CustomerID, Limit: 1})
	if err != nil {
		return ticket.Customer{}, fmt.Errorf("look for the customer: %w", err)
	}
	if len(page.Tickets) == 0 {
		return ticket.Customer{ID: v.CustomerID}, nil
	}
	return page.Tickets[0].Customer, nil
}

// SourceOf gives the survey that the token of a link leads to, and its language. Missing for a token that is none; Gone
// when its time is over.
func (q Quotes) SourceOf(ctx context.Context, token string) (story.Source, string, error) {
	v, err := q.service.Question(ctx, token)
	return story.Source{Kind: story.Survey, ID: v.ID}, v.Language, err
}
