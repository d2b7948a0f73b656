package complaints

import (
	"cmp"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/event"
	"aftercare/shared/jurisdiction"
	"aftercare/shared/redact"
	"aftercare/shared/seal"
	"aftercare/shared/ticket"
	"aftercare/shared/web"
)

// View is a complaint as the API shows it. Customers see neither who handles it nor why it was escalated; staff see
// addresses and numbers masked.
type View struct {
	ID           string                 `json:"id" pattern:"^[0-9A-HJKMNP-TV-Z]{12}$" doc:"12 characters of Crockford's base32."`
	Reference    string                 `json:"reference" pattern:"^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$" doc:"The id in groups of four, for people."`
	Version      int64                  `json:"version" minimum:"1" doc:"Rises with every command and clock; the ETag."`
	Status       complaint.Status       `json:"status" enum:"received,acknowledged,inadmissible,investigating,found,awaitingApproval,proposed,accepted,fulfilled,escalated,closed"`
	Jurisdiction complaint.Jurisdiction `json:"jurisdiction" doc:"Whose law it is handled under: mica, uk, none, or another that the company set up."`
	Service      jurisdiction.Service   `json:"service" enum:"cryptoAsset,payment" doc:"The kind of service that it is about."`
	Channel      ticket.Channel         `json:"channel" enum:"web,chat,email,phone,social,api,letter"`
	Language     string                 `json:"language" doc:"BCP 47."`
	Customer     customerView           `json:"customer"`
	TicketID     string                 `json:"ticketId,omitempty"`
	Team         string                 `json:"team,omitempty"`
	Assignee     string                 `json:"assignee,omitempty" doc:"Who took it over."`

	Subject          string              `json:"subject"`
	Statement        string              `json:"statement"`
	DesiredRemedy    string              `json:"desiredRemedy,omitempty"`
	OccurredAt       time.Time           `json:"occurredAt,omitzero"`
	Loss             *moneyView          `json:"loss,omitempty"`
	ServiceReference string              `json:"serviceReference,omitempty"`
	Evidence         []evidenceView      `json:"evidence,omitempty"`
	Representative   *representativeView `json:"representative,omitempty"`

	Reasons       string `json:"reasons,omitempty" doc:"What the acknowledgement gave as reasons."`
	Outcome       string `json:"outcome,omitempty" doc:"How it closed, such as withdrawn."`
	ClosureReason string `json:"closureReason,omitempty"`

	Answered // what the company adds

	Escalation escalationView `json:"escalation"`
	Deadlines  []deadlineView `json:"deadlines"`
	NextStep   *nextStepView  `json:"nextStep,omitempty" doc:"Absent once it is closed."`
	Redacted   bool           `json:"redacted" doc:"A recovery phrase or private key was removed from what was written."`

	PaperCopies []paperView `json:"paperCopies,omitempty" doc:"Letters asked for on paper."`

	ReceivedAt     time.Time `json:"receivedAt" doc:"The deadlines count from here."`
	CreatedAt      time.Time `json:"createdAt"`
	UpdatedAt      time.Time `json:"updatedAt"`
	AcknowledgedAt time.Time `json:"acknowledgedAt,omitzero"`
	ClosedAt       time.Time `json:"closedAt,omitzero"`
}

type paperView struct {
	N        int       `json:"n"`
	Document string    `json:"document"`
	AskedAt  time.Time `json:"askedAt"`
	SentAt   time.Time `json:"sentAt,omitzero"`
}

type customerView struct {
	ID        string           `json:"id"`
	Name      string           `json:"name,omitempty"`
	Email     string           `json:"email,omitempty"`
	Phone     string           `json:"phone,omitempty"`
	Language  string           `json:"language,omitempty"`
	Tier      string           `json:"tier,omitempty"`
	Assurance ticket.Assurance `json:"assurance" enum:"authenticated,asserted,unverified"`
}

type moneyView struct {
	Amount string `json:"amount" doc:"An exact decimal, such as 0.015."`
	Asset  string `json:"asset" doc:"Such as BTC or EUR."`
}

// evidenceInput is a piece of evidence as a filing brings it.
type evidenceInput struct {
	Name string `json:"name"`
	URL  string `json:"url,omitempty" doc:"A web address; this or text is needed."`
	Text string `json:"text,omitempty"`
}

type evidenceView struct {
	ID          string                 `json:"id" doc:"Such as e1; findings name it."`
	Kind        complaint.EvidenceKind `json:"kind" enum:"text,link,transaction,ticket"`
	Name        string                 `json:"name"`
	URL         string                 `json:"url,omitempty"`
	Text        string                 `json:"text,omitempty" doc:"Of what came with the filing; later texts are in the timeline."`
	Transaction *transactionView       `json:"transaction,omitempty"`
	TicketID    string                 `json:"ticketId,omitempty"`
	TicketSeq   int64                  `json:"ticketSeq,omitempty" doc:"The last event of the ticket's timeline that the hash covers."`
	SHA256      string                 `json:"sha256,omitempty" doc:"Hexadecimal, fixed when it was given."`
	By          event.ActorKind        `json:"by,omitempty" enum:"customer,staff,system"`
	At          time.Time              `json:"at,omitzero"`
}

type transactionView struct {
	Chain   string `json:"chain"`
	Hash    string `json:"hash,omitempty"`
	Address string `json:"address,omitempty"`
	Asset   string `json:"asset,omitempty"`
	Amount  string `json:"amount,omitempty"`
}

