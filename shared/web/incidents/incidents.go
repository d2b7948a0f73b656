// Package incidents is the HTTP API of incidents, for staff who read what monitoring told.
package incidents

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"aftercare/shared/fault"
	"aftercare/shared/incident"
	"aftercare/shared/seal"
	"aftercare/shared/web"
)

// Store keeps incidents.
type Store interface {
	// Incidents gives up to limit incidents noticed in [from, to), newest first, and where the next page begins.
	Incidents(ctx context.Context, from, to time.Time, after string, limit int) ([]incident.Incident, string, error)
}

// Keys gives the stack's keys.
type Keys interface {
	Get(ctx context.Context) (*seal.Keys, error)
}

// API serves incidents.
type API struct {
	Incidents Store
	Keys      Keys
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

// span is how long a list may be, and how far back it goes when nobody says.
const span = 31 * 24 * time.Hour

func (a API) list(ctx context.Context, in *struct {
	web.Paging
	From time.Time `query:"from" doc:"Noticed from this time on. Without from and to, the last 31 days."`
	To   time.Time `query:"to" doc:"Noticed before this time, at most 31 days after from."`
}) (*web.List[Incident], error) {
	if err := staff(ctx, nil); err != nil {
		return nil, err
	}
	from, to, err := between(in.From, in.To, a.Now())
	if err != nil {
		return nil, err
	}
	keys, err := a.Keys.Get(ctx)
	if err != nil {
		return nil, err
	}
	use := seal.Use{Caller: web.CallerFrom(ctx).ID, List: root, Filters: fmt.Sprintf("%q", []string{from.Format(time.RFC3339), to.Format(time.RFC3339)})}
	var after []byte
	if in.Cursor != "" {
		if after, err = keys.Open(in.Cursor, use); err != nil {
			return nil, err
		}
	}
	found, next, err := a.Incidents.Incidents(ctx, from, to, string(after), in.Limit)
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
	cursor := ""
	if next != "" {
		cursor = keys.Seal([]byte(next), use)
	}
	return web.NewList(views, cursor), nil
}

// between completes and checks the time that is asked of.
func between(from, to, now time.Time) (time.Time, time.Time, error) {
	switch {
	case to.IsZero() && from.IsZero():
		to = now.UTC().Truncate(24*time.Hour).AddDate(0, 0, 1) // whole days, so that the pages of one reading agree on it
		from = to.Add(-span)
	case from.IsZero():
		from = to.Add(-span)
	case to.IsZero():
		to = from.Add(span)
	}
	if !to.After(from) {
		return from, to, fault.InvalidField("to", "is not after from")
	}
	return from.UTC(), to.UTC(), nil
}
