// Package insights is the HTTP API of figures: what was measured, by day and by what it was about.
package insights

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/insight"
	"aftercare/shared/rollup"
	"aftercare/shared/web"
)

// API serves figures.
type API struct {
	Figures Figures
	Keys    web.Keys
	Now     func() time.Time
}

// Figures tells what was measured.
type Figures interface {
	Figures(ctx context.Context, a rollup.Ask) (rollup.Answer, error)
	Cases(ctx context.Context, a rollup.AskCases) ([]rollup.Behind, string, error)
}

const (
	tag  = "Insights"
	root = "/v1/insights"
)

// Register adds the operations to an API.
func (a API) Register(api huma.API) {
	op := func(id, path, summary, about string, guard web.Guard) huma.Operation {
		return web.Guarded(huma.Operation{OperationID: id, Method: http.MethodGet, Path: root + path, Summary: summary, Description: about, Tags: []string{tag}}, guard)
	}
	figures := op("readInsights", "", "Read the figures of a measure",
		"By day, or summed over days by team, channel, category, agent or target. Figures are rolled up once a day: through says up to when "+
			"they are complete, and what comes late changes days that were shown before. Agents see figures by agent of themselves alone. "+
			"As CSV (RFC 4180) for Accept: text/csv or format=csv.", ofAgent)
	figures.Responses = map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{
		"application/json": {Schema: api.OpenAPI().Components.Schemas.Schema(typeOf[Insights](), true, "Insights")},
		csvType:            {Schema: &huma.Schema{Type: huma.TypeString}},
	}}}
	huma.Register(api, figures, a.figures)
	huma.Register(api, op("listInsightCases", "/cases", "List the cases behind a figure",
		"Those that count in a measure on a day, by what each adds to it. Of a backlog, those that came to it or left it. Agents are shown no complaints.", ofValue), a.cases)
	huma.Register(api, op("listMeasures", "/measures", "List what is measured", "Each measure with its unit, its formula, and what it can be told apart by.", staff), a.measures)
}

// staff lets everybody pass who works here.
func staff(ctx context.Context, _ func(string) string) error {
	if !web.CallerFrom(ctx).IsStaff() {
		return fault.New(fault.Forbidden, "figures are for staff")
	}
	return nil
}

// ofAgent lets those pass who may see the figures of the agent that a request names.
func ofAgent(ctx context.Context, param func(string) string) error {
	if err := staff(ctx, nil); err != nil {
		return err
	}
	if agent := param("agent"); agent != "" {
		return mayAsk(ctx, insight.Key{By: insight.ByAgent, Value: agent})
	}
	return nil
}

// ofValue lets those pass who may see the cases of the value that a request names.
func ofValue(ctx context.Context, param func(string) string) error {
	if err := staff(ctx, nil); err != nil {
		return err
	}
	return mayAsk(ctx, insight.Key{By: insight.Dimension(param("by")), Value: param("value")})
}

// seesAll reports whether the caller sees the figures of every agent, and every complaint.
func seesAll(ctx context.Context) bool {
	return web.CallerFrom(ctx).Has(web.Lead, web.Compliance, web.Admin)
}

// hidden are the kinds of cases that the caller is not shown.
func hidden(ctx context.Context) []event.Kind {
	if seesAll(ctx) {
		return nil
	}
	return []event.Kind{event.Complaint}
}

// mayAsk refuses the figures of other agents to an agent.
func mayAsk(ctx context.Context, with insight.Key) error {
	if with.By == insight.ByAgent && !seesAll(ctx) && with.Value != web.CallerFrom(ctx).ID {
		return fault.New(fault.Forbidden, "figures of other agents are for leads, compliance and administrators")
	}
	return nil
}
