package sla_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"aftercare/shared/sla"
)

func TestSimulationsAreRefusedByField(t *testing.T) {
	const rest = `"policies":[{"id":"p","match":{},"calendar":"always","targets":{"firstReply":{"within":"5m"}}}]`
	opened := `{"at":"2026-03-02T10:00:00Z","type":"opened","channel":"web","priority":"normal"}`
	event := func(text string) string {
		return `{` + rest + `,"events":[` + opened + `,{"at":"2026-03-02T10:01:00Z",` + text + `}],"asOf":"2026-03-02T11:00:00Z"}`
	}
	for _, test := range []struct {
		name, scenario string
		want           []string
	}{
		{"nothing wrong", event(`"type":"dueSet","target":"firstReply","dueAt":"2026-03-02T10:01:00Z"`), nil},
		{"a due time cleared", event(`"type":"dueSet","target":"firstReply","dueAt":null`), nil},
		{"no events", `{` + rest + `,"events":[],"asOf":"2026-03-02T11:00:00Z"}`, []string{"events"}},
		{"too many events", `{` + rest + `,"events":[` + opened + strings.Repeat(`,{"at":"2026-03-02T10:00:00Z","type":"customerReplied"}`, 1000) + `],"asOf":"2026-03-02T11:00:00Z"}`, []string{"events"}},
		{"no opening", `{` + rest + `,"events":[{"at":"2026-03-02T10:00:00Z","type":"customerReplied"}],"asOf":"2026-03-02T11:00:00Z"}`, []string{"events[0].type"}},
		{"two openings", event(`"type":"opened"`), []string{"events[1].type"}},
		{"an unknown type", event(`"type":"lunch"`), []string{"events[1].type"}},
		{"no asOf", `{` + rest + `,"events":[` + opened + `]}`, []string{"asOf"}},
		{"an event after asOf", `{` + rest + `,"events":[` + opened + `],"asOf":"2026-03-02T09:59:59Z"}`, []string{"events[0].at"}},
		{"out of order", `{` + rest + `,"events":[` + opened + `,{"at":"2026-03-02T10:02:00Z","type":"customerReplied"},{"at":"2026-03-02T10:01:59Z","type":"customerReplied"}],"asOf":"2026-03-02T11:00:00Z"}`, []string{"events[2].at"}},
		{"no time", `{` + rest + `,"events":[` + opened + `,{"type":"customerReplied"}],"asOf":"2026-03-02T11:00:00Z"}`, []string{"events[1].at"}},
		{"asOf after years", `{` + rest + `,"events":[` + opened + `],"asOf":"2028-03-05T10:00:00Z"}`, []string{"asOf"}},
		{"before there were clocks", `{` + rest + `,"events":[{"at":"0001-03-02T10:00:00Z","type":"opened"}],"asOf":"0001-03-02T10:00:00Z"}`, []string{"events[0].at"}},
		{"an unknown status", event(`"type":"statusChanged","status":"asleep"`), []string{"events[1].status"}},
		{"no priority", event(`"type":"priorityChanged"`), []string{"events[1].priority"}},
		{"an unknown visibility", event(`"type":"agentReplied","visibility":"secret"`), []string{"events[1].visibility"}},
		{"an unknown target", event(`"type":"dueSet","target":"lunch"`), []string{"events[1].target"}},
		{"a due time in the past", event(`"type":"dueSet","target":"firstReply","dueAt":"2026-03-02T10:00:59Z"`), []string{"events[1].dueAt"}},
		{"a bad policy, a bad calendar and a bad event",
			`{"calendars":{"u":{"timeZone":"UTC","hours":{}},"always":{}},"policies":[{"id":"p","match":{},"calendar":"v","targets":{"firstReply":{"within":"5m"}}}],
			"events":[` + opened + `,{"at":"2026-03-02T10:00:00Z","type":"lunch"}],"asOf":"2026-03-02T11:00:00Z"}`,
			[]string{"calendars.always", "calendars.u.hours", "events[1].type", "policies[0].calendar"}},
		{"a bad calendar alone, though a policy names it",
			`{"calendars":{"u":{"timeZone":"X","hours":{"mon":["09:00-17:00"]}}},"policies":[{"id":"p","match":{},"calendar":"u","targets":{"firstReply":{"within":"5m"}}}],
			"events":[` + opened + `],"asOf":"2026-03-02T11:00:00Z"}`, []string{"calendars.u.timeZone"}},
		{"an answer of too many intervals",
			`{"calendars":{"u":{"timeZone":"UTC","hours":{` + strings.Join(everyHour(), ",") + `}}},"policies":[{"id":"p","match":{},"calendar":"u","targets":{"firstReply":{"within":"5m"},"resolution":{"within":"5m"}}}],
			"events":[` + opened + `],"asOf":"2028-03-02T11:00:00Z"}`, []string{"asOf"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := sla.Simulate(scenario(t, test.scenario))
			if got := named(t, err); !slices.Equal(got, test.want) {
				t.Errorf("refused %v, want %v", got, test.want)
			}
		})
	}
}

