package dynamo

import (
	"context"
	"fmt"
	"time"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/topic"
)

// Topic gives a topic as it is now. Missing when there is none.
func (t *Table) Topic(ctx context.Context, id string) (topic.Topic, error) {
	return document[topic.Topic](ctx, t, "topic", layout.AggregatePK(event.Topic, id), layout.StateSK)
}

// SaveTopic writes a change whole or not at all. Lost when another came first; Replayed when the receipt exists.
func (t *Table) SaveTopic(ctx context.Context, c topic.Change) error {
	x := t.begin()
	x.state(c.Before, state{
		what: "topic", pk: layout.AggregatePK(event.Topic, c.Topic.ID), seq: c.Topic.Seq, doc: c.Topic,
		in: []entry{{layout.ByDay, layout.DayPK(event.Topic, c.Topic.FoundAt, layout.Shard(c.Topic.ID)), layout.CreatedSK(c.Topic.FoundAt, c.Topic.ID)}},
	})
	x.events(c.Events)
	x.receipt(c.Receipt)
	return x.commit(ctx)
}

// Topics lists the topics that were last found in [q.From, q.To), newest first, and says where the next page begins.
func (t *Table) Topics(ctx context.Context, q topic.Query) ([]topic.Topic, string, error) {
	l, err := days(event.Topic, q.From, q.To, q.After)
	if err != nil {
		return nil, "", err
	}
	l.after = q.After
	return page(ctx, t, "topic", l, q.Limit, q.Keeps)
}

// TermDays gives the parts of the days in [from, to) that were written.
func (t *Table) TermDays(ctx context.Context, from, to time.Time) ([]topic.Day, error) {
	var places []place
	for day := from.UTC(); day.Before(to); day = day.AddDate(0, 0, 1) {
		for part := range topic.Parts {
			places = append(places, place{pk: layout.TermsPK(day, part)})
		}
	}
	var out []topic.Day
	for len(places) > 0 {
		n := min(maxBatch, len(places))
		found, err := loadAll[topic.Day](ctx, t, "day of terms", places[:n])
		if err != nil {
			return nil, fmt.Errorf("read days of terms: %w", err)
		}
		for _, d := range found {
			if d != nil {
				out = append(out, *d)
			}
		}
		places = places[n:]
	}
	return out, nil
}

// SaveTermDay writes one part of a day on condition that the stored one has the revision before it. Lost otherwise.
func (t *Table) SaveTermDay(ctx context.Context, d topic.Day) error {
	x := t.begin()
	x.revision(revision{
		what: "day of terms", pk: layout.TermsPK(d.Day, d.Part), number: d.Revision, doc: d, expires: d.Day.Add(topic.Kept),
	})
	return x.commit(ctx)
}
