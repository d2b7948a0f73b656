package sla_test

import (
	"testing"
	"time"

	"aftercare/shared/sla"
)

var (
	full = terms("full", []float64{0.5, 0.8},
		"firstReply 10m", "nextReply 20m", "update 2h", "resolution 4h pending hold")
	quiet = terms("quiet", nil,
		"firstReply 10m", "nextReply 20m", "update 2h", "resolution 4h pending hold")
	patient = terms("patient", nil, "firstReply 10m", "resolution 4h")
)

// TestRules has worked examples of the rules under the heading "Clocks" of the contract, by their number.
func TestRules(t *testing.T) {
	tests := []struct {
		name   string
		policy sla.Policy
		steps  []string
		happen []string // all records; nil: not looked at
		stand  map[sla.Name]string
	}{
		{"an opening starts all but nextReply", quiet,
			[]string{"09:00 opened"},
			[]string{"09:00 started firstReply#1 due 09:10", "09:00 started update#1 due 11:00", "09:00 started resolution#1 due 13:00"},
			map[sla.Name]string{sla.NextReply: "none"}},
		{"1: neighbouring pauses are one", quiet,
			[]string{"09:00 opened", "09:05 agentReplied", "09:30 statusChanged pending", "10:00 statusChanged hold", "11:00 statusChanged open"},
			nil, map[sla.Name]string{sla.Resolution: "#1 running due 14:30"}},
		{"2: a paused target has no due time", quiet,
			[]string{"09:00 opened", "09:30 statusChanged pending", "20:00 fire"},
			nil, map[sla.Name]string{sla.Resolution: "#1 paused"}},
		{"2: without pauseOn a target never pauses", patient,
			[]string{"09:00 opened", "09:30 statusChanged pending", "12:00 statusChanged open"},
			[]string{"09:00 started firstReply#1 due 09:10", "09:00 started resolution#1 due 13:00", "09:10 breached firstReply#1"},
			map[sla.Name]string{sla.Resolution: "#1 running due 13:00"}},
		{"2: a pause within one second changes nothing", quiet,
			[]string{"09:00 opened", "09:01 statusChanged pending", "09:01 statusChanged open"},
			[]string{"09:00 started firstReply#1 due 09:10", "09:00 started update#1 due 11:00", "09:00 started resolution#1 due 13:00"},
			map[sla.Name]string{sla.Resolution: "#1 running due 13:00"}},
		{"2: a case may be opened waiting", quiet,
			[]string{"09:00 opened pending", "10:00 statusChanged open"},
			nil, map[sla.Name]string{sla.Resolution: "#1 running due 14:00"}},
		{"3: met at exactly the due time is met", patient,
			[]string{"09:00 opened", "09:10 agentReplied"},
			nil, map[sla.Name]string{sla.FirstReply: "#1 met due 09:10 met 09:10"}},
		{"3: one second later is a breach at the due time, met late", patient,
			[]string{"09:00 opened", "09:10:01 agentReplied"},
			[]string{"09:00 started firstReply#1 due 09:10", "09:00 started resolution#1 due 13:00",
				"09:10 breached firstReply#1", "09:10:01 met firstReply#1 late"},
			map[sla.Name]string{sla.FirstReply: "#1 breached due 09:10 met 09:10:01 breached 09:10"}},
		{"3: a wake at the due time finds no breach, one second after does", patient,
			[]string{"09:00 opened", "09:10 fire", "09:10:01 fire", "09:10:01 fire"},
			[]string{"09:00 started firstReply#1 due 09:10", "09:00 started resolution#1 due 13:00", "09:10 breached firstReply#1"}, nil},
		{"3: time never runs back", quiet,
			[]string{"09:00 opened", "09:30 statusChanged pending", "09:20 statusChanged open"},
			nil, map[sla.Name]string{sla.Resolution: "#1 running due 13:00"}},
		{"5: the opening belongs to firstReply, and so does what follows before its answer", quiet,
			[]string{"09:00 opened", "09:02 customerReplied", "09:05 agentReplied"},
			nil, map[sla.Name]string{sla.NextReply: "none", sla.FirstReply: "#1 met due 09:10 met 09:05"}},
		{"5: nextReply starts at the oldest unanswered message", quiet,
			[]string{"09:00 opened", "09:05 agentReplied", "09:30 customerReplied", "09:40 customerReplied"},
			nil, map[sla.Name]string{sla.NextReply: "#1 running due 09:50"}},
		{"5: each question after an answer is a new cycle", quiet,
			[]string{"09:00 opened", "09:05 agentReplied", "09:30 customerReplied", "09:35 agentReplied", "09:40 customerReplied"},
			nil, map[sla.Name]string{sla.NextReply: "#2 running due 10:00"}},
		{"5: messages after a breached nextReply do not start another", quiet,
			[]string{"09:00 opened", "09:05 agentReplied", "09:30 customerReplied", "10:00 customerReplied", "10:10 agentReplied", "10:20 customerReplied"},
			nil, map[sla.Name]string{sla.NextReply: "#2 running due 10:40"}},
		{"5: a breached firstReply that is not done keeps nextReply waiting", quiet,
			[]string{"09:00 opened", "09:20 customerReplied", "09:30 agentReplied", "09:40 customerReplied"},
			nil, map[sla.Name]string{sla.FirstReply: "#1 breached due 09:10 met 09:30 breached 09:10", sla.NextReply: "#1 running due 10:00"}},
		{"6: update begins anew at each public reply of a person", quiet,
			[]string{"09:00 opened", "09:05 agentReplied", "10:00 agentReplied"},
			[]string{"09:00 started firstReply#1 due 09:10", "09:00 started update#1 due 11:00", "09:00 started resolution#1 due 13:00",
				"09:05 met firstReply#1", "09:05 met update#1", "09:05 started update#2 due 11:05",
				"10:00 met update#2", "10:00 started update#3 due 12:00"}, nil},
		{"6: update ends at solving and begins anew at a reopening", quiet,
			[]string{"09:00 opened", "09:05 agentReplied", "10:00 solved", "10:30 agentReplied", "12:00 reopened"},
			nil, map[sla.Name]string{sla.Update: "#3 running due 14:00"}},
		{"7: solving meets resolution and cancels what else runs", quiet,
			[]string{"09:00 opened", "09:05 solved"},
			nil, map[sla.Name]string{sla.FirstReply: "#1 cancelled due 09:10", sla.Update: "#1 cancelled due 11:00", sla.Resolution: "#1 met due 13:00 met 09:05"}},
		{"7: a breach stays at solving", quiet,
			[]string{"09:00 opened", "09:30 solved"},
			nil, map[sla.Name]string{sla.FirstReply: "#1 breached due 09:10 breached 09:10"}},
		{"7: reopening continues resolution, not counting the time between", quiet,
			[]string{"09:00 opened", "09:05 agentReplied", "10:00 solved", "15:00 reopened"},
			nil, map[sla.Name]string{sla.Resolution: "#1 running due 18:00", sla.FirstReply: "#1 met due 09:10 met 09:05", sla.NextReply: "#1 running due 15:20"}},
		{"7: a breached resolution stays as it is at a reopening", quiet,
			[]string{"09:00 opened", "09:05 agentReplied", "13:30 solved", "15:00 reopened", "16:00 solved"},
			nil, map[sla.Name]string{sla.Resolution: "#1 breached due 13:00 met 13:30 breached 13:00"}},
		{"7: a message of the customer reopens a solved case", quiet,
			[]string{"09:00 opened", "09:05 agentReplied", "10:00 solved", "15:00 customerReplied"},
			nil, map[sla.Name]string{sla.Resolution: "#1 running due 18:00", sla.Update: "#3 running due 17:00", sla.NextReply: "#1 running due 15:20"}},
		{"7: the reopening told twice, by the message and by itself, is one", quiet,
			[]string{"09:00 opened", "09:05 agentReplied", "10:00 solved", "15:00 customerReplied", "15:00 reopened", "15:00 statusChanged open"},
			nil, map[sla.Name]string{sla.Resolution: "#1 running due 18:00", sla.Update: "#3 running due 17:00", sla.NextReply: "#1 running due 15:20"}},
		{"7: solved while paused, only what counted before counts after", quiet,
			[]string{"09:00 opened", "09:05 agentReplied", "10:00 statusChanged pending", "11:00 solved", "15:00 reopened"},
			nil, map[sla.Name]string{sla.Resolution: "#1 running due 18:00"}},
		{"7: a question that solving settled does not start nextReply in the past", quiet,
			[]string{"09:00 opened", "09:05 agentReplied", "10:00 customerReplied", "10:10 solved", "15:00 reopened"},
			nil, map[sla.Name]string{sla.NextReply: "#2 running due 15:20"}},
		{"8: a second answer does not touch the late one", quiet,
			[]string{"09:00 opened", "09:30 agentReplied", "10:00 agentReplied"},
			nil, map[sla.Name]string{sla.FirstReply: "#1 breached due 09:10 met 09:30 breached 09:10"}},
		{"10: a due time set by a person stays through pauses", quiet,
			[]string{"09:00 opened", "09:30 dueSet resolution 18:00", "10:00 statusChanged pending", "12:00 statusChanged open"},
			nil, map[sla.Name]string{sla.Resolution: "#1 running due 18:00"}},
		{"10: and is a breach when it passes in a pause", quiet,
			[]string{"09:00 opened", "09:30 dueSet resolution 18:00", "10:00 statusChanged pending", "18:00:01 fire"},
			nil, map[sla.Name]string{sla.Resolution: "#1 breached due 18:00 breached 18:00"}},
		{"10: cleared, the policy computes it again", quiet,
			[]string{"09:00 opened", "09:30 dueSet resolution 18:00", "10:00 statusChanged pending", "12:00 statusChanged open", "12:30 dueSet resolution"},
			nil, map[sla.Name]string{sla.Resolution: "#1 running due 15:00"}},
		{"10: cleared after the policy's own due time is a breach then", quiet,
			[]string{"09:00 opened", "09:05 agentReplied", "09:30 dueSet resolution 18:00", "10:00 agentReplied", "11:30 agentReplied", "13:00 agentReplied", "14:00 dueSet resolution"},
			nil, map[sla.Name]string{sla.Resolution: "#1 breached due 13:00 breached 14:00"}},
		{"10: a target that is done takes no due time", quiet,
			[]string{"09:00 opened", "09:05 agentReplied", "09:30 dueSet firstReply 18:00"},
			nil, map[sla.Name]string{sla.FirstReply: "#1 met due 09:10 met 09:05"}},
		{"11: warnings come at fractions of the time counted", terms("w", []float64{0.5, 0.8}, "resolution 4h pending"),
			[]string{"09:00 opened", "10:00 statusChanged pending", "15:00 statusChanged open", "20:00 fire"},
			[]string{"09:00 started resolution#1 due 13:00", "15:00 rescheduled resolution#1 due 18:00",
				"16:00 warned resolution#1 0.5", "17:12 warned resolution#1 0.8", "18:00 breached resolution#1"}, nil},
		{"11: an uneven fraction is rounded up to the second", terms("w", []float64{0.333}, "resolution 10s"),
			[]string{"09:00 opened", "09:00:03 fire", "09:00:04 fire"},
			[]string{"09:00 started resolution#1 due 09:00:10", "09:00:04 warned resolution#1 0.333"}, nil},
		{"11: no warning after being met", full,
			[]string{"09:00 opened", "09:04 agentReplied", "09:09 fire"},
			[]string{"09:00 started firstReply#1 due 09:10", "09:00 started update#1 due 11:00", "09:00 started resolution#1 due 13:00",
				"09:04 met firstReply#1", "09:04 met update#1", "09:04 started update#2 due 11:04"}, nil},
		{"11: a command comes before a warning of its second", terms("w", []float64{0.5}, "firstReply 10m"),
			[]string{"09:00 opened", "09:05 agentReplied", "09:20 fire"},
			[]string{"09:00 started firstReply#1 due 09:10", "09:05 met firstReply#1"}, nil},
		{"11: a warning of an earlier second is recorded by the command", terms("w", []float64{0.5}, "firstReply 10m"),
			[]string{"09:00 opened", "09:05:01 agentReplied"},
			[]string{"09:00 started firstReply#1 due 09:10", "09:05 warned firstReply#1 0.5", "09:05:01 met firstReply#1"}, nil},
		{"11: warnings before breaches in one second, over all targets",
			terms("w", []float64{0.5, 0.75}, "firstReply 15m", "update 20m", "resolution 30m"),
			[]string{"09:00 opened", "09:16 fire"},
			[]string{"09:00 started firstReply#1 due 09:15", "09:00 started update#1 due 09:20", "09:00 started resolution#1 due 09:30",
				"09:07:30 warned firstReply#1 0.5", "09:10 warned update#1 0.5", "09:11:15 warned firstReply#1 0.75",
				"09:15 warned resolution#1 0.5", "09:15 warned update#1 0.75", "09:15 breached firstReply#1"}, nil},
		{"11: none again after a reopening", terms("w", []float64{0.5}, "resolution 2h"),
			[]string{"09:00 opened", "10:30 solved", "12:00 reopened", "13:00 fire"},
			[]string{"09:00 started resolution#1 due 11:00", "10:00 warned resolution#1 0.5", "10:30 met resolution#1",
				"12:00 rescheduled resolution#1 due 12:30", "12:30 breached resolution#1"}, nil},
		{"11: a nearer due time passes fractions at that moment", terms("w", []float64{0.5, 0.8}, "resolution 4h"),
			[]string{"09:00 opened", "10:00 dueSet resolution 10:30"},
			[]string{"09:00 started resolution#1 due 13:00", "10:00 rescheduled resolution#1 due 10:30", "10:00 warned resolution#1 0.5"}, nil},
		{"12: merging away cancels what runs", quiet,
			[]string{"09:00 opened", "09:05 cancelled", "20:00 fire", "21:00 customerReplied"},
			[]string{"09:00 started firstReply#1 due 09:10", "09:00 started update#1 due 11:00", "09:00 started resolution#1 due 13:00",
				"09:05 cancelled firstReply#1", "09:05 cancelled update#1", "09:05 cancelled resolution#1"}, nil},
		{"12: unanswered messages of another case start nextReply at the merge", quiet,
			[]string{"09:00 opened", "09:05 agentReplied", "10:00 merged"},
			nil, map[sla.Name]string{sla.NextReply: "#1 running due 10:20"}},
		{"13: a reply may set the status that it leads to", quiet,
			[]string{"09:00 opened", "10:00 agentReplied pending", "12:00 customerReplied"},
			nil, map[sla.Name]string{sla.Resolution: "#1 running due 15:00"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := tell(t, []sla.Policy{test.policy}, test.steps...)
			if test.happen != nil {
				s.wantHappened(nil, test.happen...)
			}
			for name, want := range test.stand {
				s.wantStands(name, want)
			}
		})
	}
}