type representativeView struct {
	Name          string `json:"name"`
	Contact       string `json:"contact" doc:"Staff see e-mail addresses and telephone numbers in it masked."`
	Authorization string `json:"authorization" doc:"Such as a power of attorney and its date."`
}

type escalationView struct {
	Level       int       `json:"level"`
	Cause       string    `json:"cause,omitempty"`
	At          time.Time `json:"at,omitzero"`
	TakeoverBy  time.Time `json:"takeoverBy,omitzero" doc:"Until when somebody of the level takes over."`
	TakenOverAt time.Time `json:"takenOverAt,omitzero"`
	By          string    `json:"by,omitempty" doc:"Who took over."`
}

type deadlineView struct {
	Name        complaint.Name `json:"name" enum:"acknowledgement,investigation,decision,decisionStatutory,summaryResolution,announcedDecision,review,answer,fulfilment,payment,closure" doc:"Until summaryResolution, where the law knows it, a complaint that is resolved needs no formal decision; passing it is no breach."`
	DueAt       time.Time      `json:"dueAt"`
	MetAt       time.Time      `json:"metAt,omitzero"`
	BreachedAt  time.Time      `json:"breachedAt,omitzero" doc:"The due time, once it passed unmet; doing it late adds metAt."`
	CancelledAt time.Time      `json:"cancelledAt,omitzero" doc:"When the complaint no longer needed it, or the chance lapsed."`

	ExtensibleTo time.Time `json:"extensibleTo,omitzero" doc:"As far as the law lets a holding reply in time move it."`
	Lapses       bool      `json:"lapses,omitempty" doc:"A chance and no duty: passing it is no breach."`
}

type nextStepView struct {
	By    complaint.Party `json:"by" doc:"The role that acts, or customer."`
	What  complaint.Step  `json:"what" doc:"The step, as in the path."`
	DueAt time.Time       `json:"dueAt,omitzero"`
}

func viewOf(c complaint.Complaint, caller web.Caller) View {
	v := View{
		ID: c.ID, Reference: seal.Reference(c.ID), Version: c.Version, Status: c.Status, Jurisdiction: c.Jurisdiction,
		Service: cmp.Or(c.Service, jurisdiction.CryptoAsset),
		Channel: c.Channel, Language: c.Language, TicketID: c.TicketID,
		Customer: customerView{
			ID: c.Customer.ID, Name: c.Customer.Name, Email: c.Customer.Email, Phone: c.Customer.Phone,
			Language: c.Customer.Language, Tier: c.Customer.Tier, Assurance: c.Customer.Assurance,
		},
		Subject: c.Subject, Statement: c.Statement, DesiredRemedy: c.DesiredRemedy, OccurredAt: c.OccurredAt,
		Loss: (*moneyView)(c.Loss), ServiceReference: c.ServiceReference, Representative: (*representativeView)(c.Representative),
		Reasons: c.Reasons, Outcome: c.Outcome, ClosureReason: c.ClosureReason,
		Escalation: escalationView{
			Level: c.Escalation.Level, At: c.Escalation.At, TakeoverBy: c.Escalation.TakeoverBy, TakenOverAt: c.Escalation.TakenOverAt,
		},
		Answered:  answeredOf(c, caller),
		Deadlines: make([]deadlineView, 0, len(c.Deadlines)), Redacted: c.Redacted,
		ReceivedAt: c.ReceivedAt, CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt,
		AcknowledgedAt: c.AcknowledgedAt, ClosedAt: c.ClosedAt,
	}
	for _, e := range c.Evidence {
		if !theirs(e, caller) {
			continue
		}
		v.Evidence = append(v.Evidence, evidenceView{
			ID: e.ID, Kind: e.Kind, Name: e.Name, URL: e.URL, Text: e.Text, Transaction: (*transactionView)(e.Transaction),
			TicketID: e.TicketID, TicketSeq: e.TicketSeq, SHA256: e.SHA256, By: e.By, At: e.At,
		})
	}
	for _, d := range c.Deadlines {
		v.Deadlines = append(v.Deadlines, deadlineView{
			Name: d.Name, DueAt: d.DueAt, MetAt: d.MetAt, BreachedAt: d.BreachedAt, CancelledAt: d.CancelledAt,
			ExtensibleTo: d.ExtensibleTo, Lapses: d.Lapses,
		})
	}
	if step, ok := c.NextStep(); ok {
		v.NextStep = &nextStepView{By: step.By, What: step.What, DueAt: step.DueAt}
	}
	for _, copied := range c.Copies {
		v.PaperCopies = append(v.PaperCopies, paperView{N: copied.N, Document: copied.Letter, AskedAt: copied.At, SentAt: copied.SentAt})
	}
	if c.Guest != "" && caller.ID == c.Guest {
		v.Customer.ID = c.Guest // whose it is, if staff found out, is not theirs to know
	}
	if caller.IsStaff() {
		v.Team, v.Assignee = c.Team, c.Assignee
		v.Escalation.Cause, v.Escalation.By = string(c.Escalation.Cause), c.Escalation.By
		v.Customer.Email, v.Customer.Phone = redact.Mask(c.Customer.Email), redact.MaskPhone(c.Customer.Phone)
		if r := v.Representative; r != nil {
			v.Representative = &representativeView{Name: r.Name, Contact: redact.MaskContact(r.Contact), Authorization: r.Authorization}
		}
	}
	return v
}
