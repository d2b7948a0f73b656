package topics

import (
	"context"
	"fmt"
	"time"

	"aftercare/shared/fault"
	"aftercare/shared/seal"
	"aftercare/shared/topic"
	"aftercare/shared/web"
)

// maxSpan is how much time one list covers.
const maxSpan = 31 * 24 * time.Hour

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
	from, to, err := span(in.From, in.To, a.Now())
	if err != nil {
		return nil, err
	}
	keys, err := a.Keys.Get(ctx)
	if err != nil {
		return nil, err
	}
	use := seal.Use{Caller: web.CallerFrom(ctx).ID, List: root, Filters: fmt.Sprintf("%q", []string{
		in.Status, in.Language, in.From.UTC().Format(time.RFC3339), in.To.UTC().Format(time.RFC3339),
	})}
	q := topic.Query{From: from, To: to, Status: topic.Status(in.Status), Language: in.Language, Limit: in.Limit}
	if in.Cursor != "" {
		position, err := keys.Open(in.Cursor, use)
		if err != nil {
			return nil, err
		}
		q.After = string(position)
	}
	found, next, err := a.Topics.Store.Topics(ctx, q)
	if err != nil {
		return nil, err
	}
	views := make([]View, 0, len(found))
	for _, t := range found {
		views = append(views, viewOf(t))
	}
	if next != "" {
		next = keys.Seal([]byte(next), use)
	}
	return web.NewList(views, next), nil
}

// span completes and checks the time that topics are asked of. The end is of a whole day, so that the pages of one reading
// agree on it.
func span(from, to, now time.Time) (time.Time, time.Time, error) {
	switch {
	case to.IsZero() && from.IsZero():
		to = now.UTC().Truncate(24*time.Hour).AddDate(0, 0, 1)
		from = to.Add(-maxSpan)
	case from.IsZero():
		from = to.Add(-maxSpan)
	case to.IsZero():
		to = from.Add(maxSpan)
	}
	if !to.After(from) {
		return from, to, fault.InvalidField("to", "is not after from")
	}
	return from.UTC(), to.UTC(), nil
}
