package feedback

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Mailbox names an address where what is remembered of a customer is remembered of it, too: who signs in has another id
// than who writes by mail, and both are one person at one address. It tells no address.
func Mailbox(address string) string {
	if address = strings.ToLower(strings.TrimSpace(address)); address == "" {
		return ""
	}
	sum := sha256.Sum256([]byte("aftercare mailbox\x00" + address))
	return "mailbox " + hex.EncodeToString(sum[:16])
}

// names gives what somebody is remembered by: their id first.
func names(customer, mailbox string) []string {
	if mailbox == "" {
		return []string{customer}
	}
	return []string{customer, mailbox}
}

// Past is when somebody was last asked: what is remembered of their id, and of their mailbox.
type Past []LastAsked

// past reads when a customer was last asked anything, and whoever else is reached at the same address.
func (a *Asker) past(ctx context.Context, customer, address string) (Past, error) {
	var past Past
	for _, name := range names(customer, Mailbox(address)) {
		last, err := a.store.LastAsked(ctx, name)
		if err != nil {
			return nil, fmt.Errorf("read when the customer was last asked: %w", err)
		}
		past = append(past, last)
	}
	return past, nil
}

// quiet reports whether a period that began with another survey goes on.
func (p Past) quiet(period time.Duration, surveyID string, now time.Time) bool {
	return slices.ContainsFunc(p, func(l LastAsked) bool { return l.quiet(period, surveyID, now) })
}

// asked gives what is to be remembered once a survey was claimed.
func (p Past) asked(s Survey) Past {
	after := make(Past, len(p))
	for i, l := range p {
		after[i] = l.asked(s)
	}
	return after
}

// Wishes are what was said about being asked by mail: by a customer, and at their mailbox.
type Wishes []Preferences

// wishes reads what was said.
func wishes(ctx context.Context, store PreferenceStore, customer, mailbox string) (Wishes, error) {
	var all Wishes
	for _, name := range names(customer, mailbox) {
		p, err := store.Preferences(ctx, name)
		if err != nil {
			return nil, fmt.Errorf("read preferences: %w", err)
		}
		all = append(all, p)
	}
	return all, nil
}

// preferences are the customer's, and a refusal at their mailbox where they said nothing since.
func (p Wishes) preferences() Preferences {
	own := p[0]
	for _, one := range p[1:] {
		if one.Refused && !own.Refused && one.At.After(own.At) {
			own.Refused, own.At = true, one.At
		}
	}
	return own
}

// set gives what is said after a word of the customer, and what of it is new.
func (p Wishes) set(refused bool, now time.Time) (after, changed Wishes) {
	for _, one := range p {
		next, news := one.set(refused, now)
		if after = append(after, next); news {
			changed = append(changed, next)
		}
	}
	return after, changed
}
