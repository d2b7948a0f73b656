// Package ticket holds the life of a support case: its states, the commands that people and clocks give it, and
// the service that carries them out against storage. A ticket is a fold over its events; see Apply.
package ticket

import (
	"time"

	"aftercare/shared/escalation"
	"aftercare/shared/sla"
)

// Status is where a ticket stands.
type Status string

// The states. Pending waits for the customer, hold for a third party; solved closes by itself after a time.
const (
	StatusNew     Status = "new"
	StatusOpen    Status = "open"
	StatusPending Status = "pending"
	StatusHold    Status = "hold"
	StatusSolved  Status = "solved"
	StatusClosed  Status = "closed"
)

// Live reports whether the ticket still waits for an answer of ours or the customer's.
func (s Status) Live() bool { return s != StatusSolved && s != StatusClosed }

// Priority orders work.
type Priority string

// The priorities, lowest first.
const (
	Low    Priority = "low"
	Normal Priority = "normal"
	High   Priority = "high"
	Urgent Priority = "urgent"
)

// Priorities lists them in rising order.
var Priorities = []string{string(Low), string(Normal), string(High), string(Urgent)}

// Raised gives the next higher priority; urgent stays.
func (p Priority) Raised() Priority {
	switch p {
	case Low:
		return Normal
	case Normal:
		return High
	default:
		return Urgent
	}
}

// Channel says how the customer reached us.
type Channel string

// The channels.
const (
	Web    Channel = "web"
	Chat   Channel = "chat"
	Email  Channel = "email"
	Phone  Channel = "phone"
	Social Channel = "social"
	API    Channel = "api"
)

// Channels lists them.
var Channels = []string{string(Web), string(Chat), string(Email), string(Phone), string(Social), string(API)}

// Security is the category that is urgent on every channel.
const Security = "security"

// Categories lists what a ticket can be about.
var Categories = []string{"account", Security, "deposit", "withdrawal", "trade", "fees", "verification", "wallet", "other"}

// Assurance says how sure we are that the customer is who the message says.
type Assurance string

// The degrees: signed in here, named by a system that we trust, or neither.
const (
	Authenticated Assurance = "authenticated"
	Asserted      Assurance = "asserted"
	Unverified    Assurance = "unverified"
)

// Customer is who a ticket belongs to, as known when it was opened.
type Customer struct {
	ID        string    `json:"id"`
	Name      string    `json:"name,omitempty"`
	Email     string    `json:"email,omitempty"`
	Phone     string    `json:"phone,omitempty"`
	Language  string    `json:"language,omitempty"`
	Tier      string    `json:"tier,omitempty"`
	Assurance Assurance `json:"assurance"`
	// Reachable says that the address may be written to: it is known, verified, or asserted by a trusted system.
	Reachable bool `json:"reachable,omitempty"`
}

// Transaction is the transfer on a chain that a ticket is about.
type Transaction struct {
	Chain   string `json:"chain"`
	Hash    string `json:"hash,omitempty"`
	Address string `json:"address,omitempty"`
	Asset   string `json:"asset,omitempty"`
	Amount  string `json:"amount,omitempty"` // exact decimal
}

// Satisfaction is the customer's latest answer to the survey.
type Satisfaction struct {
	Score   int       `json:"score"`
	Comment string    `json:"comment,omitempty"`
	At      time.Time `json:"at"`
}

// Thread is a conversation in another system.
type Thread struct {
	Source string `json:"source"`
	ID     string `json:"id"`
}

