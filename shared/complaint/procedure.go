package complaint

import (
	"slices"
	"strings"

	"aftercare/shared/event"
	"aftercare/shared/fault"
)

// Step names what can be done to a complaint.
type Step string

// The steps. What the clocks and other systems do alone is a step as well.
const (
	FilingStep          Step = "filing"
	AcknowledgementStep Step = "acknowledgement"
	InvestigationStep   Step = "investigation"
	RequestStep         Step = "information-requests"
	AnswerStep          Step = "answer"
	EvidenceStep        Step = "evidence"
	MessageStep         Step = "messages"
	FindingsStep        Step = "findings"
	SolutionStep        Step = "solution"
	ApprovalStep        Step = "approval"
	AcceptanceStep      Step = "acceptance"
	RejectionStep       Step = "rejection"
	FulfilmentStep      Step = "fulfilment"
	FollowUpStep        Step = "follow-up"
	DelayStep           Step = "delay"
	EscalationStep      Step = "escalation"
	TakeoverStep        Step = "takeover"
	DeescalationStep    Step = "de-escalation"
	WithdrawalStep      Step = "withdrawal"
	ClosureStep         Step = "closure"
	LessonStep          Step = "lesson"
	LessonDoneStep      Step = "lesson-completion"
	HoldStep            Step = "hold"         // the record must be kept beyond its time
	ReleaseStep         Step = "release"      // and no longer
	ConfirmationStep    Step = "confirmation" // whoever filed without signing in used their link
	AssignmentStep      Step = "customer"     // whose it is that was filed without signing in
	RevocationStep      Step = "link-revocations"
	PaperStep           Step = "paper-copies"
	DispatchStep        Step = "dispatch" // of a paper copy
	PaymentStep         Step = "payment"  // the exchange says that it paid a remedy
	SilenceStep         Step = "silence"  // nobody answered in time
)

// Party is somebody as the procedure knows them.
type Party string

// The parties. An agent sees only complaints that are linked to their tickets.
const (
	Complainant Party = "customer"
	Agent       Party = "agent"
	Lead        Party = "lead"
	Compliance  Party = "compliance"
	Admin       Party = "admin"
	Machine     Party = "system"   // clocks and other systems
	Superior    Party = "superior" // people whom a level of the ladder names, and no role
)

// Who may do what comes in a few sets. Article 2 of Delegated Regulation (EU) 2025/294 gives complaints to people
// who report to the management body: here compliance, and the leads of the team.
var (
	handlers = []Party{Lead, Compliance}
	superior = []Party{Lead, Compliance, Admin}
	staff    = []Party{Agent, Lead, Compliance, Admin}
	parties  = []Party{Complainant, Lead, Compliance}
	anyone   = []Party{Complainant, Agent, Lead, Compliance, Admin, Machine}
)

// absent is the status of a complaint that is not filed yet.
const absent Status = ""

// stays marks a step that leaves the status as it is.
const stays Status = ""

// Groups of states that share rows.
var (
	unclosed = Statuses[:len(Statuses)-1]
	// undecided are those in which the customer waits for a decision, the first or a new one.
	undecided = []Status{Received, Acknowledged, Investigating, Found, AwaitingApproval, Escalated}
)

// Transition is one row of the procedure.
type Transition struct {
	Step      Step
	Verdict   string // tells the rows of one step apart; empty for a step with one row
	From      []Status
	To        Status // stays when empty
	Who       []Party
	Impartial bool // not by whom it is about, nor by who worked the linked ticket
	Event     event.Type
	Needs     []string // what must be given with it
	Meets     []Name   // the deadlines that it meets
	Starts    []Name   // the deadlines that begin with it
	Ends      bool     // cancels the deadlines that are still open, and the takeover's clock
	Sends     string   // the letter that the customer gets
}

