package sla_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"aftercare/shared/sla"
)

// anyPolicy draws promises of seconds, so that short histories meet them.
func anyPolicy(t *rapid.T, id string) sla.Policy {
	p := sla.Policy{ID: id, Targets: map[sla.Name]sla.Rule{}}
	p.Calendar = rapid.SampledFrom([]string{sla.Always, minutes.ID()}).Draw(t, "calendar")
	for _, name := range sla.Names() {
		if !rapid.Bool().Draw(t, id+" promises "+string(name)) {
			continue
		}
		p.Targets[name] = sla.Rule{
			Within:  sla.Duration(rapid.IntRange(1, 40).Draw(t, "within")) * sla.Duration(time.Second),
			PauseOn: rapid.SampledFrom([][]string{nil, {"pending"}, {"hold"}, {"pending", "hold"}}).Draw(t, "pauseOn"),
		}
	}
	p.WarnAt = rapid.SampledFrom([][]float64{nil, {0.5}, {0.5, 0.8}, {0.333, 0.334, 0.9}}).Draw(t, "warnAt")
	p.WarnBefore = rapid.SampledFrom([][]sla.Duration{nil, {3e9}, {10e9, 5e9}}).Draw(t, "warnBefore")
	return p
}

// move is a fact, or a measuring under another policy.
type move struct {
	fact    sla.Fact
	measure *sla.Policy
}

// anyLife draws what happens to a case after its opening at midnight.
func anyLife(t *rapid.T, n int) []move {
	var out []move
	at := midnight
	for range n {
		at = at.Add(time.Duration(rapid.IntRange(0, 15).Draw(t, "pause")) * time.Second)
		f := sla.Fact{At: at, Type: rapid.SampledFrom([]sla.FactType{
			sla.CustomerReplied, sla.CustomerReplied, sla.AgentReplied, sla.AgentReplied, sla.StatusChanged, sla.StatusChanged,
			sla.Solved, sla.Reopened, sla.DueSet, sla.Merged, sla.MatchChanged, sla.MatchChanged,
		}).Draw(t, "type")}
		m := move{fact: f}
		switch f.Type {
		case sla.StatusChanged:
			m.fact.Status = rapid.SampledFrom([]string{"open", "pending", "hold", "solved"}).Draw(t, "status")
		case sla.DueSet:
			m.fact.Target = rapid.SampledFrom(sla.Names()).Draw(t, "target")
			if rapid.Bool().Draw(t, "set") {
				due := at.Add(time.Duration(rapid.IntRange(0, 40).Draw(t, "due")) * time.Second)
				m.fact.DueAt = &due
			}
		case sla.MatchChanged:
			p := anyPolicy(t, fmt.Sprintf("policy%d", len(out)))
			m.measure = &p
		}
		out = append(out, m)
	}
	if rapid.IntRange(0, 4).Draw(t, "ends") == 0 {
		out = append(out, move{fact: sla.Fact{At: at.Add(time.Second), Type: sla.Cancelled}})
	}
	return out
}

// life plays moves; before each, and at the end, look may do with the clocks what no command asked for.
func life(p sla.Policy, moves []move, end time.Time, look func(c sla.Clocks, from, to time.Time) (sla.Clocks, []sla.Record)) (sla.Clocks, []sla.Record) {
	opened := sla.Fact{At: midnight, Type: sla.Opened}
	history := []sla.Fact{opened}
	c, records := sla.Start(promised(p, 1), opened)
	from := midnight
	for i, m := range moves {
		seen, more := look(c, from, m.fact.At)
		records = append(records, more...)
		if m.measure != nil {
			c, more = sla.Measure(history, promised(*m.measure, i+2), seen, calendarOf(seen.Calendar), m.fact.At)
		} else {
			c, more = seen.Apply(m.fact, calendarOf(seen.Calendar))
		}
		history = append(history, m.fact)
		records = append(records, more...)
		from = m.fact.At
	}
	c, more := look(c, from, end)
	records = append(records, more...)
	c, more = c.Fire(end, calendarOf(c.Calendar))
	return c, append(records, more...)
}

func leaveAlone(c sla.Clocks, _, _ time.Time) (sla.Clocks, []sla.Record) { return c, nil }

func endOf(moves []move) time.Time {
	end := midnight
	for _, m := range moves {
		end = m.fact.At
	}
	return end.Add(100 * time.Second)
}

