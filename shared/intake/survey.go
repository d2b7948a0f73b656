package intake

import (
	"context"
	"encoding/json"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/feedback"
	"aftercare/shared/seal"
)

// SurveyAnswer is the data of support.survey.answered: an answer that was given in another system, as in its app.
type SurveyAnswer struct {
	SurveyID string `json:"surveyId"`
	Score    int    `json:"score"`
	Comment  string `json:"comment"`
}

// Answerer takes the answers to surveys.
type Answerer interface {
	AnswerSurvey(ctx context.Context, id string, r feedback.Reply) (feedback.Answered, error)
}

// Surveys turns support.survey.answered into answers.
type Surveys struct{ Feedback Answerer }

// Handle takes one message. The same answer again changes nothing; another one after the time to change it, or after
// the time to answer, is refused.
func (h Surveys) Handle(ctx context.Context, m Message, _ time.Time) error {
	var a SurveyAnswer
	if err := json.Unmarshal(m.Data, &a); err != nil {
		return malformed("the data of the answer cannot be read", err)
	}
	if a.SurveyID == "" {
		return fault.InvalidField("data.surveyId", "is missing")
	}
	id, ok := seal.ParseID(a.SurveyID) // surveys have ids of the same form as cases
	if !ok {
		return fault.InvalidField("data.surveyId", "is no survey")
	}
	_, err := h.Feedback.AnswerSurvey(ctx, id, feedback.Reply{
		Score: a.Score, Comment: a.Comment, Receipt: &event.Receipt{Scope: "answer " + m.Source, Key: m.ID},
	})
	return err
}
