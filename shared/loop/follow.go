package loop

import (
	"context"
	"fmt"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/ticket"
)

// attempts is how often a step that lost a race is repeated from the load.
const attempts = 16

var system = event.Actor{Kind: event.System}

// Service keeps loops going.
type Service struct {
	store   Store
	answers Answers
	tickets Tickets
	now     func() time.Time
}

// NewService makes a service. Who opens no loop needs no answers, and who only asks no tickets.
func NewService(store Store, answers Answers, tickets Tickets, now func() time.Time) *Service {
	return &Service{store: store, answers: answers, tickets: tickets, now: now}
}

// Store gives the storage for reading.
func (s *Service) Store() Store { return s.store }

// FollowUp gives the ticket in which a low answer is put right, and opens the loop. However often it is called for a
// survey, there is one ticket and one loop: an answer that is changed afterwards changes neither, also a better one.
// ticketID is the ticket that was rated; empty for a question that was about none. An answer about spam has neither.
func (s *Service) FollowUp(ctx context.Context, ticketID, surveyID string) (string, error) {
	had, err := s.store.Loop(ctx, surveyID)
	if err == nil {
		return had.TicketID, s.settle(ctx, surveyID)
	}
	if !fault.Is(err, fault.Missing) {
		return "", fmt.Errorf("read loop: %w", err)
	}
	low, err := s.answers.LowAnswer(ctx, surveyID)
	if err != nil {
		return "", fmt.Errorf("read answer: %w", err)
	}
	id, err := s.tickets.FollowUp(ctx, ticket.FollowUp{
		SurveyID: surveyID, Kind: low.Kind, Rated: ticketID, Comment: low.Comment, Customer: low.Customer, Team: low.Team, Language: low.Language,
	})
	if err != nil || id == "" {
		return "", err
	}
	return s.open(ctx, low, id)
}

func (s *Service) open(ctx context.Context, low Low, ticketID string) (string, error) {
	now := s.now()
	l := Loop{
		ID: low.SurveyID, Kind: low.Kind, Score: low.Score, Highest: low.Highest, About: low.About, TicketID: ticketID,
		CustomerID: low.Customer.ID, Team: low.Team, Agent: low.Agent, Language: low.Language, State: Open, OpenedAt: now,
	}
	l, e := happened(l, event.FeedbackLoopOpened, now, system, event.CorrelationFrom(ctx), OpenedData{
		Kind: l.Kind, Score: l.Score, Highest: l.Highest, TicketID: l.TicketID, About: l.About, CustomerID: l.CustomerID, Team: l.Team, Agent: l.Agent,
	}, nil)
	err := s.store.SaveLoop(ctx, Change{Loop: l, Events: []event.Event{e}})
	if fault.Is(err, fault.Lost) { // the same was told twice at once
		had, err := s.store.Loop(ctx, low.SurveyID)
		if err != nil {
			return "", err
		}
		ticketID = had.TicketID
	} else if err != nil {
		return "", fmt.Errorf("save loop: %w", err)
	}
	return ticketID, s.settle(ctx, low.SurveyID)
}
