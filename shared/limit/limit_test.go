package limit_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"aftercare/shared/fault"
	"aftercare/shared/limit"
	"aftercare/shared/memory"
)

// Whatever the pace: no span of the rule's length holds more than it allows, and who waits as told gets in.
func TestNoSpanHoldsMoreThanTheRule(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
		clock := func() time.Time { return now }
		limiter := limit.New(memory.New(clock), clock)
		rule := limit.Rule{Most: rapid.IntRange(1, 4).Draw(r, "most"), Within: time.Hour}
		var admitted []time.Time
		for range rapid.IntRange(1, 40).Draw(r, "tries") {
			err := limiter.Take(t.Context(), "somebody", rule)
			if err == nil {
				admitted = append(admitted, now)
			} else if !fault.Is(err, fault.Exhausted) {
				r.Fatal(err)
			}
			now = now.Add(time.Duration(rapid.IntRange(0, 45).Draw(r, "minutes")) * time.Minute)
		}
		for i := rule.Most; i < len(admitted); i++ {
			if admitted[i].Sub(admitted[i-rule.Most]) < rule.Within {
				r.Fatalf("%d from %s to %s", rule.Most+1, admitted[i-rule.Most], admitted[i])
			}
		}
		if err := limiter.Take(t.Context(), "somebody else", rule); err != nil {
			r.Fatalf("one holds another back: %v", err)
		}
	})
}

func TestWhoWaitsAsToldGetsIn(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	var w limit.Window
	rule := limit.Rule{Most: 2, Within: time.Hour}
	var wait time.Duration
	for _, minutes := range []int{0, 10} {
		if w, wait = w.Take(rule, now.Add(time.Duration(minutes)*time.Minute)); wait != 0 {
			t.Fatal(wait)
		}
	}
	if _, wait = w.Take(rule, now.Add(20*time.Minute)); wait != 40*time.Minute {
		t.Errorf("told to wait %s", wait)
	}
	if _, wait = w.Take(rule, now.Add(time.Hour)); wait != 0 {
		t.Errorf("after waiting, %s more", wait)
	}
}
