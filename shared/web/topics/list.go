package topics

import (
	"context"
	"time"

	"aftercare/shared/topic"
	"aftercare/shared/web"
)

func (a API) list(ctx context.Context, in *struct {
	web.Paging
	Status   string    `query:"status" enum:"offered,article,problem,dismissed"`
	Language string    `query:"language" enum:"en,de,zh"`
	From     time.Time `query:"from" doc:"Found last from this time on. Without from and to, the last 31 days."`
	To       time.Time `query:"to" doc:"Found last before this time, at most 31 days after from."`
}) (*web.List[View], error) {
	if err := staff(ctx, nil); err != nil {
		return nil, err
	}
	from, to, err := web.Span(in.From, in.To, a.Now(), web.MaxSpan)
	if err != nil {
		return nil, err
	}
	list, err := in.Read(ctx, a.Keys, root, in.Status, in.Language, in.From.UTC().Format(time.RFC3339), in.To.UTC().Format(time.RFC3339))
	if err != nil {
		return nil, err
	}
	q := topic.Query{From: from, To: to, Status: topic.Status(in.Status), Language: in.Language, Limit: in.Limit, After: list.After}
	found, next, err := a.Topics.Store.Topics(ctx, q)
	if err != nil {
		return nil, err
	}
	views := make([]View, 0, len(found))
	for _, t := range found {
		views = append(views, viewOf(t))
	}
	return web.NewList(views, list.Next(next)), nil
}
