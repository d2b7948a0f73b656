package feedback

import (
	"context"

	"aftercare/shared/loop"
	"aftercare/shared/ticket"
)

// LowAnswers gives answers to who looks into them.
type LowAnswers struct{ Store Store }

// LowAnswer gives the answer to a survey, consistently. Missing when there is no such survey.
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
	if v.Answer != nil {
		low.Score, low.Comment = v.Answer.Score, v.Answer.Comment
	}
	return low, nil
}
