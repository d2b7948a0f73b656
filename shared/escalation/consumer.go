package escalation

import (
	"context"
	"fmt"

	"aftercare/shared/event"
	"aftercare/shared/fault"
)

// Cases are the tickets, or the complaints, that can be moved up.
type Cases interface {
	// Raise moves a case one level up for the cause, or notes it while a level waits. The receipt's cause moves a
	// case once. A case that is solved or closed by now is left as it is. It gives where the case then stands.
	Raise(ctx context.Context, id string, cause Cause, receipt event.Receipt) (State, error)
	// Raised reports whether the receipt's cause has moved a case already.
	Raised(ctx context.Context, receipt event.Receipt) (bool, error)
}

// FollowUps sees to it that a low answer is looked at.
type FollowUps interface {
	// FollowUp gives the id of the ticket in which the low answer is looked at: the rated ticket itself, or the
	// follow-up of a closed one, or of an answer that was about no ticket, opened once for a survey.
	FollowUp(ctx context.Context, ticketID, surveyID string) (string, error)
}

// Consumer moves cases up for what happened to them.
type Consumer struct {
	Cases     map[event.Kind]Cases
	FollowUps FollowUps
	// Unheard is called when even the top of a ladder let its time to take over pass: somebody must be alarmed.
	Unheard func(kind event.Kind) error
}

// Handle takes one event. The same event twice has the effect of one.
func (c Consumer) Handle(ctx context.Context, d event.Detail) error {
	if d.Aggregate.Kind == event.Survey {
		return c.followUp(ctx, d)
	}
	cases, known := c.Cases[d.Aggregate.Kind]
	if !known {
		return fault.New(fault.Unsupported, "cases of kind %q do not escalate", d.Aggregate.Kind)
	}
	id := d.Aggregate.ID
	switch d.Type {
	case event.SLABreached:
		breach, err := event.DecodeDetail[struct {
			Target     string `json:"target"`
			Cycle      int    `json:"cycle"`
			Remeasured bool   `json:"remeasured"`
		}](d)
		if err != nil {
			return err
		}
		if breach.Remeasured { // found by measuring anew: nobody waited longer than promised at the time
			return nil
		}
		_, err = cases.Raise(ctx, id, Breach, receipt(d, fmt.Sprintf("%s/%d", breach.Target, breach.Cycle)))
		return err
	case event.TicketTakeoverExpired, event.ComplaintTakeoverExpired:
		state, err := cases.Raise(ctx, id, TakeoverExpired, receipt(d, d.ID))
		if err != nil || !state.Unheard() {
			return err
		}
		return c.Unheard(d.Aggregate.Kind)
	case event.FeedbackReceived:
		answer, err := event.DecodeDetail[answered](d)
		if err != nil || !answer.Low {
			return err
		}
		r := receipt(d, "survey/"+answer.SurveyID)
		// Asked first: a late repetition must not open a follow-up of a ticket that was moved up while it was open.
		if raised, err := cases.Raised(ctx, r); raised || err != nil {
			return err
		}
		if id, err = c.FollowUps.FollowUp(ctx, id, answer.SurveyID); err != nil {
			return fmt.Errorf("follow up survey %s: %w", answer.SurveyID, err)
		}
		if id == "" { // nothing is to be put right
			return nil
		}
		_, err = cases.Raise(ctx, id, LowScore, r)
		return err
	default:
		return fault.New(fault.Unsupported, "events of type %s escalate nothing", d.Type)
	}
}

// answered is what is read of an answer.
type answered struct {
	SurveyID string `json:"surveyId"`
	Low      bool   `json:"low"`
}

// followUp opens the ticket for a low answer that was about no case. That ticket has clocks of its own, and a lead hears
// of it; it moves up when they are broken, as any other does.
func (c Consumer) followUp(ctx context.Context, d event.Detail) error {
	if d.Type != event.FeedbackReceived {
		return fault.New(fault.Unsupported, "events of type %s about a survey escalate nothing", d.Type)
	}
	answer, err := event.DecodeDetail[answered](d)
	if err != nil || !answer.Low {
		return err
	}
	if _, err = c.FollowUps.FollowUp(ctx, "", answer.SurveyID); err != nil {
		return fmt.Errorf("follow up survey %s: %w", answer.SurveyID, err)
	}
	return nil
}

func receipt(d event.Detail, key string) event.Receipt {
	return event.Receipt{Scope: "escalation " + string(d.Aggregate.Kind) + " " + d.Aggregate.ID, Key: key}
}
