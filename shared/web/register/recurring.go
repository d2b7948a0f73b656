package register

import (
	"context"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/fault"
	"aftercare/shared/trend"
	"aftercare/shared/web"
)

// Findings keeps what rises.
type Findings interface {
	// Findings gives up to limit findings made in [from, to), newest first, and where the next page begins.
	Findings(ctx context.Context, from, to time.Time, after string, limit int) ([]trend.Finding, string, error)
}

// Finding says that a cause, an asset or a category rises.
type Finding struct {
	ID         string    `json:"id"`
	Dimension  string    `json:"dimension" enum:"cause,asset,category"`
	Value      string    `json:"value" doc:"Such as delay, BTC or fees."`
	From       time.Time `json:"from"`
	To         time.Time `json:"to" doc:"Seven days after from."`
	Count      int       `json:"count" doc:"Complaints received in these days: three at least, and at least twice the mean of the weeks before."`
	WeeklyMean float64   `json:"weeklyMean" doc:"Of the eight weeks before."`
	Complaints []string  `json:"complaints" doc:"Their ids, the newest first, at most fifty."`
	At         time.Time `json:"at"`
}

func (a API) recurring(ctx context.Context, in *struct {
	web.Paging
	From time.Time `query:"from" doc:"Found from this time on. Without from and to, the last 31 days."`
	To   time.Time `query:"to" doc:"Found before this time, at most 31 days after from."`
}) (*web.List[Finding], error) {
	if err := staff(ctx, nil); err != nil {
		return nil, err
	}
	from, to, err := span(in.From, in.To, a.Now())
	if err != nil {
		return nil, err
	}
	list, err := a.list(ctx, "/recurring", in.From.UTC().Format(time.RFC3339), in.To.UTC().Format(time.RFC3339))
	if err != nil {
		return nil, err
	}
	after, err := list.open(in.Cursor)
	if err != nil {
		return nil, err
	}
	found, next, err := a.Findings.Findings(ctx, from, to, after, in.Limit)
	if err != nil {
		return nil, err
	}
	views := make([]Finding, 0, len(found))
	for _, f := range found {
		views = append(views, Finding{
			ID: f.ID, Dimension: string(f.Dimension), Value: f.Value, From: f.From, To: f.To, Count: f.Count,
			WeeklyMean: f.Mean(), Complaints: f.Complaints, At: f.At,
		})
	}
	return web.NewList(views, list.seal(next)), nil
}

// span completes and checks the time that findings are asked of.
func span(from, to, now time.Time) (time.Time, time.Time, error) {
	switch {
	case to.IsZero() && from.IsZero():
		// The end is of a whole day, so that the pages of one reading agree on it.
		to = now.UTC().Truncate(24*time.Hour).AddDate(0, 0, 1)
		from = to.Add(-complaint.MaxSpan)
	case from.IsZero():
		from = to.Add(-complaint.MaxSpan)
	case to.IsZero():
		to = from.Add(complaint.MaxSpan)
	}
	if !to.After(from) {
		return from, to, fault.InvalidField("to", "is not after from")
	}
	return from.UTC(), to.UTC(), nil
}