// Whoever looks in between, and however often, the clocks and their records are the same in the end.
func TestWakesBetweenChangeNothingInTheEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, moves := anyPolicy(t, "first"), anyLife(t, rapid.IntRange(0, 25).Draw(t, "moves"))
		end := endOf(moves)
		atOnce, want := life(p, moves, end, leaveAlone)
		stepwise, got := life(p, moves, end, func(c sla.Clocks, from, to time.Time) (sla.Clocks, []sla.Record) {
			var records, more []sla.Record
			for range rapid.IntRange(0, 4).Draw(t, "looks") {
				at := from.Add(time.Duration(rapid.IntRange(-5, 20).Draw(t, "look")) * time.Second)
				switch {
				case !at.Before(to) || rapid.Bool().Draw(t, "advance"):
					if at.After(to) {
						at = to
					}
					c, more = c.Advance(at, calendarOf(c.Calendar))
				default:
					c, more = c.Fire(at, calendarOf(c.Calendar))
				}
				records = append(records, more...)
			}
			return c, records
		})
		if !reflect.DeepEqual(atOnce, stepwise) {
			t.Fatalf("at once %+v\nstep by step %+v", atOnce, stepwise)
		}
		if a, b := lines(want), lines(got); !slices.Equal(a, b) {
			t.Fatalf("at once\n%v\nstep by step\n%v", a, b)
		}
	})
}

// lines sorts: targets noticed at different looks may change places.
func lines(records []sla.Record) []string {
	out := make([]string, 0, len(records))
	for _, r := range records {
		out = append(out, line(r))
	}
	slices.Sort(out)
	return out
}

// Waking exactly when asked to finds everything, and each wake has something to do.
func TestFollowingTheWakesIsEnough(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, moves := anyPolicy(t, "first"), anyLife(t, rapid.IntRange(0, 25).Draw(t, "moves"))
		end := endOf(moves)
		atOnce, want := life(p, moves, end, leaveAlone)
		woken, got := life(p, moves, end, func(c sla.Clocks, _, to time.Time) (sla.Clocks, []sla.Record) {
			var records []sla.Record
			for {
				wake := c.NextWake(calendarOf(c.Calendar))
				if wake.IsZero() || !wake.Before(to) {
					break
				}
				if early, more := c.Fire(wake.Add(-time.Second), calendarOf(c.Calendar)); len(more) > 0 || !reflect.DeepEqual(early, c) {
					t.Fatalf("a wake one second early finds %v", lines(more))
				}
				after, more := c.Fire(wake, calendarOf(c.Calendar))
				if len(more) == 0 {
					t.Fatalf("nothing to do at the wake %v", wake)
				}
				if again, more := after.Fire(wake, calendarOf(after.Calendar)); len(more) > 0 || !reflect.DeepEqual(after, again) {
					t.Fatalf("a double wake finds %v", lines(more))
				}
				c, records = after, append(records, more...)
			}
			return c, records
		})
		if !reflect.DeepEqual(atOnce, woken) || !slices.Equal(lines(want), lines(got)) {
			t.Fatalf("without wakes %v\nwith wakes %v", lines(want), lines(got))
		}
	})
}

// A warning, a meeting and a breach are recorded once for a cycle; only measuring anew may undo a breach, and so let
// it come again.
func TestEachIsRecordedOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, moves := anyPolicy(t, "first"), anyLife(t, rapid.IntRange(0, 40).Draw(t, "moves"))
		_, records := life(p, moves, endOf(moves), leaveAlone)
		seen := map[string]int{}
		for _, r := range records {
			key := fmt.Sprintf("%s %s %d %g %s", r.Kind, r.Target, r.Cycle, r.Fraction, r.Before)
			breach := fmt.Sprintf("breached %s %d 0 0s", r.Target, r.Cycle)
			met := fmt.Sprintf("met %s %d 0 0s", r.Target, r.Cycle)
			switch r.Kind {
			case sla.RescheduledRecord:
				seen[breach] = 0
				if r.Target == sla.Resolution {
					seen[met] = 0 // reopened
				}
			case sla.StartedRecord:
				seen[breach], seen[met] = 0, 0
			case sla.WarnedRecord, sla.MetRecord, sla.BreachedRecord:
				if seen[key]++; seen[key] > 1 {
					t.Fatalf("twice: %s\n%v", key, records)
				}
			}
		}
	})
}

