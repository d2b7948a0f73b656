package sla

import "time"

// FactType says what happened to a case, as far as clocks care. Internal notes
// and automatic messages are not facts: they start and meet nothing.
type FactType string

// What can happen.
const (
	// Opened begins the history. Status may say in which status (new if empty).
	Opened FactType = "opened"
	// CustomerReplied is a message of the customer after the opening. It opens
	// a pending, held or solved case.
	CustomerReplied FactType = "customerReplied"
	// AgentReplied is a public reply of a person. It makes a new case open.
	AgentReplied FactType = "agentReplied"
	// StatusChanged carries the new Status; solved and closed mean the same as
	// Solved and Cancelled, and leaving solved is a reopening without a message.
	StatusChanged FactType = "statusChanged"
	// Solved meets the resolution.
	Solved FactType = "solved"
	// Reopened leaves solved for Status (open if empty); its reason counts as a
	// message of the customer.
	Reopened FactType = "reopened"
	// DueSet puts the due time of Target to DueAt, or clears it with nil. It
	// changes running and paused targets only.
	DueSet FactType = "dueSet"
	// MatchChanged says that Attributes changed. Alone it changes nothing:
	// [Measure] does.
	MatchChanged FactType = "matchChanged"
	// Merged says that unanswered messages of another case came to this one.
	Merged FactType = "merged"
	// Cancelled ends every clock: closed, merged into another case, or spam.
	Cancelled FactType = "cancelled"
)

// The statuses of a case that clocks know. Every other one is as good as open.
const (
	statusNew     = "new"
	statusOpen    = "open"
	statusPending = "pending"
	statusHold    = "hold"
	statusSolved  = "solved"
	statusClosed  = "closed"
)

// Fact is one thing that happened. Which fields matter depends on the type.
type Fact struct {
	At         time.Time  `json:"at"`
	Type       FactType   `json:"type"`
	Status     string     `json:"status,omitempty"`
	Attributes Attributes `json:"attributes,omitzero"`
	Target     Name       `json:"target,omitempty"`
	DueAt      *time.Time `json:"dueAt,omitempty"`
}

// RecordKind says what a record reports.
type RecordKind string

// What clocks report.
const (
	StartedRecord     RecordKind = "started"
	WarnedRecord      RecordKind = "warned"
	BreachedRecord    RecordKind = "breached"
	MetRecord         RecordKind = "met"
	RescheduledRecord RecordKind = "rescheduled"
	CancelledRecord   RecordKind = "cancelled"
)

// Record is one line of the history of the clocks.
type Record struct {
	Kind   RecordKind `json:"kind"`
	Target Name       `json:"target"`
	Cycle  int        `json:"cycle"`
	// Fraction is what a warning warns at; zero otherwise.
	Fraction float64 `json:"fraction,omitempty"`
	// Before is how long before the due time a warning warns; zero otherwise.
	Before Duration `json:"before,omitempty"`
	// At is when it became so, which may be before it was noticed: the due time
	// of an ordinary breach, the moment of the change where measuring anew
	// found it.
	At time.Time `json:"at"`
	// DueAt is the due time that now holds, nil while there is none (paused).
	DueAt *time.Time `json:"dueAt,omitempty"`
	// Remeasured marks a breach that a change of rules or dates brought about
	// and not the passing of time. It does not escalate.
	Remeasured bool `json:"remeasured,omitempty"`
	// Late marks a target that was met after its breach.
	Late bool `json:"late,omitempty"`
}

// whole cuts t to the second, in UTC.
func whole(t time.Time) time.Time { return t.UTC().Truncate(time.Second) }

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}
