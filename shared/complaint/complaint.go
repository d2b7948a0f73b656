// Package complaint holds the complaint procedure: its states and steps, the deadlines that law and the company set,
// the commands that people and clocks give, and the service that carries them out against storage.
//
// The procedure is the table in procedure.go; what a jurisdiction asks is a file of package jurisdiction. A complaint is a
// fold over its events; see Apply.
package complaint

import (
	"slices"
	"time"

	"aftercare/shared/escalation"
	"aftercare/shared/jurisdiction"
	"aftercare/shared/ticket"
)

// Status is where a complaint stands.
type Status string

// The states. A complaint that was not admissible stays in the register like every other.
const (
	Received         Status = "received"
	Acknowledged     Status = "acknowledged"
	Inadmissible     Status = "inadmissible"
	Investigating    Status = "investigating"
	Found            Status = "found"
	AwaitingApproval Status = "awaitingApproval"
	Proposed         Status = "proposed"
	Accepted         Status = "accepted"
	Fulfilled        Status = "fulfilled"
	Escalated        Status = "escalated" // a rejected solution, or a customer whom the remedy did not satisfy
	Closed           Status = "closed"
)

// Statuses lists them.
var Statuses = []Status{
	Received, Acknowledged, Inadmissible, Investigating, Found, AwaitingApproval, Proposed, Accepted, Fulfilled,
	Escalated, Closed,
}

// Letter is the channel of a complaint on paper; the others are those of tickets.
const Letter ticket.Channel = "letter"

// Channels lists how a complaint can reach us.
var Channels = append(slices.Clone(ticket.Channels), string(Letter))

// Money is an amount of an asset, as an exact decimal.
type Money struct {
	Amount string `json:"amount"`
	Asset  string `json:"asset"`
}

// Representative acts for the complainant, on the ground of an authorization such as a power of attorney (Annex of
// Delegated Regulation (EU) 2025/294).
type Representative struct {
	Name          string `json:"name"`
	Contact       string `json:"contact"`
	Authorization string `json:"authorization"`
}

// Complaint is the present state of a complaint. Times are UTC in whole seconds; the zero time means "not".
type Complaint struct {
	ID           string               `json:"id"`
	Seq          int64                `json:"seq"`     // of the last event
	Version      int64                `json:"version"` // rises with commands and clocks, not with records of delivery
	Status       Status               `json:"status"`
	Channel      ticket.Channel       `json:"channel"`
	Language     string               `json:"language"`
	Jurisdiction Jurisdiction         `json:"jurisdiction"`
	Service      jurisdiction.Service `json:"service,omitempty"` // that it is about: the law may give each its own time
	Customer     ticket.Customer      `json:"customer"`
	TicketID     string               `json:"ticketId,omitempty"` // of the same customer
	Team         string               `json:"team,omitempty"`     // whose ladder it climbs; the linked ticket's
	Assignee     string               `json:"assignee,omitempty"` // who took it over

	Subject          string          `json:"subject"`
	Statement        string          `json:"statement"`
	DesiredRemedy    string          `json:"desiredRemedy,omitempty"`
	OccurredAt       time.Time       `json:"occurredAt,omitzero"`
	Loss             *Money          `json:"loss,omitempty"`
	ServiceReference string          `json:"serviceReference,omitempty"`
	Evidence         []Evidence      `json:"evidence,omitempty"`
	Representative   *Representative `json:"representative,omitempty"`

	About         []string  `json:"about,omitempty"`         // ids of the staff whom it is about, as the acknowledgement names them
	Understanding string    `json:"understanding,omitempty"` // the problem, restated
	Points        []Point   `json:"points,omitempty"`        // what has to be answered
	Requests      []Request `json:"requests,omitempty"`      // questions to the customer
	Findings      *Findings `json:"findings,omitempty"`
	Draft         *Solution `json:"draft,omitempty"`     // waits for approval
	Solution      *Solution `json:"solution,omitempty"`  // the last that was sent
	Solutions     int       `json:"solutions,omitempty"` // how many were written
	Remedies      []Remedy  `json:"remedies,omitempty"`  // those with money that stand
	Delay         *Delay    `json:"delay,omitempty"`
	Lessons       []Lesson  `json:"lessons,omitempty"`
	Held          bool      `json:"held,omitempty"` // must be kept beyond its time

	Reasons       string `json:"reasons,omitempty"` // why it is not admissible, or what else the acknowledgement says
	Outcome       string `json:"outcome,omitempty"` // how it closed, a name such as "withdrawn"
	ClosureReason string `json:"closureReason,omitempty"`

	Escalation  escalation.State `json:"escalation"`
	LevelRole   string           `json:"levelRole,omitempty"` // whom the present level calls, a role, people or both
	LevelPeople []string         `json:"levelPeople,omitempty"`
	Deadlines   []Deadline       `json:"deadlines"` // by due time

	// NextWake is when a clock must be looked at again. ArmedFor is the time of the timer that a command last started
	// for one, and ArmRevision how many they were; other timers follow on that one, or are started by sweep.
	NextWake    time.Time `json:"nextWake,omitzero"`
	ArmedFor    time.Time `json:"armedFor,omitzero"`
	ArmRevision int64     `json:"armRevision,omitempty"`

	Redacted bool   `json:"redacted,omitempty"` // a secret was removed from what somebody wrote
	Request  string `json:"request,omitempty"`  // hash of the filing request, tells a replay from a misuse of its key

	ReceivedAt     time.Time `json:"receivedAt"` // the deadlines count from here
	CreatedAt      time.Time `json:"createdAt"`  // when it was entered, which may be later
	UpdatedAt      time.Time `json:"updatedAt"`
	AcknowledgedAt time.Time `json:"acknowledgedAt,omitzero"`
	InvestigatedAt time.Time `json:"investigatedAt,omitzero"` // first
	FoundAt        time.Time `json:"foundAt,omitzero"`        // first
	DecidedAt      time.Time `json:"decidedAt,omitzero"`      // when the first solution was sent
	FulfilledAt    time.Time `json:"fulfilledAt,omitzero"`    // last
	ClosedAt       time.Time `json:"closedAt,omitzero"`
	Guest          string    `json:"guest,omitempty"`         // id of whoever filed without signing in; the customer's own may be found later
	Copies         []Copy    `json:"copies,omitempty"`        // letters asked for on paper
	LinksRevokedAt time.Time `json:"linksRevokedAt,omitzero"` // links given out until then let nobody in
	LastAt         time.Time `json:"lastAt"`                  // of the last event of any kind: time never runs back
}