// More time never makes anything due earlier, whatever happens to both cases alike.
func TestMoreTimeIsNeverDueEarlier(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := anyPolicy(t, "short")
		longer := p
		longer.Targets = map[sla.Name]sla.Rule{}
		for name, rule := range p.Targets {
			rule.Within += sla.Duration(rapid.IntRange(0, 30).Draw(t, "more")) * sla.Duration(time.Second)
			longer.Targets[name] = rule
		}
		moves := slices.DeleteFunc(anyLife(t, rapid.IntRange(0, 25).Draw(t, "moves")), func(m move) bool { return m.measure != nil })
		for n := range moves {
			a, _ := life(p, moves[:n], midnight, leaveAlone)
			b, _ := life(longer, moves[:n], midnight, leaveAlone)
			for _, x := range a.Targets {
				y, ok := b.Target(x.Name)
				if !ok || x.Cycle != y.Cycle || !x.StartedAt.Equal(y.StartedAt) {
					continue // a breached question waits where the other was answered
				}
				if !x.DueAt.IsZero() && !y.DueAt.IsZero() && y.DueAt.Before(x.DueAt) {
					t.Fatalf("%s is due %s, with more time %s", x.Name, hours(x.DueAt), hours(y.DueAt))
				}
			}
		}
	})
}

// A pause that ends in its own second changes nothing.
func TestAPauseOfZeroChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, moves := anyPolicy(t, "first"), anyLife(t, rapid.IntRange(0, 15).Draw(t, "moves"))
		at := midnight
		if len(moves) > 0 {
			at = moves[len(moves)-1].fact.At
		}
		c, _ := life(p, append(moves, move{fact: sla.Fact{At: at, Type: sla.StatusChanged, Status: "open"}}), midnight, leaveAlone)
		at = at.Add(time.Duration(rapid.IntRange(1, 20).Draw(t, "later")) * time.Second)
		want, _ := c.Apply(sla.Fact{At: at, Type: sla.MatchChanged}, calendarOf(c.Calendar))
		paused, _ := c.Apply(sla.Fact{At: at, Type: sla.StatusChanged, Status: "pending"}, calendarOf(c.Calendar))
		got, records := paused.Apply(sla.Fact{At: at, Type: sla.StatusChanged, Status: "open"}, calendarOf(paused.Calendar))
		if len(records) > 0 {
			t.Fatalf("records %v", lines(records))
		}
		for _, x := range want.Targets {
			y, _ := got.Target(x.Name)
			if x.Status != y.Status || !x.DueAt.Equal(y.DueAt) {
				t.Fatalf("%+v became %+v", x, y)
			}
		}
		if !want.NextWake(calendarOf(want.Calendar)).Equal(got.NextWake(calendarOf(got.Calendar))) || !want.NextDue().Equal(got.NextDue()) {
			t.Fatalf("next wake %v became %v", want.NextWake(calendarOf(want.Calendar)), got.NextWake(calendarOf(got.Calendar)))
		}
	})
}

// Measuring anew under the very same rules finds what is already there.
func TestMeasuringUnderTheSameRulesChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, moves := anyPolicy(t, "first"), anyLife(t, rapid.IntRange(0, 25).Draw(t, "moves"))
		moves = slices.DeleteFunc(moves, func(m move) bool { return m.measure != nil })
		end := endOf(moves).Add(-95 * time.Second)
		before, _ := life(p, moves, midnight, leaveAlone)
		before, _ = before.Apply(sla.Fact{At: end, Type: sla.MatchChanged}, calendarOf(before.Calendar))
		history := []sla.Fact{{At: midnight, Type: sla.Opened}}
		for _, m := range moves {
			history = append(history, m.fact)
		}
		after, records := sla.Measure(history, promised(p, 1), before, calendarOf(before.Calendar), end)
		if len(records) > 0 || !reflect.DeepEqual(before, after) {
			t.Fatalf("records %v\nbefore %+v\nafter  %+v", lines(records), before, after)
		}
	})
}

