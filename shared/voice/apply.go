package voice

import (
	"fmt"

	"aftercare/shared/event"
)

// Apply gives the voice after an event.
func Apply(v Voice, e event.Event) (Voice, error) {
	switch e.Type {
	case event.FeedbackGiven:
		d, err := event.Decode[Given](e)
		if err != nil {
			return v, err
		}
		p, err := event.DecodePrivate[GivenText](e)
		if err != nil {
			return v, err
		}
		v = Voice{
			ID: e.Aggregate.ID, Kind: d.Kind, Status: d.Status, Body: p.Body, Language: d.Language, Customer: p.Customer,
			TicketID: d.TicketID, Agent: d.Agent, Team: d.Team, Terms: p.Terms, Redacted: d.Redacted, Request: p.Request,
			CreatedAt: e.Time, UpdatedAt: e.Time,
		}
	case event.FeedbackHandled:
		d, err := event.Decode[Handled](e)
		if err != nil {
			return v, err
		}
		p, err := event.DecodePrivate[HandledText](e)
		if err != nil {
			return v, err
		}
		v.Status, v.Answer, v.HandledBy, v.UpdatedAt = d.Status, p.Answer, e.Actor.ID, e.Time
	case event.SecretRedacted, event.CustomerAtRisk, event.NoticeSent, event.NoticeFailed:
	default:
		return v, fmt.Errorf("feedback has no event of type %s", e.Type)
	}
	v.Seq, v.Version, v.LastAt = e.Seq, e.Aggregate.Version, e.Time
	return v, nil
}

// Replay rebuilds a voice from its whole timeline.
func Replay(events []event.Event) (Voice, error) {
	var v Voice
	for _, e := range events {
		if e.Seq != v.Seq+1 {
			return Voice{}, fmt.Errorf("the timeline of feedback %s lacks event %d", e.Aggregate.ID, v.Seq+1)
		}
		var err error
		if v, err = Apply(v, e); err != nil {
			return Voice{}, err
		}
	}
	return v, nil
}
