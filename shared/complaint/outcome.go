package complaint

import (
	"time"

	"aftercare/shared/escalation"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/text"
)

// Satisfied and NoResponse are outcomes beside Withdrawn: the customer was content in the end, or did not answer.
const (
	Satisfied  = "satisfied"
	NoResponse = "noResponse"
)

// Accept takes the solution, by the customer. A remedy with money is now due, once: there is no other way to it.
func Accept(c Complaint, terms Terms) (Complaint, []event.Event, error) {
	return step(c, AcceptanceStep, terms, nil, func(d *draft, row Transition, _ bool) error {
		s := c.Solution
		by := s.ExpectedBy
		if !by.After(d.now) { // the customer took longer than the remedy was to take
			by = d.now.Add(leastFulfilment)
		}
		deadlines := []Due{d.due(Fulfilment, by)}
		if s.RemedyID != "" {
			pay := by
			if had, owed := d.Deadline(Payment); owed && had.Running() { // of an earlier solution
				pay = earliest(had.DueAt, by)
			}
			deadlines = append(deadlines, d.due(Payment, pay))
		}
		d.take(row, AcceptedData{Status: row.To, Solution: s.N, Deadlines: deadlines}, nil)
		if s.RemedyID != "" {
			m := s.Compensation
			d.emitAs(System.Actor, event.RemedyDue, Owed{
				RemedyID: s.RemedyID, Kind: m.Kind, Amount: m.Amount, Asset: m.Asset, CustomerID: c.Customer.ID, DueAt: by,
			}, nil)
		}
		return nil
	})
}

// Reject refuses the solution, by the customer: the complaint moves one level up.
func Reject(c Complaint, reason string, terms Terms) (Complaint, []event.Event, error) {
	check := only(func(w *words) { reason = w.required("reason", reason, text.MaxBody) })
	return step(c, RejectionStep, terms, check, func(d *draft, row Transition, redacted bool) error {
		d.contest(row, reason, redacted)
		return nil
	})
}

// contest takes a step by which the customer does not agree, and raises the level for it even while one waits. At the
// top there is nobody further up: that is noted.
func (d *draft) contest(row Transition, reason string, redacted bool) {
	d.take(row, RejectedData{
		Status: row.To, By: row.Step, Solution: d.Solution.N, Deadlines: []Due{d.due(Review, d.now.Add(reviewTime))}, Redacted: redacted,
	}, Reason{Reason: reason})
	d.raise(escalation.Rejection, "", false)
}

// reviewTime is how long the company takes for a new decision: as long as for the first.
const reviewTime = 15 * 24 * time.Hour

// Fulfil says that everything was done that the solution promised.
func Fulfil(c Complaint, note string, terms Terms) (Complaint, []event.Event, error) {
	check := only(func(w *words) { note = w.required("note", note, text.MaxBody) })
	return step(c, FulfilmentStep, terms, check, func(d *draft, row Transition, redacted bool) error {
		d.take(row, FulfilledData{
			Status: row.To, Solution: c.Solution.N, Deadlines: []Due{d.due(Answer, d.now.Add(AnswerTime))}, Redacted: redacted,
		}, NoteText{Note: note})
		return nil
	})
}

// FollowUp is what the customer says to what was done.
type FollowUp struct {
	Satisfied bool
	Comment   string
}

// Follow ends the complaint of a customer who is satisfied, and moves that of another one level up.
func Follow(c Complaint, f FollowUp, terms Terms) (Complaint, []event.Event, error) {
	check := func(w *words) string {
		f.Comment = w.optional("comment", f.Comment, text.MaxBody)
		if f.Satisfied {
			return "satisfied"
		}
		return "unsatisfied"
	}
	return step(c, FollowUpStep, terms, check, func(d *draft, row Transition, redacted bool) error {
		if f.Satisfied {
			d.take(row, Ended{Status: row.To, By: row.Step, Redacted: redacted}, EndedText{Outcome: Satisfied, Reason: f.Comment})
		} else {
			d.contest(row, f.Comment, redacted)
		}
		return nil
	})
}

// Postponement is the command to tell the customer that the decision comes late: why, and when it comes.
type Postponement struct {
	Reasons    string
	DecisionBy time.Time
}

// Postpone notes that the decision comes late (Delegated Regulation (EU) 2025/294, Article 6), and is late all the
// same. Only where the law lets a holding reply in time move its own limit (FCA DISP 1.6.2AR), that moves to what the
// reply says, and no further than the law lets it.
func Postpone(c Complaint, p Postponement, terms Terms) (Complaint, []event.Event, error) {
	check := only(func(w *words) {
		p.Reasons = w.required("reasons", p.Reasons, text.MaxBody)
		if p.DecisionBy.IsZero() {
			w.Add("decisionBy", "is missing")
		}
		p.DecisionBy = p.DecisionBy.UTC().Truncate(time.Second)
	})
	return step(c, DelayStep, terms, check, func(d *draft, row Transition, redacted bool) error {
		if !p.DecisionBy.After(d.now) {
			return fault.InvalidField("decisionBy", "is not in the future")
		}
		deadlines := []Due{d.due(AnnouncedDecision, p.DecisionBy)}
		if had, ok := d.Deadline(DecisionStatutory); ok && had.Running() && had.ExtensibleTo.After(had.DueAt) {
			moved := earliest(p.DecisionBy, had.ExtensibleTo)
			if moved.After(had.DueAt) {
				deadlines = append(deadlines, Due{Name: had.Name, Cycle: had.Cycle, DueAt: moved, ExtensibleTo: had.ExtensibleTo})
			}
		}
		d.take(row, Delayed{DecisionBy: p.DecisionBy, Deadlines: deadlines, Redacted: redacted}, Reasons{Reasons: p.Reasons})
		return nil
	})
}
