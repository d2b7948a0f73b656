package memory

import (
	"cmp"
	"context"
	"slices"
	"time"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/voice"
)

// Voice gives what a customer wrote unasked. Missing when there is none.
func (s *Store) Voice(_ context.Context, id string) (voice.Voice, error) {
	return load[voice.Voice](s, aggregate{event.Feedback, id})
}

// SaveVoice writes a change whole or not at all. Lost when another command came first, to the voice or the ticket, or
// the voice exists already (Before 0).
func (s *Store) SaveVoice(_ context.Context, c voice.Change) error {
	var x transaction
	s.state(&x, aggregate{event.Feedback, c.Voice.ID}, c.Before, c.Voice.Seq, c.Voice, c.Events)
	if c.Ticket != nil {
		s.ticket(&x, *c.Ticket)
	}
	return s.commit(&x)
}

// Voices lists them. Invalid for a list that has no index, or lacks what it is asked by.
func (s *Store) Voices(_ context.Context, q voice.Query) (voice.Page, error) {
	var err error
	switch q.View {
	case voice.ByCustomer:
		err = needs("customer", q.Customer)
	case voice.ByAgent:
		err = needs("agent", q.Agent)
	case voice.Waiting:
	case voice.ByDay:
		err = ranged(q.From, q.To)
	default:
		err = fault.InvalidField("view", "is no list that can be shown")
	}
	if err != nil {
		return voice.Page{}, err
	}
	var list []placed[voice.Voice]
	for _, v := range all[voice.Voice](s, event.Feedback) {
		if q.Takes(v) {
			list = append(list, placed[voice.Voice]{layout.CreatedSK(v.CreatedAt, v.ID), v})
		}
	}
	found, next := cut(list, q.View != voice.Waiting, q.After, q.Limit)
	return voice.Page{Voices: found, Next: next}, nil
}

// EachVoice hands each that was given in [from, to), newest first. An error of give ends it and comes back.
func (s *Store) EachVoice(_ context.Context, from, to time.Time, give func(voice.Voice) error) error {
	var list []voice.Voice
	for _, v := range all[voice.Voice](s, event.Feedback) {
		if within(v.CreatedAt, from, to) {
			list = append(list, v)
		}
	}
	slices.SortFunc(list, func(a, b voice.Voice) int {
		return cmp.Compare(layout.CreatedSK(b.CreatedAt, b.ID), layout.CreatedSK(a.CreatedAt, a.ID))
	})
	for _, v := range list {
		if err := give(v); err != nil {
			return err
		}
	}
	return nil
}
