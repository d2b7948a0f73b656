package transparency

import (
	"context"
	"fmt"
	"slices"
	"time"

	"aftercare/shared/sla"
)

// spans gives what was promised in a month, from version to version, as far as it was set by the cut-off.
func spans(ctx context.Context, store PromiseStore, m Month, cutOff time.Time) ([]Span, error) {
	now, err := store.Policies(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the policies: %w", err)
	}
	var out []Span
	to := m.End()
	for version := now.Version; version >= 0; version-- {
		from, err := since(ctx, store, version)
		if err != nil {
			return nil, err
		}
		if !from.Before(to) || from.After(cutOff) {
			continue
		}
		p, err := store.PoliciesOf(ctx, version)
		if err != nil {
			return nil, fmt.Errorf("read version %d of the policies: %w", version, err)
		}
		begin := later(from, m.Start())
		out = append(out, Span{From: begin, To: to, Promises: promiseSet(p)})
		if to = begin; begin.Equal(m.Start()) {
			break
		}
	}
	slices.Reverse(out)
	return out, nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a.UTC()
	}
	return b.UTC()
}

func promiseSet(p sla.Policies) PromiseSet {
	set := PromiseSet{Version: p.Version, List: []KeptPromise{}}
	for _, policy := range p.List {
		if len(policy.Match.Tier) > 0 {
			set.Agreed = true
			continue
		}
		kept := KeptPromise{
			Channels: policy.Match.Channel, Categories: policy.Match.Category, Priorities: policy.Match.Priority, Languages: policy.Match.Language,
			OpenHours: policy.Calendar != sla.Always, Targets: map[string]PromisedWithin{},
		}
		for name, rule := range policy.Targets {
			kept.Targets[string(name)] = PromisedWithin{Seconds: int64(time.Duration(rule.Within) / time.Second), Waits: rule.PauseOn}
		}
		set.List = append(set.List, kept)
	}
	return set
}

// promises gives the set as what is published of promises.
func (s PromiseSet) promises() Promises {
	p := Promises{Version: s.Version, Agreed: s.Agreed}
	for _, kept := range s.List {
		one := Promise{
			For:     For{Channels: kept.Channels, Categories: kept.Categories, Priorities: kept.Priorities, Languages: kept.Languages},
			Targets: map[sla.Name]Target{},
		}
		if kept.OpenHours {
			one.Hours = Unnumbered
		}
		for name, t := range kept.Targets {
			one.Targets[sla.Name(name)] = Target{Within: time.Duration(t.Seconds) * time.Second, Waits: t.Waits}
		}
		p.List = append(p.List, one)
	}
	return p
}
