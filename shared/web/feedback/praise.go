package feedback

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/fault"
	"aftercare/shared/feedback"
	"aftercare/shared/seal"
	"aftercare/shared/web"
)

// Praises serves what customers liked about the work of one person.
type Praises struct {
	Surveys feedback.Store
	Keys    web.Keys
}

const praises = "/v1/feedback/praise"

// Register adds the operation to an API.
func (a Praises) Register(api huma.API) {
	huma.Register(api, web.Guarded(huma.Operation{
		OperationID: "listPraise", Method: http.MethodGet, Path: praises, Tags: []string{tag},
		Summary:     "List what customers answered that liked somebody's work, and said why",
		Description: "Agents their own; leads, compliance and admins anybody's. Newest first by when was asked. What customers write unasked is listed at /v1/feedback.",
	}, staff), a.list)
}

// Praise is a high score that came with words.
type Praise struct {
	SurveyID  string    `json:"surveyId"`
	Kind      string    `json:"kind" enum:"csat,nps"`
	Score     int       `json:"score"`
	Comment   string    `json:"comment"`
	At        time.Time `json:"at"`
	TicketID  string    `json:"ticketId"`
	Reference string    `json:"reference"`
	Agent     string    `json:"agent" doc:"Who had the case when the customer was asked."`
}

func (a Praises) list(ctx context.Context, in *struct {
	web.Paging
	Agent string `query:"agent" maxLength:"128" doc:"Whose; the caller's own when absent, or me."`
}) (*web.List[Praise], error) {
	if err := staff(ctx, nil); err != nil {
		return nil, err
	}
	c := web.CallerFrom(ctx)
	agent := in.Agent
	if agent == "" || agent == "me" {
		agent = c.ID
	}
	if agent != c.ID && !c.Has(web.Lead, web.Compliance, web.Admin) {
		return nil, fault.New(fault.Forbidden, "agents see what customers liked about their own work")
	}
	list, err := in.Read(ctx, a.Keys, praises, agent)
	if err != nil {
		return nil, err
	}
	found, next, err := a.Surveys.PraisedSurveys(ctx, agent, list.After, in.Limit)
	if err != nil {
		return nil, fmt.Errorf("list praise: %w", err)
	}
	items := make([]Praise, len(found))
	for i, s := range found {
		items[i] = Praise{
			SurveyID: s.ID, Kind: string(s.Kind), Score: s.Answer.Score, Comment: s.Answer.Comment, At: s.Answer.At,
			TicketID: s.TicketID, Reference: seal.Reference(s.TicketID), Agent: s.Agent,
		}
	}
	return web.NewList(items, list.Next(next)), nil
}
