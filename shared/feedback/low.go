package feedback

import (
	"context"
	"fmt"

	"aftercare/shared/event"
	"aftercare/shared/loop"
	"aftercare/shared/ticket"
)

// Answers is where answers are kept.
type Answers interface {
	// Survey gives a survey by its id. Missing when there is none.
	Survey(ctx context.Context, id string) (Survey, error)
	// Timeline gives up to limit events after the sequence number, in order; limit 0 means all.
	Timeline(ctx context.Context, kind event.Kind, id string, after int64, limit int) ([]event.Event, error)
}

// LowAnswers gives answers to who looks into them.
type LowAnswers struct{ Store Answers }

// LowAnswer gives the answer to a survey that asks for another look, in the words of then: it may have been changed
// since. Missing when there is no such survey.
func (l LowAnswers) LowAnswer(ctx context.Context, surveyID string) (loop.Low, error) {
	v, err := l.Store.Survey(ctx, surveyID)
	if err != nil {
		return loop.Low{}, err
	}
	low := loop.Low{
		SurveyID: v.ID, Kind: string(v.Kind), About: v.TicketID, Team: v.Team, Agent: v.Agent, Language: v.Language,
		Customer: ticket.Customer{ID: v.CustomerID, Language: v.Language, Assurance: ticket.Asserted},
	}
	_, low.Highest = v.Kind.Scale()
	if v.Customer != nil {
		low.Customer = *v.Customer
	}
	of := event.Aggregate{Kind: event.Ticket, ID: v.TicketID}
	if v.Own() {
		of = event.Aggregate{Kind: event.Survey, ID: v.ID}
	}
	events, err := l.Store.Timeline(ctx, of.Kind, of.ID, 0, 0)
	if err != nil {
		return loop.Low{}, fmt.Errorf("read timeline: %w", err)
	}
	for _, e := range events {
		if e.Type != event.FeedbackReceived {
			continue
		}
		received, err := event.Decode[ticket.Received](e)
		if err != nil {
			return loop.Low{}, err
		}
		if received.SurveyID != surveyID || !received.Low {
			continue
		}
		words, err := event.DecodePrivate[ticket.Comment](e)
		low.Score, low.Comment = received.Score, words.Comment
		return low, err
	}
	return low, nil
}