func TestNextWakeIsTheNextWarningOrTheSecondAfterADueTime(t *testing.T) {
	p := terms("w", []float64{0.5}, "firstReply 10m", "resolution 4h pending")
	for _, test := range []struct{ wake, due, last string }{
		{"09:05", "09:10", "09:00 opened"},
		{"09:10:01", "09:10", "09:05 fire"},
		{"11:00", "13:00", "09:10:01 fire"},
	} {
		steps := []string{"09:00 opened"}
		for _, step := range []string{"09:05 fire", "09:10:01 fire"} {
			if step <= test.last {
				steps = append(steps, step)
			}
		}
		s := tell(t, []sla.Policy{p}, steps...)
		if got := hours(s.clocks.NextWake(nil)); got != test.wake {
			t.Errorf("after %s: next wake %s, want %s", test.last, got, test.wake)
		}
		if got := hours(s.clocks.NextDue()); got != test.due {
			t.Errorf("after %s: next due %s, want %s", test.last, got, test.due)
		}
	}
	s := tell(t, []sla.Policy{p}, "09:00 opened", "09:01 agentReplied pending")
	if wake, due := s.clocks.NextWake(nil), s.clocks.NextDue(); !wake.IsZero() || !due.IsZero() {
		t.Errorf("paused: next wake %s and due %s, want none", hours(wake), hours(due))
	}
}

