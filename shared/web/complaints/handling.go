package complaints

import (
	"context"
	"time"

	"aftercare/shared/complaint"
	"aftercare/shared/fault"
	"aftercare/shared/seal"
	"aftercare/shared/ticket"
	"aftercare/shared/web"
)

// The steps of who handles a complaint, and those that both sides take.

type investigateInput struct {
	Action
	Body struct {
		Understanding string      `json:"understanding" minLength:"1" maxLength:"20000" doc:"The problem, restated; the customer reads it."`
		Points        []pointView `json:"points" minItems:"1" maxItems:"50" doc:"What has to be answered."`
	}
}

func (a API) investigate(ctx context.Context, in *investigateInput) (*web.Resource[View], error) {
	i := complaint.Inquiry{Understanding: in.Body.Understanding}
	for _, p := range in.Body.Points {
		i.Points = append(i.Points, complaint.Point(p))
	}
	return a.act(ctx, in.Action, func(id string, do complaint.Do) (complaint.Done, error) {
		return a.Complaints.Investigate(ctx, id, i, do)
	})
}

type askInput struct {
	Action
	Body struct {
		Question string `json:"question" minLength:"1" maxLength:"20000" doc:"The customer reads it."`
		About    string `json:"about,omitempty" enum:"desiredRemedy,occurredAt,loss,serviceReference,evidence,representative" doc:"What of the template is missing. What is held already is not asked for: 422."`
	}
}

func (a API) ask(ctx context.Context, in *askInput) (*web.Resource[View], error) {
	return a.act(ctx, in.Action, func(id string, do complaint.Do) (complaint.Done, error) {
		return a.Complaints.Ask(ctx, id, complaint.Question{Question: in.Body.Question, About: in.Body.About}, do)
	})
}

type replyInput struct {
	Action
	N    int `path:"n" minimum:"1" maximum:"1000" doc:"The number of the information request, from 1."`
	Body struct {
		Answer string `json:"answer" minLength:"1" maxLength:"20000"`
	}
}

func (a API) reply(ctx context.Context, in *replyInput) (*web.Resource[View], error) {
	return a.act(ctx, in.Action, func(id string, do complaint.Do) (complaint.Done, error) {
		return a.Complaints.Reply(ctx, id, in.N, in.Body.Answer, do)
	})
}

type writeInput struct {
	Action
	Body struct {
		Body string `json:"body" minLength:"1" maxLength:"20000"`
	}
}

func (a API) write(ctx context.Context, in *writeInput) (*web.Resource[View], error) {
	return a.act(ctx, in.Action, func(id string, do complaint.Do) (complaint.Done, error) {
		return a.Complaints.Write(ctx, id, in.Body.Body, do)
	})
}

type giveInput struct {
	Action
	Body struct {
		Name        string           `json:"name" minLength:"1" maxLength:"200"`
		URL         string           `json:"url,omitempty" maxLength:"2000" doc:"A web address."`
		Text        string           `json:"text,omitempty" maxLength:"20000"`
		Transaction *transactionView `json:"transaction,omitempty" doc:"On a chain; stands alone."`
		TicketID    string           `json:"ticketId,omitempty" maxLength:"64" doc:"A ticket of the customer: its history up to now; stands alone."`
	}
}

func (a API) give(ctx context.Context, in *giveInput) (*web.Resource[View], error) {
	b := in.Body
	e := complaint.Evidence{Name: b.Name, URL: b.URL, Text: b.Text, Transaction: (*ticket.Transaction)(b.Transaction)}
	if b.TicketID != "" {
		id, ok := seal.ParseID(b.TicketID)
		if !ok {
			return nil, fault.InvalidField("ticketId", "is no ticket of this customer")
		}
		e.TicketID = id
	}
	return a.act(ctx, in.Action, func(id string, do complaint.Do) (complaint.Done, error) {
		return a.Complaints.Give(ctx, id, e, do)
	})
}

type findInput struct {
	Action
	Body struct {
		Summary  string           `json:"summary" minLength:"1" maxLength:"20000" doc:"The customer reads it with the decision."`
		Upheld   complaint.Upheld `json:"upheld" enum:"yes,partly,no"`
		Evidence []string         `json:"evidence,omitempty" maxItems:"60" doc:"Ids of the evidence that the findings rest on."`
		Cause    string           `json:"cause,omitempty" maxLength:"64" doc:"An id in the tree of causes. Decisions with the same category, cause and asset are compared."`
		Category string           `json:"category,omitempty" enum:"account,security,deposit,withdrawal,trade,fees,verification,wallet,other" doc:"The linked ticket's by default, or other."`
		Asset    string           `json:"asset,omitempty" maxLength:"32" doc:"That of the loss by default, or of the linked ticket's transaction."`
	}
}

func (a API) find(ctx context.Context, in *findInput) (*web.Resource[View], error) {
	b := in.Body
	return a.act(ctx, in.Action, func(id string, do complaint.Do) (complaint.Done, error) {
		return a.Complaints.Find(ctx, id, complaint.Ruling{
			Summary: b.Summary, Upheld: b.Upheld, Evidence: b.Evidence, Cause: b.Cause, Category: b.Category, Asset: b.Asset,
		}, do)
	})
}