// Deadline gives the deadline of a name, and whether there is one.
func (c Complaint) Deadline(name Name) (Deadline, bool) {
	if i := c.deadline(name); i >= 0 {
		return c.Deadlines[i], true
	}
	return Deadline{}, false
}

func (c Complaint) deadline(name Name) int {
	return slices.IndexFunc(c.Deadlines, func(d Deadline) bool { return d.Name == name })
}

// NextDue is the earliest time that still runs, that of a takeover among them; zero when none does.
func (c Complaint) NextDue() time.Time {
	var due time.Time
	for _, d := range c.Deadlines {
		if d.Running() {
			due = earliest(due, d.DueAt)
		}
	}
	if c.Escalation.Waiting() {
		due = earliest(due, c.Escalation.TakeoverBy)
	}
	return due
}

// WakeAt is when anything about the complaint is to be looked at, its closing after silence and the reminders of lessons included: the key of the
// index that sweep reads.
func (c Complaint) WakeAt() time.Time {
	return earliest(earliest(c.NextWake, c.silentAt()), c.remindAt())
}

// silentAt is when the complaint closes because nobody answered; zero when it does not. It stays open as long as a
// level waits for somebody to take over, or the exchange still has to pay.
func (c Complaint) silentAt() time.Time {
	if c.Escalation.Waiting() || c.owes() {
		return time.Time{}
	}
	for _, d := range c.Deadlines {
		if slices.Contains(quiet, d.Name) && d.Running() {
			return d.DueAt.Add(time.Second)
		}
	}
	return time.Time{}
}

// nextArmed is when a clock wants to be looked at: a deadline one second after its due time, since what is met at
// the due time is met.
func (c Complaint) nextArmed() time.Time {
	var wake time.Time
	for _, d := range c.Deadlines {
		if d.Running() && !slices.Contains(quiet, d.Name) {
			wake = earliest(wake, d.DueAt.Add(time.Second))
		}
	}
	if c.Escalation.Waiting() {
		wake = earliest(wake, c.Escalation.TakeoverBy)
	}
	return wake
}

func earliest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
