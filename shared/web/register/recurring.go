package register

import (
	"context"
	"time"

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
	from, to, err := web.Span(in.From, in.To, a.Now(), web.MaxSpan)
	if err != nil {
		return nil, err
	}
	list, err := in.Read(ctx, a.Keys, root+"/recurring", in.From.UTC().Format(time.RFC3339), in.To.UTC().Format(time.RFC3339))
	if err != nil {
		return nil, err
	}
	found, next, err := a.Findings.Findings(ctx, from, to, list.After, in.Limit)
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
	return web.NewList(views, list.Next(next)), nil
}
