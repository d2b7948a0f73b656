package complaint

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/text"
)

// AnswerTime is how long a decision, or a question whether its remedy helped, waits for the customer.
const AnswerTime = 14 * 24 * time.Hour

// leastFulfilment is the time that there is for a remedy when the customer accepts after it was expected.
const leastFulfilment = 3 * 24 * time.Hour

// Proposal is the command to decide a complaint.
type Proposal struct {
	SolutionText
	Remedies   []Kind
	ExpectedBy time.Time
}

// Propose decides a complaint: it answers every point and gives its reasons (Delegated Regulation (EU) 2025/294,
// Article 6). The decision is sent at once, or waits for the approval of somebody else when its money is above what
// the proposer may grant alone.
func Propose(c Complaint, p Proposal, terms Terms) (Complaint, []event.Event, error) {
	check := func(w *words) string {
		p = p.check(w, terms.Authority)
		if p.Compensation != nil && !terms.Authority.allows(terms.Who.parties(c), *p.Compensation, terms.Spent, c.Remedies) {
			return "awaitingApproval"
		}
		return "proposed"
	}
	return step(c, SolutionStep, terms, check, func(d *draft, row Transition, redacted bool) error {
		if err := p.hold(c, d.now, terms.Earlier); err != nil {
			return err
		}
		s := Solution{
			N: c.Solutions + 1, SolutionText: p.SolutionText, Upheld: c.Findings.Upheld, Remedies: p.Remedies,
			ExpectedBy: p.ExpectedBy, ProposedBy: terms.Who.Actor.ID,
		}
		if p.Compensation != nil {
			s.RemedyID = fmt.Sprintf("%s-%d", c.ID, s.N)
		}
		if row.To == Proposed {
			d.send(row, s, redacted)
		} else {
			d.take(row, Drafted{
				Status: row.To, Solution: s.N, Upheld: s.Upheld, Remedies: s.Remedies, RemedyID: s.RemedyID,
				ExpectedBy: s.ExpectedBy, Redacted: redacted,
			}, s.SolutionText)
		}
		return bounded(s.SolutionText)
	})
}

// check brings the values into their one form.
func (p Proposal) check(w *words, authority Authority) Proposal {
	p.Statement = w.required("statement", p.Statement, text.MaxBody)
	p.Reasoning = w.required("reasoning", p.Reasoning, text.MaxBody)
	p.Appeal = w.optional("appeal", p.Appeal, text.MaxBody)
	p.Differs = w.optional("differs", p.Differs, text.MaxBody)
	if len(p.Answers) == 0 {
		w.Add("answers", "are missing")
	}
	if len(p.Answers) > maxPoints {
		w.Add("answers", fmt.Sprintf("are more than %d", maxPoints))
		p.Answers = nil
	}
	p.Answers = slices.Clone(p.Answers)
	for i := range p.Answers {
		p.Answers[i].Text = w.required(fmt.Sprintf("answers[%d].text", i), p.Answers[i].Text, text.MaxBody)
	}
	for i, k := range p.Remedies {
		w.OneOf(fmt.Sprintf("remedies[%d]", i), string(k), Kinds...)
	}
	p.Compensation = authority.check(w, p.Compensation)
	if p.Compensation != nil && !slices.Contains(p.Remedies, p.Compensation.Kind) {
		p.Remedies = append(slices.Clone(p.Remedies), p.Compensation.Kind)
	}
	p.Remedies = slices.Compact(slices.Sorted(slices.Values(p.Remedies)))
	if p.ExpectedBy.IsZero() {
		w.Add("expectedBy", "is missing")
	}
	p.ExpectedBy = p.ExpectedBy.UTC().Truncate(time.Second)
	return p
}

// hold holds a proposal to the rules of the procedure.
func (p Proposal) hold(c Complaint, now time.Time, earlier []Precedent) error {
	if c.Findings == nil {
		return fault.InState(string(c.Status), "there is no decision without findings")
	}
	var answered []string
	for i, a := range p.Answers {
		switch known := slices.ContainsFunc(c.Points, func(point Point) bool { return point.ID == a.Point }); {
		case !known:
			return fault.InvalidField(fmt.Sprintf("answers[%d].point", i), "is no point of this complaint")
		case slices.Contains(answered, a.Point):
			return fault.InvalidField(fmt.Sprintf("answers[%d].point", i), "is answered twice")
		}
		answered = append(answered, a.Point)
	}
	if len(answered) < len(c.Points) {
		var open []string
		for _, point := range c.Points {
			if !slices.Contains(answered, point.ID) {
				open = append(open, point.ID)
			}
		}
		return fault.InvalidField("answers", "leave points without an answer: "+strings.Join(open, ", "))
	}
	// Article 6: what does not grant the demand in full names the remedies that are left to the customer.
	if c.Findings.Upheld != UpheldYes && p.Appeal == "" {
		return fault.InvalidField("appeal", "is missing: say what else the customer can do, unless the complaint is upheld in full")
	}
	if p.ExpectedBy.Before(now) {
		return fault.InvalidField("expectedBy", "lies in the past")
	}
	if differs(c.Findings.Upheld, p.Compensation != nil, earlier) && p.Differs == "" {
		return fault.InvalidField("differs", "is missing: earlier decisions on the like came out otherwise, so say why this one does not")
	}
	return nil
}

// send makes a solution go to the customer, which is what the decision's clocks ask for.
func (d *draft) send(row Transition, s Solution, redacted bool) {
	d.take(row, ProposedData{
		Status: row.To, Solution: s.N, Upheld: s.Upheld, Remedies: s.Remedies, RemedyID: s.RemedyID,
		ExpectedBy: s.ExpectedBy, ProposedBy: s.ProposedBy, Deadlines: []Due{d.due(Answer, d.now.Add(AnswerTime))}, Redacted: redacted,
	}, s.SolutionText)
}

// Approval is the judgement of somebody else on a solution that its proposer may not send alone.
type Approval struct {
	Approved bool
	Reason   string
}

// Approve sends a solution that waits, or hands it back with the reason.
func Approve(c Complaint, a Approval, terms Terms) (Complaint, []event.Event, error) {
	check := func(w *words) string {
		a.Reason = w.optional("reason", a.Reason, text.MaxBody)
		if a.Approved {
			return "approved"
		}
		if a.Reason == "" {
			w.Add("reason", "is needed to refuse")
		}
		return "refused"
	}
	return step(c, ApprovalStep, terms, check, func(d *draft, row Transition, redacted bool) error {
		judged := Judgement{Solution: c.Draft.N, Redacted: redacted}
		if !a.Approved {
			judged.Status = row.To
			d.take(row, judged, Reason{Reason: a.Reason})
			return nil
		}
		d.emit(event.ComplaintApproved, judged, Reason{Reason: a.Reason})
		d.send(row, *c.Draft, false)
		return nil
	})
}
