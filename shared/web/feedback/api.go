// Package feedback is the HTTP API of feedback: surveys as customers find them behind their links, and statistics.
package feedback

import (
	"context"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/fault"
	"aftercare/shared/feedback"
	"aftercare/shared/seal"
	"aftercare/shared/web"
)

// API serves feedback. Serve it through [Pages], which answers browsers with pages.
type API struct {
	Feedback *feedback.Service
	Tickets  feedback.Cases // by which a customer's surveys about them are found
}

const (
	tag     = "Feedback"
	surveys = web.PublicPrefix + "surveys/"
	path    = surveys + "{token}"
)

// Register adds the operations to an API.
func (a API) Register(api huma.API) {
	a.registerInApp(api)
	a.registerPreferences(api)
	huma.Register(api, web.WithPages(huma.Operation{
		OperationID: "readSurvey", Method: http.MethodGet, Path: path, Tags: []string{tag}, Errors: []int{http.StatusGone},
		Summary:     "Read the question of a survey",
		Description: "Records nothing, whatever its query says. As a page with a form, in the customer's language, for Accept: text/html.",
	}), a.question)
	huma.Register(api, web.AcceptForm[Answer](api, web.WithPages(huma.Operation{
		OperationID: "answerSurvey", Method: http.MethodPost, Path: path, Tags: []string{tag}, DefaultStatus: http.StatusCreated,
		Errors:      []int{http.StatusGone},
		Responses:   map[string]*huma.Response{"200": changed(api)},
		Summary:     "Answer a survey",
		Description: rules,
	})), a.answer)
	huma.Register(api, web.Guarded(huma.Operation{
		OperationID: "readFeedbackStatistics", Method: http.MethodGet, Path: "/v1/feedback/statistics", Tags: []string{tag},
		Summary: "Sum up what customers answered",
	}, staff), a.statistics)
}

// rules is what an answer is held to, whichever way it comes.
const rules = "The first answer counts (201). Within an hour of it another replaces it, twenty times at most, and the same again changes nothing (200); later another gets 409; 14 days after the question, 410."

// changed describes the answer that was not the first.
func changed(api huma.API) *huma.Response {
	return &huma.Response{Description: "The answer that counts already, changed or the same", Content: map[string]*huma.MediaType{
		"application/json": {Schema: huma.SchemaFromType(api.OpenAPI().Components.Schemas, reflect.TypeFor[Survey]())},
	}}
}

// staff lets everybody who works here pass.
func staff(ctx context.Context, _ func(string) string) error {
	if !web.CallerFrom(ctx).IsStaff() {
		return fault.New(fault.Forbidden, "statistics are for staff")
	}
	return nil
}

// Survey is a question as the customer sees it.
type Survey struct {
	ID           string       `json:"id"`
	Kind         string       `json:"kind" enum:"csat,nps,ces"`
	Reference    string       `json:"reference,omitempty" doc:"Of the ticket that it is about; absent where it is about none."`
	Language     string       `json:"language" doc:"The customer's (BCP 47)."`
	Question     string       `json:"question" doc:"In that language, or in English."`
	Lowest       int          `json:"lowest" doc:"The lowest score."`
	Highest      int          `json:"highest" doc:"The highest score."`
	LowestMeans  string       `json:"lowestMeans" doc:"What the lowest score says, in the language of the question."`
	HighestMeans string       `json:"highestMeans"`
	ExpiresAt    time.Time    `json:"expiresAt" doc:"From then on nothing is accepted."`
	Answer       *GivenAnswer `json:"answer,omitempty"`

	TicketID   string    `json:"ticketId,omitempty" doc:"The ticket that it is about; absent behind a link."`
	AskedAt    time.Time `json:"askedAt,omitzero" doc:"Absent behind a link."`
	CustomerID string    `json:"customerId,omitempty" doc:"For staff alone, as all that follows."`
	Team       string    `json:"team,omitempty" doc:"As it stood when asked."`
	Agent      string    `json:"agent,omitempty" doc:"As it stood when asked."`
	State      string    `json:"state,omitempty" enum:"planned,claimed,sending,sent,dropped"`
}

// Answer is what a customer answers.
type Answer struct {
	Score   int    `json:"score" minimum:"0" maximum:"10" doc:"From lowest to highest of the survey: csat 1, very dissatisfied, to 5; nps 0, not at all likely, to 10; ces 1, very difficult, to 7. Another is 422."`
	Comment string `json:"comment,omitempty" maxLength:"20000"`
}

// GivenAnswer is the answer that counts so far.
type GivenAnswer struct {
	Score           int       `json:"score"`
	Comment         string    `json:"comment,omitempty" doc:"Absent behind a link."`
	At              time.Time `json:"at"`
	ChangeableUntil time.Time `json:"changeableUntil" doc:"Until then another answer replaces it."`
}

// ByToken is the part of a request that names a survey. It is exported for huma, which reads no other embedded struct.
type ByToken struct {
	Token string `path:"token" doc:"From the link in the mail."`
}

