package topic

import (
	"context"
	"fmt"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/redact"
	"aftercare/shared/text"
)

// Verdict is the command to decide what a topic is.
type Verdict struct {
	Decision Status
	Note     string // why, or what is to be done; may be empty
	Assignee string // the id of who does it, or of a team; may be empty
}

// Check brings a verdict into its one form, without secrets, and says what is not valid.
func (v Verdict) Check() (Verdict, error) {
	var c text.Checker
	var r redact.Remover
	c.OneOf("decision", string(v.Decision), Decisions...)
	v.Note = c.Optional("note", r.Clean(v.Note), text.MaxBody)
	v.Assignee = c.Name("assignee", v.Assignee, text.MaxName)
	return v, c.Err()
}

// Decide says what a topic is. It may be said again, otherwise; the same again changes nothing.
func Decide(t Topic, v Verdict, do Do) (Change, error) {
	v, err := v.Check()
	if err != nil {
		return Change{}, err
	}
	if d := t.Decision; d != nil && t.Status == v.Decision && d.Note == v.Note && d.Assignee == v.Assignee && d.Count == t.Count() {
		return Change{Before: t.Seq, Topic: t}, nil
	}
	return t.change(event.TopicDecided, t.ID, DecidedData{
		Decision: v.Decision, Count: t.Count(), Assignee: v.Assignee, Cases: t.Cases,
	}, DecidedText{Note: v.Note}, do)
}

// Deciding is a decision as it is asked for from outside.
type Deciding struct {
	Verdict
	Do
	Version *int64         // from If-Match: Stale when the topic has another
	Receipt *event.Receipt // outside key; a repetition gets the present topic, and has no effect
}

// attempts is how often a decision that lost a race is tried.
const attempts = 8

// Decide decides on a topic. Missing when there is none.
func (s Service) Decide(ctx context.Context, id string, in Deciding) (Topic, error) {
	for range attempts {
		if done, err := s.used(ctx, in.Receipt); done || err != nil {
			if err != nil {
				return Topic{}, err
			}
			return s.Store.Topic(ctx, id)
		}
		t, err := s.Store.Topic(ctx, id)
		if err != nil {
			return t, err
		}
		if in.Version != nil && *in.Version != t.Version {
			return t, fault.New(fault.Stale, "the topic has changed: read it again, its version is now %d", t.Version)
		}
		change, err := Decide(t, in.Verdict, in.Do)
		if err == nil {
			err = s.assignable(ctx, change.Topic)
		}
		if err != nil {
			return t, err
		}
		if len(change.Events) == 0 {
			return t, nil
		}
		if change.Receipt = in.Receipt; in.Receipt != nil {
			once := *in.Receipt
			once.Result = id
			change.Receipt = &once
		}
		err = s.Store.SaveTopic(ctx, change)
		if err == nil {
			return change.Topic, nil
		}
		if !fault.Is(err, fault.Lost) && !fault.Is(err, fault.Replayed) {
			return t, fmt.Errorf("save topic: %w", err)
		}
	}
	return Topic{}, fault.New(fault.Lost, "the topic changes too fast: try again")
}

// assignable refuses who is not known: the assignee is published, so that it must be an id and no name of a person.
func (s Service) assignable(ctx context.Context, t Topic) error {
	if t.Decision == nil || t.Decision.Assignee == "" {
		return nil
	}
	known := false
	if s.Known != nil {
		var err error
		if known, err = s.Known(ctx, t.Decision.Assignee); err != nil {
			return fmt.Errorf("find the assignee: %w", err)
		}
	}
	if !known {
		return fault.InvalidField("assignee", "is neither the id of anybody who works here nor a team")
	}
	return nil
}

// used finds out whether a key was used before. Another request under the same key is a misuse.
func (s Service) used(ctx context.Context, r *event.Receipt) (bool, error) {
	if r == nil {
		return false, nil
	}
	had, found, err := s.Store.Receipt(ctx, r.Scope, r.Key)
	if err != nil || !found {
		return false, err
	}
	if had.Hash != r.Hash {
		return false, fault.InvalidField("Idempotency-Key", "was used before with another request")
	}
	return true, nil
}
