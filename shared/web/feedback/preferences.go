package feedback

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/fault"
	"aftercare/shared/feedback"
	"aftercare/shared/page"
	"aftercare/shared/texts"
	"aftercare/shared/web"
)

const (
	preferencesPath = "/v1/feedback/preferences"
	unsubscription  = path + "/unsubscription"
)

// registerPreferences adds what customers say about being asked by mail, behind the link of a mail and signed in.
func (a API) registerPreferences(api huma.API) {
	huma.Register(api, web.WithPages(huma.Operation{
		OperationID: "readUnsubscription", Method: http.MethodGet, Path: unsubscription, Tags: []string{tag},
		Summary: "Read whether the customer of a survey gets questions by mail",
		Description: "Changes nothing, since mail scanners follow links. As a page with a button, in the customer's language, for Accept: text/html. " +
			"It works for three years from the question on, also once that was answered or can be answered no more.",
	}), a.unsubscription)
	huma.Register(api, web.AcceptParts(web.AcceptForm[Unsubscription](api, web.WithPages(huma.Operation{
		OperationID: "unsubscribe", Method: http.MethodPost, Path: unsubscription, Tags: []string{tag},
		Summary: "Refuse further questions by mail, or get them again",
		Description: "What a mail provider sends for one click in the list of mails (RFC 8058), as a form or in parts, or what the page's own button sends. " +
			"Holds for the questions about tickets, the company and self-service alike, until the customer says otherwise. Said twice is said once.",
	}))), a.unsubscribe)
	huma.Register(api, web.Guarded(huma.Operation{
		OperationID: "readFeedbackPreferences", Method: http.MethodGet, Path: preferencesPath, Tags: []string{tag},
		Summary: "Read whether the caller gets questions by mail", Description: "Customers alone: staff are asked nothing.",
	}, customers), a.preferences)
	huma.Register(api, web.Guarded(huma.Operation{
		OperationID: "setFeedbackPreferences", Method: http.MethodPut, Path: preferencesPath, Tags: []string{tag},
		Summary: "Set whether the caller gets questions by mail",
		Description: "Customers alone. What was asked before can be answered still. A company's own app lists the question after a visit to self-service " +
			"as it does for who has no address: whether it shows it is the app's decision.",
	}, customers), a.prefer)
}

// customers lets those pass who may be asked anything.
func customers(ctx context.Context, _ func(string) string) error {
	if web.CallerFrom(ctx).IsStaff() {
		return fault.New(fault.Forbidden, "customers say this themselves")
	}
	return nil
}

// Unsubscription is a word about being asked by mail. Without any member it is a refusal, as is everything that is not
// surveys: true.
type Unsubscription struct {
	Surveys  bool   `json:"surveys,omitempty" doc:"Whether questions come by mail."`
	OneClick string `json:"List-Unsubscribe,omitempty" enum:"One-Click" doc:"What mail providers send (RFC 8058): a refusal, whatever else is said."`
}

// Preferences are what a customer said about being asked by mail.
type Preferences struct {
	Surveys   bool      `json:"surveys" doc:"Whether questions come by mail: those about tickets, the company and self-service."`
	ChangedAt time.Time `json:"changedAt,omitzero" doc:"When the customer last said so; absent where they never did."`
}

// Preference is what a customer wants.
type Preference struct {
	Surveys bool `json:"surveys" doc:"Whether questions come by mail."`
}

func shownPreferences(p feedback.Preferences) Preferences {
	return Preferences{Surveys: !p.Refused, ChangedAt: p.At}
}

type unsubscriptionOutput struct {
	Body Preferences
}

func (a API) unsubscription(ctx context.Context, in *ByToken) (*unsubscriptionOutput, error) {
	s, p, err := a.Feedback.Mailed(ctx, in.Token)
	if err != nil {
		return nil, err
	}
	return shownUnsubscription(ctx, s, p, false), nil
}

func (a API) unsubscribe(ctx context.Context, in *struct {
	ByToken
	web.Idempotency
	Body Unsubscription
}) (*unsubscriptionOutput, error) {
	refused := !in.Body.Surveys || in.Body.OneClick != ""
	s, p, err := a.Feedback.Unsubscribe(ctx, in.Token, refused, in.Receipt(ctx, ""))
	if err != nil {
		return nil, err
	}
	return shownUnsubscription(ctx, s, p, true), nil
}

func shownUnsubscription(ctx context.Context, s feedback.Survey, p feedback.Preferences, said bool) *unsubscriptionOutput {
	speak(ctx, s)
	web.Show(ctx, unsubscriptionPage(s.Language, p.Refused, said))
	return &unsubscriptionOutput{Body: shownPreferences(p)}
}

func (a API) preferences(ctx context.Context, _ *struct{}) (*web.Resource[Preferences], error) {
	if err := customers(ctx, nil); err != nil {
		return nil, err
	}
	c := web.CallerFrom(ctx)
	p, err := a.Feedback.Preferences(ctx, c.ID, reachedAt(c))
	return web.NewResource(shownPreferences(p), p.Revision+1), err // what holds before anything is said is the first version
}

func (a API) prefer(ctx context.Context, in *struct {
	web.Condition
	Body Preference
}) (*web.Resource[Preferences], error) {
	if err := customers(ctx, nil); err != nil {
		return nil, err
	}
	expected, err := in.Required()
	if err != nil {
		return nil, err
	}
	if expected != nil {
		*expected--
	}
	c := web.CallerFrom(ctx)
	p, err := a.Feedback.Prefer(ctx, c.ID, reachedAt(c), !in.Body.Surveys, expected)
	return web.NewResource(shownPreferences(p), p.Revision+1), err
}

// reachedAt gives the address that is surely the caller's; empty without one.
func reachedAt(c web.Caller) string {
	if !c.EmailVerified {
		return ""
	}
	return c.Email
}

// unsubscriptionWords is what the page says in a language: the file unsubscription.json of its folder.
type unsubscriptionWords struct {
	Question  string `json:"question"`  // while questions come
	Text      string `json:"text"`      // what they are
	Still     string `json:"still"`     // what comes in any case
	Refuse    string `json:"refuse"`    // the button
	Refused   string `json:"refused"`   // while none come
	Open      string `json:"open"`      // what can be done about it
	Subscribe string `json:"subscribe"` // the button
	Again     string `json:"again"`     // after that
}

var unsubscriptionVocabularies = texts.Must(texts.All[unsubscriptionWords]("unsubscription.json"))

// unsubscriptionPage says whether a customer gets questions by mail, and has the one button that changes it. said is
// after it was pressed.
func unsubscriptionPage(tag string, refused, said bool) []byte {
	lang := texts.Negotiate(tag)
	w := unsubscriptionVocabularies[lang]
	p := page.Page{Language: lang}
	button := func(value, words string) page.Part {
		return page.Part{Form: &page.Form{Fields: []page.Field{{Name: "surveys", Value: value, Type: "hidden"}}, Send: words}}
	}
	switch {
	case refused:
		p.Title, p.Parts = w.Refused, []page.Part{{Paragraphs: []string{w.Still, w.Open}}, button("true", w.Subscribe)}
	case said:
		p.Title, p.Parts = w.Again, []page.Part{{Paragraphs: []string{w.Text}}, button("false", w.Refuse)}
	default:
		p.Title, p.Parts = w.Question, []page.Part{{Paragraphs: []string{w.Text, w.Still}}, button("false", w.Refuse)}
	}
	return p.HTML()
}
