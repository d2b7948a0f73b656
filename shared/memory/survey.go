package memory

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"aftercare/shared/dynamo/layout"
	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/feedback"
)

const (
	survey      = "survey"
	lastAsked   = "last asked"
	preferences = "preferences"
	wave        = "wave"
)

// Survey gives a survey by its id. Missing when there is none.
func (s *Store) Survey(_ context.Context, id string) (feedback.Survey, error) {
	return revised[feedback.Survey](s, documentKey{survey, id})
}

// LastAsked gives when a customer was last asked; one of revision 0 where that is not remembered.
func (s *Store) LastAsked(_ context.Context, customerID string) (feedback.LastAsked, error) {
	l, err := revised[feedback.LastAsked](s, documentKey{lastAsked, customerID})
	if fault.Is(err, fault.Missing) {
		return feedback.LastAsked{CustomerID: customerID}, nil
	}
	return l, err
}

// Preferences gives what a customer said about being asked by mail; one of revision 0 when they never said anything.
func (s *Store) Preferences(_ context.Context, customerID string) (feedback.Preferences, error) {
	p, err := revised[feedback.Preferences](s, documentKey{preferences, customerID})
	if fault.Is(err, fault.Missing) {
		return feedback.Preferences{CustomerID: customerID}, nil
	}
	return p, err
}

// SavePreferences writes them on condition that the stored ones have the revision before them. Lost otherwise.
func (s *Store) SavePreferences(_ context.Context, p feedback.Preferences) error {
	var x transaction
	s.revise(&x, documentKey{preferences, p.CustomerID}, p.Revision, p)
	return s.commit(&x)
}

// SurveyByToken gives the survey whose present TokenHash this is. Missing when there is none, also for a hash that
// was replaced.
func (s *Store) SurveyByToken(_ context.Context, tokenHash string) (feedback.Survey, error) {
	for _, found := range s.surveys() {
		if tokenHash != "" && found.TokenHash == tokenHash {
			return found, nil
		}
	}
	return feedback.Survey{}, fault.NotFound(survey)
}

// SaveSurvey writes a change whole or not at all, and makes the survey findable by its TokenHash. Lost when the
// survey or the ticket was changed by another in between.
func (s *Store) SaveSurvey(_ context.Context, c feedback.Change) error {
	var x transaction
	s.revise(&x, documentKey{survey, c.Survey.ID}, c.Survey.Revision, c.Survey)
	s.happen(&x, aggregate{event.Survey, c.Survey.ID}, c.Events)
	for _, l := range c.LastAsked {
		s.revise(&x, documentKey{lastAsked, l.CustomerID}, l.Revision, l)
	}
	for _, p := range c.Preferences {
		s.revise(&x, documentKey{preferences, p.CustomerID}, p.Revision, p)
	}
	if c.Ticket != nil {
		s.ticket(&x, *c.Ticket)
	}
	s.receipt(&x, c.Receipt)
	return s.commit(&x)
}

// PlannedSurveys gives the ids of surveys whose WakeAt is before a time, earliest first, at most limit.
func (s *Store) PlannedSurveys(_ context.Context, before time.Time, limit int) ([]string, error) {
	all := slices.DeleteFunc(s.surveys(), func(v feedback.Survey) bool { return v.WakeAt.IsZero() || !v.WakeAt.Before(before) })
	slices.SortFunc(all, func(a, b feedback.Survey) int {
		return cmp.Or(a.WakeAt.Compare(b.WakeAt), strings.Compare(a.ID, b.ID))
	})
	ids := make([]string, 0, limit)
	for _, v := range all[:min(limit, len(all))] {
		ids = append(ids, v.ID)
	}
	return ids, nil
}

// CustomerSurveys gives a customer's surveys that are told on their own timelines, newest first, at most limit.
func (s *Store) CustomerSurveys(_ context.Context, customer string, limit int) ([]feedback.Survey, error) {
	var list []placed[feedback.Survey]
	for _, v := range s.surveys() {
		if v.Own() && v.CustomerID == customer && !v.AskedAt.IsZero() {
			list = append(list, placed[feedback.Survey]{layout.CreatedSK(v.AskedAt, v.ID), v})
		}
	}
	page, _ := cut(list, true, "", limit)
	return page, nil
}

// Wave gives the wave that is or was last under way; one of revision 0 before the first.
func (s *Store) Wave(context.Context) (feedback.Wave, error) {
	w, err := revised[feedback.Wave](s, documentKey{wave, wave})
	if fault.Is(err, fault.Missing) {
		return feedback.Wave{}, nil
	}
	return w, err
}

// SaveWave writes a wave on condition that the stored one has the revision before it. Lost otherwise.
func (s *Store) SaveWave(_ context.Context, w feedback.Wave) error {
	var x transaction
	s.revise(&x, documentKey{wave, wave}, w.Revision, w)
	return s.commit(&x)
}

// PraisedSurveys gives a page of the surveys whose answers praise a person, newest first by when they were asked, and
// where the next page begins; empty at the end.
func (s *Store) PraisedSurveys(_ context.Context, agent, after string, limit int) ([]feedback.Survey, string, error) {
	var list []placed[feedback.Survey]
	for _, v := range s.surveys() {
		if v.Praised() && v.Agent == agent {
			list = append(list, placed[feedback.Survey]{layout.CreatedSK(v.AskedAt, v.ID), v})
		}
	}
	page, next := cut(list, true, after, limit)
	return page, next, nil
}

// EachSurvey hands each the surveys that are Asked and whose AskedAt lies in [from, to), newest first. An error of
// each ends it and comes back.
func (s *Store) EachSurvey(_ context.Context, from, to time.Time, each func(feedback.Survey) error) error {
	all := s.surveys()
	slices.SortFunc(all, func(a, b feedback.Survey) int { return b.AskedAt.Compare(a.AskedAt) })
	for _, found := range all {
		if !found.Asked() || !within(found.AskedAt, from, to) {
			continue
		}
		if err := each(found); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) surveys() []feedback.Survey {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []feedback.Survey
	for at, doc := range s.documents {
		if at.kind == survey {
			out = append(out, decode[feedback.Survey](doc.doc))
		}
	}
	return out
}
