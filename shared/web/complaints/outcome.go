package complaints

import (
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/event"
	"aftercare/shared/web"
)

// Answered is the part of a complaint that the company adds: what it understood, asked, found and decided. It is exported
// because huma leaves out what is embedded under a name of our own alone.
type Answered struct {
	Understanding string        `json:"understanding,omitempty" doc:"The problem, as the company restated it."`
	Points        []pointView   `json:"points,omitempty" doc:"What has to be answered."`
	Requests      []requestView `json:"informationRequests,omitempty"`
	Findings      *findingsView `json:"findings,omitempty" doc:"Customers see them once it is decided."`
	Solution      *solutionView `json:"solution,omitempty" doc:"The last that was sent; earlier ones are in the timeline."`
	Draft         *solutionView `json:"draft,omitempty" doc:"Staff only: waits for approval."`
	Compensations []remedyView  `json:"compensations,omitempty" doc:"The remedies with money that stand."`
	Delay         *delayView    `json:"delay,omitempty" doc:"The last notice that the decision comes late."`
	Lessons       []lessonView  `json:"lessons,omitempty" doc:"Staff only."`
	About         []string      `json:"about,omitempty" doc:"Staff only: the ids of the staff whom it is about."`
	RetainUntil   time.Time     `json:"retainUntil,omitzero" doc:"Staff only: until when the record is kept at least, once it is closed."`
	Held          bool          `json:"held,omitempty" doc:"Staff only: the record must be kept beyond its time."`
}

type pointView struct {
	ID   string `json:"id" pattern:"^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$"`
	Text string `json:"text" minLength:"1" maxLength:"5000"`
}

type requestView struct {
	N          int       `json:"n" doc:"As in the path of its answer."`
	About      string    `json:"about,omitempty"`
	Question   string    `json:"question"`
	AskedAt    time.Time `json:"askedAt"`
	AnsweredAt time.Time `json:"answeredAt,omitzero"`
}

type findingsView struct {
	Summary  string           `json:"summary"`
	Upheld   complaint.Upheld `json:"upheld" enum:"yes,partly,no"`
	Category string           `json:"category,omitempty" doc:"Staff only, as what follows."`
	Cause    string           `json:"cause,omitempty"`
	Asset    string           `json:"asset,omitempty"`
	Evidence []string         `json:"evidence,omitempty"`
	By       string           `json:"by,omitempty"`
	At       time.Time        `json:"at"`
}

type answerView struct {
	Point string `json:"point" minLength:"1" maxLength:"64" doc:"Its id."`
	Text  string `json:"text" minLength:"1" maxLength:"20000"`
}

type compensationView struct {
	Kind   complaint.Kind `json:"kind" enum:"feeWaiver,credit"`
	Amount string         `json:"amount" pattern:"^[0-9]{1,40}([.][0-9]{1,40})?$" doc:"An exact decimal above zero, no finer than the asset can be divided."`
	Asset  string         `json:"asset" minLength:"1" maxLength:"32"`
}

type solutionView struct {
	Number       int               `json:"number" doc:"From 1."`
	Statement    string            `json:"statement"`
	Answers      []answerView      `json:"answers"`
	Upheld       complaint.Upheld  `json:"upheld" enum:"yes,partly,no"`
	Remedies     []complaint.Kind  `json:"remedies" enum:"apology,correction,feeWaiver,credit"`
	Compensation *compensationView `json:"compensation,omitempty"`
	RemedyID     string            `json:"remedyId,omitempty" doc:"Of the compensation."`
	ExpectedBy   time.Time         `json:"expectedBy"`
	Reasoning    string            `json:"reasoning"`
	Appeal       string            `json:"appeal,omitempty"`
	Differs      string            `json:"differs,omitempty" doc:"Staff only, as who proposed and approved it."`
	ProposedBy   string            `json:"proposedBy,omitempty"`
	ApprovedBy   string            `json:"approvedBy,omitempty"`
	SentAt       time.Time         `json:"sentAt,omitzero"`
	AcceptedAt   time.Time         `json:"acceptedAt,omitzero"`
	RejectedAt   time.Time         `json:"rejectedAt,omitzero"`
}