func TestFractionsOfASecondAreCutOff(t *testing.T) {
	at := midnight.Add(987 * 1e6)
	c, _ := sla.Start(promised(patient, 1), sla.Fact{At: at, Type: sla.Opened})
	if first, _ := c.Target(sla.FirstReply); !first.StartedAt.Equal(midnight) || hours(first.DueAt) != "00:10" {
		t.Errorf("started %v, due %v", first.StartedAt, first.DueAt)
	}
	if _, records := c.Fire(midnight.Add(10*60*1e9+999*1e6), nil); len(records) != 0 {
		t.Errorf("a breach within the due second: %v", records)
	}
}

// Warnings a time before the due time come when so much of what counts is left.
func TestWarningsBeforeTheDueTime(t *testing.T) {
	p := terms("w", []float64{0.5}, "firstReply 10m", "resolution 4h pending")
	p.WarnBefore = []sla.Duration{sla.Duration(time.Hour), sla.Duration(5 * time.Minute)}
	s := tell(t, []sla.Policy{p}, "09:00 opened", "09:06 agentReplied", "11:30 statusChanged pending", "12:30 statusChanged open", "14:10 fire")
	s.wantHappened([]sla.RecordKind{sla.WarnedRecord, sla.BreachedRecord},
		// Half of ten minutes and five minutes before are one second; of an hour before ten minutes nothing is said.
		"09:05 warned firstReply#1 0.5", "09:05 warned firstReply#1 5m before",
		"11:00 warned resolution#1 0.5", "13:00 warned resolution#1 1h before", "13:55 warned resolution#1 5m before",
		"14:00 breached resolution#1")

	s = tell(t, []sla.Policy{p}, "09:00 opened", "09:01 agentReplied", "10:00 dueSet resolution 10:30", "10:00 dueSet resolution 20:00", "20:00:01 fire")
	s.wantHappened([]sla.RecordKind{sla.WarnedRecord},
		// A nearer due time passes warnings at that moment, and a later one does not repeat them.
		"10:00 warned resolution#1 0.5", "10:00 warned resolution#1 1h before", "19:55 warned resolution#1 5m before")
}