type proposeInput struct {
	Action
	Body struct {
		Statement    string            `json:"statement" minLength:"1" maxLength:"20000"`
		Answers      []answerView      `json:"answers" maxItems:"50" doc:"To every point, once."`
		Remedies     []complaint.Kind  `json:"remedies,omitempty" maxItems:"20" enum:"apology,correction,feeWaiver,credit"`
		ExpectedBy   time.Time         `json:"expectedBy" doc:"When it is carried out; not in the past."`
		Compensation *compensationView `json:"compensation,omitempty" doc:"Above what the proposer may grant alone, the solution waits for somebody else's approval."`
		Reasoning    string            `json:"reasoning" minLength:"1" maxLength:"20000"`
		Appeal       string            `json:"appeal,omitempty" maxLength:"20000" doc:"What else the customer can do; needed unless the complaint is upheld in full."`
		Differs      string            `json:"differs,omitempty" maxLength:"20000" doc:"Why it is not as most earlier decisions on the like; needed when it is not. Staff alone read it."`
	}
}

func (a API) propose(ctx context.Context, in *proposeInput) (*web.Resource[View], error) {
	b := in.Body
	p := complaint.Proposal{
		SolutionText: complaint.SolutionText{
			Statement: b.Statement, Compensation: (*complaint.Compensation)(b.Compensation), Reasoning: b.Reasoning,
			Appeal: b.Appeal, Differs: b.Differs,
		},
		Remedies: b.Remedies, ExpectedBy: b.ExpectedBy,
	}
	for _, answer := range b.Answers {
		p.Answers = append(p.Answers, complaint.PointAnswer(answer))
	}
	return a.act(ctx, in.Action, func(id string, do complaint.Do) (complaint.Done, error) {
		return a.Complaints.Propose(ctx, id, p, do)
	})
}

type approveInput struct {
	Action
	Body struct {
		Decision string `json:"decision" enum:"approved,refused"`
		Reason   string `json:"reason,omitempty" maxLength:"20000" doc:"Needed to refuse."`
	}
}

func (a API) approve(ctx context.Context, in *approveInput) (*web.Resource[View], error) {
	judged := complaint.Approval{Approved: in.Body.Decision == "approved", Reason: in.Body.Reason}
	return a.act(ctx, in.Action, func(id string, do complaint.Do) (complaint.Done, error) {
		return a.Complaints.Approve(ctx, id, judged, do)
	})
}

type fulfilInput struct {
	Action
	Body struct {
		Note string `json:"note" minLength:"1" maxLength:"20000" doc:"What was done; the customer reads it."`
	}
}

func (a API) fulfil(ctx context.Context, in *fulfilInput) (*web.Resource[View], error) {
	return a.act(ctx, in.Action, func(id string, do complaint.Do) (complaint.Done, error) {
		return a.Complaints.Fulfil(ctx, id, in.Body.Note, do)
	})
}

type delayInput struct {
	Action
	Body struct {
		Reasons    string    `json:"reasons" minLength:"1" maxLength:"20000" doc:"The customer reads them."`
		DecisionBy time.Time `json:"decisionBy" doc:"When the decision comes; in the future."`
	}
}

func (a API) postpone(ctx context.Context, in *delayInput) (*web.Resource[View], error) {
	return a.act(ctx, in.Action, func(id string, do complaint.Do) (complaint.Done, error) {
		return a.Complaints.Postpone(ctx, id, complaint.Postponement{Reasons: in.Body.Reasons, DecisionBy: in.Body.DecisionBy}, do)
	})
}

type learnInput struct {
	Action
	Body struct {
		Cause  string    `json:"cause" minLength:"1" maxLength:"200" doc:"An id in the tree of causes, or in words."`
		Action string    `json:"action" minLength:"1" maxLength:"20000"`
		Owner  string    `json:"owner" minLength:"1" maxLength:"128" doc:"The id of who sees to it."`
		DueBy  time.Time `json:"dueBy" doc:"Not in the past."`
	}
}

func (a API) learn(ctx context.Context, in *learnInput) (*web.Resource[View], error) {
	b := in.Body
	return a.act(ctx, in.Action, func(id string, do complaint.Do) (complaint.Done, error) {
		return a.Complaints.Learn(ctx, id, complaint.Learning{Cause: b.Cause, Action: b.Action, Owner: b.Owner, DueBy: b.DueBy}, do)
	})
}

func (a API) hold(ctx context.Context, in *reasonInput) (*web.Resource[View], error) {
	return a.act(ctx, in.Action, func(id string, do complaint.Do) (complaint.Done, error) {
		return a.Complaints.Keep(ctx, id, true, in.Body.Reason, do)
	})
}

func (a API) release(ctx context.Context, in *reasonInput) (*web.Resource[View], error) {
	return a.act(ctx, in.Action, func(id string, do complaint.Do) (complaint.Done, error) {
		return a.Complaints.Keep(ctx, id, false, in.Body.Reason, do)
	})
}
