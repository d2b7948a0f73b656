package ticket

import (
	"time"

	"aftercare/shared/escalation"
	"aftercare/shared/sla"
)

// The published parts of a ticket's events: ids, names of states and times. What people wrote, and who they are,
// is in the private parts below.

// Opened is the data of ticket.opened.
type Opened struct {
	Status        Status    `json:"status"`
	Priority      Priority  `json:"priority"`
	Channel       Channel   `json:"channel"`
	Category      string    `json:"category"`
	Language      string    `json:"language"`
	CustomerID    string    `json:"customerId"`
	Assurance     Assurance `json:"assurance"`
	Team          string    `json:"team,omitempty"`
	FollowUpOf    string    `json:"followUpOf,omitempty"`
	FollowsSurvey string    `json:"followsSurvey,omitempty"` // the survey whose low answer is to be put right here
	ComplaintID   string    `json:"complaintId,omitempty"`
	Redacted      bool      `json:"redacted,omitempty"`
	Automatic     bool      `json:"automatic,omitempty"`
	ReceivedAt    time.Time `json:"receivedAt"` // when the customer wrote: the clocks start here
	Policy        string    `json:"policy"`
	PolicyVersion int       `json:"policyVersion"`
	// CalendarVersion is that of the policy's calendar; 0 is the one that is always open.
	CalendarVersion int `json:"calendarVersion,omitempty"`
}

// Replied is the data of ticket.replied.
type Replied struct {
	Visibility string    `json:"visibility"` // always "public": notes are ticket.noted
	Automatic  bool      `json:"automatic,omitempty"`
	Redacted   bool      `json:"redacted,omitempty"`
	ReceivedAt time.Time `json:"receivedAt,omitzero"` // when it was written, if earlier than when it arrived
	Status     Status    `json:"status"`              // after it
}

// Noted is the data of ticket.noted: an internal note, or a cause of escalation that raised no level.
type Noted struct {
	Visibility string           `json:"visibility"` // always "internal"
	Redacted   bool             `json:"redacted,omitempty"`
	Cause      escalation.Cause `json:"cause,omitempty"`
}

// FieldChange is what became of one field.
type FieldChange struct {
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
}

// Changed is the data of ticket.changed, by field. Subject and transaction are only named: their values are private.
type Changed struct {
	Status        *FieldChange `json:"status,omitempty"`
	Priority      *FieldChange `json:"priority,omitempty"`
	Category      *FieldChange `json:"category,omitempty"`
	Language      *FieldChange `json:"language,omitempty"`
	Team          *FieldChange `json:"team,omitempty"`
	Tags          bool         `json:"tags,omitempty"`
	Subject       bool         `json:"subject,omitempty"`
	Transaction   bool         `json:"transaction,omitempty"`
	DueSet        *DueSet      `json:"dueSet,omitempty"`
	ComplaintID   string       `json:"complaintId,omitempty"` // a complaint names the ticket
	Policy        string       `json:"policy,omitempty"`      // set when the change measured the clocks anew
	PolicyVersion int          `json:"policyVersion,omitempty"`

	CalendarVersion int `json:"calendarVersion,omitempty"`
}

// DueSet is a due time set by a person; nil At clears it.
type DueSet struct {
	Target sla.Name   `json:"target"`
	At     *time.Time `json:"at,omitempty"`
}

// Assigned is the data of ticket.assigned; an empty assignee means nobody.
type Assigned struct {
	Assignee string `json:"assignee,omitempty"`
}

// SolvedData is the data of ticket.solved.
type SolvedData struct {
	Assignee string    `json:"assignee,omitempty"`
	Team     string    `json:"team,omitempty"`
	Channel  Channel   `json:"channel,omitempty"` // missing in what was solved before it was told
	ClosesAt time.Time `json:"closesAt"`
	// FollowsSurvey is the survey whose low answer was to be put right here.
	FollowsSurvey string `json:"followsSurvey,omitempty"`
}

// Closed is the data of ticket.closed.
type Closed struct {
	// Cause is [ClosedAsSpam]; empty for one that was solved for long enough, or merged into another.
	Cause string `json:"cause,omitempty"`
}

// ClosedAsSpam is the cause of closing what nobody needs to answer.
const ClosedAsSpam = "spam"

// Reopened is the data of ticket.reopened.
type Reopened struct {
	Cause    string  `json:"cause"`             // reopening | customerReplied | lowScore | contradiction | escalation
	Channel  Channel `json:"channel,omitempty"` // missing in what was reopened before it was told
	Redacted bool    `json:"redacted,omitempty"`
}

