// Package incident keeps what monitoring tells of incidents: since when something is broken, which cases it touches,
// and when it was over.
package incident

import (
	"context"
	"time"

	"aftercare/shared/event"
)

// Severity says how bad an incident is.
type Severity string

// The severities.
const (
	Minor    Severity = "minor"
	Major    Severity = "major"
	Critical Severity = "critical"
)

// Severities lists them in rising order.
var Severities = []string{string(Minor), string(Major), string(Critical)}

// Incident is one incident as it is known now.
type Incident struct {
	ID   string `json:"id"`   // follows from the other system and its own id of the incident
	Name string `json:"name"` // the other system's id of it
	Seq  int64  `json:"seq"`
	Facts
	Request string `json:"request"` // hash of the notice: another one about the same incident is refused
}

// Facts are what is known of an incident: the data of incident.noticed and incident.ended.
type Facts struct {
	Severity   Severity  `json:"severity"`
	StartedAt  time.Time `json:"startedAt"`
	NoticedAt  time.Time `json:"noticedAt"`
	EndedAt    time.Time `json:"endedAt,omitzero"`     // zero: it goes on
	Chain      string    `json:"chain,omitempty"`      // the chain that it is limited to; empty: not to one
	Asset      string    `json:"asset,omitempty"`      // the same for an asset
	Categories []string  `json:"categories,omitempty"` // the same for categories of tickets
}

// Private is the private part of incident.noticed.
type Private struct {
	Name string `json:"name"`
}

// Change is what is written of an incident, in one transaction.
type Change struct {
	Before   int64 // the sequence number that was read; 0 for an incident that must not exist yet
	Incident Incident
	Events   []event.Event
	Board    Board // with the incident on it
}

// Store keeps incidents, and the board of the latest.
type Store interface {
	Boards
	// Incident gives an incident. Missing when there is none.
	Incident(ctx context.Context, id string) (Incident, error)
	// SaveIncident writes a change whole or not at all. Lost when another came first, or changed the board.
	SaveIncident(ctx context.Context, c Change) error
	// Incidents gives up to limit incidents noticed in [from, to), newest first, and where the next page begins; empty
	// at the end. The times are at most 31 days apart.
	Incidents(ctx context.Context, from, to time.Time, after string, limit int) ([]Incident, string, error)
}
