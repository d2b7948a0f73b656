package sla_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"aftercare/shared/sla"
)

// Whoever follows a case step by step counts what the explanation counts, at the moment at which a target is first met.
func TestAReaderCountsAsTheExplanationDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyPolicy(t, "first")
		steps := []sla.Step{{Fact: sla.Fact{At: midnight, Type: sla.Opened}, Promise: ref(promised(p, 1))}}
		for _, m := range anyLife(t, rapid.IntRange(0, 20).Draw(t, "moves")) {
			if m.measure == nil && m.fact.Type != sla.DueSet { // a policy that changes after a breach counts in eras
				steps = append(steps, sla.Step{Fact: m.fact})
			}
		}
		reader := sla.Read(steps[0])
		for i, step := range steps {
			if i > 0 {
				reader.Step(step)
			}
			for _, target := range sla.Explain(steps[:i+1], reader.Now()).Targets {
				if target.Status != sla.Running && target.Status != sla.Paused && !target.MetAt.Equal(reader.Now()) {
					continue
				}
				got := reader.Counted(target.Name, target.StartedAt, reader.Now())
				if want := sla.Duration(target.CountedSeconds) * sla.Duration(time.Second); got != want {
					t.Fatalf("%s of cycle %d counted %s at %s, want %s", target.Name, target.Cycle, got, reader.Now(), want)
				}
			}
		}
	})
}

func ref[T any](v T) *T { return &v }
