// Package transparency is what the company publishes of itself: what it promises, straight from the policies in force,
// and, month by month, what it promised and what it achieved.
package transparency

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"aftercare/shared/fault"
	"aftercare/shared/rescheduling"
	"aftercare/shared/sla"
)

// PromiseStore keeps what operators set.
type PromiseStore interface {
	// Policies gives the policies in force; the defaults, of version 0, when none were set.
	Policies(ctx context.Context) (sla.Policies, error)
	// PoliciesOf gives the policies as they were in a version. Missing when there was none.
	PoliciesOf(ctx context.Context, version int) (sla.Policies, error)
	// Edition gives the latest edition of a calendar. Missing when there is none of that name.
	Edition(ctx context.Context, id string) (sla.Edition, error)
	// Rescheduling gives what brought open tickets under a new version. Missing when there is none.
	Rescheduling(ctx context.Context, id string) (rescheduling.Rescheduling, error)
}

// Promises is what everybody is promised. Names that operators chose are not in it: a policy has no id here, and a
// calendar is a number. What is agreed with single customers, by their tier, is left out.
type Promises struct {
	Version int       // of the policies; 0 are those that hold before any were set
	Since   time.Time // from when on they hold; zero where that is not known
	List    []Promise // in order: the first that fits a case holds, the last fits all
	Agreed  bool      // with some customers something else was agreed
	Hours   []Hours   // that the promises count by, in the order in which they are first named
}

// Promise is what is promised to the cases that it is for.
type Promise struct {
	For     For
	Hours   int // the place in Hours from 1, or Unnumbered; 0 is around the clock
	Targets map[sla.Name]Target
}

// Unnumbered stands for opening hours that are not listed beside the promise.
const Unnumbered = -1

// For says which cases a promise is for; an empty list means all.
type For struct {
	Channels, Categories, Priorities, Languages []string
}

// Target is one promise.
type Target struct {
	Within time.Duration // of the hours that count
	Waits  []string      // what time does not count: the statuses pending and hold
}

// Hours are a calendar's, in local time.
type Hours struct {
	TimeZone string
	Week     map[string][]string // by mon to sun; a day that is absent is closed
	Closed   []Days              // that are not over yet
	Holidays []string            // codes of countries, and of parts of them, whose public holidays are closed
	Version  int
	Since    time.Time
}

// Days are the days from one to another, both included, as 2026-04-03.
type Days struct{ From, To string }

// InForce reads what is promised at a time.
func InForce(ctx context.Context, store PromiseStore, now time.Time) (Promises, error) {
	policies, err := store.Policies(ctx)
	if err != nil {
		return Promises{}, fmt.Errorf("read the policies: %w", err)
	}
	out := Promises{Version: policies.Version}
	if out.Since, err = since(ctx, store, policies.Version); err != nil {
		return Promises{}, err
	}
	places := map[string]int{sla.Always: 0}
	for _, p := range policies.List {
		if len(p.Match.Tier) > 0 {
			out.Agreed = true
			continue
		}
		place, known := places[p.Calendar]
		if !known {
			hours, err := hoursOf(ctx, store, p.Calendar, now)
			if err != nil {
				return Promises{}, err
			}
			out.Hours = append(out.Hours, hours)
			place = len(out.Hours)
			places[p.Calendar] = place
		}
		out.List = append(out.List, promiseOf(p, place))
	}
	return out, nil
}

// since tells from when on a version of the policies holds. Only those that hold before any were set have always held.
func since(ctx context.Context, store PromiseStore, version int) (time.Time, error) {
	if version == 0 {
		return time.Time{}, nil
	}
	r, err := store.Rescheduling(ctx, rescheduling.OfPolicies(version).Name())
	if fault.Is(err, fault.Missing) {
		return time.Time{}, nil
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("read since when version %d of the policies holds: %w", version, err)
	}
	return r.RequestedAt, nil
}

func promiseOf(p sla.Policy, hours int) Promise {
	out := Promise{
		Hours: hours, Targets: map[sla.Name]Target{},
		For: For{Channels: p.Match.Channel, Categories: p.Match.Category, Priorities: p.Match.Priority, Languages: p.Match.Language},
	}
	for name, rule := range p.Targets {
		out.Targets[name] = Target{Within: time.Duration(rule.Within), Waits: rule.PauseOn}
	}
	return out
}

func hoursOf(ctx context.Context, store PromiseStore, calendar string, now time.Time) (Hours, error) {
	e, err := store.Edition(ctx, calendar)
	if err != nil {
		return Hours{}, fmt.Errorf("read a calendar: %w", err)
	}
	h := Hours{TimeZone: e.Spec.TimeZone, Week: e.Spec.Hours, Holidays: slices.Clone(e.Spec.HolidaySets), Version: e.Version, Since: e.From}
	zone, err := time.LoadLocation(h.TimeZone)
	if err != nil {
		return Hours{}, fmt.Errorf("the time zone of a calendar: %w", err)
	}
	today := now.In(zone).Format(time.DateOnly)
	for _, closed := range e.Spec.Holidays {
		if closed.To >= today {
			h.Closed = append(h.Closed, Days{From: closed.From, To: closed.To})
		}
	}
	slices.SortFunc(h.Closed, func(a, b Days) int { return cmp.Compare(a.From+a.To, b.From+b.To) })
	return h, nil
}
