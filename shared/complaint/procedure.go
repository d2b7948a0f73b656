package complaint

import (
	"slices"
	"strings"

	"aftercare/shared/event"
	"aftercare/shared/fault"
)

// Step names what can be done to a complaint.
type Step string

// The steps.
const (
	FilingStep          Step = "filing"
	AcknowledgementStep Step = "acknowledgement"
	EscalationStep      Step = "escalation"
	TakeoverStep        Step = "takeover"
	DeescalationStep    Step = "de-escalation"
	WithdrawalStep      Step = "withdrawal"
	ClosureStep         Step = "closure"
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
	Machine     Party = "system" // clocks and other systems
)

// Who may do what comes in a few sets. Article 2 of Delegated Regulation (EU) 2025/294 gives complaints to people
// who report to the management body: here compliance, and the leads of the team.
var (
	handlers = []Party{Lead, Compliance}
	superior = []Party{Lead, Compliance, Admin}
	staff    = []Party{Agent, Lead, Compliance, Admin}
	anyone   = []Party{Complainant, Agent, Lead, Compliance, Admin, Machine}
)

// absent is the status of a complaint that is not filed yet.
const absent Status = ""

// stays marks a step that leaves the status as it is.
const stays Status = ""

// unclosed are the states in which a complaint lives.
var unclosed = Statuses[:len(Statuses)-1]

// Transition is one row of the procedure.
type Transition struct {
	Step    Step
	Verdict string // tells the rows of one step apart; empty for a step with one row
	From    []Status
	To      Status // stays when empty
	Who     []Party
	Event   event.Type
	Needs   []string // what must be given with it
	Meets   []Name   // the deadlines that it meets
	Ends    bool     // cancels the deadlines that are still open, and the takeover's clock
}

// procedure is every step that a complaint can take: from where, to where, by whom. A step without a row for the
// present status is a conflict.
var procedure = []Transition{
	{Step: FilingStep, From: []Status{absent}, To: Received, Who: anyone,
		Event: event.ComplaintFiled, Needs: []string{"subject", "statement"}},

	// Delegated Regulation (EU) 2025/294, Article 4: the acknowledgement says whether the complaint is admissible, and
	// why if it is not. What is not admissible gets no decision, so nothing of it stays due.
	{Step: AcknowledgementStep, Verdict: "admissible", From: []Status{Received}, To: Acknowledged, Who: handlers,
		Event: event.ComplaintAcknowledged, Meets: []Name{Acknowledgement}},
	{Step: AcknowledgementStep, Verdict: "inadmissible", From: []Status{Received}, To: Inadmissible, Who: handlers,
		Event: event.ComplaintAcknowledged, Needs: []string{"reasons"}, Meets: []Name{Acknowledgement}, Ends: true},

	// A superior's ear is one call away in every state of a complaint's life.
	{Step: EscalationStep, From: unclosed, To: stays, Who: anyone,
		Event: event.ComplaintEscalated, Needs: []string{"reason"}},
	// Who may take over is what the ladder says of the level.
	{Step: TakeoverStep, From: unclosed, To: stays, Who: staff,
		Event: event.ComplaintTakenOver},
	{Step: DeescalationStep, From: unclosed, To: stays, Who: superior,
		Event: event.ComplaintDeescalated, Needs: []string{"reason"}},

	{Step: WithdrawalStep, From: unclosed, To: Closed, Who: []Party{Complainant},
		Event: event.ComplaintClosed, Ends: true},
	// Article 6 owes every admissible complaint a decision: only what was not admissible closes without one.
	{Step: ClosureStep, From: []Status{Inadmissible}, To: Closed, Who: handlers,
		Event: event.ComplaintClosed, Needs: []string{"outcome", "reason"}, Ends: true},
}

// next is what the procedure waits for in each state, and the deadline that it has for that.
var next = map[Status]struct {
	by   Party
	what Step
	due  Name
}{
	Received:     {Compliance, AcknowledgementStep, Acknowledgement},
	Acknowledged: {Compliance, "investigation", Investigation},
	Inadmissible: {Compliance, ClosureStep, ""},
}

// permit says whether somebody may do a step at all, whatever the status: nil or Forbidden.
func permit(c Complaint, step Step, who Who) error {
	parties := who.parties(c)
	for _, row := range procedure {
		if row.Step == step && slices.ContainsFunc(row.Who, func(p Party) bool { return slices.Contains(parties, p) }) {
			return nil
		}
	}
	return fault.New(fault.Forbidden, "the step %s is not yours to take: it is for %s", step, names(step))
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