// Ticket is the present state of a case. Times are UTC in whole seconds; the zero time means "not".
type Ticket struct {
	ID       string   `json:"id"`
	Seq      int64    `json:"seq"`     // of the last event
	Version  int64    `json:"version"` // rises with commands and clocks, not with records of delivery
	Subject  string   `json:"subject"`
	Status   Status   `json:"status"`
	Priority Priority `json:"priority"`
	Channel  Channel  `json:"channel"`
	Category string   `json:"category"`
	Language string   `json:"language"`
	Customer Customer `json:"customer"`
	Team     string   `json:"team,omitempty"`
	Assignee string   `json:"assignee,omitempty"`
	Tags     []string `json:"tags,omitempty"`

	Transaction *Transaction `json:"transaction,omitempty"`
	Thread      *Thread      `json:"thread,omitempty"`
	FollowUpOf  string       `json:"followUpOf,omitempty"`
	// FollowsSurvey is the survey whose low answer is to be put right here.
	FollowsSurvey string `json:"followsSurvey,omitempty"`
	MergedInto    string `json:"mergedInto,omitempty"`
	ComplaintID   string `json:"complaintId,omitempty"`

	// PromisedPriority is what promises go by since an escalation raised Priority, which measures nothing anew; empty
	// where Priority itself is.
	PromisedPriority Priority `json:"promisedPriority,omitempty"`

	Escalation   escalation.State `json:"escalation"`
	SLA          sla.Clocks       `json:"sla"`
	Satisfaction *Satisfaction    `json:"satisfaction,omitempty"`

	// NextWake is when a clock must be looked at again. ArmedFor is the time of the timer that a command last started
	// for one, and ArmRevision how many they were; other timers follow on that one, or are started by sweep.
	NextWake    time.Time `json:"nextWake,omitzero"`
	ArmedFor    time.Time `json:"armedFor,omitzero"`
	ArmRevision int64     `json:"armRevision,omitempty"`

	Redacted  bool   `json:"redacted,omitempty"`  // a secret was removed from what the customer wrote
	Automatic bool   `json:"automatic,omitempty"` // opened by a machine's message: nobody is answered automatically
	Spam      bool   `json:"spam,omitempty"`      // closed as such: nobody is answered or asked
	Surveyed  bool   `json:"surveyed,omitempty"`  // its one question was asked
	Request   string `json:"request,omitempty"`   // hash of the opening request, tells a replay from a misuse of its key

	WaitingSince          time.Time `json:"waitingSince,omitzero"` // the oldest message that no person has answered
	LastCustomerMessageAt time.Time `json:"lastCustomerMessageAt,omitzero"`
	CreatedAt             time.Time `json:"createdAt"`
	UpdatedAt             time.Time `json:"updatedAt"`
	SolvedAt              time.Time `json:"solvedAt,omitzero"`
	ClosesAt              time.Time `json:"closesAt,omitzero"` // when a solved ticket closes by itself
	ClosedAt              time.Time `json:"closedAt,omitzero"`
	LastAt                time.Time `json:"lastAt"` // of the last event of any kind: time never runs back
}

// NextDue is the earliest time that was promised and still runs, the takeover's among them; where nobody took over in
// time, when the level was called. Zero when none does.
func (t Ticket) NextDue() time.Time {
	due := t.SLA.NextDue()
	switch {
	case t.Escalation.Waiting():
		due = earliest(due, t.Escalation.TakeoverBy)
	case t.Escalation.Abandoned() && t.Status.Live(): // long due: it goes before all others
		due = earliest(due, t.Escalation.At)
	}
	return due
}

// nextArmed is when a clock that must be exact wants to be looked at.
func (t Ticket) nextArmed(cal *sla.Calendar) time.Time {
	wake := t.SLA.NextWake(cal)
	if t.Escalation.Waiting() {
		wake = earliest(wake, t.Escalation.TakeoverBy)
	}
	return wake
}

// WakeAt is when anything about the ticket is to be looked at, the closing of a solved one included: the key of
// the index that sweep reads.
func (t Ticket) WakeAt() time.Time {
	return earliest(t.NextWake, t.ClosesAt)
}

// promisedBy is what the promises that the ticket runs under were found by.
func (t Ticket) promisedBy() sla.Attributes {
	a := t.attributes()
	if t.PromisedPriority != "" {
		a.Priority = string(t.PromisedPriority)
	}
	return a
}

func (t Ticket) attributes() sla.Attributes {
	return sla.Attributes{Channel: string(t.Channel), Priority: string(t.Priority), Category: t.Category, Tier: t.Customer.Tier, Language: t.Language}
}

func earliest(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
