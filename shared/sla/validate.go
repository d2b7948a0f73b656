package sla

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"aftercare/shared/fault"
	"aftercare/shared/redact"
)

// Limits of policies.
const (
	maxPolicies  = 100
	maxValues    = 50 // in one list of a match
	maxText      = 64 // characters of an id or a value
	maxWarnings  = 10 // fractions of one policy, and as many times before
	maxWait      = 10 * 366 * 24 * time.Hour
	maxPromise   = Duration(365 * 24 * time.Hour)
	smallestPart = 1.0 / 1000 // fractions have at most three decimals
)

// someDay is where it is tried how long a promise takes in a calendar: any day
// does, for the limit is wide.
var someDay = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)

// problems gathers what is wrong, by field.
type problems []fault.Field

func (p *problems) add(field, problem string) {
	*p = append(*p, fault.Field{Name: field, Problem: problem})
}

// Validate checks the policies as a whole. The error is a fault of kind
// Invalid that names every field at fault, such as
// "policies[2].targets.firstReply.within", and repeats no value. known are the
// calendars that there are; the one that is always open need not be named.
func (p Policies) Validate(known ...*Calendar) error {
	calendars := map[string]*Calendar{Always: AlwaysOpen()}
	for _, c := range known {
		calendars[c.ID()] = c
	}
	var bad problems
	p.validate(calendars, &bad)
	return fault.InvalidFields(bad)
}

func (p Policies) validate(calendars map[string]*Calendar, bad *problems) {
	if len(p.List) == 0 {
		bad.add("policies", "must hold at least one policy")
	}
	if len(p.List) > maxPolicies {
		bad.add("policies", fmt.Sprintf("must hold at most %d policies", maxPolicies))
		return
	}
	seen := map[string]bool{}
	for i, policy := range p.List {
		field := fmt.Sprintf("policies[%d]", i)
		policy.validate(field, calendars, bad)
		if seen[policy.ID] {
			bad.add(field+".id", "is the id of an earlier policy, too")
		}
		seen[policy.ID] = true
	}
	if n := len(p.List); n > 0 && !p.List[n-1].Match.everything() {
		bad.add(fmt.Sprintf("policies[%d].match", n-1), "must be empty: the last policy matches everything")
	}
}

func (p Policy) validate(field string, calendars map[string]*Calendar, bad *problems) {
	if !plain(p.ID) {
		bad.add(field+".id", fmt.Sprintf("must have 1 to %d characters and no others than visible ones", maxText))
	}
	p.Match.validate(field+".match", bad)
	calendar, known := calendars[p.Calendar]
	if !known {
		bad.add(field+".calendar", "is not a known calendar")
	}
	for _, name := range sortedNames(p.Targets) {
		p.Targets[name].validate(field+".targets."+string(name), calendar, bad)
	}
	validateUnknown(p.Targets, field+".targets", bad)
	validateWarnings(p.WarnAt, field+".warnAt", bad)
	validateBefore(p.WarnBefore, field+".warnBefore", bad)
	for i, to := range p.WarnTo {
		if to != Bus && to != Assignee {
			bad.add(fmt.Sprintf("%s.warnTo[%d]", field, i), "must be bus or assignee")
		} else if slices.Contains(p.WarnTo[:i], to) {
			bad.add(field+".warnTo", "must name each receiver once")
		}
	}
	if p.CloseAfter != 0 {
		validateDuration(p.CloseAfter, field+".closeAfter", bad)
	}
}

func (m Match) validate(field string, bad *problems) {
	lists := []struct {
		name   string
		values []string
	}{
		{"channel", m.Channel}, {"priority", m.Priority}, {"category", m.Category},
		{"tier", m.Tier}, {"language", m.Language},
	}
	for _, list := range lists {
		if len(list.values) > maxValues {
			bad.add(field+"."+list.name, fmt.Sprintf("must hold at most %d values", maxValues))
			continue
		}
		for i, value := range list.values {
			if !plain(value) {
				bad.add(fmt.Sprintf("%s.%s[%d]", field, list.name, i),
					fmt.Sprintf("must have 1 to %d characters and no others than visible ones", maxText))
			}
		}
	}
}

// validateUnknown names the place of unknown targets, not their names: those
// come from outside like any value.
func validateUnknown(targets map[Name]Rule, field string, bad *problems) {
	for name := range targets {
		if !slices.Contains(names, name) {
			bad.add(field, "has a target that is none of firstReply, nextReply, update and resolution")
			return
		}
	}
}

func (r Rule) validate(field string, calendar *Calendar, bad *problems) {
	before := len(*bad)
	validateDuration(r.Within, field+".within", bad)
	if len(*bad) == before && calendar.Add(someDay, r.Within).Sub(someDay) > maxWait {
		bad.add(field+".within", "would take more than ten years in this calendar")
	}
	if len(r.PauseOn) > 2 {
		bad.add(field+".pauseOn", "must name each status once")
		return
	}
	for i, status := range r.PauseOn {
		at := fmt.Sprintf("%s.pauseOn[%d]", field, i)
		if status != statusPending && status != statusHold {
			bad.add(at, "must be pending or hold")
		}
		if slices.Contains(r.PauseOn[:i], status) {
			bad.add(at, "is named twice")
		}
	}
}

func validateDuration(d Duration, field string, bad *problems) {
	switch {
	case d <= 0:
		bad.add(field, "must be longer than zero")
	case d > maxPromise:
		bad.add(field, "must be at most a year (8760h)")
	case time.Duration(d)%time.Second != 0:
		bad.add(field, "must be whole seconds")
	}
}

func validateWarnings(warnAt []float64, field string, bad *problems) {
	if len(warnAt) > maxWarnings {
		bad.add(field, fmt.Sprintf("must hold at most %d fractions", maxWarnings))
		return
	}
	for i, fraction := range warnAt {
		at := fmt.Sprintf("%s[%d]", field, i)
		switch {
		case fraction <= 0 || fraction >= 1 || math.IsNaN(fraction):
			bad.add(at, "must be above 0 and below 1")
		case math.Abs(fraction-float64(thousandths(fraction))*smallestPart) > 1e-9:
			bad.add(at, "must have at most three decimals")
		case i > 0 && fraction <= warnAt[i-1]:
			bad.add(at, "must be greater than the one before")
		}
	}
}

func validateBefore(list []Duration, field string, bad *problems) {
	if len(list) > maxWarnings {
		bad.add(field, fmt.Sprintf("must hold at most %d times", maxWarnings))
		return
	}
	for i, before := range list {
		at := fmt.Sprintf("%s[%d]", field, i)
		had := len(*bad)
		validateDuration(before, at, bad)
		if len(*bad) == had && i > 0 && before >= list[i-1] {
			bad.add(at, "must be shorter than the one before")
		}
	}
}

// plain tells whether text is a usable name: some visible characters, without
// space around them and without a secret, for names are published.
func plain(text string) bool {
	n := utf8.RuneCountInString(text)
	return n >= 1 && n <= maxText && utf8.ValidString(text) && strings.TrimSpace(text) == text &&
		!strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) && !redact.InName(text)
}

// sortedNames lists the known targets in their fixed order.
func sortedNames(targets map[Name]Rule) []Name {
	var out []Name
	for _, name := range names {
		if _, ok := targets[name]; ok {
			out = append(out, name)
		}
	}
	return out
}