// Merged is the data of ticket.merged: Into is on the ticket that was closed, From on the one that goes on.
type Merged struct {
	Into string `json:"into,omitempty"`
	From string `json:"from,omitempty"`
	// WaitingSince is when the oldest message of From was written that no person has answered.
	WaitingSince time.Time `json:"waitingSince,omitzero"`
	// FollowsSurvey is the survey whose low answer was to be put right in From, and is here from now on.
	FollowsSurvey string `json:"followsSurvey,omitempty"`
}

// Escalated is the data of ticket.escalated.
type Escalated struct {
	escalation.Call
	Priority Priority `json:"priority"` // after it
	Redacted bool     `json:"redacted,omitempty"`
}

// TakenOver is the data of ticket.takenOver and takeoverExpired.
type TakenOver struct {
	Level int `json:"level"`
}

// Deescalated is the data of ticket.deescalated.
type Deescalated struct {
	Level    int  `json:"level"` // after it
	Redacted bool `json:"redacted,omitempty"`
}

// Clock is the data of the sla.* events but sla.armed.
type Clock struct {
	Target     sla.Name   `json:"target"`
	Cycle      int        `json:"cycle"`
	Fraction   float64    `json:"fraction,omitempty"`
	Before     string     `json:"before,omitempty"` // the time before the due time that a warning warns at
	At         time.Time  `json:"at"`               // when it came to pass, which may be before it was recorded
	DueAt      *time.Time `json:"dueAt,omitempty"`
	Remeasured bool       `json:"remeasured,omitempty"` // found by measuring anew: does not escalate
	StartedAt  time.Time  `json:"startedAt,omitzero"`   // of a first reply that was met: since when it was waited for
	// AsOf and Wake say how far the clocks were advanced when this was recorded, so that a replay does the same.
	AsOf time.Time `json:"asOf,omitzero"`
	Wake bool      `json:"wake,omitempty"`
}

// Armed is the data of sla.armed.
type Armed struct {
	Revision int64     `json:"revision"`
	WakeAt   time.Time `json:"wakeAt"`
}

// Redacted is the data of secret.redacted.
type Redacted struct {
	MessageSeq int64    `json:"messageSeq"` // of the event whose text the secret was removed from
	Opening    bool     `json:"opening,omitempty"`
	Kinds      []string `json:"kinds"`
}

// AtRisk is the data of customer.atRisk.
type AtRisk struct {
	CustomerID string `json:"customerId"`
	Cause      string `json:"cause"` // secret | security
}

// Received is the data of feedback.received.
type Received struct {
	SurveyID string `json:"surveyId"`
	Kind     string `json:"kind"` // csat
	Score    int    `json:"score"`
	Low      bool   `json:"low,omitempty"`      // 1 or 2: it asks for another look
	Follows  bool   `json:"follows,omitempty"`  // the ticket itself is the follow-up, for it is not closed
	Praise   bool   `json:"praise,omitempty"`   // a high score that came with words
	Agent    string `json:"agent,omitempty"`    // of praise: who had the case when the customer was asked
	TicketID string `json:"ticketId,omitempty"` // of praise on a survey's own timeline: the case
	Changed  bool   `json:"changed,omitempty"`  // replaces an earlier answer
}

// Delivery is the data of notice.sent, notice.failed and survey.sent.
type Delivery struct {
	Notice   string `json:"notice"` // its id: the same when it is sent again
	Template string `json:"template"`
	Language string `json:"language,omitempty"`
	To       string `json:"to"` // customer | staff
	Reason   string `json:"reason,omitempty"`
	// AskedAt is when a question was asked that the customer can answer from then on: before this was recorded, or as late
	// as after the answer. Only in survey.sent.
	AskedAt time.Time `json:"askedAt,omitzero"`
}

// The private parts.

// Message is what somebody wrote: in ticket.replied and ticket.noted.
type Message struct {
	Body string `json:"body,omitempty"`
}

// OpeningText is the private part of ticket.opened.
type OpeningText struct {
	Subject        string       `json:"subject"`
	Body           string       `json:"body"`
	DesiredOutcome string       `json:"desiredOutcome,omitempty"`
	Customer       Customer     `json:"customer"`
	Transaction    *Transaction `json:"transaction,omitempty"`
	Thread         *Thread      `json:"thread,omitempty"`
	Tags           []string     `json:"tags,omitempty"`
	Request        string       `json:"request,omitempty"`
}

// ChangedText is the private part of ticket.changed. Clocks is what a change of what policies match measured.
type ChangedText struct {
	Subject     string       `json:"subject,omitempty"`
	Tags        []string     `json:"tags,omitempty"`
	Transaction *Transaction `json:"transaction,omitempty"`
	Clocks      *sla.Clocks  `json:"clocks,omitempty"`
}

// Reason is the private part of what was done with words: reopening, escalation, de-escalation.
type Reason struct {
	Reason string `json:"reason,omitempty"`
}

// Comment is the private part of feedback.received.
type Comment struct {
	Comment string `json:"comment,omitempty"`
}