// procedure is every step that a complaint can take: from where, to where, by whom. A step without a row for the
// present status is a conflict.
var procedure = []Transition{
	{Step: FilingStep, From: []Status{absent}, To: Received, Who: anyone,
		Event: event.ComplaintFiled, Needs: []string{"subject", "statement"},
		Starts: []Name{Acknowledgement, Investigation, Decision, DecisionStatutory}, Sends: "receipt"},

	// Delegated Regulation (EU) 2025/294, Article 4: the acknowledgement says whether the complaint is admissible, and
	// why if it is not. What is not admissible gets no decision, so nothing of it stays due.
	{Step: AcknowledgementStep, Verdict: "admissible", From: []Status{Received}, To: Acknowledged, Who: handlers,
		Event: event.ComplaintAcknowledged, Meets: []Name{Acknowledgement}, Sends: "acknowledgement"},
	{Step: AcknowledgementStep, Verdict: "inadmissible", From: []Status{Received}, To: Inadmissible, Who: handlers,
		Event: event.ComplaintAcknowledged, Needs: []string{"reasons"}, Meets: []Name{Acknowledgement},
		Starts: []Name{ClosureDue}, Ends: true, Sends: "acknowledgement"},

	// The problem as the company understood it goes to the customer, in points that each get an answer (Article 6).
	{Step: InvestigationStep, From: []Status{Acknowledged, Escalated}, To: Investigating, Who: handlers, Impartial: true,
		Event: event.ComplaintInvestigated, Needs: []string{"understanding", "points"}, Meets: []Name{Investigation}, Sends: "investigation"},
	// Article 5: what is missing is asked for. Asking pauses nothing.
	{Step: RequestStep, From: undecided, To: stays, Who: handlers,
		Event: event.ComplaintAsked, Needs: []string{"question"}, Sends: "request"},
	{Step: AnswerStep, From: unclosed, To: stays, Who: []Party{Complainant},
		Event: event.ComplaintAnswered, Needs: []string{"answer"}},
	{Step: EvidenceStep, From: unclosed, To: stays, Who: parties,
		Event: event.ComplaintEvidenced, Needs: []string{"name"}},
	{Step: MessageStep, From: unclosed, To: stays, Who: parties,
		Event: event.ComplaintMessaged, Needs: []string{"body"}, Sends: "message"},
	{Step: FindingsStep, From: []Status{Investigating}, To: Found, Who: handlers, Impartial: true,
		Event: event.ComplaintFound, Needs: []string{"summary", "upheld"}},

	// Article 6: the decision answers every point and gives its reasons. The clock is met when it is sent.
	{Step: SolutionStep, Verdict: "proposed", From: []Status{Found, Escalated}, To: Proposed, Who: handlers, Impartial: true,
		Event: event.ComplaintProposed, Needs: solutionNeeds, Meets: decided, Starts: []Name{Answer}, Sends: "decision"},
	{Step: SolutionStep, Verdict: "awaitingApproval", From: []Status{Found, Escalated}, To: AwaitingApproval, Who: handlers, Impartial: true,
		Event: event.ComplaintDrafted, Needs: solutionNeeds},
	{Step: ApprovalStep, Verdict: "approved", From: []Status{AwaitingApproval}, To: Proposed, Who: superior, Impartial: true,
		Event: event.ComplaintProposed, Meets: decided, Starts: []Name{Answer}, Sends: "decision"},
	{Step: ApprovalStep, Verdict: "refused", From: []Status{AwaitingApproval}, To: Found, Who: superior, Impartial: true,
		Event: event.ComplaintRefused, Needs: []string{"reason"}},
	{Step: DelayStep, From: undecided, To: stays, Who: handlers,
		Event: event.ComplaintDelayed, Needs: []string{"reasons", "decisionBy"}, Starts: []Name{AnnouncedDecision}, Sends: "holding"},

	{Step: AcceptanceStep, From: []Status{Proposed}, To: Accepted, Who: []Party{Complainant},
		Event: event.ComplaintAccepted, Meets: []Name{Answer, SummaryResolution}, Starts: []Name{Fulfilment, Payment}},
	{Step: RejectionStep, From: []Status{Proposed}, To: Escalated, Who: []Party{Complainant},
		Event: event.ComplaintRejected, Needs: []string{"reason"}, Meets: []Name{Answer}, Starts: []Name{Review}},
	{Step: PaymentStep, From: Statuses, To: stays, Who: []Party{Machine},
		Event: event.RemedyPaid, Needs: []string{"remedyId"}, Meets: []Name{Payment}},
	{Step: FulfilmentStep, From: []Status{Accepted}, To: Fulfilled, Who: handlers,
		Event: event.ComplaintFulfilled, Needs: []string{"note"}, Meets: []Name{Fulfilment}, Starts: []Name{Answer}, Sends: "followUp"},
	{Step: FollowUpStep, Verdict: "satisfied", From: []Status{Fulfilled}, To: Closed, Who: []Party{Complainant},
		Event: event.ComplaintClosed, Meets: []Name{Answer}, Ends: true, Sends: "closing"},
	{Step: FollowUpStep, Verdict: "unsatisfied", From: []Status{Fulfilled}, To: Escalated, Who: []Party{Complainant},
		Event: event.ComplaintRejected, Meets: []Name{Answer}, Starts: []Name{Review}},

	// A superior's ear is one call away in every state of a complaint's life.
	{Step: EscalationStep, From: unclosed, To: stays, Who: anyone,
		Event: event.ComplaintEscalated, Needs: []string{"reason"}},
	// Who may take over is what the ladder says of the level. A payment that is late calls a level even when closed.
	{Step: TakeoverStep, From: Statuses, To: stays, Who: staff,
		Event: event.ComplaintTakenOver},
	{Step: DeescalationStep, From: unclosed, To: stays, Who: superior,
		Event: event.ComplaintDeescalated, Needs: []string{"reason"}},

	{Step: WithdrawalStep, From: unclosed, To: Closed, Who: []Party{Complainant},
		Event: event.ComplaintClosed, Ends: true, Sends: "closing"},
	// Article 6 owes every admissible complaint a decision: without one, only what was not admissible is closed by
	// the company. What was decided, and is still not agreed on, it can leave at its decision.
	{Step: ClosureStep, From: []Status{Inadmissible, Escalated, Fulfilled}, To: Closed, Who: handlers,
		Event: event.ComplaintClosed, Needs: []string{"outcome", "reason"}, Ends: true, Sends: "closing"},
	{Step: SilenceStep, Verdict: "noResponse", From: []Status{Proposed, Fulfilled}, To: Closed, Who: []Party{Machine},
		Event: event.ComplaintClosed, Ends: true, Sends: "closing"},
	{Step: SilenceStep, Verdict: "inadmissible", From: []Status{Inadmissible}, To: Closed, Who: []Party{Machine},
		Event: event.ComplaintClosed, Ends: true, Sends: "closing"},

	// How whoever complains is reached has nothing to do with how far the complaint is.
	{Step: ConfirmationStep, From: Statuses, To: stays, Who: []Party{Complainant}, Event: event.ComplaintConfirmed},
	{Step: AssignmentStep, From: Statuses, To: stays, Who: handlers, Event: event.ComplaintAssigned, Needs: []string{"customerId"}},
	{Step: RevocationStep, From: Statuses, To: stays, Who: parties, Event: event.ComplaintLinksRevoked, Needs: []string{"reason"}},
	// Article 7: on paper at request.
	{Step: PaperStep, From: Statuses, To: stays, Who: parties, Event: event.ComplaintCopyAsked, Needs: []string{"document"}},
	{Step: DispatchStep, From: Statuses, To: stays, Who: handlers, Event: event.ComplaintCopySent},

	// What is learned outlives the complaint, and so does what must be kept.
	{Step: LessonStep, From: Statuses, To: stays, Who: superior,
		Event: event.ComplaintLearned, Needs: []string{"cause", "action", "owner", "dueBy"}},
	{Step: LessonDoneStep, From: Statuses, To: stays, Who: superior,
		Event: event.ComplaintLessonDone},
	{Step: HoldStep, From: Statuses, To: stays, Who: []Party{Compliance, Admin},
		Event: event.ComplaintHeld, Needs: []string{"reason"}},
	{Step: ReleaseStep, From: Statuses, To: stays, Who: []Party{Compliance, Admin},
		Event: event.ComplaintReleased, Needs: []string{"reason"}},
}

