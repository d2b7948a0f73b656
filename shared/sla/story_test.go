package sla_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"aftercare/shared/sla"
)

// midnight begins the day on which all stories play.
var midnight = time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)

// clock reads "09:30", "09:30:15", or "33:30" for half past nine the next day.
func clock(t testing.TB, text string) time.Time {
	t.Helper()
	var h, m, s int
	if n, _ := fmt.Sscanf(text, "%d:%d:%d", &h, &m, &s); n < 2 {
		t.Fatalf("%q is no time of the story", text)
	}
	return midnight.Add(time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second)
}

func hours(at time.Time) string {
	if at.IsZero() {
		return "-"
	}
	d := at.Sub(midnight)
	text := fmt.Sprintf("%02d:%02d:%02d", int(d.Hours()), int(d.Minutes())%60, int(d.Seconds())%60)
	return strings.TrimSuffix(text, ":00")
}

// terms makes a policy from lines such as "firstReply 5m" and "resolution 4h pending hold".
func terms(id string, warnAt []float64, promises ...string) sla.Policy {
	p := sla.Policy{ID: id, Calendar: sla.Always, WarnAt: warnAt, Targets: map[sla.Name]sla.Rule{}}
	for _, promise := range promises {
		words := strings.Fields(promise)
		within, err := time.ParseDuration(words[1])
		if err != nil {
			panic(err)
		}
		p.Targets[sla.Name(words[0])] = sla.Rule{Within: sla.Duration(within), PauseOn: words[2:]}
	}
	return p
}

// story is a case that is told step by step.
type story struct {
	t        testing.TB
	policies map[string]sla.Policy
	clocks   sla.Clocks
	history  []sla.Fact
	records  []sla.Record
}

// tell plays steps such as "09:00 opened", "09:05 agentReplied",
// "09:10 statusChanged pending", "09:20 dueSet resolution 12:00", "10:00 measure urgent"
// and "11:00 fire". The first policy is the one that the case is opened under.
func tell(t testing.TB, policies []sla.Policy, steps ...string) story {
	t.Helper()
	s := story{t: t, policies: map[string]sla.Policy{}}
	for _, p := range policies {
		s.policies[p.ID] = p
	}
	for _, step := range steps {
		words := append(strings.Fields(step), "", "", "")
		at := clock(t, words[0])
		var news []sla.Record
		switch verb := words[1]; verb {
		case "fire":
			s.clocks, news = s.clocks.Fire(at, nil)
		case "advance":
			s.clocks, news = s.clocks.Advance(at, nil)
		case "measure":
			s.clocks, news = sla.Measure(s.history, promised(s.policies[words[2]], s.clocks.Version+1), s.clocks, nil, at)
		default:
			f := sla.Fact{At: at, Type: sla.FactType(verb), Status: words[2]}
			if f.Type == sla.DueSet {
				f.Status, f.Target = "", sla.Name(words[2])
				if words[3] != "" {
					due := clock(t, words[3])
					f.DueAt = &due
				}
			}
			s.history = append(s.history, f)
			if f.Type == sla.Opened {
				s.clocks, news = sla.Start(promised(policies[0], 1), f)
			} else {
				s.clocks, news = s.clocks.Apply(f, nil)
			}
		}
		s.records = append(s.records, news...)
	}
	return s
}

// happened writes the records as lines, those of the named kinds only if any are named.
func (s story) happened(kinds ...sla.RecordKind) []string {
	var out []string
	for _, r := range s.records {
		if len(kinds) > 0 && !slices.Contains(kinds, r.Kind) {
			continue
		}
		out = append(out, line(r))
	}
	return out
}

func line(r sla.Record) string {
	text := fmt.Sprintf("%s %s %s#%d", hours(r.At), r.Kind, r.Target, r.Cycle)
	if r.Fraction != 0 {
		text += fmt.Sprintf(" %g", r.Fraction)
	}
	if r.Before != 0 {
		text += fmt.Sprintf(" %s before", r.Before)
	}
	if r.Kind == sla.StartedRecord || r.Kind == sla.RescheduledRecord {
		due := time.Time{}
		if r.DueAt != nil {
			due = *r.DueAt
		}
		text += " due " + hours(due)
	}
	if r.Remeasured {
		text += " remeasured"
	}
	if r.Late {
		text += " late"
	}
	return text
}

// stands writes where a target stands.
func (s story) stands(name sla.Name) string {
	t, ok := s.clocks.Target(name)
	if !ok {
		return "none"
	}
	text := fmt.Sprintf("#%d %s", t.Cycle, t.Status)
	for _, part := range []struct {
		word string
		at   time.Time
	}{{"due", t.DueAt}, {"met", t.MetAt}, {"breached", t.BreachedAt}} {
		if !part.at.IsZero() {
			text += " " + part.word + " " + hours(part.at)
		}
	}
	return text
}

func (s story) wantHappened(kinds []sla.RecordKind, want ...string) {
	s.t.Helper()
	if got := s.happened(kinds...); !slices.Equal(got, want) {
		s.t.Errorf("happened:\n  %s\nwant:\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func (s story) wantStands(name sla.Name, want string) {
	s.t.Helper()
	if got := s.stands(name); got != want {
		s.t.Errorf("%s stands %q, want %q", name, got, want)
	}
}

// minutes is a calendar that is open every other minute from midnight on, so that short histories meet its windows.
var minutes = func() *sla.Calendar {
	windows := make([]string, 0, 12)
	for m := 0; m < 24; m += 2 {
		windows = append(windows, fmt.Sprintf("00:%02d-00:%02d", m, m+1))
	}
	c, err := sla.Compile("minutes", []sla.Edition{{Version: 1, Spec: sla.CalendarSpec{
		TimeZone: "UTC", Hours: map[string][]string{"mon": windows, "tue": {"00:00-24:00"}},
	}}})
	if err != nil {
		panic(err)
	}
	return c
}()

// calendarOf is the calendar of that id that tests use.
func calendarOf(id string) *sla.Calendar {
	if id == minutes.ID() {
		return minutes
	}
	return nil
}

// promised is a policy in its calendar.
func promised(p sla.Policy, version int) sla.Promise {
	return sla.Promise{Policy: p, Version: version, Calendar: calendarOf(p.Calendar)}
}