// everyHour opens twelve times a day.
func everyHour() []string {
	var out []string
	for _, day := range []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"} {
		var windows []string
		for hour := 0; hour < 24; hour += 2 {
			windows = append(windows, fmt.Sprintf(`"%02d:00-%02d:00"`, hour, hour+1))
		}
		out = append(out, `"`+day+`":[`+strings.Join(windows, ",")+`]`)
	}
	return out
}

// A simulation tells what the clocks themselves do, and the parts of its answer add up.
func TestSimulationsTellWhatTheClocksDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, moves := anyPolicy(t, "first"), anyLife(t, rapid.IntRange(0, 25).Draw(t, "moves"))
		end := endOf(moves)
		clocks, records := life(p, moves, end, leaveAlone)
		opened := promised(p, 1)
		steps := []sla.Step{{Fact: sla.Fact{At: midnight, Type: sla.Opened}, Promise: &opened}}
		for _, m := range moves {
			s := sla.Step{Fact: m.fact}
			if m.measure != nil {
				promise := promised(*m.measure, 2)
				s.Promise = &promise
			}
			steps = append(steps, s)
		}
		told := sla.Explain(steps, end)
		if len(told.History) != len(records) || len(told.Targets) != len(clocks.Targets) {
			t.Fatalf("%d of %d records, %d of %d targets", len(told.History), len(records), len(told.Targets), len(clocks.Targets))
		}
		for i, h := range told.History {
			r := records[i]
			if h.Type != r.Kind || h.Target != r.Target || h.Cycle != r.Cycle || h.Fraction != r.Fraction || h.Before != r.Before || !h.At.Equal(r.At) {
				t.Fatalf("told %+v, recorded %+v", h, r)
			}
			if i > 0 && h.At.Before(told.History[i-1].At) {
				t.Fatalf("the history runs back: %+v after %+v", h, told.History[i-1])
			}
		}
		for i, x := range told.Targets {
			g := clocks.Targets[i]
			if x.Name != g.Name || x.Cycle != g.Cycle || x.Status != g.Status || !x.DueAt.Equal(g.DueAt) || !x.MetAt.Equal(g.MetAt) || !x.BreachedAt.Equal(g.BreachedAt) {
				t.Fatalf("told %+v, stands %+v", x, g)
			}
			var counted, paused time.Duration
			for j, in := range x.Intervals {
				if !in.From.Before(in.To) || j > 0 && (in.Kind == x.Intervals[j-1].Kind || !in.From.Equal(x.Intervals[j-1].To)) || j == 0 && !in.From.Equal(x.StartedAt) {
					t.Fatalf("intervals of %s: %+v", x.Name, x.Intervals)
				}
				switch in.Kind {
				case sla.CountedTime:
					counted += in.To.Sub(in.From)
				case sla.PausedTime:
					paused += in.To.Sub(in.From)
				}
			}
			if counted != time.Duration(x.CountedSeconds)*time.Second || paused != time.Duration(x.PausedSeconds)*time.Second {
				t.Fatalf("%s: %d and %d seconds, intervals of %s and %s", x.Name, x.CountedSeconds, x.PausedSeconds, counted, paused)
			}
			if g.Status == sla.Running {
				g.Counted += calendarOf(clocks.Calendar).Elapsed(g.Since, end)
			}
			if g.Status != sla.Breached && g.Status != sla.CancelledStatus && time.Duration(g.Counted) != counted {
				t.Fatalf("%s: told %s, counted %s, %+v", x.Name, counted, g.Counted, x)
			}
			past := 0
			for _, w := range x.Warnings {
				if !w.Ahead {
					past++
				}
				if w.Ahead && !w.At.After(end) {
					t.Fatalf("a warning to come has passed: %+v as of %s", w, end)
				}
			}
			if past != len(g.Warned)+len(g.WarnedBefore) {
				t.Fatalf("%d warnings told of %v and %v", past, g.Warned, g.WarnedBefore)
			}
		}
	})
}

// Whatever is sent, a simulation answers or names a field.
func FuzzSimulate(f *testing.F) {
	f.Add([]byte(`{"calendars":{` + office + `},"policies":[{"id":"p","match":{},"calendar":"u","targets":{"resolution":{"within":"8h","pauseOn":["pending"]}},"warnAt":[0.5],"warnBefore":["1h"],"warnTo":[]}],
		"events":[{"at":"2026-04-02T13:00:00Z","type":"opened"},{"at":"2026-04-02T14:00:00Z","type":"statusChanged","status":"solved"},{"at":"2026-04-03T14:00:00Z","type":"reopened"}],"asOf":"2026-04-07T12:30:00Z"}`))
	f.Add([]byte(`{"policies":[{"id":"p","calendar":"always","targets":{"update":{"within":"1s"}}}],"events":[{"at":"2200-01-01T00:00:00Z","type":"opened"}],"asOf":"2200-01-01T00:00:00Z"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		var s sla.Scenario
		if json.Unmarshal(text, &s) != nil {
			return
		}
		e, err := sla.Simulate(s)
		if err != nil {
			if len(named(t, err)) == 0 {
				t.Fatal("refused without a field")
			}
			return
		}
		if _, err := json.Marshal(e); err != nil {
			t.Fatal(err)
		}
	})
}
