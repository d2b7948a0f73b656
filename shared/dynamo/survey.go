package dynamo

import (
	"context"
	"fmt"
	"time"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/feedback"
)

// Survey gives a survey by its id. Missing when there is none.
func (t *Table) Survey(ctx context.Context, id string) (feedback.Survey, error) {
	return document[feedback.Survey](ctx, t, "survey", layout.SurveyPK(id), layout.StateSK)
}

// LastAsked gives when a customer was last asked; one of revision 0 where that is not remembered. One that has expired is
// there until DynamoDB deletes it, and no rule looks back so far.
func (t *Table) LastAsked(ctx context.Context, customerID string) (feedback.LastAsked, error) {
	l, err := document[feedback.LastAsked](ctx, t, "time at which a customer was last asked", layout.AskedPK(customerID), layout.StateSK)
	if fault.Is(err, fault.Missing) {
		return feedback.LastAsked{CustomerID: customerID}, nil
	}
	return l, err
}

// Preferences gives what a customer said about being asked by mail; one of revision 0 when they never said anything.
func (t *Table) Preferences(ctx context.Context, customerID string) (feedback.Preferences, error) {
	p, err := document[feedback.Preferences](ctx, t, "preferences", layout.PreferencesPK(customerID), layout.StateSK)
	if fault.Is(err, fault.Missing) {
		return feedback.Preferences{CustomerID: customerID}, nil
	}
	return p, err
}

// SavePreferences writes them on condition that the stored ones have the revision before them. Lost otherwise.
func (t *Table) SavePreferences(ctx context.Context, p feedback.Preferences) error {
	x := t.begin()
	x.preferences(p)
	return x.commit(ctx)
}

func (x *transaction) preferences(p feedback.Preferences) {
	x.revision(revision{what: "preferences", pk: layout.PreferencesPK(p.CustomerID), number: p.Revision, doc: p})
}

// SurveyByToken gives the survey whose present TokenHash this is. Missing when there is none, also for a hash that
// was replaced.
func (t *Table) SurveyByToken(ctx context.Context, tokenHash string) (feedback.Survey, error) {
	missing := fault.NotFound("survey")
	if tokenHash == "" {
		return feedback.Survey{}, missing
	}
	item, err := t.get(ctx, "survey's token", layout.TokenPK(tokenHash), layout.StateSK)
	if err != nil {
		return feedback.Survey{}, err
	}
	if item == nil {
		return feedback.Survey{}, missing
	}
	id, err := attributeText(stored(item), attrSurvey)
	if err != nil {
		return feedback.Survey{}, fmt.Errorf("a stored token cannot be read: %w", err)
	}
	s, err := t.Survey(ctx, id)
	if err == nil && s.TokenHash != tokenHash {
		err = missing
	}
	if err != nil {
		return feedback.Survey{}, err
	}
	return s, nil
}

// SaveSurvey writes a change whole or not at all, and makes the survey findable by its TokenHash. Lost when the
// survey or the ticket was changed by another in between.
func (t *Table) SaveSurvey(ctx context.Context, c feedback.Change) error {
	s := c.Survey
	if s.State == feedback.Claimed || s.State == feedback.Sending { // later the token is the same
		if err := t.pointToken(ctx, s); err != nil {
			return err
		}
	}
	began := s.AskedAt
	if began.IsZero() { // planned
		began = t.now()
	}
	x := t.begin()
	in := surveyLists(s)
	if s.Kind != feedback.CSAT && !s.AskedAt.IsZero() { // of the others their ticket tells
		in = append(in, x.changed(event.Survey, s.ID, s.AskedAt)...)
	}
	x.revision(revision{
		what: "survey", pk: layout.SurveyPK(s.ID), number: s.Revision, doc: s,
		expires: expiry(began, feedback.Kept), in: in,
	})
	for _, l := range c.LastAsked {
		x.revision(revision{
			what: "time at which a customer was last asked", pk: layout.AskedPK(l.CustomerID), number: l.Revision, doc: l,
			expires: expiry(l.At, feedback.LastKept),
		})
	}
	for _, p := range c.Preferences {
		x.preferences(p)
	}
	x.eventsUntil(c.Events, expiry(s.AskedAt, feedback.Kept)) // with what the customer wrote: no longer than the survey
	if c.Ticket != nil {
		x.ticket(ctx, *c.Ticket)
	}
	x.receipt(c.Receipt)
	return x.commit(ctx)
}

// pointToken makes a survey findable by its token. It comes before the survey and not in one transaction with it,
// which would cost twice as much: a token opens its survey only once the survey names the same one.
func (t *Table) pointToken(ctx context.Context, s feedback.Survey) error {
	if s.TokenHash == "" {
		return nil
	}
	x := t.begin()
	item := key(layout.TokenPK(s.TokenHash), layout.StateSK)
	item[attrSurvey] = text(s.ID)
	if at := expiry(s.AskedAt, feedback.Kept); !at.IsZero() {
		item[layout.Expires] = number(at.Unix())
	}
	x.put(item, condition{})
	return x.commit(ctx)
}

