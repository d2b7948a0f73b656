// Package story publishes what satisfied customers say, with their permission and without their names: a customer allows
// a quote, staff edit it, the customer approves exactly that text behind a link, staff publish it, and whoever it is of
// takes it back whenever they want. Nothing is ever published that its customer did not approve word by word.
package story

import (
	"time"

	"aftercare/shared/ticket"
)

// Status is where a story stands.
type Status string

// The states. Edited, submitted, approved and published are of one edition of the text: another edit begins anew.
const (
	Asked     Status = "asked"     // staff asked whether the customer may be quoted
	Allowed   Status = "allowed"   // the customer allows a quote; nothing is written yet
	Edited    Status = "edited"    // there is a text
	Submitted Status = "submitted" // the customer has the text to approve
	Approved  Status = "approved"  // word by word
	Published Status = "published"
	Refused   Status = "refused"   // by the customer, for good
	Withdrawn Status = "withdrawn" // for good
)

// Statuses lists them.
var Statuses = []string{
	string(Asked), string(Allowed), string(Edited), string(Submitted), string(Approved), string(Published), string(Refused), string(Withdrawn),
}

// Over reports whether nothing can happen to a story any more.
func (s Status) Over() bool { return s == Refused || s == Withdrawn }

// How long things hold.
const (
	// ApprovalLife is how long a customer can approve a text that was submitted to them.
	ApprovalLife = 30 * 24 * time.Hour
	// PublicLife is how long after its approval a story is shown at most. The link that the approval was asked by lives
	// longer (see package link), so that whoever holds it can withdraw the story as long as anybody can read it.
	PublicLife = 2 * 365 * 24 * time.Hour
)

// SourceKind says what a story is made from.
type SourceKind string

// The sources: the answer to a survey, or praise that nobody asked for.
const (
	Survey   SourceKind = "survey"
	Feedback SourceKind = "feedback"
)

// Source is what a story is made from. It makes one at most.
type Source struct {
	Kind SourceKind `json:"kind"`
	ID   string     `json:"id"`
}

// Story is one, and how far it is. Times are UTC in whole seconds; the zero time means "not yet".
type Story struct {
	ID       string          `json:"id"`
	Seq      int64           `json:"seq"`     // of the last event
	Version  int64           `json:"version"` // rises with commands, not with records of delivery
	Status   Status          `json:"status"`
	Source   Source          `json:"source"`
	TicketID string          `json:"ticketId,omitempty"` // that the source is about
	Words    string          `json:"words"`              // the customer's own
	Language string          `json:"language"`
	Customer ticket.Customer `json:"customer"`
	Text     string          `json:"text,omitempty"`     // as edited
	Edition  int             `json:"edition,omitempty"`  // rises by one with every edit
	Approved int             `json:"approved,omitempty"` // the edition that the customer approved last
	Shown    int             `json:"shown,omitempty"`    // the edition that was submitted to the customer last

	SubmittedAt time.Time `json:"submittedAt,omitzero"`
	ApprovedAt  time.Time `json:"approvedAt,omitzero"`
	PublishedAt time.Time `json:"publishedAt,omitzero"`
	CreatedAt   time.Time `json:"createdAt"`
	UpdatedAt   time.Time `json:"updatedAt"`
	LastAt      time.Time `json:"lastAt"` // of the last event of any kind: time never runs back
}

// Public reports whether anybody may read the text: it is published, it is what the customer approved, and the approval
// is not too long ago.
func (s Story) Public(now time.Time) bool {
	return s.Status == Published && s.Approved == s.Edition && s.Edition > 0 && now.Before(s.ApprovedAt.Add(PublicLife))
}

// IsDraft reports whether the text was not submitted to the customer: it is for staff alone, whatever became of the story.
func (s Story) IsDraft() bool {
	switch s.Status {
	case Submitted, Approved, Published: // of what was submitted, also before that was kept
		return false
	default:
		return s.Edition != max(s.Shown, s.Approved)
	}
}

// Approvable reports whether the customer can approve the text now.
func (s Story) Approvable(now time.Time) bool {
	return s.Status == Submitted && now.Before(s.ApprovableUntil())
}

// ApprovableUntil is when the time to approve ends.
func (s Story) ApprovableUntil() time.Time { return s.SubmittedAt.Add(ApprovalLife) }
