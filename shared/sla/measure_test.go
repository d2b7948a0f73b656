package sla_test

import (
	"slices"
	"strings"
	"testing"

	"aftercare/shared/sla"
)

// TestMeasuringAnew has worked examples of rule 9, and of 8, 10 and 11 where they meet it.
func TestMeasuringAnew(t *testing.T) {
	var (
		normal  = terms("normal", []float64{0.5}, "firstReply 1h", "nextReply 1h", "resolution 8h pending")
		urgent  = terms("urgent", []float64{0.5}, "firstReply 10m", "nextReply 10m", "resolution 2h pending")
		nonstop = terms("nonstop", []float64{0.5}, "firstReply 1h", "nextReply 1h", "resolution 8h")
		result  = terms("result", nil, "resolution 8h pending")
		updates = terms("updates", nil, "firstReply 1h", "nextReply 1h", "update 2h", "resolution 8h pending")
		warning = terms("warning", []float64{0.25, 0.5}, "firstReply 1h", "nextReply 1h", "resolution 8h pending")
	)
	policies := []sla.Policy{normal, urgent, nonstop, result, updates, warning}
	tests := []struct {
		name   string
		from   sla.Policy
		steps  []string
		happen []string // records since the first measuring; nil: not looked at
		stand  map[sla.Name]string
	}{
		{"a nearer due time", normal,
			[]string{"09:00 opened", "09:05 measure urgent"},
			[]string{"09:05 rescheduled firstReply#1 due 09:10", "09:05 rescheduled resolution#1 due 11:00"}, nil},
		{"the same rules change nothing", normal,
			[]string{"09:00 opened", "09:20 statusChanged pending", "09:25 statusChanged open", "09:31 measure normal"},
			[]string{}, map[sla.Name]string{sla.Resolution: "#1 running due 17:05"}},
		{"a due time in the past is a breach at the change", normal,
			[]string{"09:00 opened", "09:20 measure urgent"},
			[]string{"09:20 rescheduled resolution#1 due 11:00", "09:20 breached firstReply#1 remeasured"},
			map[sla.Name]string{sla.FirstReply: "#1 breached due 09:10 breached 09:20"}},
		{"a due time in this very second is not in the past", normal,
			[]string{"09:00 opened", "09:10 measure urgent", "09:10 agentReplied"},
			nil, map[sla.Name]string{sla.FirstReply: "#1 met due 09:10 met 09:10"}},
		{"urgent by mistake and back: it runs as if nothing had been", normal,
			[]string{"09:00 opened", "09:20 measure urgent", "09:21 measure normal"},
			[]string{"09:20 rescheduled resolution#1 due 11:00", "09:20 breached firstReply#1 remeasured",
				"09:21 rescheduled firstReply#1 due 10:00", "09:21 rescheduled resolution#1 due 17:00"},
			map[sla.Name]string{sla.FirstReply: "#1 running due 10:00"}},
		{"8: a breach that the new rules do not undo stays", urgent,
			[]string{"09:00 opened", "10:30 measure normal"},
			[]string{"10:30 rescheduled resolution#1 due 17:00"},
			map[sla.Name]string{sla.FirstReply: "#1 breached due 09:10 breached 09:10"}},
		{"8: ahead of now is not the same second", urgent,
			[]string{"09:00 opened", "10:00 measure normal"},
			nil, map[sla.Name]string{sla.FirstReply: "#1 breached due 09:10 breached 09:10"}},
		{"8: what was breached and runs again can be met", urgent,
			[]string{"09:00 opened", "09:20 measure normal", "09:40 agentReplied"},
			nil, map[sla.Name]string{sla.FirstReply: "#1 met due 10:00 met 09:40"}},
		{"what was done, in time or late, stays", normal,
			[]string{"09:00 opened", "09:30 agentReplied", "09:40 measure urgent"},
			nil, map[sla.Name]string{sla.FirstReply: "#1 met due 10:00 met 09:30"}},
		{"a breach done late stays under kinder rules", urgent,
			[]string{"09:00 opened", "09:30 agentReplied", "09:40 measure normal"},
			nil, map[sla.Name]string{sla.FirstReply: "#1 breached due 09:10 met 09:30 breached 09:10"}},
		{"pauses of the past are judged by the new rules", normal,
			[]string{"09:00 opened", "09:10 agentReplied", "10:00 statusChanged pending", "12:00 statusChanged open", "12:30 measure nonstop"},
			[]string{"12:30 rescheduled resolution#1 due 17:00"}, nil},
		{"and a pause of now begins or ends with them", nonstop,
			[]string{"09:00 opened", "09:10 agentReplied", "10:00 statusChanged pending", "12:30 measure normal", "14:00 statusChanged open"},
			nil, map[sla.Name]string{sla.Resolution: "#1 running due 21:00"}},
		{"a paused target that used up its time is breached", normal,
			[]string{"09:00 opened", "09:10 agentReplied", "11:30 statusChanged pending", "12:30 measure urgent"},
			nil, map[sla.Name]string{sla.Resolution: "#1 breached due 11:00 breached 12:30"}},
		{"but not one whose time ends as the pause begins", normal,
			[]string{"09:00 opened", "09:10 agentReplied", "11:00 statusChanged pending", "12:30 measure urgent", "13:00 statusChanged open"},
			nil, map[sla.Name]string{sla.Resolution: "#1 running due 13:00"}},
		{"solved time does not count", normal,
			[]string{"09:00 opened", "09:10 agentReplied", "10:00 solved", "15:00 reopened", "15:05 measure urgent"},
			nil, map[sla.Name]string{sla.Resolution: "#1 running due 16:00"}},
		{"what the policy lacks is cancelled", normal,
			[]string{"09:00 opened", "09:20 measure result"},
			[]string{"09:20 cancelled firstReply#1"}, nil},
		{"a breach is not cancelled away", urgent,
			[]string{"09:00 opened", "09:20 measure result"},
			nil, map[sla.Name]string{sla.FirstReply: "#1 breached due 09:10 breached 09:10"}},
		{"unless only measuring found it", normal,
			[]string{"09:00 opened", "09:20 measure urgent", "09:21 measure result"},
			nil, map[sla.Name]string{sla.FirstReply: "#1 cancelled due 09:10"}},
		{"what it cancelled by mistake goes on", normal,
			[]string{"09:00 opened", "09:20 measure result", "09:21 measure normal"},
			[]string{"09:20 cancelled firstReply#1", "09:21 started firstReply#1 due 10:00"}, nil},
		{"unless it was done meanwhile", normal,
			[]string{"09:00 opened", "09:20 measure result", "09:21 agentReplied", "09:22 measure normal"},
			nil, map[sla.Name]string{sla.FirstReply: "#1 cancelled due 10:00"}},
		{"what the policy adds starts at its original start", result,
			[]string{"09:00 opened", "09:20 measure normal"},
			[]string{"09:20 started firstReply#1 due 10:00"}, nil},
		{"update is added at the last reply", normal,
			[]string{"09:00 opened", "09:10 agentReplied", "09:30 agentReplied", "10:00 measure updates"},
			[]string{"10:00 started update#3 due 11:30"}, nil},
		{"nextReply is added at the oldest unanswered message", result,
			[]string{"09:00 opened", "09:10 agentReplied", "09:30 customerReplied", "09:50 measure normal"},
			[]string{"09:50 started nextReply#1 due 10:30"}, nil},
		{"nextReply takes over when firstReply is cancelled", normal,
			[]string{"09:00 opened", "09:10 customerReplied", "09:15 measure unanswered"},
			[]string{"09:15 cancelled firstReply#1", "09:15 started nextReply#1 due 10:10"}, nil},
		{"added too late, it is a breach of the change", result,
			[]string{"09:00 opened", "11:00 measure normal"},
			[]string{"11:00 started firstReply#1 due 10:00", "11:00 breached firstReply#1 remeasured"}, nil},
		{"10: a due time set by a person stays", normal,
			[]string{"09:00 opened", "09:01 agentReplied", "09:10 dueSet resolution 20:00", "09:20 measure urgent"},
			[]string{}, map[sla.Name]string{sla.Resolution: "#1 running due 20:00"}},
		{"11: passed fractions are recorded at the change", normal,
			[]string{"09:00 opened", "09:01 agentReplied", "10:30 measure urgent"},
			[]string{"10:30 rescheduled resolution#1 due 11:00", "10:30 warned resolution#1 0.5"}, nil},
		{"11: a fraction already warned at is not again, a new one is", normal,
			[]string{"09:00 opened", "09:40 measure warning"},
			[]string{"09:40 warned firstReply#1 0.25"}, nil},
		{"11: none while paused; when it resumes, it is late but once", normal,
			[]string{"09:00 opened", "09:01 agentReplied", "10:30 statusChanged pending", "11:00 measure urgent", "12:00 statusChanged open", "12:10 fire"},
			[]string{"12:00 rescheduled resolution#1 due 12:30", "12:00 warned resolution#1 0.5"}, nil},
		{"a solved case goes on under the new terms when it is reopened", normal,
			[]string{"09:00 opened", "09:01 agentReplied", "10:00 solved", "11:00 measure urgent", "12:00 reopened"},
			nil, map[sla.Name]string{sla.Resolution: "#1 running due 13:00", sla.NextReply: "#1 running due 12:10"}},
		{"a closed case is left alone", normal,
			[]string{"09:00 opened", "09:05 cancelled", "11:00 measure urgent"},
			[]string{}, map[sla.Name]string{sla.FirstReply: "#1 cancelled due 10:00"}},
	}
	policies = append(policies, terms("unanswered", nil, "nextReply 1h", "resolution 8h pending"))
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			before := len(tell(t, append([]sla.Policy{test.from}, policies...), untilMeasured(test.steps)...).records)
			s := tell(t, append([]sla.Policy{test.from}, policies...), test.steps...)
			if test.happen != nil {
				s.records = s.records[before:]
				s.wantHappened(nil, test.happen...)
			}
			for name, want := range test.stand {
				s.wantStands(name, want)
			}
		})
	}
}

// untilMeasured gives the steps before the first measuring, and an advance to it.
func untilMeasured(steps []string) []string {
	for i, step := range steps {
		if at, _, ok := strings.Cut(step, " measure "); ok {
			return append(slices.Clone(steps[:i]), at+" advance")
		}
	}
	return steps
}