type remedyView struct {
	ID     string         `json:"id"`
	Kind   complaint.Kind `json:"kind" enum:"feeWaiver,credit"`
	Amount string         `json:"amount"`
	Asset  string         `json:"asset"`
	DueAt  time.Time      `json:"dueAt,omitzero" doc:"By when it is paid, once the customer accepted."`
	PaidAt time.Time      `json:"paidAt,omitzero"`
}

type delayView struct {
	Reasons    string    `json:"reasons"`
	DecisionBy time.Time `json:"decisionBy"`
	At         time.Time `json:"at"`
}

type lessonView struct {
	N      int       `json:"n"`
	Cause  string    `json:"cause"`
	Action string    `json:"action"`
	Owner  string    `json:"owner"`
	DueBy  time.Time `json:"dueBy"`
	At     time.Time `json:"at"`

	Reminded int       `json:"reminded,omitempty" doc:"1 when its owner was reminded before it is due, 2 when it was due."`
	DoneAt   time.Time `json:"doneAt,omitzero" doc:"When it was put into practice."`
	DoneBy   string    `json:"doneBy,omitempty"`
	Note     string    `json:"note,omitempty"`
}

// answeredOf gives what the caller may see of the company's answer.
func answeredOf(c complaint.Complaint, caller web.Caller) Answered {
	v := Answered{Understanding: c.Understanding, Delay: (*delayView)(c.Delay), Solution: solutionOf(c.Solution, caller)}
	for _, p := range c.Points {
		v.Points = append(v.Points, pointView(p))
	}
	for _, r := range c.Requests {
		v.Requests = append(v.Requests, requestView(r))
	}
	for _, r := range c.Remedies {
		v.Compensations = append(v.Compensations, remedyView{
			ID: r.ID, Kind: r.Kind, Amount: r.Amount, Asset: r.Asset, DueAt: r.DueAt, PaidAt: r.PaidAt,
		})
	}
	if f := c.Findings; f != nil && (caller.IsStaff() || !c.DecidedAt.IsZero() && !f.At.After(c.Solution.SentAt)) {
		v.Findings = &findingsView{Summary: f.Summary, Upheld: f.Upheld, At: f.At}
	}
	if !caller.IsStaff() {
		return v
	}
	if f := c.Findings; f != nil {
		v.Findings.Category, v.Findings.Cause, v.Findings.Asset, v.Findings.Evidence, v.Findings.By = f.Category, f.Cause, f.Asset, f.Evidence, f.By
	}
	v.Draft, v.About, v.Held, v.RetainUntil = solutionOf(c.Draft, caller), c.About, c.Held, c.RetainUntil()
	for _, l := range c.Lessons {
		v.Lessons = append(v.Lessons, lessonView(l))
	}
	return v
}

func solutionOf(s *complaint.Solution, caller web.Caller) *solutionView {
	if s == nil {
		return nil
	}
	v := &solutionView{
		Number: s.N, Statement: s.Statement, Answers: make([]answerView, 0, len(s.Answers)), Upheld: s.Upheld,
		Remedies: append([]complaint.Kind{}, s.Remedies...), Compensation: (*compensationView)(s.Compensation), RemedyID: s.RemedyID,
		ExpectedBy: s.ExpectedBy, Reasoning: s.Reasoning, Appeal: s.Appeal, SentAt: s.SentAt, AcceptedAt: s.AcceptedAt, RejectedAt: s.RejectedAt,
	}
	for _, a := range s.Answers {
		v.Answers = append(v.Answers, answerView(a))
	}
	if caller.IsStaff() {
		v.Differs, v.ProposedBy, v.ApprovedBy = s.Differs, s.ProposedBy, s.ApprovedBy
	}
	return v
}

// theirs reports whether a caller sees a piece of evidence: customers see what their own side gave.
func theirs(e complaint.Evidence, caller web.Caller) bool {
	return caller.IsStaff() || e.By == "" || e.By == event.Customer
}
