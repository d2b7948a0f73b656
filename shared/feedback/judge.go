package feedback

import (
	"time"

	"aftercare/shared/incident"
	"aftercare/shared/ticket"
)

// Verdict is what is to be done about a question now.
type Verdict struct {
	Ask bool
	// At is when to look again. Zero: there is no question, or not before the ticket is solved again.
	At time.Time
}

// Circumstances are what a question depends on besides its ticket.
type Circumstances struct {
	Now     time.Time
	Refused bool           // the customer wants no questions by mail
	Board   incident.Board // the latest incidents
	Last    Past           // when the customer was last asked anything
}

// Judge says whether a customer is to be asked how a ticket went: it is solved still, or has closed since without being
// merged or marked as spam; a person opened it, who has an address that is theirs and did not refuse such mail; and
// nobody asked yet. The share comes first, for it never changes; then the delay, and the notice of an incident, which
// the question waits for; and last the quiet period, in which there is no question.
func (r Rules) Judge(t ticket.Ticket, c Circumstances) Verdict {
	rule := r.ruleFor(t)
	if !askable(t) || c.Refused || !Sampled(rule.Sampling, t.ID) {
		return Verdict{}
	}
	if due := t.SolvedAt.Add(time.Duration(rule.Delay)); c.Now.Before(due) {
		return Verdict{At: due}
	}
	if n, fresh := c.Board.Fresh(t, c.Now, time.Duration(rule.IncidentQuiet)); fresh {
		return Verdict{At: n.NoticedAt.Add(time.Duration(rule.IncidentQuiet))}
	}
	if c.Last.quiet(time.Duration(rule.QuietPeriod), SurveyID(CSAT, t.ID), c.Now) {
		return Verdict{}
	}
	return Verdict{Ask: true}
}

// askable reports whether the customer of a ticket may be asked about it at all.
func askable(t ticket.Ticket) bool {
	over := t.Status == ticket.StatusSolved || t.Status == ticket.StatusClosed && !t.SolvedAt.IsZero() && t.MergedInto == "" && !t.Spam
	// Of a follow-up the question is another: whether it is put right now.
	return over && !t.Surveyed && !t.Automatic && t.FollowsSurvey == "" && mayWrite(t.Customer)
}

// LastAsked is when a customer was last asked anything, whether they would recommend the company, and how easy it was to
// help themselves. It is written with the claim of a survey: always with the two that have a time between them, and with
// the one about a ticket only where a rule asks for it.
type LastAsked struct {
	CustomerID string    `json:"customerId"` // or of a mailbox
	Revision   int64     `json:"revision"`   // rises by one with every change; 0 was never saved
	At         time.Time `json:"at"`
	SurveyID   string    `json:"surveyId"`
	NPSAt      time.Time `json:"npsAt,omitzero"`
	NPSID      string    `json:"npsId,omitempty"` // of the survey that asked
	CESAt      time.Time `json:"cesAt,omitzero"`
	CESID      string    `json:"cesId,omitempty"`
}

// LastKept is how long it is remembered when somebody was last asked: longer than any rule looks back.
const LastKept = 400 * day

// quiet reports whether a period that began with another survey goes on.
func (l LastAsked) quiet(period time.Duration, surveyID string, now time.Time) bool {
	return l.SurveyID != surveyID && now.Before(l.At.Add(period))
}

// asked gives what is to be remembered once a survey was claimed.
func (l LastAsked) asked(s Survey) LastAsked {
	l.At, l.SurveyID = s.AskedAt, s.ID
	switch s.Kind {
	case NPS:
		l.NPSAt, l.NPSID = s.AskedAt, s.ID
	case CES:
		l.CESAt, l.CESID = s.AskedAt, s.ID
	default:
	}
	l.Revision++
	return l
}
