package voices

import (
	"context"
	"time"

	"aftercare/shared/fault"
	"aftercare/shared/voice"
	"aftercare/shared/web"
)

type listInput struct {
	web.Paging
	Kind     string    `query:"kind" enum:"suggestion,praise,problem"`
	Status   string    `query:"status" enum:"received,planned,done,declined"`
	Group    string    `query:"group" maxLength:"64" doc:"Staff only: those that are alike to this one, such as the name of a group."`
	Agent    string    `query:"agent" maxLength:"128" doc:"Staff only: about tickets that were with this person; me is the caller."`
	Customer string    `query:"customer" maxLength:"128" doc:"Staff only."`
	From     time.Time `query:"from" doc:"Staff only: written from this time on."`
	To       time.Time `query:"to" doc:"Staff only: written before this time, at most 31 days after from."`
}

func (a API) list(ctx context.Context, in *listInput) (*web.List[View], error) {
	c := web.CallerFrom(ctx)
	q, err := a.query(ctx, c, in)
	if err != nil {
		return nil, err
	}
	list, err := in.Read(ctx, a.Keys, root, string(q.View), q.Customer, q.Agent,
		in.From.UTC().Format(time.RFC3339), in.To.UTC().Format(time.RFC3339), string(q.Kind), string(q.Status), in.Group)
	if err != nil {
		return nil, err
	}
	q.After = list.After
	page, err := web.Fitting(in.Limit, func(limit int) (voice.Page, error) {
		q.Limit = limit
		return a.Voices.Store().Voices(ctx, q)
	}, size)
	if err != nil {
		return nil, err
	}
	views := make([]View, 0, len(page.Voices))
	for _, v := range page.Voices {
		views = append(views, viewOf(v, c))
	}
	return web.NewList(views, list.Next(page.Next)), nil
}

func size(p voice.Page) int {
	n := 0
	for _, v := range p.Voices {
		n += len(v.Body) + len(v.Answer)
	}
	return n
}

// query gives the list that is asked for: by what narrows it most of all that has an index.
func (a API) query(ctx context.Context, c web.Caller, in *listInput) (voice.Query, error) {
	q := voice.Query{Kind: voice.Kind(in.Kind), Status: voice.Status(in.Status), From: in.From.UTC(), To: in.To.UTC()}
	if !c.IsStaff() {
		if in.Group != "" || in.Agent != "" || in.Customer != "" || !in.From.IsZero() || !in.To.IsZero() {
			return q, fault.New(fault.Forbidden, "customers list what they wrote themselves, by kind and status alone")
		}
		q.View, q.Customer = voice.ByCustomer, c.ID
		return q, nil
	}
	if in.Group != "" {
		like, err := a.own(ctx, in.Group)
		if fault.Is(err, fault.Missing) {
			return q, fault.InvalidField("group", "is no feedback")
		}
		if err != nil {
			return q, err
		}
		q.Like = append([]voice.Term{}, like.Terms...)
	}
	if q.Agent = in.Agent; q.Agent == "me" {
		q.Agent = c.ID
	}
	switch {
	case in.Customer != "":
		q.View, q.Customer = voice.ByCustomer, in.Customer
	case q.Agent != "":
		q.View = voice.ByAgent
	case q.Status == voice.Received && in.From.IsZero() && in.To.IsZero():
		q.View = voice.Waiting
	default:
		var err error
		q.View = voice.ByDay
		if q.From, q.To, err = web.Span(in.From, in.To, a.Now(), web.MaxSpan); err != nil {
			return q, err
		}
	}
	if !q.From.IsZero() && !q.To.IsZero() && !q.To.After(q.From) {
		return q, fault.InvalidField("to", "is not after from")
	}
	return q, nil
}
