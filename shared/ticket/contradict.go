package ticket

import (
	"context"
	"fmt"

	"aftercare/shared/event"
)

// Contradiction is what a customer says who was asked whether something was put right, and it was not.
type Contradiction struct {
	SurveyID string // of the low answer
	Round    int64  // the solution that they were asked about
	Comment  string // empty: a sentence of ours stands for it
}

// Contradicted gives the change of a ticket that did not put right what it should, prepared but not saved: a solved one
// is opened again, in one that is at work it is a message, and of a closed one a follow-up is opened.
func (f FollowUps) Contradicted(ctx context.Context, id string, c Contradiction, actor event.Actor) (Change, error) {
	s := f.Service
	t, err := s.store.Ticket(ctx, id)
	for range attempts { // where it was merged to it goes on
		if err != nil || t.MergedInto == "" {
			break
		}
		t, err = s.store.Ticket(ctx, t.MergedInto)
	}
	if err != nil {
		return Change{}, err
	}
	words := c.Comment
	if words == "" {
		words = followUpWords(t.Language).Contradicted
	}
	switch t.Status {
	case StatusSolved:
		terms, err := s.terms(ctx, t, actor)
		if err != nil {
			return Change{}, err
		}
		after, events, err := Reopen(t, "contradiction", words, terms)
		return Change{Before: t.Seq, Ticket: after, Events: events}, err
	case StatusClosed:
		ids, err := f.IDs(ctx, "contradiction", fmt.Sprintf("%s %s %d", c.SurveyID, t.ID, c.Round))
		if err != nil {
			return Change{}, err
		}
		o := continuing(t, words)
		o.ID, o.Request, o.FollowsSurvey = ids[0], "survey "+c.SurveyID, c.SurveyID
		return s.Opens(ctx, o, actor)
	default:
		return s.Writes(ctx, t.ID, Reply{Body: words}, actor)
	}
}
