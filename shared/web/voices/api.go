// Package voices is the HTTP API of what customers write unasked: suggestions, praise and problems.
package voices

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/fault"
	"aftercare/shared/seal"
	"aftercare/shared/voice"
	"aftercare/shared/web"
)

// API serves what customers write unasked.
type API struct {
	Voices *voice.Service
	Keys   web.Keys
	Now    func() time.Time
}

const (
	tag  = "Feedback"
	root = "/v1/feedback"
)

// Register adds the operations to an API.
func (a API) Register(api huma.API) {
	op := func(id, method, path, summary, description string, guard web.Guard) huma.Operation {
		o := huma.Operation{OperationID: id, Method: method, Path: root + path, Summary: summary, Description: description, Tags: []string{tag}}
		return web.Guarded(o, guard)
	}
	giving := op("giveFeedback", http.MethodPost, "", "Write a suggestion, praise, or a problem",
		"For customers. A problem is a message in the ticket that it names, or opens one (a follow-up of a closed one), which ticketId of the "+
			"answer names: there it is answered, by the clock. Praise for a ticket reaches its assignee by mail. Secrets are removed. At most 20 a day: 429.", customers)
	giving.DefaultStatus = http.StatusCreated
	huma.Register(api, giving, a.give)
	huma.Register(api, op("listFeedback", http.MethodGet, "", "List what customers wrote unasked",
		"Customers their own, newest first. Staff: with status=received alone what waits for an answer, oldest first; by agent, by customer, or "+
			"by from and to, newest first; without any of these, what was written in the last 31 days.", nil), a.list)
	huma.Register(api, op("groupFeedback", http.MethodGet, "/groups", "Group what customers wrote unasked by what it is about",
		"Staff only. Of one kind, and alike: two texts that share two terms or more, and at least 60 % of those of the shorter one. "+
			"A term is a word, or two Chinese characters that follow one another; words that every text has do not count. "+
			"A group is named by the oldest of it, and compared with the four weeks before from.", staff), a.groups)
	huma.Register(api, op("readFeedback", http.MethodGet, "/{id}", "Read what a customer wrote unasked", "Staff, and whoever wrote it.", a.mayRead), a.read)
	huma.Register(api, op("handleFeedback", http.MethodPatch, "/{id}", "Say what becomes of it",
		"Staff only. The customer gets status and answer by mail, in their language. Whoever declines says why.", a.mayHandle), a.handle)
}

// customers lets those pass who do not work here.
func customers(ctx context.Context, _ func(string) string) error {
	if web.CallerFrom(ctx).IsStaff() {
		return fault.New(fault.Forbidden, "feedback is what customers write: staff open tickets")
	}
	return nil
}

func staff(ctx context.Context, _ func(string) string) error {
	if !web.CallerFrom(ctx).IsStaff() {
		return fault.New(fault.Forbidden, "this is for staff")
	}
	return nil
}

// own finds what the caller may see: staff all, customers what they wrote. All else is absent to them.
func (a API) own(ctx context.Context, rawID string) (voice.Voice, error) {
	id, ok := seal.ParseID(rawID)
	if !ok {
		return voice.Voice{}, fault.NotFound("feedback")
	}
	v, err := a.Voices.Store().Voice(ctx, id)
	if c := web.CallerFrom(ctx); fault.Is(err, fault.Missing) || err == nil && !c.IsStaff() && v.Customer.ID != c.ID {
		return voice.Voice{}, fault.NotFound("feedback")
	}
	return v, err
}

func (a API) mayRead(ctx context.Context, path func(string) string) error {
	_, err := a.own(ctx, path("id"))
	return err
}

func (a API) mayHandle(ctx context.Context, path func(string) string) error {
	if _, err := a.own(ctx, path("id")); err != nil {
		return err
	}
	return staff(ctx, nil)
}

// ByID is the part of a request that names what a customer wrote. It is exported for huma, which reads no other
// embedded struct.
type ByID struct {
	ID string `path:"id" doc:"The id or reference, read tolerantly." maxLength:"64"`
}

func (a API) read(ctx context.Context, in *ByID) (*web.Resource[View], error) {
	v, err := a.own(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return web.NewResource(viewOf(v, web.CallerFrom(ctx)), v.Version), nil
}

func (a API) handle(ctx context.Context, in *struct {
	ByID
	web.Condition
	Body struct {
		Status string `json:"status" enum:"planned,done,declined" doc:"What becomes of it."`
		Answer string `json:"answer,omitempty" maxLength:"20000" doc:"To the customer; needed to decline."`
	}
}) (*web.Resource[View], error) {
	if err := a.mayHandle(ctx, func(string) string { return in.ID }); err != nil {
		return nil, err
	}
	version, err := in.Required()
	if err != nil {
		return nil, err
	}
	id, _ := seal.ParseID(in.ID)
	caller := web.CallerFrom(ctx)
	v, err := a.Voices.Handle(ctx, id, voice.Handling{Status: voice.Status(in.Body.Status), Answer: in.Body.Answer}, version, caller.Actor())
	if err != nil {
		return nil, err
	}
	return web.NewResource(viewOf(v, caller), v.Version), nil
}
