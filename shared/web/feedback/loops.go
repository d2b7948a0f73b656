package feedback

import (
	"context"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/link"
	"aftercare/shared/loop"
	"aftercare/shared/seal"
	"aftercare/shared/web"
)

// Links opens the links in mails.
type Links interface {
	// Open gives what a token lets in to for a purpose.
	Open(ctx context.Context, purpose link.Purpose, token string) (link.Link, error)
}

// Loops serves what becomes of low answers. Serve it through [Pages].
type Loops struct {
	Loops *loop.Service
	Links Links
	Keys  web.Keys
}

const (
	followUps = web.PublicPrefix + "follow-ups/"
	loops     = "/v1/feedback/loops"
)

// Register adds the operations to an API.
func (a Loops) Register(api huma.API) {
	again := func(v reflect.Type) map[string]*huma.Response {
		return map[string]*huma.Response{"200": {Description: "The answer that counts already, changed or the same", Content: map[string]*huma.MediaType{
			"application/json": {Schema: huma.SchemaFromType(api.OpenAPI().Components.Schemas, v)},
		}}}
	}
	const put = "Satisfied closes the loop. Otherwise a solved ticket is opened again, and of a closed one a follow-up is opened, with the comment. " +
		"The first answer counts (201). Within an hour of it another replaces it, twenty times at most, and the same again changes nothing (200); later another gets 409; 14 days after the question, 410."
	huma.Register(api, web.WithPages(huma.Operation{
		OperationID: "readFollowUpQuestion", Method: http.MethodGet, Path: followUps + "{token}", Tags: []string{tag}, Errors: []int{http.StatusGone},
		Summary:     "Read the question whether something is put right",
		Description: "Asked when the ticket is solved in which a low answer was looked at. Records nothing, whatever its query says.",
	}), a.question)
	huma.Register(api, web.AcceptForm[FollowUpAnswer](api, web.WithPages(huma.Operation{
		OperationID: "answerFollowUpQuestion", Method: http.MethodPost, Path: followUps + "{token}", Tags: []string{tag}, DefaultStatus: http.StatusCreated,
		Errors: []int{http.StatusGone}, Responses: again(reflect.TypeFor[FollowUpQuestion]()), Summary: "Say whether it is put right", Description: put,
	})), a.answer)
	huma.Register(api, huma.Operation{
		OperationID: "listFeedbackLoops", Method: http.MethodGet, Path: loops, Tags: []string{tag},
		Summary:     "List what low answers led to",
		Description: "Staff by state, the oldest first. Customers their latest, newest first, on one page.",
	}, a.list)
	huma.Register(api, huma.Operation{
		OperationID: "readFeedbackLoop", Method: http.MethodGet, Path: loops + "/{id}", Tags: []string{tag},
		Summary: "Read what a low answer led to: the caller's own, or as staff any",
	}, a.read)
	huma.Register(api, web.Guarded(huma.Operation{
		OperationID: "answerFeedbackLoop", Method: http.MethodPost, Path: loops + "/{id}/answer", Tags: []string{tag}, DefaultStatus: http.StatusCreated,
		Errors: []int{http.StatusConflict, http.StatusGone}, Responses: again(reflect.TypeFor[Loop]()),
		Summary: "Say whether what one was not satisfied with is put right", Description: put,
	}, func(ctx context.Context, path func(string) string) error {
		_, err := a.own(ctx, path("id"))
		return err
	}), a.answerOwn)
}

// FollowUpQuestion is the question as the customer sees it.
type FollowUpQuestion struct {
	Reference string             `json:"reference" doc:"Of the ticket in which it was looked at."`
	Language  string             `json:"language" doc:"The customer's (BCP 47)."`
	Question  string             `json:"question" doc:"In that language, or in English."`
	ExpiresAt time.Time          `json:"expiresAt" doc:"From then on nothing is accepted."`
	Answer    *GivenFollowUpWord `json:"answer,omitempty"`
}

// FollowUpAnswer is what a customer answers.
type FollowUpAnswer struct {
	Satisfied bool   `json:"satisfied" doc:"It is put right."`
	Comment   string `json:"comment,omitempty" maxLength:"20000"`
}

// GivenFollowUpWord is the answer that counts so far.
type GivenFollowUpWord struct {
	Satisfied       bool      `json:"satisfied"`
	Comment         string    `json:"comment,omitempty" doc:"Absent behind a link."`
	At              time.Time `json:"at"`
	ChangeableUntil time.Time `json:"changeableUntil" doc:"Until then another answer replaces it."`
}

// open gives the loop of a link's token, in whose language the visitor is answered from then on.
func (a Loops) open(ctx context.Context, token string) (loop.Loop, error) {
	l, err := a.Links.Open(ctx, link.Loop, token)
	if l.Language != "" {
		web.Speak(ctx, l.Language)
	}
	if err == nil && l.Kind != event.Loop {
		err = fault.NotFound("link")
	}
	if err != nil {
		return loop.Loop{}, err
	}
	return a.Loops.Question(ctx, l.ID)
}

type followUpOutput struct {
	Body FollowUpQuestion
}

func (a Loops) question(ctx context.Context, in *struct {
	ByToken
	Satisfied string `query:"satisfied" doc:"Selects an answer on the page, and nothing more."`
}) (*followUpOutput, error) {
	l, err := a.open(ctx, in.Token)
	if err != nil {
		return nil, err
	}
	web.Show(ctx, loopPage(l, in.Satisfied, a.Loops.Settled(l)))
	return &followUpOutput{Body: questionOf(l)}, nil
}

func questionOf(l loop.Loop) FollowUpQuestion {
	q := FollowUpQuestion{
		Reference: seal.Reference(l.TicketID), Language: l.Language, Question: loopWordsOf(l.Language).Question,
		ExpiresAt: l.ExpiresAt(), Answer: wordOf(l),
	}
	if q.Answer != nil {
		q.Answer.Comment = ""
	}
	return q
}

func wordOf(l loop.Loop) *GivenFollowUpWord {
	if l.Answer == nil {
		return nil
	}
	return &GivenFollowUpWord{
		Satisfied: l.Answer.Satisfied, Comment: l.Answer.Comment, At: l.Answer.At, ChangeableUntil: l.Answer.FirstAt.Add(loop.Reconsider),
	}
}

type followUpAnswered struct {
	Status   int
	Location string `header:"Location" doc:"The question; with 201 alone."`
	Body     FollowUpQuestion
}

func (a Loops) answer(ctx context.Context, in *struct {
	ByToken
	web.Idempotency
	Body FollowUpAnswer
}) (*followUpAnswered, error) {
	l, err := a.open(ctx, in.Token)
	if err != nil {
		return nil, err
	}
	done, err := a.Loops.Answer(ctx, l.ID, loop.Reply{Satisfied: in.Body.Satisfied, Comment: in.Body.Comment, Receipt: in.Receipt(ctx, "")})
	if err != nil {
		return nil, err
	}
	web.Show(ctx, loopThanks(done.Loop, a.Loops.Settled(done.Loop)))
	out := &followUpAnswered{Status: http.StatusOK, Body: questionOf(done.Loop)}
	if done.First {
		out.Status, out.Location = http.StatusCreated, followUps+in.Token
	}
	return out, nil
}
