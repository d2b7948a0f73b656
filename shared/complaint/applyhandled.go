package complaint

import (
	"slices"
	"time"

	"aftercare/shared/event"
)

// applyHandled gives the complaint after a step that moves it on.
func applyHandled(c Complaint, e event.Event) (Complaint, error) {
	switch e.Type {
	case event.ComplaintInvestigated:
		d, p, err := both[Investigated, InvestigatedText](e)
		c.Status, c.Understanding, c.Points = d.Status, p.Understanding, p.Points
		c.InvestigatedAt = first(c.InvestigatedAt, e.Time)
		return c, err
	case event.ComplaintFound:
		d, p, err := both[FoundData, FoundText](e)
		c.Status = d.Status
		c.Findings = &Findings{
			Summary: p.Summary, Upheld: d.Upheld, Category: d.Category, Cause: d.Cause, Asset: d.Asset, Evidence: d.Evidence,
			By: e.Actor.ID, At: e.Time,
		}
		c.FoundAt = first(c.FoundAt, e.Time)
		return c, err
	case event.ComplaintDrafted:
		d, p, err := both[Drafted, SolutionText](e)
		c.Status, c.Solutions = d.Status, d.Solution
		c.Draft = &Solution{
			N: d.Solution, SolutionText: p, Upheld: d.Upheld, Remedies: d.Remedies, RemedyID: d.RemedyID,
			ExpectedBy: d.ExpectedBy, ProposedBy: e.Actor.ID,
		}
		return c, err
	case event.ComplaintApproved:
		return c, nil // the solution that is sent follows in the same change
	case event.ComplaintRefused:
		d, err := event.Decode[Judgement](e)
		c.Status, c.Draft = d.Status, nil
		return c, err
	case event.ComplaintProposed:
		return applyProposed(c, e)
	case event.ComplaintAccepted:
		d, err := event.Decode[AcceptedData](e)
		c.Status = d.Status
		c = c.judged(func(s *Solution) { s.AcceptedAt = e.Time })
		return c.starting(d.Deadlines), err
	case event.ComplaintRejected:
		d, err := event.Decode[RejectedData](e)
		c.Status, c.Remedies = d.Status, accepted(c.Remedies)
		c = c.judged(func(s *Solution) { s.RejectedAt = e.Time })
		return c.starting(d.Deadlines), err
	case event.ComplaintFulfilled:
		d, err := event.Decode[FulfilledData](e)
		c.Status, c.FulfilledAt = d.Status, e.Time
		return c.starting(d.Deadlines), err
	default: // delayed
		d, p, err := both[Delayed, Reasons](e)
		c.Delay = &Delay{Reasons: p.Reasons, DecisionBy: d.DecisionBy, At: e.Time}
		return c.starting(d.Deadlines), err
	}
}

// applyProposed gives the complaint after a solution was sent. A remedy with money counts from here, in the ledger of
// whoever sent it.
func applyProposed(c Complaint, e event.Event) (Complaint, error) {
	d, p, err := both[ProposedData, SolutionText](e)
	if err != nil {
		return c, err
	}
	s := Solution{
		N: d.Solution, SolutionText: p, Upheld: d.Upheld, Remedies: d.Remedies, RemedyID: d.RemedyID,
		ExpectedBy: d.ExpectedBy, ProposedBy: d.ProposedBy, SentAt: e.Time,
	}
	if e.Actor.ID != d.ProposedBy {
		s.ApprovedBy = e.Actor.ID
	}
	c.Status, c.Solutions, c.Solution, c.Draft = d.Status, d.Solution, &s, nil
	c.DecidedAt = first(c.DecidedAt, e.Time)
	if p.Compensation != nil {
		c.Remedies = append(slices.Clone(c.Remedies), Remedy{
			ID: d.RemedyID, Compensation: *p.Compensation, Ledger: LedgerOf(e.Actor.ID, e.Time),
		})
	}
	return c.starting(d.Deadlines), nil
}

// LedgerOf names the ledger of a person at a time.
func LedgerOf(person string, at time.Time) LedgerID {
	return LedgerID{Person: person, Month: at.UTC().Format("2006-01")}
}

// judged changes a copy of the solution that was sent: the complaint before the event keeps its own.
func (c Complaint) judged(change func(*Solution)) Complaint {
	if c.Solution != nil {
		s := *c.Solution
		change(&s)
		c.Solution = &s
	}
	return c
}

// accepted leaves the remedies that the customer accepted: an offer that was not is void.
func accepted(all []Remedy) []Remedy {
	var kept []Remedy
	for _, r := range all {
		if !r.DueAt.IsZero() {
			kept = append(kept, r)
		}
	}
	return kept
}

// both reads an event's published and private part.
func both[D, P any](e event.Event) (D, P, error) {
	d, err := event.Decode[D](e)
	if err != nil {
		var none P
		return d, none, err
	}
	p, err := event.DecodePrivate[P](e)
	return d, p, err
}

func first(had, now time.Time) time.Time {
	if had.IsZero() {
		return now
	}
	return had
}
