// Package stories is the HTTP API of customers' stories: what they allow to be quoted, and approve word by word.
package stories

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/seal"
	"aftercare/shared/story"
	"aftercare/shared/web"
)

// API serves stories. Serve it through [Pages], which answers browsers with pages.
type API struct {
	Stories *story.Service
	Keys    web.Keys
	Now     func() time.Time
	Company string         // as it calls itself on pages
	Zone    *time.Location // of the times on pages
}

const (
	tag    = "Stories"
	root   = "/v1/stories"
	public = web.PublicPrefix + "stories"
	one    = public + "/{token}"
	survey = web.PublicPrefix + "surveys/{token}/story"
)

// Register adds the operations to an API.
func (a API) Register(api huma.API) {
	op := func(id, method, path, summary, description string, guard web.Guard) huma.Operation {
		o := huma.Operation{OperationID: id, Method: method, Path: root + path, Summary: summary, Description: description, Tags: []string{tag}}
		return web.Guarded(o, guard)
	}
	beginning := op("beginStory", http.MethodPost, "", "Allow a quote, or ask for one",
		"Of the answer to a survey (4 or 5; 9 or 10 by NPS) with a comment, or of praise. A customer allows theirs to be quoted without their name; "+
			"of staff the customer is asked by mail. What was said makes one story at most.", nil)
	beginning.DefaultStatus, beginning.Errors = http.StatusCreated, []int{http.StatusConflict}
	huma.Register(api, beginning, a.begin)
	huma.Register(api, op("listStories", http.MethodGet, "", "List stories", "Customers their own; staff all, or those in a state. Those changed last come first.", nil), a.list)
	huma.Register(api, op("readStory", http.MethodGet, "/{id}", "Read a story", "Staff, and whoever it is of.", a.mayRead), a.read)
	editing := op("editStory", http.MethodPut, "/{id}", "Write the text of a story",
		"Staff only. A text that was approved or published before is so no more, and gone from the public list at once: the customer decides on each text. "+
			"One that names the customer, a case, or how anybody is reached is refused.", a.of(staff))
	editing.Errors = []int{http.StatusConflict}
	huma.Register(api, editing, a.edit)
	huma.Register(api, op("submitStory", http.MethodPost, "/{id}/submission", "Ask the customer to approve the text",
		"Staff only. The customer gets a link by mail, and has 30 days. Done again, a further mail.", a.of(staff)), a.submit)
	huma.Register(api, op("publishStory", http.MethodPost, "/{id}/publication", "Publish the text that the customer approved",
		"Leads, compliance and administrators; also whoever edited it, since the customer approved every word. It is shown for two years from the approval on at most.",
		a.of(publishers)), a.publish)
	huma.Register(api, op("withdrawStory", http.MethodPost, "/{id}/withdrawal", "Withdraw a story, for good",
		"By whoever it is of, at any time, or by staff. It is gone from the public list at once.", a.mayRead), a.withdraw)
	huma.Register(api, op("allowStory", http.MethodPost, "/{id}/permission", "Allow a quote that was asked for", "By whoever it is of.", a.of(teller)), a.allow)
	huma.Register(api, op("approveStory", http.MethodPost, "/{id}/approval", "Approve the text, word by word",
		"By whoever it is of. The edition names the text that was read; of another one it is a conflict.", a.of(teller)), a.approve)
	huma.Register(api, op("refuseStory", http.MethodPost, "/{id}/refusal", "Refuse to be quoted, or the text, for good", "By whoever it is of.", a.of(teller)), a.refuse)
	a.registerPublic(api)
}

// staff lets those pass who work here.
func staff(ctx context.Context) error {
	if !web.CallerFrom(ctx).IsStaff() {
		return fault.New(fault.Forbidden, "this is for staff")
	}
	return nil
}

// publishers lets those pass who may speak for the company.
func publishers(ctx context.Context) error {
	if !web.CallerFrom(ctx).Has(web.Lead, web.Compliance, web.Admin) {
		return fault.New(fault.Forbidden, "stories are published by leads, compliance and administrators")
	}
	return nil
}

// teller lets the customer pass: own sees to it that it is theirs.
func teller(ctx context.Context) error {
	if web.CallerFrom(ctx).IsStaff() {
		return fault.New(fault.Forbidden, "whether they are quoted customers say themselves")
	}
	return nil
}

// own finds a story that the caller may see: staff all, customers theirs. All else is absent to them.
func (a API) own(ctx context.Context, rawID string) (story.Story, error) {
	id, ok := seal.ParseID(rawID)
	if !ok {
		return story.Story{}, fault.NotFound("story")
	}
	s, err := a.Stories.Store().Story(ctx, id)
	if c := web.CallerFrom(ctx); fault.Is(err, fault.Missing) || err == nil && !c.IsStaff() && s.Customer.ID != c.ID {
		return story.Story{}, fault.NotFound("story")
	}
	return s, err
}

func (a API) mayRead(ctx context.Context, path func(string) string) error {
	_, err := a.own(ctx, path("id"))
	return err
}

// of guards what some may do with a story that they see.
func (a API) of(may func(context.Context) error) web.Guard {
	return func(ctx context.Context, path func(string) string) error {
		if err := a.mayRead(ctx, path); err != nil {
			return err
		}
		return may(ctx)
	}
}

// ByID is the part of a request that names a story. It is exported for huma, which reads no other embedded struct.
type ByID struct {
	ID string `path:"id" doc:"The id, read tolerantly." maxLength:"64"`
}

// Action is a request that does something to a story.
type Action struct {
	ByID
	web.Condition
	web.Idempotency
}

// do carries a command out on a story that the caller sees, if they may.
func (a API) do(ctx context.Context, in ByID, version *int64, receipt *event.Receipt, may func(context.Context) error, command story.Command) (*web.Resource[View], error) {
	s, err := a.own(ctx, in.ID)
	if err == nil && may != nil {
		err = may(ctx)
	}
	if err != nil {
		return nil, err
	}
	caller := web.CallerFrom(ctx)
	s, err = a.Stories.Change(ctx, s.ID, story.Do{Actor: caller.Actor(), Version: version, Receipt: receipt}, command)
	if err != nil {
		return nil, err
	}
	return web.NewResource(viewOf(s, caller), s.Version), nil
}

// act is do for an action.
func (a API) act(ctx context.Context, in *Action, may func(context.Context) error, command story.Command) (*web.Resource[View], error) {
	version, err := in.Expected()
	if err != nil {
		return nil, err
	}
	return a.do(ctx, in.ByID, version, in.Receipt(ctx, web.CallerFrom(ctx).ID), may, command)
}
