package dynamo

import (
	"context"
	"time"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/incident"
)

// Incident gives an incident. Missing when there is none.
func (t *Table) Incident(ctx context.Context, id string) (incident.Incident, error) {
	return document[incident.Incident](ctx, t, "incident", layout.AggregatePK(event.Incident, id), layout.StateSK)
}

// Board gives the board of the latest incidents; one of revision 0 before the first.
func (t *Table) Board(ctx context.Context) (incident.Board, error) {
	b, err := document[incident.Board](ctx, t, "board of incidents", layout.BoardPK, layout.StateSK)
	if fault.Is(err, fault.Missing) {
		return incident.Board{}, nil
	}
	return b, err
}

// SaveIncident writes a change whole or not at all. Lost when another came first, or changed the board.
func (t *Table) SaveIncident(ctx context.Context, c incident.Change) error {
	i := c.Incident
	x := t.begin()
	x.state(c.Before, state{
		what: "incident", pk: layout.AggregatePK(event.Incident, i.ID), seq: i.Seq, doc: i,
		in: x.dated(event.Incident, i.ID, i.NoticedAt),
	})
	x.events(c.Events)
	x.revision(revision{what: "board of incidents", pk: layout.BoardPK, number: c.Board.Revision, doc: c.Board})
	return x.commit(ctx)
}

// Incidents gives up to limit incidents noticed in [from, to), newest first, and where the next page begins; empty at
// the end. The times are at most 31 days apart.
func (t *Table) Incidents(ctx context.Context, from, to time.Time, after string, limit int) ([]incident.Incident, string, error) {
	l, err := days(event.Incident, from, to, after)
	if err != nil {
		return nil, "", err
	}
	l.after = after
	return page(ctx, t, "incident", l, limit, func(incident.Incident) bool { return true })
}
