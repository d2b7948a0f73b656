package intake

import (
	"context"
	"encoding/json"
	"time"

	"aftercare/shared/incident"
	"aftercare/shared/text"
)

// IncidentNotice is the data of support.incident.noticed.
type IncidentNotice struct {
	IncidentID string            `json:"incidentId"`
	Severity   incident.Severity `json:"severity"`
	StartedAt  time.Time         `json:"startedAt"`
	NoticedAt  time.Time         `json:"noticedAt"`
	Chain      string            `json:"chain,omitempty"`
	Asset      string            `json:"asset,omitempty"`
	Categories []string          `json:"categories,omitempty"`
}

// IncidentEnd is the data of support.incident.ended.
type IncidentEnd struct {
	IncidentID string    `json:"incidentId"`
	EndedAt    time.Time `json:"endedAt"`
}

// Watch records incidents.
type Watch interface {
	Notice(ctx context.Context, i incident.Incident, earlier []string) (incident.Incident, error)
	End(ctx context.Context, ids []string, endedAt, sent time.Time) (incident.Incident, error)
}

// Incidents turns support.incident.noticed and support.incident.ended into incidents.
type Incidents struct {
	Incidents Watch
	IDs       IDs
}

// Handle takes one message of either type. The same again changes nothing; another story about the incident is refused.
func (h Incidents) Handle(ctx context.Context, m Message, sent time.Time) error {
	if m.Type == IncidentEnded {
		return h.end(ctx, m, sent)
	}
	var d IncidentNotice
	if err := json.Unmarshal(m.Data, &d); err != nil {
		return malformed("the data of the incident cannot be read", err)
	}
	ids, err := h.ids(ctx, m.Source, d.IncidentID)
	if err != nil {
		return err
	}
	_, err = h.Incidents.Notice(ctx, incident.Incident{
		ID: ids[0], Name: d.IncidentID, Request: story(d), Facts: incident.Facts{
			Severity: d.Severity, StartedAt: d.StartedAt, NoticedAt: d.NoticedAt, Chain: d.Chain, Asset: d.Asset, Categories: d.Categories,
		},
	}, ids[1:])
	return err
}

func (h Incidents) end(ctx context.Context, m Message, sent time.Time) error {
	var d IncidentEnd
	if err := json.Unmarshal(m.Data, &d); err != nil {
		return malformed("the data of the incident cannot be read", err)
	}
	ids, err := h.ids(ctx, m.Source, d.IncidentID)
	if err != nil {
		return err
	}
	_, err = h.Incidents.End(ctx, ids, d.EndedAt, sent)
	return err
}

// ids gives the ids that an incident can have here.
func (h Incidents) ids(ctx context.Context, source, name string) ([]string, error) {
	var check text.Checker
	name = check.Name("data.incidentId", check.Required("data.incidentId", name, maxName), maxName)
	if err := check.Err(); err != nil {
		return nil, err
	}
	return h.IDs(ctx, "incident "+source, name)
}
