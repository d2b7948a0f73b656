package insights

import (
	"context"

	"aftercare/shared/insight"
	"aftercare/shared/rollup"
	"aftercare/shared/seal"
	"aftercare/shared/web"
)

// Case is a case behind a figure.
type Case struct {
	Kind      string `json:"kind" enum:"ticket,complaint,survey,call,visit,incident"`
	ID        string `json:"id"`
	Reference string `json:"reference,omitempty" doc:"Of a ticket or a complaint."`
	Adds      []Adds `json:"adds" doc:"What the case adds to the figure."`
}

// Adds is one thing that a case adds to a figure.
type Adds struct {
	Value    int64  `json:"value" doc:"Seconds of a time, how many of a count, the part of a share, the answer to a score."`
	Of       int64  `json:"of,omitempty" doc:"The whole of a share or a score; of a backlog, the sum of the openings (Unix seconds)."`
	Team     string `json:"team,omitempty"`
	Channel  string `json:"channel,omitempty"`
	Category string `json:"category,omitempty"`
	Agent    string `json:"agent,omitempty"`
	Target   string `json:"target,omitempty"`
}

func (a API) cases(ctx context.Context, in *struct {
	web.Paging
	Measure measureName `query:"measure" required:"true"`
	Day     string      `query:"day" required:"true" format:"date"`
	By      string      `query:"by" enum:"team,channel,category,agent,target" doc:"All cases of the day when absent."`
	Value   string      `query:"value" maxLength:"200" doc:"Of by; empty for what has none."`
}) (*web.List[Case], error) {
	if err := staff(ctx, nil); err != nil {
		return nil, err
	}
	with := insight.Key{By: insight.Dimension(in.By), Value: in.Value}
	if err := mayAsk(ctx, with); err != nil {
		return nil, err
	}
	list, err := in.Read(ctx, a.Keys, root+"/cases", string(in.Measure), in.Day, in.By, in.Value)
	if err != nil {
		return nil, err
	}
	found, next, err := a.Figures.Cases(ctx, rollup.AskCases{
		Measure: insight.Name(in.Measure), Day: insight.Day(in.Day), With: with, Hidden: hidden(ctx), Limit: in.Limit, After: list.After,
	})
	if err != nil {
		return nil, err
	}
	views := make([]Case, 0, len(found))
	for _, b := range found {
		views = append(views, caseView(ctx, b))
	}
	return web.NewList(views, list.Next(next)), nil
}

func caseView(ctx context.Context, b rollup.Behind) Case {
	v := Case{Kind: string(b.Case.Kind), ID: b.Case.ID}
	if v.Kind == "ticket" || v.Kind == "complaint" {
		v.Reference = seal.Reference(b.Case.ID)
	}
	for _, o := range b.Observations {
		adds := Adds{Value: o.Value, Of: o.Of, Team: o.Team, Channel: o.Channel, Category: o.Category, Agent: o.Agent, Target: o.Target}
		if !seesAll(ctx) && adds.Agent != web.CallerFrom(ctx).ID {
			adds.Agent = ""
		}
		v.Adds = append(v.Adds, adds)
	}
	return v
}

// Measure is a measure's definition.
type Measure struct {
	Measure string   `json:"measure"`
	Title   string   `json:"title"`
	Unit    string   `json:"unit" enum:"seconds,share,number,points"`
	Formula string   `json:"formula"`
	Sums    string   `json:"sums" enum:"quantile,ratio,mean,score,count,gauge,age" doc:"How it is summed up: a gauge is what stands at the end of a day, an age the mean age of that."`
	Day     string   `json:"day" doc:"Which day something counts on."`
	Revised string   `json:"revised,omitempty" doc:"What changes the figure of a day that is over, beside what is told late."`
	By      []string `json:"by" doc:"What figures can be told apart by, beside the day."`
}

type measuresOutput struct {
	Body struct {
		Items []Measure `json:"items"`
	}
}

func (a API) measures(ctx context.Context, _ *struct{}) (*measuresOutput, error) {
	if err := staff(ctx, nil); err != nil {
		return nil, err
	}
	out := &measuresOutput{}
	for _, m := range insight.Definitions() {
		v := Measure{Measure: string(m.Name), Title: m.Title, Unit: string(m.Unit), Formula: m.Formula, Sums: string(m.Sums), Day: m.Day, Revised: m.Revised, By: []string{}}
		for _, d := range m.Dimensions {
			v.By = append(v.By, string(d))
		}
		out.Body.Items = append(out.Body.Items, v)
	}
	return out, nil
}
