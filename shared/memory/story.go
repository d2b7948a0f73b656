package memory

import (
	"context"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/story"
)

// Story gives a story as it is now. Missing when there is none.
func (s *Store) Story(_ context.Context, id string) (story.Story, error) {
	return load[story.Story](s, aggregate{event.Story, id})
}

// SaveStory writes a change whole or not at all. Lost when another command came first, or the story exists already
// (Before 0); Replayed, with its Result, when the receipt exists.
func (s *Store) SaveStory(_ context.Context, c story.Change) error {
	var x transaction
	s.state(&x, aggregate{event.Story, c.Story.ID}, c.Before, c.Story.Seq, c.Story, c.Events)
	s.receipt(&x, c.Receipt)
	return s.commit(&x)
}

// Stories lists them, newest first. Invalid for a list that has no index, or lacks what it is asked by.
func (s *Store) Stories(_ context.Context, q story.Query) (story.Page, error) {
	switch q.View {
	case story.ByCustomer:
		if err := needs("customer", q.Customer); err != nil {
			return story.Page{}, err
		}
	case story.ByStatus:
	default:
		return story.Page{}, fault.InvalidField("view", "is no list that can be shown")
	}
	var list []placed[story.Story]
	for _, one := range all[story.Story](s, event.Story) {
		at := one.UpdatedAt
		if q.View == story.ByCustomer {
			at = one.CreatedAt
		}
		if q.Takes(one) {
			list = append(list, placed[story.Story]{layout.CreatedSK(at, one.ID), one})
		}
	}
	found, next := cut(list, true, q.After, q.Limit)
	return story.Page{Stories: found, Next: next}, nil
}
