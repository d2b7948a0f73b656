// Package rescheduling brings all open tickets under promises that operators changed: new policies, or a new version
// of a calendar. It goes through them page by page in the background. Each page is saved with the event that brings
// the next one, so that nothing can be lost between two pages, and a page that comes twice has the effect of one.
//
// A rescheduling goes through the tickets in two rounds. The first begins at once. The second begins when nothing can
// be at work any more that read the promises of before, and is what makes it complete: whoever writes to a ticket
// from then on brings it under the newest promises in the same step, so that a ticket that still needs it stands
// still in the list.
package rescheduling

import (
	"fmt"
	"time"

	"aftercare/shared/event"
)

// CauseKind says what operators changed.
type CauseKind string

// What can be changed.
const (
	Policies CauseKind = "policies"
	Calendar CauseKind = "calendar"
)

// Cause is the new version that tickets are brought under.
type Cause struct {
	Kind    CauseKind `json:"kind"`
	ID      string    `json:"id,omitempty"` // of the calendar
	Version int       `json:"version"`
}

// OfPolicies is a new version of the policies.
func OfPolicies(version int) Cause { return Cause{Kind: Policies, Version: version} }

// OfCalendar is a new version of a calendar.
func OfCalendar(id string, version int) Cause { return Cause{Kind: Calendar, ID: id, Version: version} }

// Name is the id of the rescheduling of a cause: a version has exactly one.
func (c Cause) Name() string {
	if c.ID == "" {
		return fmt.Sprintf("%s-%d", c.Kind, c.Version)
	}
	return fmt.Sprintf("%s-%s-%d", c.Kind, c.ID, c.Version)
}

// Status is where a rescheduling stands.
type Status string

// The states.
const (
	Waiting Status = "waiting"
	Running Status = "running"
	Done    Status = "done"
)

// Rescheduling is the present state of one. Times are UTC in whole seconds; the zero time means "not yet".
type Rescheduling struct {
	ID      string `json:"id"`
	Seq     int64  `json:"seq"` // of the last event
	Version int64  `json:"version"`
	Cause   Cause  `json:"cause"`
	Status  Status `json:"status"`
	// Round is 1 or 2, and Position where its next page begins, in the words of the storage; empty at its beginning.
	Round    int    `json:"round"`
	Position string `json:"position,omitempty"`
	Counts
	FailedTickets []string  `json:"failedTickets,omitempty"` // the ids of the first of them, at most MaxNamed
	SupersededBy  string    `json:"supersededBy,omitempty"`  // the newer rescheduling that makes the rest needless
	RequestedAt   time.Time `json:"requestedAt"`
	StartedAt     time.Time `json:"startedAt,omitzero"`
	UpdatedAt     time.Time `json:"updatedAt"`
	FinishedAt    time.Time `json:"finishedAt,omitzero"`
}

// Counts are how many tickets were looked at, and what came of it. Seen is the sum of the others. Tickets that a command
// brought under the change before are not among them.
type Counts struct {
	Seen      int `json:"seen"`
	Changed   int `json:"changed"`
	Unchanged int `json:"unchanged"` // the change does not concern them
	Failed    int `json:"failed"`
}

// MaxNamed is how many of the tickets that failed are named.
const MaxNamed = 100

// Rounds is how often the open tickets are gone through.
const Rounds = 2

// Settling is how long after the change something may still be at work that read the promises of before: a function
// runs for 15 s at most (the sweep's own commands ask for the promises at each ticket), holds promises for 1 s, and
// the index lags behind by some seconds. The second round begins after that.
const Settling = 20 * time.Second

// settled is when the second round may begin.
func (r Rescheduling) settled() time.Time { return r.RequestedAt.Add(Settling) }

// Change is what is written of a rescheduling, in one transaction.
type Change struct {
	Before       int64 // the sequence number that it started from; 0 for one that must not exist yet
	Rescheduling Rescheduling
	Events       []event.Event
}
