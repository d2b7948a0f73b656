package story

import (
	"fmt"

	"aftercare/shared/event"
)

// Apply gives the story after an event.
func Apply(s Story, e event.Event) (Story, error) {
	var err error
	switch e.Type {
	case event.StoryAsked, event.StoryAllowed:
		s, err = begun(s, e)
	case event.StoryEdited, event.StorySubmitted, event.StoryApproved, event.StoryPublished:
		s, err = ofEdition(s, e)
	case event.StoryRefused:
		s.Status = Refused
	case event.StoryWithdrawn:
		s.Status = Withdrawn
	case event.NoticeSent, event.NoticeFailed:
		s.Seq, s.LastAt = e.Seq, e.Time
		return s, nil
	default:
		err = fmt.Errorf("a story has no event of type %s", e.Type)
	}
	s.Seq, s.Version, s.UpdatedAt, s.LastAt = e.Seq, e.Aggregate.Version, e.Time, e.Time
	return s, err
}

func begun(s Story, e event.Event) (Story, error) {
	if s.Seq == 0 {
		d, err := event.Decode[Begun](e)
		if err != nil {
			return s, err
		}
		p, err := event.DecodePrivate[BegunText](e)
		if err != nil {
			return s, err
		}
		s = Story{
			ID: e.Aggregate.ID, Source: d.Source, TicketID: d.TicketID, Language: d.Language, Words: p.Words, Customer: p.Customer,
			CreatedAt: e.Time,
		}
	}
	s.Status = Allowed
	if e.Type == event.StoryAsked {
		s.Status = Asked
	}
	return s, nil
}

func ofEdition(s Story, e event.Event) (Story, error) {
	d, err := event.Decode[OfEdition](e)
	if err != nil {
		return s, err
	}
	switch e.Type {
	case event.StoryEdited:
		p, err := event.DecodePrivate[EditedText](e)
		if err != nil {
			return s, err
		}
		s.Status, s.Text, s.Edition = Edited, p.Text, d.Edition
	case event.StorySubmitted:
		s.Status, s.Shown, s.SubmittedAt = Submitted, d.Edition, e.Time
	case event.StoryApproved:
		s.Status, s.Approved, s.ApprovedAt = Approved, d.Edition, e.Time
	default:
		s.Status, s.PublishedAt = Published, e.Time
	}
	return s, nil
}

// Replay rebuilds a story from its whole timeline.
func Replay(events []event.Event) (Story, error) {
	var s Story
	for _, e := range events {
		if e.Seq != s.Seq+1 {
			return Story{}, fmt.Errorf("the timeline of story %s lacks event %d", e.Aggregate.ID, s.Seq+1)
		}
		var err error
		if s, err = Apply(s, e); err != nil {
			return Story{}, err
		}
	}
	return s, nil
}
