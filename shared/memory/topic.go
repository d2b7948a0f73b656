package memory

import (
	"context"
	"fmt"
	"time"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/topic"
)

// Topic gives a topic as it is now. Missing when there is none.
func (s *Store) Topic(_ context.Context, id string) (topic.Topic, error) {
	return load[topic.Topic](s, aggregate{event.Topic, id})
}

// SaveTopic writes a change whole or not at all. Lost when another came first; Replayed when the receipt exists.
func (s *Store) SaveTopic(_ context.Context, c topic.Change) error {
	var x transaction
	s.state(&x, aggregate{event.Topic, c.Topic.ID}, c.Before, c.Topic.Seq, c.Topic, c.Events)
	s.receipt(&x, c.Receipt)
	return s.commit(&x)
}

// Topics lists the topics that were last found in [q.From, q.To), newest first, and says where the next page begins.
func (s *Store) Topics(_ context.Context, q topic.Query) ([]topic.Topic, string, error) {
	if err := ranged(q.From, q.To); err != nil {
		return nil, "", err
	}
	var list []placed[topic.Topic]
	for _, t := range all[topic.Topic](s, event.Topic) {
		if within(t.FoundAt, q.From, q.To) && q.Keeps(t) {
			list = append(list, placed[topic.Topic]{layout.CreatedSK(t.FoundAt, t.ID), t})
		}
	}
	found, next := cut(list, true, q.After, q.Limit)
	return found, next, nil
}

const terms = "day of terms"

// TermDays gives the parts of the days in [from, to) that were written.
func (s *Store) TermDays(_ context.Context, from, to time.Time) ([]topic.Day, error) {
	var out []topic.Day
	for day := from.UTC(); day.Before(to); day = day.AddDate(0, 0, 1) {
		for part := range topic.Parts {
			d, err := revised[topic.Day](s, documentKey{terms, fmt.Sprint(day.Format(time.DateOnly), part)})
			if err == nil {
				out = append(out, d)
			} else if !fault.Is(err, fault.Missing) {
				return nil, err
			}
		}
	}
	return out, nil
}

// SaveTermDay writes one part of a day on condition that the stored one has the revision before it. Lost otherwise.
func (s *Store) SaveTermDay(_ context.Context, d topic.Day) error {
	var x transaction
	s.revise(&x, documentKey{terms, fmt.Sprint(d.Day.UTC().Format(time.DateOnly), d.Part)}, d.Revision, d)
	return s.commit(&x)
}
