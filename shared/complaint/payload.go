package complaint

import (
	"time"

	"aftercare/shared/escalation"
	"aftercare/shared/jurisdiction"
	"aftercare/shared/ticket"
)

// The published parts of a complaint's events: ids, names of states and times. What people wrote, and who they are,
// is in the private parts below.

// Filed is the data of complaint.filed.
type Filed struct {
	Status       Status               `json:"status"`
	CustomerID   string               `json:"customerId"`
	Assurance    ticket.Assurance     `json:"assurance"`
	Channel      ticket.Channel       `json:"channel"`
	Language     string               `json:"language"`
	Jurisdiction Jurisdiction         `json:"jurisdiction"`
	Service      jurisdiction.Service `json:"service,omitempty"` // that it is about
	TicketID     string               `json:"ticketId,omitempty"`
	Team         string               `json:"team,omitempty"`
	ReceivedAt   time.Time            `json:"receivedAt"` // the deadlines count from here
	Deadlines    []Due                `json:"deadlines"`
	Guest        bool                 `json:"guest,omitempty"` // filed without signing in
	Redacted     bool                 `json:"redacted,omitempty"`
}

// Due is when something must be done.
type Due struct {
	Name         Name      `json:"name"`
	Cycle        int       `json:"cycle,omitempty"` // from 1, of a deadline that can begin again
	DueAt        time.Time `json:"dueAt"`
	ExtensibleTo time.Time `json:"extensibleTo,omitzero"`
	Lapses       bool      `json:"lapses,omitempty"`
}

// Judged is the data of complaint.acknowledged.
type Judged struct {
	Status     Status               `json:"status"` // after it: acknowledged or inadmissible
	Admissible bool                 `json:"admissible"`
	Service    jurisdiction.Service `json:"service,omitempty"` // that it is about, where that was corrected
	About      []string             `json:"about,omitempty"`   // ids of the staff whom it is about
	Deadlines  []Due                `json:"deadlines,omitempty"`
	Redacted   bool                 `json:"redacted,omitempty"`
}

// Ended is the data of complaint.closed.
type Ended struct {
	Status   Status `json:"status"` // always closed
	By       Step   `json:"by"`     // withdrawal | closure | follow-up | silence
	Redacted bool   `json:"redacted,omitempty"`
}

// Raised is the data of complaint.escalated.
type Raised struct {
	escalation.Call
	Redacted bool `json:"redacted,omitempty"`
}

// Noted is the data of complaint.noted: a cause of escalation that raised no level.
type Noted struct {
	Cause    escalation.Cause `json:"cause"`
	Redacted bool             `json:"redacted,omitempty"`
}

// Level is the data of complaint.takenOver, takeoverExpired and deescalated.
type Level struct {
	Level    int      `json:"level"`
	Role     string   `json:"role,omitempty"` // whom the level calls, after a de-escalation
	People   []string `json:"people,omitempty"`
	Redacted bool     `json:"redacted,omitempty"`
}

// Clock is the data of sla.met, sla.breached and sla.cancelled about a complaint, in the shape that a ticket's have.
type Clock struct {
	Target Name      `json:"target"`
	Cycle  int       `json:"cycle"` // 1 for those from the receipt, which never begin again
	At     time.Time `json:"at"`    // when it came to pass, which may be before it was recorded
	DueAt  time.Time `json:"dueAt"`
	Late   bool      `json:"late,omitempty"` // met, but after the due time
}

// What complaints and tickets tell alike, in one shape for whoever listens to both.
type (
	// Armed is the data of sla.armed.
	Armed = ticket.Armed
	// Redacted is the data of secret.redacted.
	Redacted = ticket.Redacted
	// AtRisk is the data of customer.atRisk.
	AtRisk = ticket.AtRisk
	// Delivery is the data of notice.sent and notice.failed.
	Delivery = ticket.Delivery
)

// The private parts.

// FiledText is the private part of complaint.filed.
type FiledText struct {
	Customer         ticket.Customer `json:"customer"`
	Subject          string          `json:"subject"`
	Statement        string          `json:"statement"`
	DesiredRemedy    string          `json:"desiredRemedy,omitempty"`
	OccurredAt       time.Time       `json:"occurredAt,omitzero"`
	Loss             *Money          `json:"loss,omitempty"`
	ServiceReference string          `json:"serviceReference,omitempty"`
	Evidence         []Evidence      `json:"evidence,omitempty"`
	Representative   *Representative `json:"representative,omitempty"`
	Request          string          `json:"request,omitempty"`
}

// Reasons is the private part of complaint.acknowledged.
type Reasons struct {
	Reasons string `json:"reasons,omitempty"`
}

// Reason is the private part of what was done with words: escalation, de-escalation.
type Reason struct {
	Reason string `json:"reason,omitempty"`
}

// EndedText is the private part of complaint.closed.
type EndedText struct {
	Outcome string `json:"outcome"` // a name such as "withdrawn"
	Reason  string `json:"reason,omitempty"`
}
