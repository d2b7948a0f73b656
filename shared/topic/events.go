package topic

import (
	"fmt"
	"time"

	"aftercare/shared/event"
)

// FoundData is the data of topic.found: numbers and ids. The words are private.
type FoundData struct {
	Week       string     `json:"week"` // in which the seven days begin, as ISO 8601 counts: 2026-W46
	From       time.Time  `json:"from"` // the seven days
	To         time.Time  `json:"to"`
	Language   string     `json:"language"`
	Status     Status     `json:"status"` // after it
	Count      int        `json:"count"`
	Before     []int      `json:"before"` // in each of the weeks before, the oldest first
	People     int        `json:"people"`
	Documents  int        `json:"documents"`
	Cases      []Case     `json:"cases"`
	Suggestion Suggestion `json:"suggestion"`
}

// FoundText is the private part of topic.found.
type FoundText struct {
	Terms []Term `json:"terms"`
}

// DecidedData is the data of topic.decided.
type DecidedData struct {
	Decision Status `json:"decision"`
	Count    int    `json:"count"` // of the week that it was decided on
	Assignee string `json:"assignee,omitempty"`
	Cases    []Case `json:"cases"`
}

// DecidedText is the private part of topic.decided.
type DecidedText struct {
	Note string `json:"note,omitempty"`
}

// Apply gives the topic after an event.
func Apply(t Topic, e event.Event) (Topic, error) {
	switch e.Type {
	case event.TopicFound:
		d, err := event.Decode[FoundData](e)
		if err != nil {
			return t, err
		}
		p, err := event.DecodePrivate[FoundText](e)
		if err != nil {
			return t, err
		}
		if t.Seq == 0 {
			t.ID, t.FirstAt = e.Aggregate.ID, e.Time
		}
		if t.Week != d.Week {
			t.Found++
		}
		t.Week, t.Status, t.Language, t.FoundAt = d.Week, d.Status, d.Language, e.Time
		t.Terms, t.People, t.Documents, t.Cases, t.Suggestion = p.Terms, d.People, d.Documents, d.Cases, d.Suggestion
		t.Weeks = nil
		for i, n := range d.Before {
			from := d.From.Add(-time.Duration(len(d.Before)-i) * week)
			t.Weeks = append(t.Weeks, Week{From: from, To: from.Add(week), Count: n})
		}
		t.Weeks = append(t.Weeks, Week{From: d.From, To: d.To, Count: d.Count})
	case event.TopicDecided:
		d, err := event.Decode[DecidedData](e)
		if err != nil {
			return t, err
		}
		p, err := event.DecodePrivate[DecidedText](e)
		if err != nil {
			return t, err
		}
		t.Status = d.Decision
		t.Decision = &Decision{Decision: d.Decision, Note: p.Note, Assignee: d.Assignee, By: e.Actor, At: e.Time, Count: d.Count}
	default:
		return t, fmt.Errorf("a topic has no event of type %s", e.Type)
	}
	t.Seq, t.Version = e.Seq, e.Aggregate.Version
	return t, nil
}

// Replay rebuilds a topic from its whole timeline.
func Replay(events []event.Event) (Topic, error) {
	var t Topic
	for _, e := range events {
		if e.Seq != t.Seq+1 {
			return Topic{}, fmt.Errorf("the timeline of topic %s lacks event %d", e.Aggregate.ID, t.Seq+1)
		}
		var err error
		if t, err = Apply(t, e); err != nil {
			return Topic{}, err
		}
	}
	return t, nil
}

// Do says when and for whom a topic changes.
type Do struct {
	Now         time.Time
	Actor       event.Actor
	Correlation string
}

// change makes one event happen. Time never runs back.
func (t Topic) change(kind event.Type, id string, data, private any, do Do) (Change, error) {
	now := do.Now.UTC().Truncate(time.Second)
	if now.Before(t.FoundAt) {
		now = t.FoundAt
	}
	e := event.New(kind, now, do.Actor, data, private)
	e.Seq, e.Correlation = t.Seq+1, do.Correlation
	e.Aggregate = event.Aggregate{Kind: event.Topic, ID: id, Version: t.Version + 1}
	after, err := Apply(t, e)
	return Change{Before: t.Seq, Topic: after, Events: []event.Event{e}}, err
}
