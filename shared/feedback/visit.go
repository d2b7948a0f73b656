package feedback

import (
	"context"
	"fmt"
	"slices"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/notice"
	"aftercare/shared/ticket"
	"aftercare/shared/visit"
)

// Visits is what asking reads of visits to self-service.
type Visits interface {
	// Visit gives a visit as it was told. Missing when there is none.
	Visit(ctx context.Context, id string) (visit.Visit, error)
}

// visitFresh is how long after a visit a question about it still makes sense.
const visitFresh = 24 * time.Hour

// Visited asks a known customer how easy it was, after a visit to self-service: by mail where they have an address that
// is theirs and want it, in the company's own app in any case. One visit is asked about once, for the survey's id follows from the
// visit's; and nobody is asked again within the 14 days in which they may answer the last such question, however many
// pages they read. It may be called any number of times for an event.
func (a *Asker) Visited(ctx context.Context, e event.Detail) error {
	ended, err := event.DecodeDetail[visit.Ended](e)
	if err != nil || ended.CustomerID == "" {
		return err
	}
	for range attempts {
		if err = a.visited(ctx, e.Aggregate.ID); !fault.Is(err, fault.Lost) {
			return err
		}
	}
	return changing()
}

func (a *Asker) visited(ctx context.Context, visitID string) error {
	id := SurveyID(CES, visitID)
	s, err := a.store.Survey(ctx, id)
	found := err == nil
	if err != nil && !fault.Is(err, fault.Missing) {
		return fmt.Errorf("read survey: %w", err)
	}
	if found {
		if over, err := a.resume(ctx, s); over || err != nil {
			return err
		}
		if unwanted, err := a.unwanted(ctx, s.CustomerID, s.Customer.Email); err != nil {
			return err
		} else if unwanted { // the app shows it still
			return a.drop(ctx, s, unsubscribed)
		}
		return a.claim(ctx, s, notice.CES, notice.Content{}, s.Customer.Email, nil)
	}
	rules, err := a.facts.FeedbackRules(ctx)
	if err != nil {
		return fmt.Errorf("read the rules of asking: %w", err)
	}
	if !rules.CES.On || !Sampled(rules.CES.Sampling, visitID) {
		return nil
	}
	v, err := a.facts.Visit(ctx, visitID)
	if err != nil {
		return fmt.Errorf("read visit: %w", err)
	}
	if a.now().Sub(v.EndedAt) > visitFresh {
		return nil
	}
	past, rests, err := a.rests(ctx, rules.CES, v.Customer, id)
	if rests || err != nil {
		return err
	}
	c := v.Customer
	s = Survey{ID: id, Kind: CES, CustomerID: c.ID, Customer: &c, Language: c.Language}
	unwanted, err := a.unwanted(ctx, c.ID, c.Email)
	if err != nil {
		return err
	}
	if mayWrite(c) && !unwanted {
		return a.claim(ctx, s, notice.CES, notice.Content{}, c.Email, past)
	}
	return a.present(ctx, s, past)
}

// rests reports whether a customer is left in peace after a visit, and gives when they were last asked anything. That is
// written with the question, on condition that nobody else was faster: pages that are left at once are one question.
func (a *Asker) rests(ctx context.Context, rule CESRule, c ticket.Customer, id string) (Past, bool, error) {
	address := ""
	if mayWrite(c) {
		address = c.Email
	}
	past, err := a.past(ctx, c.ID, address)
	if err != nil {
		return nil, false, err
	}
	now := a.now()
	open := slices.ContainsFunc(past, func(l LastAsked) bool { return l.CESID != id && now.Before(l.CESAt.Add(Life)) })
	return past, open || past.quiet(time.Duration(rule.QuietPeriod), id, now), nil
}

// present asks in the company's own app alone, where the question is found by its customer.
func (a *Asker) present(ctx context.Context, s Survey, past Past) error {
	s.AskedAt = a.now()
	s.ExpiresAt, s.State = s.AskedAt.Add(Life), Sent
	change, err := a.recorded(ctx, s, event.SurveySent)
	if err != nil {
		return err
	}
	change.LastAsked = past.asked(s)
	_, err = a.save(ctx, change)
	return err
}
