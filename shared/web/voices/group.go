package voices

import (
	"context"
	"time"

	"aftercare/shared/voice"
	"aftercare/shared/web"
)

// Groups is what customers wrote unasked in a range, by what it is about.
type Groups struct {
	From  time.Time `json:"from"`
	To    time.Time `json:"to"`
	Items []Group   `json:"items" doc:"The largest first, at most a hundred."`
}

// Group is what is alike.
type Group struct {
	ID       string    `json:"id" doc:"The oldest of it: GET /v1/feedback?group= lists what is alike to it."`
	Kind     string    `json:"kind" enum:"suggestion,praise,problem"`
	Count    int       `json:"count" doc:"In the range."`
	Before   int       `json:"before" doc:"In the four weeks before."`
	Growth   *float64  `json:"growth" doc:"How many times as many a week there were in the range as before; null where there were none."`
	Terms    []string  `json:"terms" doc:"What more than half of them share, at most five."`
	Examples []Example `json:"examples" doc:"The newest, at most five."`
}

// Example is the beginning of one.
type Example struct {
	ID        string    `json:"id"`
	Body      string    `json:"body" doc:"Its first 300 characters."`
	Language  string    `json:"language"`
	CreatedAt time.Time `json:"createdAt"`
}

// Bounds of what is shown.
const (
	maxGroups = 100
	usualSpan = 7 * 24 * time.Hour
)

type groupsOutput struct {
	Body Groups
}

func (a API) groups(ctx context.Context, in *struct {
	Kind string    `query:"kind" enum:"suggestion,praise,problem"`
	From time.Time `query:"from" doc:"Written from this time on. Without from and to, the last seven days."`
	To   time.Time `query:"to" doc:"Written before this time, at most 31 days after from."`
}) (*groupsOutput, error) {
	if err := staff(ctx, nil); err != nil {
		return nil, err
	}
	from, to, err := web.Span(in.From, in.To, a.Now(), usualSpan)
	if err != nil {
		return nil, err
	}
	groups, err := a.Voices.Groups(ctx, from, to, voice.Kind(in.Kind))
	if err != nil {
		return nil, err
	}
	out := Groups{From: from, To: to, Items: []Group{}}
	for _, g := range groups[:min(len(groups), maxGroups)] {
		v := Group{
			ID: g.ID, Kind: string(g.Kind), Count: g.Count, Before: g.Before, Growth: g.Growth(to.Sub(from)),
			Terms: append([]string{}, g.Terms...), Examples: []Example{},
		}
		for _, one := range g.Recent {
			v.Examples = append(v.Examples, Example{ID: one.ID, Body: one.Body, Language: one.Language, CreatedAt: one.CreatedAt})
		}
		out.Items = append(out.Items, v)
	}
	return &groupsOutput{Body: out}, nil
}