// Nobody is woken for a warning that nobody receives; it is recorded with its true time by what comes next.
func TestNoWakeForAWarningThatNobodyReceives(t *testing.T) {
	p := terms("w", []float64{0.5}, "resolution 4h")
	p.WarnTo = []string{}
	s := tell(t, []sla.Policy{p}, "09:00 opened")
	if got := hours(s.clocks.NextWake(nil)); got != "13:00:01" {
		t.Errorf("next wake %s", got)
	}
	s = tell(t, []sla.Policy{p}, "09:00 opened", "12:00 customerReplied")
	s.wantHappened([]sla.RecordKind{sla.WarnedRecord}, "11:00 warned resolution#1 0.5")
	if p.WarnTo = []string{sla.Bus}; hours(tell(t, []sla.Policy{p}, "09:00 opened").clocks.NextWake(nil)) != "11:00" {
		t.Error("no wake for a warning to the bus")
	}
}

// A due time of a person holds while it is set; cleared, the policy's own is what it would have been, also where that
// passed before a pause.
func TestClearingADueTimeFindsWhenTheTimeWasUsedUp(t *testing.T) {
	p := terms("w", nil, "resolution 4h pending")
	for _, end := range []string{"15:30 dueSet resolution", "14:30 dueSet resolution"} {
		s := tell(t, []sla.Policy{p}, "09:00 opened", "09:01 dueSet resolution 20:00", "14:00 statusChanged pending", "15:00 statusChanged open", end)
		if end[:2] == "14" {
			s = tell(t, []sla.Policy{p}, "09:00 opened", "09:01 dueSet resolution 20:00", "14:00 statusChanged pending", end)
		}
		s.wantStands(sla.Resolution, "#1 breached due 13:00 breached "+end[:5])
	}
}