// expiry is when something may be deleted that is kept for a time; zero when it has not begun.
func expiry(began time.Time, kept time.Duration) time.Time {
	if began.IsZero() {
		return began
	}
	return began.Add(kept)
}

// surveyLists lists what was asked by its day, for statistics, and what is planned by when it is to be asked; by its
// customer only what no ticket of theirs leads to, for each list costs a write.
func surveyLists(s feedback.Survey) (in []entry) {
	shard := layout.Shard(s.ID)
	if s.Asked() && !s.AskedAt.IsZero() {
		in = append(in, entry{layout.ByDay, layout.DayPK(event.Survey, s.AskedAt, shard), layout.CreatedSK(s.AskedAt, s.ID)})
	}
	if s.Own() && !s.AskedAt.IsZero() {
		in = append(in, entry{layout.ByCustomer, layout.CustomerPK(event.Survey, s.CustomerID), layout.CreatedSK(s.AskedAt, s.ID)})
	}
	if s.Praised() {
		in = append(in, entry{layout.ByAssignee, layout.PraiseOfPK(s.Agent), layout.CreatedSK(s.AskedAt, s.ID)})
	}
	if !s.WakeAt.IsZero() {
		in = append(in, entry{layout.ByWake, layout.AskPK(shard), layout.WakeSK(s.WakeAt, event.Survey, s.ID)})
	}
	return in
}

// PlannedSurveys gives the ids of surveys whose WakeAt is before a time, earliest first, at most limit. The index may
// lag some seconds behind: whoever asks reads the survey.
func (t *Table) PlannedSurveys(ctx context.Context, before time.Time, limit int) ([]string, error) {
	l := list{index: layout.ByWake, from: layout.Before, to: layout.Bound(before)}
	var shards []string
	for shard := range layout.Shards {
		shards = append(shards, layout.AskPK(shard))
	}
	l.groups = [][]string{shards}
	places, err := t.walk(l, limit).take(ctx, limit)
	if err != nil {
		return nil, fmt.Errorf("list planned surveys: %w", err)
	}
	ids := make([]string, len(places))
	for i, p := range places {
		_, _, id, ok := layout.ParseWakeSK(p.sk)
		if !ok {
			return nil, fmt.Errorf("the list of planned surveys has a key that is none for the item %s", p.pk)
		}
		ids[i] = id
	}
	return ids, nil
}

// CustomerSurveys gives a customer's surveys that are told on their own timelines, newest first, at most limit.
func (t *Table) CustomerSurveys(ctx context.Context, customer string, limit int) ([]feedback.Survey, error) {
	l := list{index: layout.ByCustomer, groups: [][]string{{layout.CustomerPK(event.Survey, customer)}}, descending: true}
	surveys, _, err := page(ctx, t, "survey", l, limit, func(s feedback.Survey) bool { return s.CustomerID == customer })
	return surveys, err
}

// Wave gives the wave that is or was last under way; one of revision 0 before the first.
func (t *Table) Wave(ctx context.Context) (feedback.Wave, error) {
	w, err := document[feedback.Wave](ctx, t, "wave", layout.WavePK, layout.StateSK)
	if fault.Is(err, fault.Missing) {
		return feedback.Wave{}, nil
	}
	return w, err
}

// SaveWave writes a wave on condition that the stored one has the revision before it. Lost otherwise.
func (t *Table) SaveWave(ctx context.Context, w feedback.Wave) error {
	x := t.begin()
	x.revision(revision{what: "wave", pk: layout.WavePK, number: w.Revision, doc: w})
	return x.commit(ctx)
}

// PraisedSurveys gives a page of the surveys whose answers praise a person, newest first by when they were asked, and
// where the next page begins; empty at the end.
func (t *Table) PraisedSurveys(ctx context.Context, agent, after string, limit int) ([]feedback.Survey, string, error) {
	l := list{index: layout.ByAssignee, groups: [][]string{{layout.PraiseOfPK(agent)}}, descending: true, after: after}
	return page(ctx, t, "survey", l, limit, func(s feedback.Survey) bool { return s.Praised() && s.Agent == agent })
}

// EachSurvey hands each the surveys that are Asked and whose AskedAt lies in [from, to), newest first. An error of
// each ends it and comes back.
func (t *Table) EachSurvey(ctx context.Context, from, to time.Time, give func(feedback.Survey) error) error {
	return each(ctx, t, "survey", daysOf(event.Survey, from, to, ""), func(s feedback.Survey) error {
		if !s.Asked() || s.AskedAt.Before(from) || !s.AskedAt.Before(to) {
			return nil // the index lags behind
		}
		return give(s)
	})
}
