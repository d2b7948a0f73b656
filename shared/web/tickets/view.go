package tickets

import (
	"time"

	"aftercare/shared/redact"
	"aftercare/shared/seal"
	"aftercare/shared/sla"
	"aftercare/shared/ticket"
	"aftercare/shared/web"
)

// View is a ticket as the API shows it. Customers see neither tags, team and assignee nor why it was escalated;
// staff see addresses and numbers masked.
type View struct {
	ID            string              `json:"id" pattern:"^[0-9A-HJKMNP-TV-Z]{12}$" doc:"12 characters of Crockford's base32."`
	Reference     string              `json:"reference" pattern:"^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$" doc:"The id in groups of four, for people."`
	Version       int64               `json:"version" minimum:"1" doc:"Rises with every command and clock; the ETag."`
	Subject       string              `json:"subject"`
	Status        ticket.Status       `json:"status" enum:"new,open,pending,hold,solved,closed"`
	Priority      ticket.Priority     `json:"priority" enum:"low,normal,high,urgent"`
	Channel       ticket.Channel      `json:"channel" enum:"web,chat,email,phone,social,api"`
	Category      string              `json:"category"`
	Language      string              `json:"language" doc:"BCP 47."`
	Customer      CustomerView        `json:"customer"`
	Team          string              `json:"team,omitempty"`
	Assignee      string              `json:"assignee,omitempty"`
	Tags          []string            `json:"tags,omitzero"`
	Transaction   *ticket.Transaction `json:"transaction,omitempty"`
	FollowUpOf    string              `json:"followUpOf,omitempty" doc:"The closed ticket that this one continues."`
	FollowsSurvey string              `json:"followsSurvey,omitempty" doc:"The survey whose low answer is to be put right here; for staff."`
	MergedInto    string              `json:"mergedInto,omitempty"`
	ComplaintID   string              `json:"complaintId,omitempty"`
	Spam          bool                `json:"spam,omitempty" doc:"Closed as spam; for staff alone."`
	Escalation    EscalationView      `json:"escalation"`
	SLA           SLAView             `json:"sla"`

	NextDueAt             time.Time         `json:"nextDueAt,omitzero" doc:"The earliest promised time that still runs."`
	WaitingSince          time.Time         `json:"waitingSince,omitzero" doc:"The oldest message that no person has answered."`
	LastCustomerMessageAt time.Time         `json:"lastCustomerMessageAt,omitzero"`
	Satisfaction          *SatisfactionView `json:"satisfaction,omitempty"`
	Redacted              bool              `json:"redacted" doc:"A recovery phrase or private key was removed from what the customer wrote."`
	CreatedAt             time.Time         `json:"createdAt"`
	UpdatedAt             time.Time         `json:"updatedAt"`
	SolvedAt              time.Time         `json:"solvedAt,omitzero"`
	ClosesAt              time.Time         `json:"closesAt,omitzero" doc:"When a solved ticket closes by itself."`
	ClosedAt              time.Time         `json:"closedAt,omitzero"`
}

// CustomerView is whose ticket it is.
type CustomerView struct {
	ID        string           `json:"id"`
	Name      string           `json:"name,omitempty"`
	Email     string           `json:"email,omitempty"`
	Phone     string           `json:"phone,omitempty"`
	Language  string           `json:"language,omitempty"`
	Tier      string           `json:"tier,omitempty"`
	Assurance ticket.Assurance `json:"assurance" enum:"authenticated,asserted,unverified"`
}

// EscalationView is where the ticket stands on its ladder.
type EscalationView struct {
	Level       int       `json:"level"`
	Cause       string    `json:"cause,omitempty"`
	At          time.Time `json:"at,omitzero"`
	TakeoverBy  time.Time `json:"takeoverBy,omitzero" doc:"Until when somebody of the level takes over."`
	TakenOverAt time.Time `json:"takenOverAt,omitzero"`
	By          string    `json:"by,omitempty" doc:"Who took over."`
}