type questionOutput struct {
	Body Survey
}

func (a API) question(ctx context.Context, in *struct {
	ByToken
	Score string `query:"score" doc:"Selects a score on the page, and nothing more."`
}) (*questionOutput, error) {
	s, err := a.Feedback.Question(ctx, in.Token)
	speak(ctx, s)
	if err != nil {
		return nil, err
	}
	web.Show(ctx, questionPage(s, in.Score, a.Feedback.Settled(s), in.Token))
	return &questionOutput{Body: view(s)}, nil
}

type answerOutput struct {
	Status   int
	Location string `header:"Location" doc:"The survey; with 201 alone."`
	Body     Survey
}

func (a API) answer(ctx context.Context, in *struct {
	ByToken
	web.Idempotency
	Body Answer
}) (*answerOutput, error) {
	done, err := a.Feedback.Answer(ctx, in.Token, feedback.Reply{
		Score: in.Body.Score, Comment: in.Body.Comment, Receipt: in.Receipt(ctx, ""),
	})
	speak(ctx, done.Survey)
	if err != nil {
		return nil, err
	}
	web.Show(ctx, thanksPage(done.Survey, a.Feedback.Settled(done.Survey), in.Token))
	out := &answerOutput{Status: http.StatusOK, Body: view(done.Survey)}
	if done.First {
		out.Status, out.Location = http.StatusCreated, feedback.Path(in.Token)
	}
	return out, nil
}

func view(s feedback.Survey) Survey {
	w := wordsOf(s.Language).kind(s.Kind)
	v := Survey{ID: s.ID, Kind: string(s.Kind), Language: s.Language, Question: w.Question, ExpiresAt: s.ExpiresAt}
	v.Lowest, v.Highest = s.Kind.Scale()
	v.LowestMeans, v.HighestMeans = w.ends()
	if s.TicketID != "" {
		v.Reference = seal.Reference(s.TicketID)
	}
	if s.Answer != nil {
		v.Answer = &GivenAnswer{Score: s.Answer.Score, At: s.Answer.At, ChangeableUntil: s.Answer.FirstAt.Add(feedback.Reconsider)}
	}
	return v
}

// Statistics is what customers answered, summed up. Shares are from 0 to 1, and null where nobody answered.
type Statistics struct {
	From         time.Time      `json:"from"`
	To           time.Time      `json:"to"`
	Kind         string         `json:"kind" enum:"csat,nps,ces"`
	Asked        int            `json:"asked" doc:"Surveys sent in the range."`
	Answered     int            `json:"answered" doc:"Of these."`
	Unsubscribed int            `json:"unsubscribed" doc:"Of those asked: by whose mail customers refused further questions by mail."`
	ResponseRate *float64       `json:"responseRate" doc:"Answered of asked."`
	CSAT         *float64       `json:"csat" doc:"Share of 4 and 5 among the answers; null for another kind."`
	NPS          *float64       `json:"nps" doc:"Percent of 9 and 10 less percent of 0 to 6; null for another kind."`
	CES          *float64       `json:"ces" doc:"Mean of the scores, from 1, very difficult, to 7, very easy; null for another kind."`
	Distribution map[string]int `json:"distribution" doc:"Answers by score."`
}

type statisticsOutput struct {
	Body Statistics
}

func (a API) statistics(ctx context.Context, in *struct {
	From  time.Time `query:"from" doc:"Asked from this time on; 30 days before to when absent."`
	To    time.Time `query:"to" doc:"Asked before this time, at most 92 days after from; now when absent."`
	Team  string    `query:"team" maxLength:"64" doc:"Of tickets of this team, as it stood when asked."`
	Agent string    `query:"agent" maxLength:"128" doc:"Of tickets assigned to this person, as it stood when asked. Agents may name themselves alone."`
	Kind  string    `query:"kind" enum:"csat,nps,ces" default:"csat"`
}) (*statisticsOutput, error) {
	if err := staff(ctx, nil); err != nil {
		return nil, err
	}
	if c := web.CallerFrom(ctx); in.Agent != "" && in.Agent != c.ID && !c.Has(web.Lead, web.Compliance, web.Admin) {
		return nil, fault.New(fault.Forbidden, "figures of other agents are for leads, compliance and administrators")
	}
	s, err := a.Feedback.Statistics(ctx, feedback.Filter{
		From: in.From.UTC(), To: in.To.UTC(), Team: in.Team, Agent: in.Agent, Kind: feedback.Kind(in.Kind),
	})
	if err != nil {
		return nil, err
	}
	return &statisticsOutput{Body: Statistics{
		From: s.From, To: s.To, Kind: string(s.Kind), Asked: s.Asked, Answered: s.Answered, Unsubscribed: s.Unsubscribed,
		ResponseRate: s.ResponseRate, CSAT: s.CSAT, NPS: s.NPS, CES: s.CES, Distribution: s.Distribution,
	}}, nil
}
