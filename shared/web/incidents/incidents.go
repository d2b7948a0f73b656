// Package incidents is the HTTP API of incidents, for staff who read what monitoring told.
package incidents

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/fault"
	"aftercare/shared/incident"
	"aftercare/shared/web"
)

// Store keeps incidents.
type Store interface {
	// Incidents gives up to limit incidents noticed in [from, to), newest first, and where the next page begins.
	Incidents(ctx context.Context, from, to time.Time, after string, limit int) ([]incident.Incident, string, error)
}

// API serves incidents.
type API struct {
	Incidents Store
	Keys      web.Keys
	Now       func() time.Time
}

const root = "/v1/incidents"

// Register adds the operation to an API.
func (a API) Register(api huma.API) {
	huma.Register(api, web.Guarded(huma.Operation{
		OperationID: "listIncidents", Method: http.MethodGet, Path: root, Tags: []string{"Incidents"},
		Summary:     "List incidents by when they were noticed",
		Description: "What monitoring told by `support.incident.noticed` and `support.incident.ended`, the newest first.",
	}, staff), a.list)
}

// staff lets everybody pass who works here.
func staff(ctx context.Context, _ func(string) string) error {
	if !web.CallerFrom(ctx).Has(web.Agent, web.Lead, web.Compliance, web.Admin) {
		return fault.New(fault.Forbidden, "this is for staff")
	}
	return nil
}

// Incident is one incident as it is known now.
type Incident struct {
	ID         string    `json:"id" doc:"12 characters of Crockford's base32."`
	IncidentID string    `json:"incidentId" doc:"The id that monitoring gave it."`
	Severity   string    `json:"severity" enum:"minor,major,critical"`
	StartedAt  time.Time `json:"startedAt"`
	NoticedAt  time.Time `json:"noticedAt"`
	EndedAt    time.Time `json:"endedAt,omitzero" doc:"Missing: it goes on."`
	Chain      string    `json:"chain,omitempty" doc:"The chain that it is limited to."`
	Asset      string    `json:"asset,omitempty" doc:"The asset that it is limited to."`
	Categories []string  `json:"categories,omitempty" doc:"The categories of tickets that it is limited to."`
}

func (a API) list(ctx context.Context, in *struct {
	web.Paging
	From time.Time `query:"from" doc:"Noticed from this time on. Without from and to, the last 31 days."`
	To   time.Time `query:"to" doc:"Noticed before this time, at most 31 days after from."`
}) (*web.List[Incident], error) {
	if err := staff(ctx, nil); err != nil {
		return nil, err
	}
	from, to, err := web.Span(in.From, in.To, a.Now(), web.MaxSpan)
	if err != nil {
		return nil, err
	}
	list, err := in.Read(ctx, a.Keys, root, in.From.UTC().Format(time.RFC3339), in.To.UTC().Format(time.RFC3339))
	if err != nil {
		return nil, err
	}
	found, next, err := a.Incidents.Incidents(ctx, from, to, list.After, in.Limit)
	if err != nil {
		return nil, err
	}
	views := make([]Incident, len(found))
	for n, i := range found {
		views[n] = Incident{
			ID: i.ID, IncidentID: i.Name, Severity: string(i.Severity), StartedAt: i.StartedAt, NoticedAt: i.NoticedAt, EndedAt: i.EndedAt,
			Chain: i.Chain, Asset: i.Asset, Categories: i.Categories,
		}
	}
	return web.NewList(views, list.Next(next)), nil
}
