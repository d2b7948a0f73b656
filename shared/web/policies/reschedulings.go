package policies

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/rescheduling"
	"aftercare/shared/web"
)

// ReschedulingStore keeps how far new promises have reached the open tickets.
type ReschedulingStore interface {
	// Rescheduling gives one as it is now. Missing when there is none.
	Rescheduling(ctx context.Context, id string) (rescheduling.Rescheduling, error)
	// Reschedulings lists them, the newest first, and where the next page begins, which is empty at the end.
	Reschedulings(ctx context.Context, after string, limit int) ([]rescheduling.Rescheduling, string, error)
}

const reschedulingsPath = "/v1/sla/reschedulings"

// Rescheduling is how far a new version of the policies, or of a calendar, has reached the open tickets.
type Rescheduling struct {
	ID            string    `json:"id" example:"policies-7"`
	Version       int64     `json:"version"`
	Cause         Cause     `json:"cause"`
	Status        string    `json:"status" enum:"waiting,running,done"`
	Round         int       `json:"round" minimum:"1" maximum:"2" doc:"Open tickets are gone through twice: at once, and when nothing is at work any more that knew the promises of before."`
	Seen          int       `json:"seen" minimum:"0" doc:"Tickets looked at: the sum of the three that follow."`
	Changed       int       `json:"changed" minimum:"0" doc:"Tickets whose clocks were measured anew."`
	Unchanged     int       `json:"unchanged" minimum:"0" doc:"Tickets that the change does not concern."`
	Failed        int       `json:"failed" minimum:"0" doc:"Tickets that could not be changed in either round."`
	FailedTickets []string  `json:"failedTickets,omitempty" doc:"The ids of the first hundred of them."`
	SupersededBy  string    `json:"supersededBy,omitempty" doc:"A newer rescheduling, which brings all tickets under this change, too."`
	RequestedAt   time.Time `json:"requestedAt"`
	StartedAt     time.Time `json:"startedAt,omitzero"`
	UpdatedAt     time.Time `json:"updatedAt"`
	FinishedAt    time.Time `json:"finishedAt,omitzero"`
}

// Cause is the new version.
type Cause struct {
	Kind     string `json:"kind" enum:"policies,calendar"`
	Calendar string `json:"calendar,omitempty" doc:"Which one."`
	Version  int    `json:"version" minimum:"1"`
}

func (a API) registerReschedulings(api huma.API, op func(id, method, path, summary string, guard web.Guard) huma.Operation) {
	list := op("listReschedulings", http.MethodGet, reschedulingsPath, "List how new promises reach open tickets", mayRead)
	list.Description = "The newest first."
	huma.Register(api, list, a.listReschedulings)
	one := op("readRescheduling", http.MethodGet, reschedulingsPath+"/{id}", "Read how far a new promise has reached", mayRead)
	one.Description = "Each new version of the policies or of a calendar has one. It goes through all open tickets in the background."
	one.Errors = append(one.Errors, http.StatusNotFound)
	huma.Register(api, one, a.readRescheduling)
}

type reschedulingInput struct {
	ID string `path:"id" minLength:"1" maxLength:"100" example:"policies-7" doc:"policies-<version>, or calendar-<name>-<version>; the header Link of what set it names it."`
}

func (a API) readRescheduling(ctx context.Context, in *reschedulingInput) (*web.Resource[Rescheduling], error) {
	if err := mayRead(ctx, nil); err != nil {
		return nil, err
	}
	r, err := a.Store.Rescheduling(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return web.NewResource(reschedulingOf(r), r.Version), nil
}

func (a API) listReschedulings(ctx context.Context, in *web.Paging) (*web.List[Rescheduling], error) {
	if err := mayRead(ctx, nil); err != nil {
		return nil, err
	}
	list, err := in.Read(ctx, a.Keys, reschedulingsPath)
	if err != nil {
		return nil, err
	}
	found, next, err := a.Store.Reschedulings(ctx, list.After, in.Limit)
	if err != nil {
		return nil, err
	}
	items := make([]Rescheduling, len(found))
	for i, r := range found {
		items[i] = reschedulingOf(r)
	}
	return web.NewList(items, list.Next(next)), nil
}

func reschedulingOf(r rescheduling.Rescheduling) Rescheduling {
	return Rescheduling{
		ID: r.ID, Version: r.Version, Cause: Cause{Kind: string(r.Cause.Kind), Calendar: r.Cause.ID, Version: r.Cause.Version},
		Status: string(r.Status), Round: r.Round, Seen: r.Seen, Changed: r.Changed, Unchanged: r.Unchanged, Failed: r.Failed,
		FailedTickets: r.FailedTickets, SupersededBy: r.SupersededBy,
		RequestedAt: r.RequestedAt, StartedAt: r.StartedAt, UpdatedAt: r.UpdatedAt, FinishedAt: r.FinishedAt,
	}
}
