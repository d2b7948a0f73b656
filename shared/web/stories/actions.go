package stories

import (
	"context"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/seal"
	"aftercare/shared/story"
	"aftercare/shared/web"
)

func (a API) begin(ctx context.Context, in *struct {
	web.Idempotency
	Body struct {
		SurveyID   string `json:"surveyId,omitempty" maxLength:"64" doc:"A survey that was answered; or feedbackId."`
		FeedbackID string `json:"feedbackId,omitempty" maxLength:"64" doc:"Praise that was written unasked; or surveyId."`
	}
}) (*web.Created[View], error) {
	src, raw := story.Source{Kind: story.Survey}, in.Body.SurveyID
	if in.Body.FeedbackID != "" {
		src.Kind, raw = story.Feedback, in.Body.FeedbackID
	}
	if (in.Body.SurveyID == "") == (in.Body.FeedbackID == "") {
		return nil, fault.InvalidField("surveyId", "or feedbackId is needed, one of them")
	}
	id, ok := seal.ParseID(raw)
	if !ok {
		return nil, fault.InvalidField(string(src.Kind)+"Id", "names nothing that a customer said")
	}
	src.ID = id
	caller := web.CallerFrom(ctx)
	s, err := a.Stories.Begin(ctx, src, story.Do{Actor: caller.Actor(), Receipt: in.Receipt(ctx, caller.ID)})
	if err != nil {
		return nil, err
	}
	return web.NewCreated(root+"/"+s.ID, viewOf(s, caller), s.Version), nil
}

func (a API) read(ctx context.Context, in *ByID) (*web.Resource[View], error) {
	s, err := a.own(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return web.NewResource(viewOf(s, web.CallerFrom(ctx)), s.Version), nil
}

func (a API) edit(ctx context.Context, in *struct {
	ByID
	web.Condition
	Body struct {
		Text string `json:"text" minLength:"1" maxLength:"2000" doc:"Exactly what is to be published."`
	}
}) (*web.Resource[View], error) {
	if err := a.of(staff)(ctx, func(string) string { return in.ID }); err != nil {
		return nil, err
	}
	version, err := in.Required()
	if err != nil {
		return nil, err
	}
	return a.do(ctx, in.ByID, version, nil, staff, func(s story.Story, terms story.Terms) (story.Story, []event.Event, error) {
		return story.Edit(s, in.Body.Text, terms)
	})
}

func (a API) submit(ctx context.Context, in *Action) (*web.Resource[View], error) {
	return a.act(ctx, in, staff, story.Submit)
}

func (a API) publish(ctx context.Context, in *Action) (*web.Resource[View], error) {
	return a.act(ctx, in, publishers, story.Publish)
}

func (a API) withdraw(ctx context.Context, in *Action) (*web.Resource[View], error) {
	return a.act(ctx, in, nil, story.Withdraw)
}

func (a API) refuse(ctx context.Context, in *Action) (*web.Resource[View], error) {
	return a.act(ctx, in, teller, story.Refuse)
}

func (a API) allow(ctx context.Context, in *Action) (*web.Resource[View], error) {
	return a.act(ctx, in, teller, allowing)
}

// allowing gives the permission for a story that there is.
func allowing(s story.Story, terms story.Terms) (story.Story, []event.Event, error) {
	return story.Allow(s, story.Beginning{}, terms)
}

func (a API) approve(ctx context.Context, in *struct {
	Action
	Body struct {
		Edition int `json:"edition" minimum:"1" doc:"Of the text that was read."`
	}
}) (*web.Resource[View], error) {
	return a.act(ctx, &in.Action, teller, approving(in.Body.Edition))
}

func approving(edition int) story.Command {
	return func(s story.Story, terms story.Terms) (story.Story, []event.Event, error) {
		return story.Approve(s, edition, terms)
	}
}
