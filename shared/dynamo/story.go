package dynamo

import (
	"context"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/story"
)

// Story gives a story as it is now. Missing when there is none.
func (t *Table) Story(ctx context.Context, id string) (story.Story, error) {
	return document[story.Story](ctx, t, "story", layout.AggregatePK(event.Story, id), layout.StateSK)
}

// SaveStory writes a change whole or not at all. Lost when another command came first, or the story exists already
// (Before 0); Replayed, with its Result, when the receipt exists.
func (t *Table) SaveStory(ctx context.Context, c story.Change) error {
	x := t.begin()
	x.state(c.Before, state{
		what: "story", pk: layout.AggregatePK(event.Story, c.Story.ID), seq: c.Story.Seq, doc: c.Story,
		in: []entry{
			{layout.ByCustomer, layout.CustomerPK(event.Story, c.Story.Customer.ID), layout.CreatedSK(c.Story.CreatedAt, c.Story.ID)},
			{layout.ByQueue, layout.StoriesPK(string(c.Story.Status)), layout.CreatedSK(c.Story.UpdatedAt, c.Story.ID)},
		},
	})
	x.events(c.Events)
	x.receipt(c.Receipt)
	return x.commit(ctx)
}

// Stories lists them, newest first: one Query for a state, or for a customer. Invalid for a list that has no index, or
// lacks what it is asked by.
func (t *Table) Stories(ctx context.Context, q story.Query) (story.Page, error) {
	l := list{descending: true, after: q.After}
	switch {
	case q.View == story.ByCustomer:
		if err := needs("customer", q.Customer); err != nil {
			return story.Page{}, err
		}
		l.index, l.groups = layout.ByCustomer, [][]string{{layout.CustomerPK(event.Story, q.Customer)}}
	case q.View == story.ByStatus && q.Status != "":
		l.index, l.groups = layout.ByQueue, [][]string{{layout.StoriesPK(string(q.Status))}}
	case q.View == story.ByStatus:
		var every []string
		for _, status := range story.Statuses {
			every = append(every, layout.StoriesPK(status))
		}
		l.index, l.groups = layout.ByQueue, [][]string{every}
	default:
		return story.Page{}, fault.InvalidField("view", "is no list that can be shown")
	}
	found, next, err := page(ctx, t, "story", l, q.Limit, q.Takes)
	return story.Page{Stories: found, Next: next}, err
}