// A mistaken change that is taken back a moment later leaves what still has time as if nothing had been.
func TestThereAndBackLeavesWhatStillHasTime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, mistake := anyPolicy(t, "first"), anyPolicy(t, "mistake")
		moves := slices.DeleteFunc(anyLife(t, rapid.IntRange(0, 25).Draw(t, "moves")), func(m move) bool { return m.measure != nil })
		history := []sla.Fact{{At: midnight, Type: sla.Opened}}
		for _, m := range moves {
			history = append(history, m.fact)
		}
		there := endOf(moves).Add(-98 * time.Second)
		back := there.Add(time.Duration(rapid.IntRange(0, 5).Draw(t, "moment")) * time.Second)
		c, _ := life(p, moves, midnight, leaveAlone)
		want, _ := c.Advance(back, calendarOf(c.Calendar))
		got, _ := sla.Measure(history, promised(mistake, 2), c, calendarOf(c.Calendar), there)
		got, _ = sla.Measure(history, promised(p, 3), got, calendarOf(got.Calendar), back)
		for _, x := range want.Targets {
			y, _ := got.Target(x.Name)
			if x.Status != sla.Paused && (x.Status != sla.Running || !x.DueAt.After(back)) || x.Manual {
				continue
			}
			x.Warned, y.Warned, x.WarnedBefore, y.WarnedBefore = nil, nil, nil, nil
			if !reflect.DeepEqual(x, y) {
				t.Fatalf("%+v became %+v", x, y)
			}
		}
	})
}

func TestClocksSurviveJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, moves := anyPolicy(t, "first"), anyLife(t, rapid.IntRange(0, 25).Draw(t, "moves"))
		c, _ := life(p, moves, endOf(moves), leaveAlone)
		text, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		var got sla.Clocks
		if err := json.Unmarshal(text, &got); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(c, got) {
			t.Fatalf("%+v became %+v", c, got)
		}
	})
}

// Nothing changes what it was given, and no result shares memory with it.
func TestValuesAreNotShared(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, moves := anyPolicy(t, "first"), anyLife(t, rapid.IntRange(1, 15).Draw(t, "moves"))
		policy, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		before, _ := life(p, moves, midnight, leaveAlone)
		text, err := json.Marshal(before)
		if err != nil {
			t.Fatal(err)
		}
		at := endOf(moves)
		for _, act := range []func() sla.Clocks{
			func() sla.Clocks { c, _ := before.Fire(at, calendarOf(before.Calendar)); return c },
			func() sla.Clocks { c, _ := before.Advance(midnight, calendarOf(before.Calendar)); return c },
			func() sla.Clocks {
				c, _ := before.Apply(sla.Fact{At: at, Type: sla.AgentReplied}, calendarOf(before.Calendar))
				return c
			},
			func() sla.Clocks {
				c, _ := before.Apply(sla.Fact{At: at, Type: sla.Solved}, calendarOf(before.Calendar))
				return c
			},
			func() sla.Clocks {
				c, _ := sla.Measure(nil, promised(p, 2), before, calendarOf(before.Calendar), at)
				return c
			},
		} {
			scribble(act())
		}
		if now, err := json.Marshal(before); err != nil || string(now) != string(text) {
			t.Fatalf("%s became %s (%v)", text, now, err)
		}
		if now, err := json.Marshal(p); err != nil || string(now) != string(policy) {
			t.Fatalf("%s became %s (%v)", policy, now, err)
		}
	})
}

// scribble writes over everything that c could share.
func scribble(c sla.Clocks) {
	for i := range c.Targets {
		for j := range c.Targets[i].Warned {
			c.Targets[i].Warned[j] = -1
		}
		c.Targets[i] = sla.Target{}
	}
	for i := range c.WarnAt {
		c.WarnAt[i] = -1
	}
	for name, rule := range c.Rules {
		for i := range rule.PauseOn {
			rule.PauseOn[i] = "scribbled"
		}
		delete(c.Rules, name)
	}
}

func TestClocksDoNotGrow(t *testing.T) {
	c, _ := sla.Start(promised(full, 1), sla.Fact{At: midnight, Type: sla.Opened})
	at := midnight
	for range 1000 {
		for _, f := range []sla.Fact{
			{Type: sla.CustomerReplied}, {Type: sla.AgentReplied}, {Type: sla.StatusChanged, Status: "pending"},
			{Type: sla.StatusChanged, Status: "open"}, {Type: sla.Solved}, {Type: sla.Reopened},
		} {
			at = at.Add(7 * time.Minute)
			f.At = at
			c, _ = c.Apply(f, calendarOf(c.Calendar))
		}
		text, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		if len(text) > 1500 {
			t.Fatalf("%d bytes: %s", len(text), text)
		}
	}
}