// SLAView is what was promised, and where it stands.
type SLAView struct {
	Policy          string       `json:"policy"`
	PolicyVersion   int          `json:"policyVersion" doc:"Of the policies; 0 are those that hold before any were set."`
	Calendar        string       `json:"calendar"`
	CalendarVersion int          `json:"calendarVersion" doc:"Of the calendar; 0 for always, which has no other."`
	Targets         []TargetView `json:"targets"`
}

// TargetView is the latest cycle of one promise.
type TargetView struct {
	Name       sla.Name   `json:"name" enum:"firstReply,nextReply,update,resolution"`
	Cycle      int        `json:"cycle"`
	Status     sla.Status `json:"status" enum:"running,paused,met,breached,cancelled"`
	StartedAt  time.Time  `json:"startedAt"`
	DueAt      time.Time  `json:"dueAt,omitzero"`
	MetAt      time.Time  `json:"metAt,omitzero"`
	BreachedAt time.Time  `json:"breachedAt,omitzero"`
}

// SatisfactionView is the customer's latest answer to the survey.
type SatisfactionView struct {
	Score   int       `json:"score"`
	Comment string    `json:"comment,omitempty"`
	At      time.Time `json:"at"`
}

func viewOf(t ticket.Ticket, c web.Caller) View {
	v := View{
		ID: t.ID, Reference: seal.Reference(t.ID), Version: t.Version, Subject: t.Subject, Status: t.Status,
		Priority: t.Priority, Channel: t.Channel, Category: t.Category, Language: t.Language,
		Customer: CustomerView{
			ID: t.Customer.ID, Name: t.Customer.Name, Email: t.Customer.Email, Phone: t.Customer.Phone,
			Language: t.Customer.Language, Tier: t.Customer.Tier, Assurance: t.Customer.Assurance,
		},
		Transaction: t.Transaction, FollowUpOf: t.FollowUpOf, MergedInto: t.MergedInto, ComplaintID: t.ComplaintID,
		Escalation: EscalationView{
			Level: t.Escalation.Level, At: t.Escalation.At, TakeoverBy: t.Escalation.TakeoverBy, TakenOverAt: t.Escalation.TakenOverAt,
		},
		SLA: SLAView{
			Policy: t.SLA.Policy, PolicyVersion: t.SLA.Version, Calendar: t.SLA.Calendar, CalendarVersion: t.SLA.CalendarVersion,
			Targets: []TargetView{},
		},
		NextDueAt: t.NextDue(), WaitingSince: t.WaitingSince, LastCustomerMessageAt: t.LastCustomerMessageAt,
		Redacted: t.Redacted, CreatedAt: t.CreatedAt, UpdatedAt: t.UpdatedAt,
		SolvedAt: t.SolvedAt, ClosesAt: t.ClosesAt, ClosedAt: t.ClosedAt,
	}
	for _, g := range t.SLA.Targets {
		v.SLA.Targets = append(v.SLA.Targets, TargetView{
			Name: g.Name, Cycle: g.Cycle, Status: g.Status, StartedAt: g.StartedAt,
			DueAt: g.DueAt, MetAt: g.MetAt, BreachedAt: g.BreachedAt,
		})
	}
	if s := t.Satisfaction; s != nil {
		v.Satisfaction = &SatisfactionView{Score: s.Score, Comment: s.Comment, At: s.At}
	}
	if c.IsStaff() {
		v.Spam = t.Spam
		v.FollowsSurvey = t.FollowsSurvey
		v.Team, v.Assignee, v.Tags = t.Team, t.Assignee, append([]string{}, t.Tags...)
		v.Escalation.Cause, v.Escalation.By = string(t.Escalation.Cause), t.Escalation.By
		v.Customer.Email, v.Customer.Phone = redact.Mask(t.Customer.Email), redact.MaskPhone(t.Customer.Phone)
	}
	return v
}