// What the rows of a decision share.
var (
	solutionNeeds = []string{"statement", "answers", "expectedBy", "reasoning"}
	decided       = []Name{Decision, DecisionStatutory, AnnouncedDecision, Review}
)

// decisions are the deadlines of who owes a decision, the first or a new one.
var decisions = []Name{Decision, AnnouncedDecision, Review, DecisionStatutory}

// next is what the procedure waits for in each state, and the deadlines that it has for that.
var next = map[Status]struct {
	by   Party
	what Step
	due  []Name
}{
	Received:         {Compliance, AcknowledgementStep, []Name{Acknowledgement}},
	Acknowledged:     {Compliance, InvestigationStep, []Name{Investigation}},
	Inadmissible:     {Compliance, ClosureStep, []Name{ClosureDue}},
	Investigating:    {Compliance, FindingsStep, decisions},
	Found:            {Compliance, SolutionStep, decisions},
	AwaitingApproval: {Compliance, ApprovalStep, decisions},
	Proposed:         {Complainant, AcceptanceStep, []Name{Answer}},
	Accepted:         {Compliance, FulfilmentStep, []Name{Fulfilment}},
	Fulfilled:        {Complainant, FollowUpStep, []Name{Answer}},
	Escalated:        {Compliance, SolutionStep, []Name{Review}},
}

