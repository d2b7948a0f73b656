package feedback

import (
	"context"
	"fmt"
	"slices"
	"time"

	"aftercare/shared/event"
	"aftercare/shared/fault"
	"aftercare/shared/seal"
)

// Preferences are what a customer said about being asked by mail. They hold until the customer says otherwise: a
// question by mail is mail that nobody must get against their will (in Germany it counts as advertising: BGH,
// 10.07.2018, VI ZR 225/17), and no time makes a refusal void.
//
// They are about mail alone. What somebody was asked before stays open to be answered, behind its link and in the
// company's own app; and that app shows the question after a visit to self-service as it does to whoever has no
// address, for it costs nobody anything who does not open it.
type Preferences struct {
	CustomerID string    `json:"customerId"`
	Revision   int64     `json:"revision"` // rises by one with every change; 0 was never saved
	Refused    bool      `json:"refused"`  // no question by mail
	At         time.Time `json:"at,omitzero"`
}

// set gives the preferences after a word of the customer, and whether it changes anything.
func (p Preferences) set(refused bool, now time.Time) (Preferences, bool) {
	if p.Refused == refused {
		return p, false
	}
	p.Refused, p.At = refused, now.UTC().Truncate(time.Second)
	p.Revision++
	return p, true
}

// PreferenceStore keeps preferences.
type PreferenceStore interface {
	// Preferences gives what a customer said; one of revision 0 when they never said anything.
	Preferences(ctx context.Context, customerID string) (Preferences, error)
	// SavePreferences writes them on condition that the stored ones have the revision before them. Lost otherwise. They
	// are kept for ever.
	SavePreferences(ctx context.Context, p Preferences) error
}

// Preferences gives what a customer said about being asked by mail, or was said at their address.
func (s *Service) Preferences(ctx context.Context, customer, address string) (Preferences, error) {
	all, err := wishes(ctx, s.store, customer, Mailbox(address))
	if err != nil {
		return Preferences{}, err
	}
	return all.preferences(), nil
}

// Prefer records what a customer says who is signed in, for their address, too, if they have one. Stale when expected is
// given, and is not the revision that they have.
func (s *Service) Prefer(ctx context.Context, customer, address string, refused bool, expected *int64) (Preferences, error) {
	all, err := wishes(ctx, s.store, customer, Mailbox(address))
	if err != nil {
		return Preferences{}, err
	}
	if expected != nil && *expected != all[0].Revision {
		return all[0], stale()
	}
	after, changed := all.set(refused, s.now())
	for _, next := range slices.Backward(changed) { // their own last: a repetition begins with what is left
		err := s.store.SavePreferences(ctx, next)
		if fault.Is(err, fault.Lost) {
			return all[0], stale()
		}
		if err != nil {
			return all[0], fmt.Errorf("save preferences: %w", err)
		}
	}
	return after.preferences(), nil
}

func stale() error {
	return fault.New(fault.Stale, "they were changed meanwhile: read them again")
}

// Mailed gives the survey of a link's token and what its customer said about being asked by mail. It works as long as
// the survey is kept, whatever became of it. Missing for a token that is none.
func (s *Service) Mailed(ctx context.Context, token string) (Survey, Preferences, error) {
	v, err := s.linked(ctx, token)
	if err != nil {
		return v, Preferences{}, err
	}
	all, err := wishes(ctx, s.store, v.CustomerID, v.Mailbox)
	if err != nil {
		return v, Preferences{}, err
	}
	return v, all.preferences(), nil
}

// linked gives the survey of a link's token, whether or not it can be answered.
func (s *Service) linked(ctx context.Context, token string) (Survey, error) {
	if !seal.IsToken(token) {
		return Survey{}, fault.NotFound("survey")
	}
	v, err := s.store.SurveyByToken(ctx, seal.HashToken(TokenPurpose, token))
	if fault.Is(err, fault.Missing) {
		return Survey{}, fault.NotFound("survey")
	}
	if err != nil {
		return Survey{}, fmt.Errorf("read survey: %w", err)
	}
	return v, nil
}

// Unsubscribe records that whoever holds the token of a link wants no more questions by mail, or wants them again. It may
// be said any number of times. The survey remembers that its mail led to it.
func (s *Service) Unsubscribe(ctx context.Context, token string, refused bool, receipt *event.Receipt) (Survey, Preferences, error) {
	for range attempts {
		v, p, err := s.unsubscribe(ctx, token, refused, receipt)
		if !again(err) {
			return v, p, err
		}
	}
	return Survey{}, Preferences{}, changing()
}

func (s *Service) unsubscribe(ctx context.Context, token string, refused bool, receipt *event.Receipt) (Survey, Preferences, error) {
	v, err := s.linked(ctx, token)
	if err != nil {
		return v, Preferences{}, err
	}
	all, err := wishes(ctx, s.store, v.CustomerID, v.Mailbox)
	if err != nil {
		return v, Preferences{}, err
	}
	p := all.preferences()
	r := Reply{}
	if receipt != nil { // never by the token itself, which is kept nowhere
		once := *receipt
		once.Scope, once.Result = "unsubscribe "+v.ID, "done"
		r.Receipt = &once
	}
	if _, used, err := s.used(ctx, r); used || err != nil {
		return v, p, err
	}
	after, changed := all.set(refused, s.now())
	if len(changed) == 0 {
		return v, p, nil
	}
	v.Unsubscribed = refused
	v.Revision++
	if err := s.store.SaveSurvey(ctx, Change{Survey: v, Preferences: changed, Receipt: r.Receipt}); err != nil {
		return v, p, fmt.Errorf("save preferences: %w", err)
	}
	return v, after.preferences(), nil
}
