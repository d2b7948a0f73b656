package stories

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/event"
	"aftercare/shared/page"
	"aftercare/shared/story"
	"aftercare/shared/web"
)

// registerPublic adds what works without signing in.
func (a API) registerPublic(api huma.API) {
	huma.Register(api, web.WithPages(huma.Operation{
		OperationID: "listPublicStories", Method: http.MethodGet, Path: public, Tags: []string{tag},
		Summary: "Read what customers say",
		Description: "The hundred stories that were published last, each approved by its customer word by word; no names, no numbers, the month alone. " +
			"A page for Accept: text/html. May be kept, but has to be asked for again each time: what is withdrawn is gone at once.",
	}), a.told)
	huma.Register(api, web.WithPages(huma.Operation{
		OperationID: "readStoryByLink", Method: http.MethodGet, Path: one, Tags: []string{tag}, Errors: []int{http.StatusGone},
		Summary: "Read one's story behind its link",
		Description: "Records nothing. As a page with forms, in the customer's language, for Accept: text/html. " +
			"A link lets in for three years: longer than anybody can read the story.",
	}), a.visit)
	huma.Register(api, web.AcceptForm[decision](api, web.WithPages(huma.Operation{
		OperationID: "decideStoryByLink", Method: http.MethodPost, Path: one, Tags: []string{tag}, Errors: []int{http.StatusGone},
		Summary: "Allow, approve, refuse or withdraw one's story",
		Description: "An approval names the edition that was read, and has 30 days from the submission: then 410. " +
			"A withdrawal is possible as long as the link lets in.",
	})), a.decide)
	huma.Register(api, web.WithPages(huma.Operation{
		OperationID: "allowStoryBySurvey", Method: http.MethodPost, Path: survey, Tags: []string{tag}, DefaultStatus: http.StatusCreated,
		Errors:  []int{http.StatusGone},
		Summary: "Allow what one answered to be quoted",
		Description: "Behind the link of a survey that was answered by 4 or 5, or by NPS 9 or 10, with a comment; without one 409. " +
			"The customer gets the exact text by mail, and decides on it, before anything is published.",
	}), a.allowBySurvey)
}

// Pages answers browsers with pages where next answers with JSON, and lets the public list be kept as long as it is
// the same.
func Pages(next http.Handler) http.Handler {
	pages := web.Pages{
		On: func(path string) bool {
			return path == public || strings.HasPrefix(path, public+"/") || strings.HasPrefix(path, web.PublicPrefix+"surveys/") && strings.HasSuffix(path, "/story")
		},
		Policy: page.Policy, Problem: web.ProblemPage,
	}.Serve(next)
	return web.Cached{On: func(path string) bool { return path == public }}.Serve(pages)
}

// Public is what customers say.
type Public struct {
	Items []Told `json:"items" doc:"The newest first, at most a hundred."`
}

// Told is one story as anybody may read it.
type Told struct {
	Text     string `json:"text" doc:"As its customer approved it."`
	Language string `json:"language" doc:"Of the text (BCP 47)."`
	Month    string `json:"month" doc:"In which it was published, such as 2026-11."`
}

type publicOutput struct {
	Body Public
}

// mostTold is how many stories are shown.
const mostTold = 100

func (a API) told(ctx context.Context, in *web.Spoken) (*publicOutput, error) {
	found, err := a.Stories.Store().Stories(ctx, story.Query{View: story.ByStatus, Status: story.Published, Limit: mostTold})
	if err != nil {
		return nil, err
	}
	told := story.Tell(found.Stories, a.Now())
	lang := in.Chosen()
	web.Speak(ctx, lang)
	web.Show(ctx, story.PublicPage(told, lang, a.Company).HTML())
	out := Public{Items: []Told{}}
	for _, t := range told {
		out.Items = append(out.Items, Told(t))
	}
	return &publicOutput{Body: out}, nil
}

// Visit is a story as whoever holds its link sees it.
type Visit struct {
	Status          string    `json:"status" enum:"asked,allowed,edited,submitted,approved,published,refused,withdrawn"`
	Words           string    `json:"words" doc:"What the customer wrote."`
	Text            string    `json:"text,omitempty" doc:"What would be published, or is, word by word."`
	Language        string    `json:"language"`
	Edition         int       `json:"edition,omitempty" doc:"Names the text in an approval."`
	ApprovableUntil time.Time `json:"approvableUntil,omitzero" doc:"While it waits for the approval."`
}

func visitOf(s story.Story) Visit {
	v := viewOf(s, web.Caller{})
	return Visit{Status: v.Status, Words: v.Words, Text: v.Text, Language: v.Language, Edition: v.Edition, ApprovableUntil: v.ApprovableUntil}
}

type visitOutput struct {
	Body Visit
}

// ByToken is the part of a request that lets in. It is exported for huma, which reads no other embedded struct.
type ByToken struct {
	Token string `path:"token" doc:"From the link in the mail."`
}

// enter opens a link, and speaks the customer's language from then on.
func (a API) enter(ctx context.Context, token string) (story.Story, error) {
	s, l, err := a.Stories.Enter(ctx, token)
	if l.Language != "" {
		web.Speak(ctx, l.Language)
	}
	return s, err
}

func (a API) show(ctx context.Context, s story.Story) *visitOutput {
	web.Show(ctx, s.Page(a.Company, a.Now(), a.Zone).HTML())
	return &visitOutput{Body: visitOf(s)}
}

func (a API) visit(ctx context.Context, in *ByToken) (*visitOutput, error) {
	s, err := a.enter(ctx, in.Token)
	if err != nil {
		return nil, err
	}
	return a.show(ctx, s), nil
}

// decision is what whoever holds a link decides.
type decision struct {
	Decision string `json:"decision" enum:"allow,approve,refuse,withdraw"`
	Edition  int    `json:"edition,omitempty" minimum:"0" doc:"Of the text that was read; needed to approve it."`
}

func (a API) decide(ctx context.Context, in *struct {
	ByToken
	web.Idempotency
	Body decision
}) (*visitOutput, error) {
	s, err := a.enter(ctx, in.Token)
	if err != nil {
		return nil, err
	}
	do := story.Do{Actor: event.Actor{Kind: event.Customer, ID: s.Customer.ID}, Receipt: in.Receipt(ctx, "")}
	if do.Receipt != nil { // never the token itself, which is kept nowhere
		do.Receipt.Scope = "decide story " + s.ID
	}
	command := map[string]story.Command{
		story.ToAllow: allowing, story.ToApprove: approving(in.Body.Edition), story.ToRefuse: story.Refuse, story.ToWithdraw: story.Withdraw,
	}[in.Body.Decision]
	s, err = a.Stories.Change(ctx, s.ID, do, command)
	if err != nil {
		return nil, err
	}
	return a.show(ctx, s), nil
}

type allowedOutput struct {
	Location string `header:"Location" doc:"The story, for who signs in."`
	Body     Visit
}

func (a API) allowBySurvey(ctx context.Context, in *struct {
	ByToken
	web.Idempotency
}) (*allowedOutput, error) {
	s, language, err := a.Stories.AllowBySurvey(ctx, in.Token, in.Receipt(ctx, ""))
	if language != "" {
		web.Speak(ctx, language)
	}
	if err != nil {
		return nil, err
	}
	web.Show(ctx, s.Allowing().HTML())
	return &allowedOutput{Location: root + "/" + s.ID, Body: visitOf(s)}, nil
}