// permit says whether somebody may do a step at all, whatever the status: nil or Forbidden.
func permit(c Complaint, step Step, who Who) error {
	parties := who.parties(c)
	i := slices.IndexFunc(procedure, func(row Transition) bool {
		return row.Step == step && slices.ContainsFunc(row.Who, func(p Party) bool { return slices.Contains(parties, p) })
	})
	switch {
	case i < 0:
		return fault.New(fault.Forbidden, "the step %s is not yours to take: it is for %s", step, names(step))
	case procedure[i].Impartial && (who.Worked || slices.Contains(c.About, who.Actor.ID)):
		return fault.New(fault.Forbidden, "the step %s is for somebody who did not work the case and whom it is not about", step)
	case step == ApprovalStep && c.Draft != nil && c.Draft.ProposedBy == who.Actor.ID:
		return fault.New(fault.Forbidden, "a solution is approved by somebody else than who proposed it")
	}
	return nil
}

// impartial reports whether a step is only for who did not work the linked ticket.
func impartial(step Step) bool {
	return slices.ContainsFunc(procedure, func(row Transition) bool { return row.Step == step && row.Impartial })
}

// transition finds the row of a step and verdict for the present status; Conflict when there is none.
func transition(c Complaint, step Step, verdict string) (Transition, error) {
	for _, row := range procedure {
		if row.Step == step && row.Verdict == verdict && slices.Contains(row.From, c.Status) {
			return row, nil
		}
	}
	return Transition{}, fault.InState(string(c.Status), "a complaint that is %s does not allow the step %s", c.Status, step)
}

// names says for whom a step is, in words.
func names(step Step) string {
	var all []string
	for _, row := range procedure {
		for _, p := range row.Who {
			if row.Step == step && p != Machine && !slices.Contains(all, string(p)) {
				all = append(all, string(p))
			}
		}
	}
	return strings.Join(all, ", ")
}
