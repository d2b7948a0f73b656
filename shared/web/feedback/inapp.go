package feedback

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/fault"
	"aftercare/shared/feedback"
	"aftercare/shared/seal"
	"aftercare/shared/web"
)

const own = "/v1/feedback/surveys"

// registerInApp adds what the company's own pages and apps do for a customer who is signed in.
func (a API) registerInApp(api huma.API) {
	huma.Register(api, huma.Operation{
		OperationID: "listSurveys", Method: http.MethodGet, Path: own, Tags: []string{tag},
		Summary:     "List what the caller was asked and may answer still",
		Description: "The newest first, and all on one page: a question is open for 14 days. Those with an answer are listed for the hour in which it can be changed.",
	}, a.list)
	huma.Register(api, web.Guarded(huma.Operation{
		OperationID: "readOwnSurvey", Method: http.MethodGet, Path: own + "/{id}", Tags: []string{tag},
		Summary: "Read a survey: the caller's own, or as staff any",
	}, a.own), a.read)
	huma.Register(api, web.Guarded(huma.Operation{
		OperationID: "answerOwnSurvey", Method: http.MethodPost, Path: own + "/{id}/answer", Tags: []string{tag}, DefaultStatus: http.StatusCreated,
		Errors:    []int{http.StatusConflict, http.StatusGone},
		Responses: map[string]*huma.Response{"200": changed(api)},
		Summary:   "Answer a survey of the caller's own", Description: rules,
	}, a.own), a.answerOwn)
}

// ByID is the part of a request that names a survey. It is exported for huma, which reads no other embedded struct.
type ByID struct {
	ID string `path:"id" maxLength:"40" doc:"The survey's id."`
}

// own lets pass whose survey the path names, and staff.
func (a API) own(ctx context.Context, path func(string) string) error {
	_, err := a.find(ctx, path("id"))
	return err
}

// find gives the caller's survey of an id, or to staff anybody's.
func (a API) find(ctx context.Context, given string) (feedback.Survey, error) {
	id, ok := seal.ParseID(given) // surveys have ids of the same form as cases
	if !ok {
		return feedback.Survey{}, fault.NotFound("survey")
	}
	caller := web.CallerFrom(ctx)
	if caller.IsStaff() {
		return a.Feedback.Any(ctx, id)
	}
	return a.Feedback.Survey(ctx, caller.ID, id)
}

func (a API) list(ctx context.Context, _ *struct{}) (*web.List[Survey], error) {
	open, err := a.Feedback.OpenFor(ctx, a.Tickets, web.CallerFrom(ctx).ID)
	if err != nil {
		return nil, err
	}
	items := make([]Survey, len(open))
	for i, s := range open {
		items[i] = full(s, false)
	}
	return web.NewList(items, ""), nil
}

func (a API) read(ctx context.Context, in *ByID) (*questionOutput, error) {
	s, err := a.find(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &questionOutput{Body: full(s, web.CallerFrom(ctx).IsStaff())}, nil
}

func (a API) answerOwn(ctx context.Context, in *struct {
	ByID
	web.Idempotency
	Body Answer
}) (*answerOutput, error) {
	id, ok := seal.ParseID(in.ID)
	if !ok {
		return nil, fault.NotFound("survey")
	}
	caller := web.CallerFrom(ctx)
	done, err := a.Feedback.AnswerAs(ctx, caller.ID, id, feedback.Reply{
		Score: in.Body.Score, Comment: in.Body.Comment, Receipt: in.Receipt(ctx, caller.ID),
	})
	if err != nil {
		return nil, err
	}
	out := &answerOutput{Status: http.StatusOK, Body: full(done.Survey, false)}
	if done.First {
		out.Status, out.Location = http.StatusCreated, own+"/"+done.Survey.ID
	}
	return out, nil
}

// full shows a survey to whom it asks, with their own words; to staff also whom it asked about whose work.
func full(s feedback.Survey, staff bool) Survey {
	v := view(s)
	v.TicketID, v.AskedAt = s.TicketID, s.AskedAt
	if v.Answer != nil {
		v.Answer.Comment = s.Answer.Comment
	}
	if staff {
		v.CustomerID, v.Team, v.Agent, v.State = s.CustomerID, s.Team, s.Agent, string(s.State)
	}
	return v
}
