package dynamo

import (
	"context"
	"time"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/voice"
)

// Voice gives what a customer wrote unasked. Missing when there is none.
func (t *Table) Voice(ctx context.Context, id string) (voice.Voice, error) {
	return document[voice.Voice](ctx, t, "feedback", layout.AggregatePK(event.Feedback, id), layout.StateSK)
}

// SaveVoice writes a change whole or not at all. Lost when another command came first, to the voice or the ticket, or
// the voice exists already (Before 0).
func (t *Table) SaveVoice(ctx context.Context, c voice.Change) error {
	x := t.begin()
	x.state(c.Before, state{
		what: "feedback", pk: layout.AggregatePK(event.Feedback, c.Voice.ID),
		seq: c.Voice.Seq, doc: c.Voice, in: voiceLists(c.Voice),
	})
	x.events(c.Events)
	if c.Ticket != nil {
		x.ticket(ctx, *c.Ticket)
	}
	return x.commit(ctx)
}

// voiceLists gives the lists that a voice stands in.
func voiceLists(v voice.Voice) []entry {
	created := layout.CreatedSK(v.CreatedAt, v.ID)
	in := []entry{
		{layout.ByCustomer, layout.CustomerPK(event.Feedback, v.Customer.ID), created},
		{layout.ByDay, layout.DayPK(event.Feedback, v.CreatedAt, layout.Shard(v.ID)), created},
	}
	if v.Agent != "" {
		in = append(in, entry{layout.ByAssignee, layout.VoicesOfPK(v.Agent), created})
	}
	if v.Status == voice.Received {
		in = append(in, entry{layout.ByQueue, layout.VoicesPK, created})
	}
	return in
}

// Voices lists them. Invalid for a list that has no index, or lacks what it is asked by.
func (t *Table) Voices(ctx context.Context, q voice.Query) (voice.Page, error) {
	l, err := voiceList(q)
	if err != nil {
		return voice.Page{}, err
	}
	l.after = q.After
	found, next, err := page(ctx, t, "feedback", l, q.Limit, q.Takes)
	return voice.Page{Voices: found, Next: next}, err
}

func voiceList(q voice.Query) (list, error) {
	switch q.View {
	case voice.ByCustomer:
		return list{index: layout.ByCustomer, groups: [][]string{{layout.CustomerPK(event.Feedback, q.Customer)}}, descending: true}, needs("customer", q.Customer)
	case voice.ByAgent:
		return list{index: layout.ByAssignee, groups: [][]string{{layout.VoicesOfPK(q.Agent)}}, descending: true}, needs("agent", q.Agent)
	case voice.Waiting:
		return list{index: layout.ByQueue, groups: [][]string{{layout.VoicesPK}}}, nil
	case voice.ByDay:
		return days(event.Feedback, q.From, q.To, q.After)
	default:
		return list{}, fault.InvalidField("view", "is no list that can be shown")
	}
}

// EachVoice hands each that was given in [from, to), newest first. An error of give ends it and comes back as it is.
func (t *Table) EachVoice(ctx context.Context, from, to time.Time, give func(voice.Voice) error) error {
	return each(ctx, t, "feedback", daysOf(event.Feedback, from, to, ""), give)
}
